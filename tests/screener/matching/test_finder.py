"""Which listed parties are found and with which score; near misses are tested beside matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Address, Identifier, IdentifierKind, Party
from screener.domain.listed_party import Alias, ListedParty, PartyKind
from screener.domain.policy import Policy
from screener.kernels.packed_strings import PackedStrings
from screener.matching.finder import find
from screener.matching.findings import WHOLE_NAME, WORTH_KEEPING, Finding
from screener.matching.scoring import compare
from screener.names.normalisation import normalise
from screener.search.watchlist import Watchlist
from tests.support.builders import BUYER_ADDRESS, listed, party, shipper
from tests.support.strategies import LISTED, PARTIES, RESEMBLING_LISTED, RESEMBLING_PARTIES

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
def test_a_whole_name_matches_in_any_spelling_with_the_same_normal_form(name: str) -> None:
    """Case, marks, spaces and punctuation do not matter, and the score is 1."""
    found = finding(name, listed("ORION KADE TRADING"))
    assert found is not None
    assert found.score == WHOLE_NAME
    assert found.evidence[0].text == "whole name is a listed name: ORION KADE TRADING"


@pytest.mark.parametrize("name", ["Orion Trading", "Orion Kade", "Vega Trading Orient", "Trading Company", ""])
def test_a_part_of_a_firms_name_or_another_word_is_no_match(name: str) -> None:
    """Near misses: a word missing, another word in its place, nothing but generic words."""
    assert finding(name, listed("ORION KADE TRADING")) is None


@pytest.mark.parametrize(
    "name", ["Orion Kader Trading", "Orionkade Trading", "Trading Kade Orinon", "0rion Kade Tradlng"]
)
def test_a_misspelled_name_matches(name: str) -> None:
    """A letter added, words run together, a letter missing in another word order, figures in place of letters."""
    assert score(name, listed("ORION KADE TRADING")) >= REVIEW_AT


def test_an_alias_matches_and_says_so() -> None:
    """An alias counts as much as the name, and the evidence says which kind of alias it is."""
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


def test_a_different_word_makes_another_name() -> None:
    """Two of three words in another order, with a different third one, are no match."""
    assert finding("BRANDT, Tilo Uwe", listed("Tilo Enno BRANDT", kind=PartyKind.PERSON)) is None


def test_a_name_inside_a_longer_one_counts_by_its_unmatched_words() -> None:
    """With a legal form added the name still holds; inside a much longer name it does not."""
    entry = listed("ORION KADE TRADING")
    assert score("Orion Kade Trading LLC", entry) >= HOLD_AT
    assert score("The Orion Kade Trading Co., Ltd.", entry) >= HOLD_AT
    assert score("Friends of Orion Kade Trading Veterans Benevolent Museum Foundation", entry) < HOLD_AT


def test_a_person_inside_a_firm_of_many_names_does_not_hold() -> None:
    """A listed person is not every firm that has the name among many other words."""
    entry = listed("JONAS AMESBURY", kind=PartyKind.PERSON)
    assert score("Jonas Amesbury", entry) >= HOLD_AT
    assert score("Saint Jonas Amesbury Memorial Hospital Pharmacy", entry) < HOLD_AT


def test_a_weak_alias_alone_never_holds() -> None:
    """One common word is recorded and no more, even in the same country."""
    entry = listed("TILO BRANDT", aliases=[Alias("MARIA", weak=True)], addresses=[BUYER_ADDRESS])
    assert score("Maria", entry, FOREIGN) < Policy().review_at
    assert score("Maria", entry, ELSEWHERE) < Policy().review_at


def test_a_weak_alias_at_the_same_premises_holds() -> None:
    """Corroborated by the street address, the same word is a match."""
    entry = listed("TILO BRANDT", aliases=[Alias("MARIA", weak=True)], addresses=[BUYER_ADDRESS])
    found = finding("Maria", entry, address=Address(("12 ELM STREET",), city="DAYTON", postcode="45402", country="US"))
    assert found is not None
    assert found.weak
    assert found.score >= HOLD_AT
    assert any(each.text.startswith("same premises: 12 Elm Street") for each in found.evidence)


def test_a_weak_alias_inside_a_longer_name_is_not_found() -> None:
    """Many innocent people are called Maria: nobody is found by a first name."""
    entry = listed("TILO BRANDT", aliases=[Alias("MARIA", weak=True)], addresses=[BUYER_ADDRESS])
    assert finding("Maria Lindqvist", entry, address=BUYER_ADDRESS) is None


def test_a_listed_name_that_is_weak_needs_corroboration_too() -> None:
    """`GENERAL TRADING` may be on the list, but alone it identifies nobody."""
    entry = listed("GENERAL TRADING", weak_name=True, addresses=[BUYER_ADDRESS])
    assert score("General Trading", entry) < HOLD_AT
    assert score("General Trading", entry, BUYER_ADDRESS) >= HOLD_AT


def test_the_place_changes_the_score_a_little() -> None:
    """Another country lowers the score of a match but does not undo it; the same premises raise it."""
    entry = listed("Tilo Enno BRANDT", kind=PartyKind.PERSON, addresses=[BUYER_ADDRESS])
    abroad, unknown, near = (score("Brandt Tilo Enno", entry, place) for place in (FOREIGN, Address(), BUYER_ADDRESS))
    assert HOLD_AT <= abroad < unknown < near == 1.0


@pytest.mark.parametrize(("listed_as", "given_as"), [("12-3456789XX", "123456789XX"), ("12 3456789xx", "12-3456789XX")])
def test_an_importer_number_finds_a_person_under_another_name(listed_as: str, given_as: str) -> None:
    """An exact number decides without the name, with or without hyphens."""
    entry = listed("ORION KADE TRADING", identifiers=[Identifier(IdentifierKind.IMPORTER_NUMBER, listed_as)])
    found = finding("Sunrise Lamps", entry, ids=(Identifier(IdentifierKind.IMPORTER_NUMBER, given_as),))
    assert found is not None
    assert found.by_identifier
    assert found.score == 1.0
    assert found.evidence[0].text == f"same importer-number: {given_as}"


def test_an_identifier_of_another_kind_or_value_finds_nobody() -> None:
    """Another digit, a tax number with the digits of an importer number, or a shared telephone number."""
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
    """It finds the person in any spelling, and the evidence shows none of them."""
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


def test_parties_are_searched_together() -> None:
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
def test_no_spelling_with_the_same_normal_form_hides_a_name(pair: tuple[str, str]) -> None:
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
def test_a_name_among_other_words_is_always_a_hit(name: str, others: list[str], place: int) -> None:
    """The search returns every listed name that occurs as whole words; only the verification may drop it."""
    watchlist = Watchlist(map(listed, NAMES))
    words = [*others[:place], *normalise(name).split(), *others[place:]]
    hits = {watchlist.names[entry].name for _, entry in watchlist.hits(PackedStrings.of([" ".join(words)]))}
    assert name in hits


@given(st.lists(RESEMBLING_PARTIES | PARTIES, max_size=3), LISTED | st.lists(RESEMBLING_LISTED, max_size=3))
def test_the_weights_of_every_finding_add_up_to_its_score(parties: list[Party], entries: list[ListedParty]) -> None:
    """Whatever is found, the printed weights make the printed score, and no finding is too weak to keep."""
    for findings in find(parties, Watchlist(entries)).values():
        for each in findings:
            assert round(sum(evidence.weight for evidence in each.evidence), 3) == each.score
            assert each.score >= WORTH_KEEPING


@given(st.lists(RESEMBLING_PARTIES, max_size=3), st.lists(RESEMBLING_LISTED, max_size=3))
def test_a_second_search_finds_the_same(parties: list[Party], entries: list[ListedParty]) -> None:
    """Names are cached with and without findings, and the cache changes no answer."""
    watchlist = Watchlist(entries)
    first = find(parties, watchlist)
    assert find(parties, watchlist) == first
    assert {at: find([party], watchlist)[0] for at, party in enumerate(parties) if at in first} == first


@given(st.lists(RESEMBLING_PARTIES, min_size=1, max_size=2), st.lists(RESEMBLING_LISTED, min_size=1, max_size=2))
def test_a_finding_is_the_best_comparison(parties: list[Party], entries: list[ListedParty]) -> None:
    """The score of a finding is that of the direct comparison with the listed party: the search adds nothing."""
    watchlist = Watchlist({each.id: each for each in entries}.values())
    for at, findings in find(parties, watchlist).items():
        for each in findings:
            best = compare(parties[at], watchlist.parties[each.listed])
            assert each.score <= best.score


def test_an_alternative_transliteration_is_searched_for() -> None:
    """Russian writes one letter for `h` and `kh`: the listed name may use either."""
    assert (
        score(
            "\u0425\u0430\u0441\u0430\u043d \u041a\u0435\u0441\u0442\u0440\u0438\u043d",
            listed("Hasan Kestrin", kind=PartyKind.PERSON),
        )
        >= HOLD_AT
    )
    assert (
        score(
            "\u0425\u0430\u0441\u0430\u043d \u041a\u0435\u0441\u0442\u0440\u0438\u043d",
            listed("Khasan Kestrin", kind=PartyKind.PERSON),
        )
        >= HOLD_AT
    )
