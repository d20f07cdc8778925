"""Who is found, who is not, and how strongly: near-misses stand beside matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import Alias, ListedParty, PartyKind
from screener.domain.policy import Policy
from screener.kernels.packed_strings import PackedStrings
from screener.matching.finder import find
from screener.matching.findings import WHOLE_NAME, Finding
from screener.names.normalisation import normalise
from screener.search.watchlist import Watchlist
from tests.support.builders import BUYER_ADDRESS, listed, party, shipper

HOLD_AT = Policy().hold_at
REVIEW_AT = Policy().review_at
ELSEWHERE = Address(("99 Harbor Boulevard",), city="Tampa", region="FL", country="US")
NOWHERE = Address()
FOREIGN = Address(("5 Rue Haute",), city="Lyon", country="FR")

NAMES = [
    "ORION KADE TRADING",
    "O'HARROW-LINDT, S.A.",
    "Ærø Brøndby Værksted",
    "ТОРГОВЫЙ ДОМ ВЕГА",
    "AL-MIRA & SONS",
    "J. Kestrel Holdings",
    "DE LA VEGA TOVAR",
    "奥瑞恩 贸易",
]


def finding(
    name: str, *entries: ListedParty, address: Address = NOWHERE, ids: tuple[Identifier, ...] = ()
) -> Finding | None:
    found = find([party(name, address=address, identifiers=ids)], Watchlist(entries))
    return found[0][0] if found else None


def score(name: str, entry: ListedParty, address: Address = NOWHERE) -> float:
    found = finding(name, entry, address=address)
    return found.score if found else 0.0


@pytest.mark.parametrize(
    "name",
    ["ORION KADE TRADING", "Orion Kade Trading", " orion  kade\ttrading ", "ÓRION KADE TRADÍNG", "Orion-Kade Trading."],
)
def test_a_whole_name_matches_in_any_spelling_that_folding_removes(name: str) -> None:
    """Case, marks, blanks and punctuation do not matter, and the score is full."""
    found = finding(name, listed("ORION KADE TRADING"))
    assert found is not None
    assert found.score == WHOLE_NAME
    assert found.evidence[0].text == "whole name is a listed name: ORION KADE TRADING"


@pytest.mark.parametrize("name", ["Orion Trading", "Orion Kade", "Vega Trading Orient", "Trading Company", ""])
def test_a_part_of_a_firms_name_or_another_word_is_no_match(name: str) -> None:
    """Near-misses: a word missing, another word in its place, nothing but words of every other firm's name."""
    assert finding(name, listed("ORION KADE TRADING")) is None


@pytest.mark.parametrize(
    "name", ["Orion Kader Trading", "Orionkade Trading", "Trading Kade Orinon", "0rion Kade Tradlng"]
)
def test_a_misspelled_name_matches(name: str) -> None:
    """A letter more, words run together, a letter less in another order, figures for letters."""
    assert score(name, listed("ORION KADE TRADING")) >= REVIEW_AT


def test_an_alias_matches_and_says_so() -> None:
    """A name from the Cross-Reference is as good as the name, and the evidence tells where it comes from."""
    found = finding("Vega Mira Exports", listed("ORION KADE TRADING", aliases=["VEGA MIRA EXPORTS"]))
    assert found is not None
    assert found.score >= HOLD_AT
    assert found.matched == "VEGA MIRA EXPORTS"
    assert found.evidence[0].text == "whole name is a listed aka alias: VEGA MIRA EXPORTS"


@pytest.mark.parametrize("name", ["BRANDT, Tilo Enno", "Enno Tilo Brandt", "brandt enno tilo"])
def test_any_order_of_the_words_matches(name: str) -> None:
    """`LAST, First` is the same person."""
    found = finding(name, listed("Tilo Enno BRANDT", kind=PartyKind.PERSON))
    assert found is not None
    assert HOLD_AT <= found.score < WHOLE_NAME
    assert "another order" in found.evidence[0].text


