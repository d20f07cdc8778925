"""Two addresses are one place, or are not: each kind of likeness and of difference, in invented addresses."""

import time

import pytest
from hypothesis import given

from screener.comparison.address_score import address_score
from screener.comparison.corroboration import SAME_PREMISES_AT
from screener.comparison.street_parts import MAXIMUM_LENGTH, MOST_WORDS, parse_street
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
def test_one_place_written_twice_is_the_same_premises(kind: str) -> None:
    """Abbreviations, a missing unit, a misspelling: it is one place, from either side."""
    one, other = SAME[kind]
    assert address_score(one, other) >= SAME_PREMISES_AT
    assert address_score(other, one) == pytest.approx(address_score(one, other))


@pytest.mark.parametrize("kind", OTHER)
def test_another_place_is_not_the_same_premises(kind: str) -> None:
    """Another number, direction, street type, unit or city is somewhere else, however alike the letters are."""
    one, other = OTHER[kind]
    assert address_score(one, other) < SAME_PREMISES_AT
    assert address_score(other, one) == pytest.approx(address_score(one, other))


def test_every_pair_that_is_one_place_is_above_every_other() -> None:
    """No place that differs ranks above one that is the same."""
    assert max(address_score(*pair) for pair in OTHER.values()) < min(address_score(*pair) for pair in SAME.values())


@given(ADDRESSES, ADDRESSES)
def test_likeness_is_a_share_whatever_is_written(one: Address, other: Address) -> None:
    """Any text gives a number from 0 to 1, and nothing is raised."""
    assert 0 <= address_score(one, other) <= 1


@pytest.mark.parametrize("line", ["1 " * 200_000, "a" * 500_000, "strasse" * 60_000, "Apt # " * 80_000, "ﷺ" * 50_000])
def test_a_hostile_line_takes_no_time(line: str) -> None:
    """Half a million characters are compared in well under a second: what is beyond the first words is not read."""
    began = time.perf_counter()
    address_score(at(line), at(line[: MAXIMUM_LENGTH - 1] + "x"))
    assert time.perf_counter() - began < 1


def test_what_is_beyond_the_first_words_is_not_read() -> None:
    """Neither more characters nor more words are kept than the limits say."""
    assert len("".join(parse_street(at("a" * 500_000)).names)) == MAXIMUM_LENGTH
    assert (
        len(parse_street(at(" ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(70)))).names)
        <= MOST_WORDS
    )
