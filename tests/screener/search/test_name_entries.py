"""A listed party is found under its name, its aliases, and both names of a name written as two."""

import pytest

from screener.domain.listed_party import Alias, AliasKind, PartyKind
from screener.search.name_entries import entries_of
from tests.support.builders import listed


def test_every_name_and_alias_is_an_entry() -> None:
    """Aliases stand beside the name, each with its kind; one word alone is weak whatever the list says."""
    party = listed("ORION KADE", aliases=[Alias("ORION", AliasKind.FKA), Alias("O.K. Trading", weak=True)])
    assert [(entry.name, entry.normalised, entry.weak, entry.alias) for entry in entries_of([party], 0)] == [
        ("ORION KADE", "orion kade", False, None),
        ("ORION", "orion", True, AliasKind.FKA),
        ("O.K. Trading", "ok trading", True, AliasKind.AKA),
    ]


def test_a_name_of_symbols_is_no_entry() -> None:
    """`****` normalises to nothing and can match nothing."""
    assert entries_of([listed("****")], 0) == ()


def test_parties_are_numbered_from_the_first() -> None:
    """A layer on another one goes on with its numbers."""
    assert [entry.party for entry in entries_of([listed("ORION KADE"), listed("VEGA MIRA")], 7)] == [7, 8]


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("ORVANIK MIRADO/KASTOV BRELSK", ["orvanik mirado kastov brelsk", "orvanik mirado", "kastov brelsk"]),
        ("ORVANIK MIRADO", ["orvanik mirado"]),
    ],
)
def test_a_name_written_as_two_is_both(name: str, names: list[str]) -> None:
    """And the whole, as it is written."""
    assert [entry.normalised for entry in entries_of([listed(name, kind=PartyKind.FIRM)], 0)] == names
