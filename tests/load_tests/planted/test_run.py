from pathlib import Path

import pytest

from load_tests.inputs.lists import COMPANIES, LISTS, PEOPLE
from load_tests.planted.run import run_planted
from topologies.settings import UsageError


@pytest.mark.shared
def test_every_planted_party_of_the_real_lists_is_held(shared: Path) -> None:
    """Exact names, aliases, reordered names and identifiers are held, and nobody is held on a weak alias alone."""
    assert (shared / "data").is_dir()
    result = run_planted(4_000, 5, 1, "embedded")
    assert result.passed, result
    assert result.planted == result.held
    assert sum(result.planted.values()) >= 4


def test_missing_reference_data_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names what is missing, before a broker is started: invented lists would prove nothing here."""
    monkeypatch.setenv("SHARED", str(tmp_path))
    for name in LISTS:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    with pytest.raises(UsageError) as refused:
        run_planted(1_000, 5, 1, "embedded")
    assert str(refused.value) == (
        f"no reference data: {PEOPLE[0]}, {COMPANIES[0]} not found; set SHARED to their folder"
    )