def test_other_words_in_between_are_another_name() -> None:
    """Two of three words in another order, with a stranger among them, are no match."""
    assert finding("BRANDT, Tilo Uwe", listed("Tilo Enno BRANDT", kind=PartyKind.PERSON)) is None


def test_a_name_inside_a_longer_one_counts_by_what_is_left_over() -> None:
    """A legal form beside the listed name holds; a whole other name around it does not."""
    entry = listed("ORION KADE TRADING")
    assert score("Orion Kade Trading LLC", entry) >= HOLD_AT
    assert score("The Orion Kade Trading Co., Ltd.", entry) >= HOLD_AT
    assert score("Friends of Orion Kade Trading Veterans Benevolent Museum Foundation", entry) < HOLD_AT


def test_a_person_inside_a_firm_of_many_names_does_not_hold() -> None:
    """`John Ames` on the list is not every firm whose name goes on and on."""
    entry = listed("JONAS AMESBURY", kind=PartyKind.PERSON)
    assert score("Jonas Amesbury", entry) >= HOLD_AT
    assert score("Saint Jonas Amesbury Memorial Hospital Pharmacy", entry) < HOLD_AT


def test_a_weak_alias_alone_never_holds() -> None:
    """One common word is recorded and no more, in the same country too."""
    entry = listed("TILO BRANDT", aliases=[Alias("MARIA", weak=True)], addresses=[BUYER_ADDRESS])
    assert score("Maria", entry, FOREIGN) < Policy().review_at
    assert score("Maria", entry, ELSEWHERE) < Policy().review_at


def test_a_weak_alias_at_the_same_premises_holds() -> None:
    """Corroborated by the street, the same word is a match."""
    entry = listed("TILO BRANDT", aliases=[Alias("MARIA", weak=True)], addresses=[BUYER_ADDRESS])
    found = finding("Maria", entry, address=Address(("12 ELM STREET",), city="DAYTON", postcode="45402", country="US"))
    assert found is not None
    assert found.weak
    assert found.score >= HOLD_AT
    assert any(each.text.startswith("same premises: 12 Elm Street") for each in found.evidence)


def test_a_weak_alias_inside_a_longer_name_is_nothing() -> None:
    """Innocent people are called Maria; nobody is found by a first name."""
    entry = listed("TILO BRANDT", aliases=[Alias("MARIA", weak=True)], addresses=[BUYER_ADDRESS])
    assert finding("Maria Lindqvist", entry, address=BUYER_ADDRESS) is None


def test_a_listed_name_that_is_weak_needs_corroboration_too() -> None:
    """`GENERAL TRADING` may be on the list; alone it tells nobody apart."""
    entry = listed("GENERAL TRADING", weak_name=True, addresses=[BUYER_ADDRESS])
    assert score("General Trading", entry) < HOLD_AT
    assert score("General Trading", entry, BUYER_ADDRESS) >= HOLD_AT


def test_place_moves_a_score_a_little() -> None:
    """Another country weakens a match and does not undo it; the same premises strengthen it."""
    entry = listed("Tilo Enno BRANDT", kind=PartyKind.PERSON, addresses=[BUYER_ADDRESS])
    abroad, unknown, near = (score("Brandt Tilo Enno", entry, place) for place in (FOREIGN, Address(), BUYER_ADDRESS))
    assert HOLD_AT <= abroad < unknown < near == 1.0


@pytest.mark.parametrize(("listed_as", "given_as"), [("12-3456789XX", "123456789XX"), ("12 3456789xx", "12-3456789XX")])
def test_an_importer_number_finds_a_person_under_another_name(listed_as: str, given_as: str) -> None:
    """Exact numbers beat names, with or without hyphens."""
    entry = listed("ORION KADE TRADING", identifiers=[Identifier(IdentifierKind.IMPORTER_NUMBER, listed_as)])
    found = finding("Sunrise Lamps", entry, ids=(Identifier(IdentifierKind.IMPORTER_NUMBER, given_as),))
    assert found is not None
    assert found.by_identifier
    assert found.score == 1.0
    assert found.evidence[0].text == f"same importer-number: {given_as}"


