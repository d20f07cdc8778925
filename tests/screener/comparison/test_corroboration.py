"""Each kind of evidence by itself."""

import time

import pytest

from screener.comparison.corroboration import same_country, same_premises
from screener.comparison.name_score import name_score
from screener.domain.consignment import Address
from screener.domain.listed_party import PartyKind
from tests.support.builders import BUYER_ADDRESS, SENDER_ADDRESS


@pytest.mark.parametrize("line", ["12 Elm Street", "12 ELM STREET", "12, Elm Street."])
def test_the_same_premises_in_another_spelling(line: str) -> None:
    """Case and punctuation of a street do not matter."""
    assert (
        same_premises(Address((line,), city="DAYTON", postcode="45402", country="US"), [BUYER_ADDRESS]) == BUYER_ADDRESS
    )


@pytest.mark.parametrize(
    "address",
    [
        Address(("12 Elm Street",), city="Dayton", postcode="45402", country="CA"),
        Address(("480 Harbor Boulevard",), city="Tampa", postcode="33602", country="US"),
        Address((), city="Dayton", postcode="45402", country="US"),
    ],
)
def test_other_premises(address: Address) -> None:
    """Another country, another street and no street at all are not the same premises."""
    assert same_premises(address, [BUYER_ADDRESS]) is None


def test_countries_are_compared_where_both_sides_name_one() -> None:
    """Same, other, and not told are three answers."""
    assert same_country(BUYER_ADDRESS, [SENDER_ADDRESS, BUYER_ADDRESS]) is True
    assert same_country(BUYER_ADDRESS, [SENDER_ADDRESS]) is False
    assert same_country(Address(), [SENDER_ADDRESS]) is None
    assert same_country(BUYER_ADDRESS, [Address(city="Dayton")]) is None


def test_endless_texts_are_compared_in_bounded_time() -> None:
    """A filer who sends a megabyte as a name or street buys no more work than one who sends a line."""
    endless = "Orion Kade Trading " * 50_000
    same_premises(BUYER_ADDRESS, [BUYER_ADDRESS])
    began = time.perf_counter()
    name_score(endless, "ORION KADE TRADING", PartyKind.FIRM)
    same_premises(Address((endless,)), [BUYER_ADDRESS, Address((endless,))])
    assert time.perf_counter() - began < 2
