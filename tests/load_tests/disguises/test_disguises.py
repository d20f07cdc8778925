"""What the matcher sees through: listed names in each disguise, on the invented list of the sample day."""

from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from load_tests.__main__ import load_tests
from load_tests.disguises.command import Result, measure
from load_tests.disguises.letters import CYRILLIC, GREEK, written
from load_tests.disguises.tricks import OF_FIRMS, OF_PEOPLE, letter_wrong, split
from load_tests.inputs.lists import inputs

NAMES = 150
LEAST = 0.97
LEAST_OF = {"two letters wrong": 0.85, "all run together": 0.93, "in Greek": 0.9}
"""Names that are short are another name with two letters wrong, and Greek has no letters for some sounds."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Result]:
    given = inputs(folder=tmp_path_factory.mktemp("nothing"))
    return {(each.kind, each.trick): each for each in measure(given, NAMES)}


@pytest.mark.parametrize(
    ("kind", "trick"), [*(("person", each) for each in OF_PEOPLE), *(("firm", each) for each in OF_FIRMS)]
)
def test_hardly_a_listed_name_hides_behind_a_disguise(
    kind: str, trick: str, results: dict[tuple[str, str], Result]
) -> None:
    """Nearly every name that is disguised by this trick reaches officers."""
    found = results[kind, trick]
    assert found.names
    assert found.recall >= LEAST_OF.get(trick, LEAST), list(found.missed)[:5]


def test_a_name_is_written_sound_by_sound() -> None:
    """The longest sounds come first, and what is no letter vanishes."""
    assert (
        written("Shchukin Jamal-2", CYRILLIC) == "\u0449\u0443\u043a\u0438\u043d \u0434\u0436\u0430\u043c\u0430\u043b"
    )
    assert written("Thomas", GREEK) == "\u03b8\u03bf\u03bc\u03b1\u03c3"


def test_a_trick_that_cannot_be_played_gives_nothing() -> None:
    """A name without two letters side by side has none to be wrong, and a short word is not split."""
    assert letter_wrong(Random(1), "A B") is None
    assert split(Random(1), "Al Bo") is None


def test_the_command_shows_what_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row for each kind and disguise; JSON has the misses with their scores."""
    monkeypatch.setenv("SHARED", str(tmp_path))
    shown = CliRunner().invoke(load_tests, ["disguises", "--names", "10", "--show", "1"])
    assert shown.exit_code == 0, shown.output
    assert "written backwards" in shown.output
    told = CliRunner().invoke(load_tests, ["disguises", "--names", "10", "--json"])
    assert '"kept_back"' in told.output


@pytest.mark.shared
def test_real_names_hide_as_little(shared: Path) -> None:
    """SAM and OFAC have shorter and odder names than the sample; over all disguises of a kind hardly any is missed."""
    results = measure(inputs(folder=shared), 2 * NAMES)
    for kind in ("person", "firm"):
        found = [each for each in results if each.kind == kind]
        assert sum(each.found for each in found) / sum(each.names for each in found) >= 0.98
        assert sum(each.kept_back for each in found) / sum(each.names for each in found) <= 0.01
