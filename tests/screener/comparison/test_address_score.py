"""Which pairs of invented addresses are the same premises, and which are not."""

import time

import pytest
from hypothesis import given

from screener.comparison.address_score import MORE_NAMES, NO_NUMBER, address_score, are_obviously_different
from screener.comparison.corroboration import SAME_PREMISES_AT
from screener.comparison.street_parts import MAXIMUM_LENGTH
from screener.domain.consignment import Address
from tests.support.strategies import ADDRESSES

CITY = "Veldmoor"


def at(line: str, city: str = CITY, postcode: str = "", country: str = "", region: str = "") -> Address:
    return Address((line,) if line else (), city, region, postcode, country)


SAME = {
    "abbreviated": (at("58 Tarven Street", ""), at("58 Tarven St", "")),
    "unit on one side": (at("4410 Quillway Suite 12", postcode="80991"), at("4410 Quillway", postcode="80991")),
    "ordinal in words": (at("9 Fifth Avenue"), at("9 5th Ave.")),
    "misspelled street": (at("58 Brelskan Road"), at("58 Breslkan Road")),
    "run together": (at("Kestrinstrasse 7"), at("Kestrin Str. 7")),
    "post office box": (at("P.O. Box 771"), at("Post Office Box 771")),
    "ZIP+4": (at("58 Tarven Street", postcode="80991-2210"), at("58 Tarven Street", postcode="80991")),
}
OTHER = {
    "other number": (at("58 Tarven Street", ""), at("59 Tarven Street", "")),
    "figures in another order": (at("581 Tarven Street"), at("185 Tarven Street")),
    "other direction": (at("45 Quill Avenue South"), at("45 Quill Avenue North")),
    "other type": (at("70 Orvanik St"), at("70 Orvanik Ave")),
    "other street": (at("58 Tarven Street"), at("58 Ludmar Street")),
    "everything": (at("58 Tarven Street", region="OH"), at("7 Ludmar Ave", "Ostrik", region="TX")),
    "other unit": (at("58 Tarven Street Apt 3"), at("58 Tarven Street Apt 4")),
    "other city": (at("58 Tarven Street"), at("58 Tarven Street", "Ostrik")),
    "other country": (at("58 Tarven Street", country="FR"), at("58 Tarven Street", country="BE")),
    "city alone": (at(""), at("")),
    "cities nearly alike": (at(""), at("", "Veldmor")),
}


@pytest.mark.parametrize("kind", SAME)
def test_two_spellings_of_one_address_are_the_same_premises(kind: str) -> None:
    """Abbreviations, a missing unit or a misspelling do not matter, and neither does the order of the two addresses."""
    one, other = SAME[kind]
    assert address_score(one, other) >= SAME_PREMISES_AT
    assert address_score(other, one) == pytest.approx(address_score(one, other))


@pytest.mark.parametrize("kind", OTHER)
def test_another_address_is_not_the_same_premises(kind: str) -> None:
    """Another number, direction, street type, unit or city is another place, however similar the spelling."""
    one, other = OTHER[kind]
    assert address_score(one, other) < SAME_PREMISES_AT
    assert address_score(other, one) == pytest.approx(address_score(one, other))


def test_same_premises_always_score_higher_than_different_ones() -> None:
    """The lowest score of the first table is above the highest of the second."""
    assert max(address_score(*pair) for pair in OTHER.values()) < min(address_score(*pair) for pair in SAME.values())


@given(ADDRESSES, ADDRESSES)
def test_the_score_is_a_symmetric_share(one: Address, other: Address) -> None:
    """Any two addresses have a score from 0 to 1, and the quick check never contradicts it."""
    score = address_score(one, other)
    assert 0 <= score <= 1
    assert address_score(one, one) in (0.0, NO_NUMBER, MORE_NAMES, 1.0)
    assert score < SAME_PREMISES_AT or not are_obviously_different(one, other)


@pytest.mark.parametrize("line", ["1 " * 200_000, "a" * 500_000, "strasse" * 60_000, "Apt # " * 80_000, "ﷺ" * 50_000])
def test_a_hostile_line_takes_little_time(line: str) -> None:
    """Half a million characters are compared in well under a second, because only the first words are read."""
    began = time.process_time()
    address_score(at(line), at(line[: MAXIMUM_LENGTH - 1] + "x"))
    assert time.process_time() - began < 1
