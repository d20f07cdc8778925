"""The matcher sees through nearly every disguise of listed names."""

from pathlib import Path

import pytest

from load_tests.disguises.measurement import DisguiseResult, measure
from load_tests.disguises.tricks import OF_FIRMS, OF_PEOPLE
from load_tests.inputs.lists import inputs

NAMES = 150
LEAST = 0.97
LEAST_OF = {"two letters wrong": 0.85, "all run together": 0.93, "in Greek": 0.9}
"""Short names become other names with two letters wrong, and Greek lacks letters for some sounds."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], DisguiseResult]:
    given = inputs(folder=tmp_path_factory.mktemp("nothing"))
    return {(each.kind, each.trick): each for each in measure(given, NAMES)}


@pytest.mark.parametrize(
    ("kind", "trick"), [*(("person", each) for each in OF_PEOPLE), *(("firm", each) for each in OF_FIRMS)]
)
def test_nearly_every_disguised_name_is_found(
    kind: str, trick: str, results: dict[tuple[str, str], DisguiseResult]
) -> None:
    """Nearly every match of a name that is disguised by this trick reaches officers."""
    found = results[kind, trick]
    assert found.names
    assert found.recall >= LEAST_OF.get(trick, LEAST), list(found.missed)[:5]


@pytest.mark.shared
def test_nearly_every_disguised_real_name_is_found(shared: Path) -> None:
    """SAM and OFAC have shorter and odder names than the sample; over all disguises of a kind hardly any is missed."""
    results = measure(inputs(folder=shared), 2 * NAMES)
    for kind in ("person", "firm"):
        found = [each for each in results if each.kind == kind]
        assert sum(each.found for each in found) / sum(each.names for each in found) >= 0.98
        assert sum(each.kept_back for each in found) / sum(each.names for each in found) <= 0.01
