"""Street lines divided into numbers, units, names, types and directions, in one form whatever the spelling."""

import pytest
from hypothesis import given

from screener.comparison.street_parts import MAXIMUM_LENGTH, MOST_WORDS, StreetParts, parse_street
from screener.domain.consignment import Address
from tests.support.strategies import ADDRESSES


def parsed(line: str, city: str = "", postcode: str = "") -> StreetParts:
    return parse_street(Address((line,), city, postcode=postcode))


@pytest.mark.parametrize(
    ("line", "numbers", "units", "names", "types", "directions"),
    [
        ("12 Elm Street", {"12"}, set(), ("elm",), {"st"}, set()),
        ("12B N. Elm Ave", {"12"}, {("unit", "b")}, ("elm",), {"av"}, {"n"}),
        ("Apt 5, 12 Elm St", {"12"}, {("unit", "5")}, ("elm",), {"st"}, set()),
        ("12 Elm St #5", {"12"}, {("unit", "5")}, ("elm",), {"st"}, set()),
        ("12 Elm St, 3rd Floor", {"12"}, {("floor", "3")}, ("elm",), {"st"}, set()),
        ("P.O. Box 771", set(), {("box", "771")}, (), set(), set()),
        ("9 Fifth Avenue", {"9"}, set(), ("5th",), {"av"}, set()),
        ("Kaiserstrasse 7", {"7"}, set(), ("kaiser",), {"st"}, set()),
        ("", set(), set(), (), set(), set()),
    ],
)
def test_a_line_is_divided_into_its_parts(
    line: str,
    numbers: set[str],
    units: set[tuple[str, str]],
    names: tuple[str, ...],
    types: set[str],
    directions: set[str],
) -> None:
    """Numbers, units, floors, boxes and ordinals are recognised; a joined street type is separated."""
    found = parsed(line)
    assert found == StreetParts(frozenset(numbers), frozenset(units), names, frozenset(types), frozenset(directions))


def test_city_and_postcode_are_not_repeated() -> None:
    """They are compared on their own; a street named only after its city keeps its name."""
    assert parsed("12 Elm Street, Dayton", "Dayton").names == ("elm",)
    assert parsed("Dayton Street", "Dayton").names == ("dayton",)


@given(ADDRESSES)
def test_any_address_can_be_parsed(address: Address) -> None:
    """Whatever is written, numbers are digits and no part is empty."""
    found = parse_street(address)
    assert all(number.isdigit() for number in found.numbers)
    assert all((*found.names, *found.types, *found.directions, *(value for _, value in found.units)))


def test_only_the_first_characters_and_words_are_read() -> None:
    """A filer who sends a megabyte gets no more work done than one who sends a line."""
    assert len("".join(parsed("a" * 500_000).names)) == MAXIMUM_LENGTH
    words = " ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(70))
    assert len(parsed(words).names) <= MOST_WORDS
