"""Telephone, e-mail and date of birth corroborate a name, or contradict it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.comparison.corroboration import same_birth
from screener.domain.consignment import Address, Identifier, IdentifierKind, Party, PartyRole
from screener.domain.contact import e164, mailbox
from screener.domain.listed_party import ListedParty, PartyKind
from screener.matching.findings import CORROBORATED, OTHER_BIRTH
from screener.matching.scoring import compare
from tests.support.builders import listed, party

NAME = "Tavion Brelsk Orrin"
PHONE = Identifier(IdentifierKind.PHONE, "+1 937 555 0100")
EMAIL = Identifier(IdentifierKind.EMAIL, "T.Brelsk@example.org")


def entry(*identifiers: Identifier, births: tuple[str, ...] = ()) -> ListedParty:
    found = listed(NAME, kind=PartyKind.PERSON, identifiers=identifiers, weak_name=True)
    return ListedParty(found.id, found.list, NAME, found.kind, identifiers=identifiers, births=births, weak_name=True)


def weights(who: Party, whom: ListedParty) -> dict[str, float]:
    return {each.text.split(":")[0]: each.weight for each in compare(who, whom).evidence}


@pytest.mark.parametrize(
    ("phone", "country", "written"),
    [
        ("(937) 555-0100", "US", "+19375550100"),
        ("+1 937-555-0100", "", "+19375550100"),
        ("001 937 555 0100", "", "+19375550100"),
        ("01 40 00 00 00", "FR", "+33140000000"),
        ("937 555 0100", "", ""),
        ("12", "US", ""),
        ("call me", "US", ""),
        ("", "US", ""),
    ],
)
def test_a_telephone_number_has_one_form(phone: str, country: str, written: str) -> None:
    """The spellings of a number are one in E.164; one that cannot be dialled or placed is none."""
    assert e164(phone, country) == written


@pytest.mark.parametrize(
    ("email", "written"),
    [
        ("Ada+shop@Example.org", "ada@example.org"),
        ("<mailto:ada@example.org>", "ada@example.org"),
        ("a.d.a@gmail.com", "ada@gmail.com"),
        ("a.d.a@example.org", "a.d.a@example.org"),
        ("ada@localhost", ""),
        ("ada", ""),
        ("", ""),
    ],
)
def test_an_e_mail_address_has_one_form(email: str, written: str) -> None:
    """Case, tag and the dots that a provider does not read are no difference; what is no address is none."""
    assert mailbox(email) == written


@given(st.text(max_size=80), st.text(max_size=3))
def test_any_text_is_read_without_a_complaint(text: str, country: str) -> None:
    """A filer may write anything: the answer is a number or an address, or nothing."""
    assert e164(text, country) == "" or e164(text, country).startswith("+")
    assert mailbox(text) == "" or "@" in mailbox(text)


def test_the_same_telephone_corroborates_in_another_spelling() -> None:
    """The party's number in its country's spelling is the listed one, and is told in the evidence."""
    who = party(NAME, address=Address(country="US"), phone="(937) 555-0100")
    assert weights(who, entry(PHONE))["same telephone"] == CORROBORATED
    assert compare(who, entry(PHONE)).score > compare(party(NAME, address=Address()), entry(PHONE)).score


def test_the_same_e_mail_corroborates_in_another_spelling() -> None:
    """Case and a tag are no difference."""
    assert weights(party(NAME, address=Address(), email="t.brelsk+a@EXAMPLE.org"), entry(EMAIL))["same e-mail"] > 0


def test_other_contacts_say_nothing() -> None:
    """People have several numbers and addresses: another one neither corroborates nor contradicts."""
    who = party(NAME, address=Address(country="US"), phone="(937) 555-0199", email="else@example.org")
    assert compare(who, entry(PHONE, EMAIL)).evidence == compare(party(NAME, address=Address()), entry()).evidence


@pytest.mark.parametrize(
    ("birth", "told", "answer"),
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
        ("unknown", ("1970",), None),
    ],
)
def test_a_date_of_birth_agrees_contradicts_or_says_nothing(
    birth: str, told: tuple[str, ...], *, answer: bool | None
) -> None:
    """A year, a day, give or take a year, a range; the same year with another day decides nothing."""
    assert same_birth(birth, told) is answer


def test_birth_moves_the_score_both_ways() -> None:
    """The same year adds to a name, another takes from it, each with its own line of evidence."""
    same, other = (Party(PartyRole.CONSIGNEE, NAME, birth=year) for year in ("1970", "1931"))
    whom = entry(births=("1970",))
    assert weights(same, whom)["same date of birth"] == CORROBORATED
    assert weights(other, whom)["different date of birth"] == OTHER_BIRTH
    assert (
        compare(other, whom).score < compare(Party(PartyRole.CONSIGNEE, NAME), whom).score < compare(same, whom).score
    )
