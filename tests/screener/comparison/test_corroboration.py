"""What corroborates or contradicts a name: premises, country, date of birth, telephone and e-mail."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.comparison.corroboration import corroborations, same_birth, same_country, same_premises
from screener.comparison.name_score import name_score
from screener.domain.consignment import Address, Identifier, IdentifierKind, Party
from screener.domain.listed_party import ListedParty, PartyKind
from tests.support.builders import BUYER_ADDRESS, SENDER_ADDRESS, listed, party
from tests.support.strategies import BIRTHS

PHONE = Identifier(IdentifierKind.PHONE, "+1 937 555 0100")
EMAIL = Identifier(IdentifierKind.EMAIL, "T.Brelsk@example.org")
NOWHERE = Address()


def found(query: Party, target: ListedParty) -> list[str]:
    return list(corroborations(query, target))


@pytest.mark.parametrize("line", ["12 Elm Street", "12 ELM STREET", "12, Elm Street."])
def test_the_same_premises_in_another_spelling(line: str) -> None:
    """Case and punctuation of a street do not matter."""
    address = Address((line,), city="DAYTON", postcode="45402", country="US")
    assert same_premises(address, [SENDER_ADDRESS, BUYER_ADDRESS]) == BUYER_ADDRESS


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


def test_a_listed_address_without_a_street_is_no_premises() -> None:
    """A city alone is not a place where somebody can be found."""
    assert same_premises(BUYER_ADDRESS, [Address((), city="Dayton", postcode="45402", country="US")]) is None


def test_countries_are_compared_if_both_sides_give_one() -> None:
    """Same, different, and not given are three answers."""
    assert same_country(BUYER_ADDRESS, [SENDER_ADDRESS, BUYER_ADDRESS]) is True
    assert same_country(BUYER_ADDRESS, [SENDER_ADDRESS]) is False
    assert same_country(NOWHERE, [SENDER_ADDRESS]) is None
    assert same_country(BUYER_ADDRESS, [Address(city="Dayton")]) is None


@pytest.mark.parametrize(
    ("birth", "births", "answer"),
    [
        ("1970", ("1970",), True),
        ("1970-05-31", ("1970-05-31",), True),
        ("1970-05-31", ("1970",), True),
        ("1971", ("1970~",), True),
        ("1961", ("1960/1962",), True),
        ("1970", ("1950", "1970"), True),
        ("1970-05-31", ("1970-06-01",), None),
        ("1972", ("1970~",), False),
        ("1963", ("1960/1962",), False),
        ("1971", ("1970",), False),
        ("", ("1970",), None),
        ("1970", (), None),
        ("1970", ("unknown",), None),
        ("unknown", ("1970",), None),
    ],
)
def test_a_date_of_birth_agrees_contradicts_or_is_undecided(
    birth: str, births: tuple[str, ...], *, answer: bool | None
) -> None:
    """A year, a day, give or take a year, a range; the same year with another day decides nothing."""
    assert same_birth(birth, births) is answer


@given(BIRTHS, st.lists(BIRTHS, max_size=3))
def test_any_date_of_birth_is_compared(birth: str, births: list[str]) -> None:
    """Whatever text a filer or a list gives: it never contradicts itself."""
    assert same_birth(birth, births) in (True, False, None)
    assert same_birth(birth, [birth]) is not False


def test_the_same_telephone_corroborates_in_another_spelling() -> None:
    """The party's number in its country's spelling equals the listed one, from its own field or an identifier."""
    target = listed(identifiers=[PHONE])
    assert found(party(address=Address(country="US"), phone="(937) 555-0100"), target) == [
        "same telephone: +19375550100"
    ]
    number = Identifier(IdentifierKind.PHONE, "937 555 0100", "US")
    assert found(party(address=NOWHERE, identifiers=[number]), target) == ["same telephone: +19375550100"]


def test_a_listed_number_without_country_is_read_in_the_countries_of_the_listed_addresses() -> None:
    """A national number means something only in its country."""
    national = Identifier(IdentifierKind.PHONE, "(937) 555-0100")
    query = party(address=NOWHERE, phone="+1 937 555 0100")
    assert found(query, listed(identifiers=[national], addresses=[BUYER_ADDRESS])) == ["same telephone: +19375550100"]
    assert found(query, listed(identifiers=[national])) == []


def test_the_same_e_mail_corroborates_in_another_spelling() -> None:
    """Case and a tag do not matter, from its own field or an identifier."""
    target = listed(identifiers=[EMAIL])
    assert found(party(address=NOWHERE, email="t.brelsk+a@EXAMPLE.org"), target) == [
        "same e-mail: t.brelsk@example.org"
    ]
    assert found(party(address=NOWHERE, identifiers=[EMAIL]), target) == ["same e-mail: t.brelsk@example.org"]


def test_other_contacts_corroborate_nothing() -> None:
    """People have several numbers and addresses: a different one is no evidence, and neither is a missing one."""
    target = listed(identifiers=[PHONE, EMAIL])
    assert found(party(address=Address(country="US"), phone="(937) 555-0199", email="else@example.org"), target) == []
    assert found(party(address=NOWHERE), target) == []


def test_the_same_premises_are_named() -> None:
    """The evidence quotes the listed address."""
    assert found(party(address=BUYER_ADDRESS), listed(addresses=[BUYER_ADDRESS])) == [f"same premises: {BUYER_ADDRESS}"]


def test_endless_texts_are_compared_in_bounded_time() -> None:
    """A filer who sends a megabyte as a name or street causes no more work than one who sends a line."""
    endless = "Orion Kade Trading " * 50_000
    same_premises(BUYER_ADDRESS, [BUYER_ADDRESS])
    began = time.process_time()
    name_score(endless, "ORION KADE TRADING", PartyKind.FIRM)
    same_premises(Address((endless,)), [BUYER_ADDRESS, Address((endless,))])
    assert time.process_time() - began < 2
