from pathlib import Path

import pytest

from load_tests.planted import run_planted


@pytest.mark.shared
def test_every_planted_party_of_the_real_lists_is_held(shared: Path) -> None:
    """Exact names, aliases, reordered names and identifiers are held, and nobody on a weak alias alone."""
    assert (shared / "data").is_dir()
    result = run_planted(4_000, 5, 1, "embedded")
    assert result.right, result
    assert result.planted == result.held
    assert sum(result.planted.values()) >= 4
