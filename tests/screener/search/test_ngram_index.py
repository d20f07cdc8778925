"""The n-gram index, held against brute force: nothing within a name's edits is ever missed."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from screener.comparison.name_score import name_score
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Policy
from screener.kernels.ngram_search import EDITS, MAX_LETTERS, SHORTEST
from screener.kernels.packed_strings import PackedStrings
from screener.matching.finder import find
from screener.names.distinctive_words import distinctive_words
from screener.names.name_quality import is_weak
from screener.names.normalisation import normalise
from screener.names.phonetic_codes import phonetic_codes
from screener.search.ngram_index import NgramIndex
from screener.search.watchlist import Watchlist
from tests.support.builders import listed, party
from tests.support.phonetic_words import words_of_codes

REVIEW_AT = Policy().review_at
EXAMPLES = 1_500
"""Also for continuous integration: the guarantee is worth the seconds."""

LETTERS = "abdehiklmnorstuz"
WORD = st.text(LETTERS, min_size=1, max_size=9)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


def sounds(name: str) -> list[bytes]:
    """The words of a name in phonetic codes, by which edits are counted."""
    return words_of_codes(phonetic_codes(PackedStrings.of([name])))[0]


def distance(text: str, name: str) -> int:
    """The fewest letters to change, delete or insert, over all orders of the name's words, gaps not counted."""
    whole = b"".join(sounds(text))
    return min(Levenshtein.distance(whole, b"".join(order)) for order in permutations(sounds(name)))


def rows(index: NgramIndex, texts: Sequence[str]) -> set[tuple[int, int]]:
    return {(text, name) for text, name in index.candidates(phonetic_codes(PackedStrings.of(texts))).tolist()}


def candidates(names: Sequence[str], texts: Sequence[str]) -> set[tuple[int, int]]:
    return rows(NgramIndex(PackedStrings.of(names)), texts)


@st.composite
def misspelled(draw: st.DrawFn, names: Sequence[str], *, parted: bool = True) -> str:
    """One of the names with a few letters changed, its words in any order; where `parted`, also run together or split."""
    words = list(draw(st.permutations(draw(st.sampled_from(names)).split())))
    text = draw(st.sampled_from([" ", "", " "] if parted else [" "])).join(words)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["change", "leave out", "put in", *(["split", "swap"] if parted else [])]))
        letter = draw(st.sampled_from(LETTERS))
        if kind == "put in":
            text = text[:at] + letter + text[at:]
        elif kind == "split":
            text = text[:at] + " " + text[at:]
        elif kind == "swap":
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        else:
            text = text[:at] + (letter if kind == "change" else "") + text[at + 1 :]
    return " ".join(text.split())


@st.composite
def lists_and_texts(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    names = draw(st.lists(NAME, min_size=1, max_size=8))
    return names, draw(st.lists(misspelled(names) | NAME, min_size=1, max_size=5))


@settings(max_examples=EXAMPLES)
@given(lists_and_texts())
@example((["kim jong il"], ["il jong kin"]))
@example((["muhammad hasni"], ["mohamedhasni"]))
@example((["aa bb cc dd"], ["ddccbbaa"]))
def test_nothing_within_the_edits_of_a_name_is_missed(given: tuple[list[str], list[str]]) -> None:
    """Every text is compared with every name by brute force; whatever is within the name's edits is a candidate."""
    names, texts = given
    index = NgramIndex(PackedStrings.of(names))
    found = rows(index, texts)
    letters = [sum(map(len, sounds(name))) for name in names]
    for number, text in enumerate(texts):
        for which, name in enumerate(names):
            has_ngrams = any(len(word) >= SHORTEST for word in sounds(name))
            if has_ngrams and letters[which] <= MAX_LETTERS and distance(text, name) <= index.edits[which]:
                assert (number, which) in found, (text, name, int(index.edits[which]))


SYLLABLE = st.sampled_from(["ka", "re", "mo", "lin", "dra", "vos", "ti", "zam", "bel", "shu", "gor", "nai"])
PERSON = st.lists(st.lists(SYLLABLE, min_size=2, max_size=4).map("".join), min_size=2, max_size=4).map(" ".join)


@st.composite
def people_and_texts(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    names = draw(st.lists(PERSON, min_size=1, max_size=5, unique=True))
    return names, draw(st.lists(misspelled(names, parted=False), min_size=1, max_size=4))


@settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
@given(people_and_texts())
def test_whoever_the_scorer_would_accept_is_found(given: tuple[list[str], list[str]]) -> None:
    """Every listed name is scored against every text; a name that scores enough, and whose edits the text is within, is found.

    Here the words are whole: the quick look between filter and scorer does not follow words that are split, run together and
    misspelled all at once.
    """
    names, texts = given
    watchlist = Watchlist([listed(name, kind=PartyKind.PERSON) for name in names])
    found = find([party(text) for text in texts], watchlist)
    distinctive = [" ".join(distinctive_words(name.split())) for name in names]
    edits = NgramIndex(PackedStrings.of(distinctive)).edits
    for number, text in enumerate(texts):
        matched = {watchlist.parties[finding.listed].name for finding in found.get(number, ())}
        for name, words, allowed in zip(names, distinctive, edits, strict=True):
            near_enough = distance(" ".join(distinctive_words(normalise(text).split())), words) <= allowed
            if near_enough and name_score(text, name, PartyKind.PERSON).score >= REVIEW_AT:
                assert name in matched, (text, name)


@settings(max_examples=200)
@given(st.lists(NAME, min_size=1, max_size=30), st.lists(NAME, min_size=1, max_size=30))
def test_texts_are_searched_together_like_each_alone(names: list[str], texts: list[str]) -> None:
    """What is found for a text does not depend on its neighbours."""
    index = NgramIndex(PackedStrings.of(names))
    alone = {(number, name) for number, text in enumerate(texts) for _, name in rows(index, [text])}
    assert rows(index, texts) == alone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("orion kade trading", "orion kade trading"),
        ("trading orion kade", "orion kade trading"),
        ("orionkade trading", "orion kade trading"),
        ("orion kadetrading", "orion kade trading"),
        ("or ion kade trading", "orion kade trading"),
        ("orion kate tradimg", "orion kade trading"),
        ("usama muhamad", "osama mohammed"),
        ("hussayn qaddafi", "hussein gaddafi"),
    ],
)
def test_one_name_in_many_spellings_is_a_candidate(text: str, name: str) -> None:
    """Another order, words run together, letters that transliterations confuse, and a letter or two."""
    assert candidates([name], [text]) == {(0, 0)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("orion kade", "orion kade trading"),
        ("vega mira exports", "orion kade trading"),
        ("kade", "orion kade"),
        ("rionok deka nidtarg", "orion kade trading"),
        ("i", "i"),
    ],
)
def test_other_names_are_no_candidates(text: str, name: str) -> None:
    """Another length, other letters, the same letters in another order; and a name without n-grams."""
    assert candidates([name], [text]) == set()


