"""The evidence for one listed name: what it adds up to, what corroborates it, and what an officer reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Address, Identifier, IdentifierKind, Party, PartyRole
from screener.domain.decision import Evidence
from screener.domain.listed_party import Alias, AliasKind, ListedParty, PartyKind
from screener.matching.findings import CORROBORATED, INDISTINCT_NAME, OTHER_BIRTH, WEAK_CORROBORATED, WORTH_KEEPING
from screener.matching.scoring import compare, finding_by_identifier, name_evidence
from screener.names.normalisation import normalise
from screener.search.name_entries import NameEntry
from tests.support.builders import BUYER_ADDRESS, listed, party
from tests.support.strategies import PARTIES, RESEMBLING_LISTED, RESEMBLING_NAMES, RESEMBLING_PARTIES

NAME = "Tavion Brelsk Orrin"
PHONE = Identifier(IdentifierKind.PHONE, "+1 937 555 0100")
EMAIL = Identifier(IdentifierKind.EMAIL, "T.Brelsk@example.org")
NOWHERE = Address()


def entry(name: str, *, weak: bool = False, alias: AliasKind | None = None) -> NameEntry:
    return NameEntry(0, name, normalise(name), weak, alias)


def evidence_of(name: str, listed_name: NameEntry, least: float = WORTH_KEEPING) -> tuple[Evidence, ...]:
    return name_evidence(name, normalise(name).split(), listed_name, PartyKind.PERSON, least)


def texts(query: Party, target: ListedParty) -> list[str]:
    return [each.text for each in compare(query, target).evidence]


def weights(query: Party, target: ListedParty) -> dict[str, float]:
    return {each.text.split(":")[0]: each.weight for each in compare(query, target).evidence}


@given(RESEMBLING_PARTIES | PARTIES, RESEMBLING_LISTED)
def test_the_weights_of_a_comparison_add_up_to_its_score(query: Party, target: ListedParty) -> None:
    """Whatever is compared: the weights, as printed, make the score, and it is in [0, 1]."""
    found = compare(query, target)
    assert round(sum(each.weight for each in found.evidence), 3) == found.score
    assert 0 <= found.score <= 1


@given(RESEMBLING_NAMES, RESEMBLING_NAMES, st.booleans(), st.sampled_from([None, AliasKind.AKA]))
def test_evidence_below_the_least_score_is_left_out_and_no_other(
    name: str,
    listed_name: str,
    weak: bool,  # noqa: FBT001 - drawn
    alias: AliasKind | None,
) -> None:
    """With a least score there is either the same evidence as without, or none because the name scores less."""
    each = entry(listed_name, weak=weak, alias=alias)
    everything, kept = evidence_of(name, each, least=0.0), evidence_of(name, each)
    assert everything
    assert kept == everything or (not kept and not name_scores_half(everything))


def name_scores_half(evidence: tuple[Evidence, ...]) -> bool:
    """Whether the score of the name, before it is reduced as an indistinct one, is clearly worth keeping."""
    reductions = ("few distinctive words", "a very common name")
    return sum(each.weight for each in evidence if not each.text.startswith(reductions)) > WORTH_KEEPING + 0.002


@pytest.mark.parametrize(
    ("name", "listed_name", "text"),
    [
        (NAME, entry(NAME), f"whole name is a listed name: {NAME}"),
        (NAME, entry(NAME, alias=AliasKind.AKA), f"whole name is a listed aka alias: {NAME}"),
        ("Maria", entry("Maria", weak=True, alias=AliasKind.AKA), "whole name is a weak listed aka alias: Maria"),
        ("Orrin Tavion Brelsk", entry(NAME), f"same words in another order as a listed name: {NAME}"),
        ("Tavion Orrin", entry(NAME), f"resembles a listed name, {NAME}: same words: tavion orrin"),
        ("Wilmet Harst", entry(NAME), f"no word in common with a listed name: {NAME}"),
    ],
)
def test_the_first_line_says_how_the_name_matches(name: str, listed_name: NameEntry, text: str) -> None:
    """Whole name, another order, a resemblance or nothing; and whether it is a name or an alias."""
    assert evidence_of(name, listed_name, least=0.0)[0].text == text


def test_a_weak_alias_counts_only_as_the_whole_name() -> None:
    """Inside a longer name it is dropped by screening, and explained as worth nothing."""
    alias = entry("Maria", weak=True, alias=AliasKind.AKA)
    assert evidence_of("Maria Lindqvist", alias) == ()
    last = evidence_of("Maria Lindqvist", alias, least=0.0)[-1]
    assert last.text == "a weak alias counts only if it is the whole name"
    target = listed("Tilo Brandt", aliases=[Alias("Maria", weak=True)], kind=PartyKind.PERSON)
    assert compare(party("Maria Lindqvist", address=NOWHERE), target).score == 0.0


def test_an_indistinct_name_says_why_it_counts_less() -> None:
    """A weak listed name has few distinctive words; a common one has many bearers."""
    weak = listed("Orvanik", kind=PartyKind.PERSON, weak_name=True)
    assert texts(party("Orvanik", address=NOWHERE), weak)[-1] == "few distinctive words in the name"
    common = compare(party("John Smith", address=NOWHERE), listed("John Smith", kind=PartyKind.PERSON))
    assert (common.evidence[-1].text, common.score) == ("a very common name", INDISTINCT_NAME)


def test_a_corroboration_adds_more_to_a_weak_alias() -> None:
    """Premises, telephone and e-mail each have a line of their own, with the weight of the alias or name."""
    contacts = [PHONE, EMAIL]
    query = party(NAME, phone=PHONE.value, email=EMAIL.value)
    strong = weights(query, listed(NAME, kind=PartyKind.PERSON, identifiers=contacts, addresses=[BUYER_ADDRESS]))
    assert [strong[f"same {what}"] for what in ("premises", "telephone", "e-mail")] == [CORROBORATED] * 3
    weak = listed("Other", aliases=[Alias(NAME, weak=True)], kind=PartyKind.PERSON, identifiers=contacts)
    assert [weights(query, weak)[f"same {what}"] for what in ("telephone", "e-mail")] == [WEAK_CORROBORATED] * 2


def test_other_contacts_change_nothing() -> None:
    """People have several numbers and addresses: a different one neither corroborates nor contradicts."""
    target = listed(NAME, kind=PartyKind.PERSON, identifiers=[PHONE, EMAIL])
    query = party(NAME, address=Address(country="US"), phone="(937) 555-0199", email="else@example.org")
    assert compare(query, target).evidence == compare(party(NAME, address=NOWHERE), target).evidence


def test_a_date_of_birth_changes_the_score_both_ways() -> None:
    """The same year adds to the score of a weak name, a different one takes from it, each with its own line."""
    target = ListedParty("sam:1", listed().list, NAME, PartyKind.PERSON, births=("1970",), weak_name=True)
    same, other = (Party(PartyRole.CONSIGNEE, NAME, birth=year) for year in ("1970", "1931"))
    assert weights(same, target)["same date of birth"] == CORROBORATED
    assert weights(other, target)["different date of birth"] == OTHER_BIRTH
    unknown = compare(Party(PartyRole.CONSIGNEE, NAME), target).score
    assert compare(other, target).score < unknown < compare(same, target).score


def test_a_score_above_one_is_cut_with_a_line_of_its_own() -> None:
    """A whole name at a listed address would make more than 1: the line that takes the rest away is printed too."""
    home = Address(("58 Tarven Street",), "Hamburg", country="DE")
    found = compare(party(NAME, address=home), listed(NAME, addresses=[home]))
    assert found.score == 1.0
    assert found.evidence[-1].text == "a score is at most 1"


def test_the_best_of_all_names_and_identifiers_is_reported() -> None:
    """An alias that matches is better than the name that does not, and an equal importer number better than both."""
    number = Identifier(IdentifierKind.IMPORTER_NUMBER, "12-3456789XX")
    target = listed("Orvanik Kade", aliases=[NAME], identifiers=[number], kind=PartyKind.PERSON)
    assert compare(party(NAME, address=NOWHERE), target).matched == NAME
    by_number = compare(party("Wilmet Harst", address=NOWHERE, identifiers=[number]), target)
    assert (by_number.by_identifier, by_number.score) == (True, 1.0)


def test_a_listed_party_without_a_name_is_explained() -> None:
    """A record may have nothing but punctuation for a name."""
    found = compare(party(NAME), listed("***"))
    assert (found.score, found.evidence[0].text) == (0.0, "the list gives no name that can be compared")


def test_social_security_numbers_are_masked_in_the_evidence() -> None:
    """In an identifier and in an address."""
    number = Identifier(IdentifierKind.IMPORTER_NUMBER, "123-45-6789")
    assert finding_by_identifier(number, 3, listed()).evidence[0].text == "same importer-number: ***-**-****"
    home = Address(("58 Tarven Street 123-45-6789",), "Hamburg", country="DE")
    assert not any("123-45" in text for text in texts(party(NAME, address=home), listed(NAME, addresses=[home])))