def test_an_identifier_of_another_kind_or_value_is_none() -> None:
    """One digit apart, or a tax number with the digits of an importer number, is somebody else; so is a shared telephone."""
    phone = Identifier(IdentifierKind.PHONE, "+1 937 555 0100")
    entry = listed(identifiers=[Identifier(IdentifierKind.IMPORTER_NUMBER, "12-3456789XX"), phone])
    for other in (
        Identifier(IdentifierKind.IMPORTER_NUMBER, "12-3456788XX"),
        Identifier(IdentifierKind.TAX_NUMBER, "12-3456789XX"),
        phone,
    ):
        assert finding("Sunrise Lamps", entry, ids=(other,)) is None


@pytest.mark.parametrize("spelling", ["123-45-6789", "123456789", "123 45 6789", "123\u201145\u20116789"])
def test_a_social_security_number_decides_and_is_not_shown(spelling: str) -> None:
    """It finds the person in any spelling, and the evidence shows it in none."""
    number = Identifier(IdentifierKind.IMPORTER_NUMBER, "123-45-6789")
    found = finding(
        "Sunrise Lamps", listed(identifiers=[number]), ids=(Identifier(IdentifierKind.IMPORTER_NUMBER, spelling),)
    )
    assert found is not None
    assert found.evidence[0].text == "same importer-number: ***-**-****"


def test_the_best_finding_of_each_listed_party_is_kept() -> None:
    """Name and alias of one record are one finding; two records are two, the stronger first."""
    one = listed("ORION KADE TRADING", aliases=["TRADING ORION KADE"])
    two = listed("TRADING KADE ORION", id="sam:z")
    (found,) = find([party("Orion Kade Trading")], Watchlist([one, two])).values()
    assert [(each.listed, each.score) for each in found] == [(0, 1.0), (1, 0.97)]


def test_parties_are_searched_together_and_told_apart() -> None:
    """Each party has its own findings; a party without any is left out."""
    parties = [party("Nobody Inparticular"), party("Orion Kade Trading"), shipper("Vega Mira Exports")]
    found = find(parties, Watchlist([listed("ORION KADE TRADING"), listed("VEGA MIRA EXPORTS")]))
    assert sorted(found) == [1, 2]
    assert found[1][0].matched == "ORION KADE TRADING"


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, str]:
    """A listed name, and the same name in another case, order and punctuation."""
    name = draw(st.sampled_from(NAMES))
    words = draw(st.permutations(normalise(name).split()))
    cased = [draw(st.sampled_from([str.upper, str.lower, str.title]))(word) for word in words]
    joints = [draw(st.sampled_from([" ", "  ", ", ", " - ", "\t", " / ", " \u200b"])) for _ in cased]
    return name, "".join(word + joint for word, joint in zip(cased, joints, strict=True))


@given(disguised())
def test_no_disguise_that_folding_removes_hides_a_name(pair: tuple[str, str]) -> None:
    """Any permutation of a name's words, in any case and punctuation, is found, at a score that holds."""
    name, text = pair
    found = finding(text, *map(listed, NAMES))
    assert found is not None
    assert found.matched == name
    assert found.score >= HOLD_AT


@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(["inc", "kade", "the", "vega", "ltd"]), max_size=3),
    st.integers(0, 3),
)
def test_a_name_among_other_words_is_at_least_a_candidate(name: str, others: list[str], place: int) -> None:
    """Wherever a listed name stands as whole words, the automaton reports it: verification alone may drop it."""
    watchlist = Watchlist(map(listed, NAMES))
    words = [*others[:place], *normalise(name).split(), *others[place:]]
    hits = {watchlist.names[entry].name for _, entry in watchlist.hits(PackedStrings.of([" ".join(words)]))}
    assert name in hits