def test_names_are_allowed_more_edits_the_longer_they_are() -> None:
    """The table of edits holds where the words are long enough for so many n-grams."""
    names = ["bad", "abdul", "abdulkari", "abdulkarim mansur", "abdulkarim mansurov ibrahim"]
    assert NgramIndex(PackedStrings.of(names)).edits.tolist() == [0, 1, 1, 2, 3]
    assert [allowed for _, allowed in EDITS] == [1, 2, 3]


def test_an_empty_list_and_empty_texts_find_nothing() -> None:
    """No names, no text, nothing but gaps."""
    assert candidates([], ["orion kade"]) == set()
    assert candidates(["orion kade"], ["", " "]) == set()


def test_many_names_are_built_in_parts_and_found_in_each() -> None:
    """The first and the last of tens of thousands of names are found under their own numbers."""
    names = [
        f"{first}{second} {third}ovan"
        for first in "bdkl"
        for second in ("arim", "olet")
        for third in map(chr, range(97, 123))
    ]
    many = [*names, *(f"{name} x{number}" for number in range(100) for name in names)]
    assert (0, len(many) - 1) in candidates(many, [many[-1]])
    assert (0, 0) in candidates(many, [many[0]])


def test_a_text_of_a_thousand_words_is_searched_in_bounded_time() -> None:
    """A filer who sends a book as a name gets the same answer: nobody."""
    assert candidates(["orion kade trading"], ["orion kade trading " * 1_000]) == set()


GENERIC_WORD = st.sampled_from(
    "trading shipping medical services international industries group holdings bank care center".split()
)
LEGAL_FORM = st.sampled_from(["co ltd", "company", "limited", "inc", "corporation", "llc", "sa de cv", "gmbh", ""])
FIRM = (
    st.tuples(
        st.lists(st.lists(SYLLABLE, min_size=2, max_size=3).map("".join), min_size=1, max_size=2).map(" ".join),
        st.lists(GENERIC_WORD, max_size=2, unique=True).map(" ".join),
        LEGAL_FORM,
    )
    .map(lambda parts: " ".join(filter(None, parts)))
    .filter(lambda name: not is_weak(name, PartyKind.FIRM))
)


@st.composite
def with_letters_wrong(draw: st.DrawFn, names: Sequence[str]) -> str:
    """One of the names, its words in any order, with a few letters wrong in any of them."""
    words = list(draw(st.permutations(draw(st.sampled_from(names)).split())))
    for _ in range(draw(st.integers(1, 3))):
        which = draw(st.integers(0, len(words) - 1))
        at = draw(st.integers(0, len(words[which]) - 1))
        new = draw(st.sampled_from(["", *LETTERS]))
        kept = at + draw(st.integers(0, 1))
        words[which] = words[which][:at] + new + words[which][kept:] or words[which]
    return " ".join(words)


@st.composite
def firms_and_texts(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    names = draw(st.lists(FIRM, min_size=1, max_size=5, unique=True))
    return names, draw(st.lists(with_letters_wrong(names), min_size=1, max_size=4))


@settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
@given(firms_and_texts())
def test_a_firm_is_found_whichever_of_its_words_is_misspelled(given: tuple[list[str], list[str]]) -> None:
    """A letter wrong in `trading` or `limited` hides a firm no better than one in its distinctive word."""
    names, texts = given
    watchlist = Watchlist([listed(name, kind=PartyKind.FIRM) for name in names])
    found = find([party(text) for text in texts], watchlist)
    edits = NgramIndex(PackedStrings.of(names)).edits
    for number, text in enumerate(texts):
        matched = {watchlist.parties[finding.listed].name for finding in found.get(number, ())}
        for name, allowed in zip(names, edits, strict=True):
            near_enough = distance(normalise(text), name) <= allowed
            if near_enough and name_score(text, name, PartyKind.FIRM).score >= REVIEW_AT:
                assert name in matched, (text, name)
