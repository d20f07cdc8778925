"""Which words of a name identify its bearer, and which names identify nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.listed_party import PartyKind
from screener.kernels.packed_strings import PackedStrings
from screener.names.distinctive_words import (
    MISSPELLED_LEGAL_FORMS,
    STOPWORDS,
    all_distinctive,
    all_significant,
    distinctive_words,
    has_distinctive_word,
    is_common_name,
    significant_words,
)
from screener.names.word_lists import GENERIC, LEGAL_FORMS

WORDS = st.sampled_from(
    "orvanik vega kade co ltd the bank intl dr al first 7th tr16 5 a y us cvs health limted corporatoin holdings".split()
)
NAMES = st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=8)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("orvanik trading ltd", "orvanik trading"),
        ("mr tavion brelsk jr", "tavion brelsk"),
        ("the ltd", "the ltd"),
        ("orvanik limted", "orvanik"),
    ],
)
def test_significant_words_leave_out_stopwords(name: str, words: str) -> None:
    """Legal forms (misspelled too), titles and particles go, unless nothing else is left."""
    assert " ".join(significant_words(name.split())) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("orvanik trading ltd", "orvanik"),
        ("cvs health", "cvs health"),
        ("first bank intl", "first bank international"),
        ("y orvanik", "y orvanik"),
        ("bank of the group", "bank group"),
        ("the co", "the co"),
    ],
)
def test_distinctive_words_leave_out_what_many_firms_share(name: str, words: str) -> None:
    """Generic words go, unless hardly a letter is left; then they stay, with abbreviations expanded."""
    assert " ".join(distinctive_words(name.split())) == words


@given(NAMES)
def test_many_names_at_once_give_the_same_words_as_one_by_one(names: list[str]) -> None:
    """The compiled code for whole manifests and the code for one name agree."""
    packed = PackedStrings.of(names)
    significant, distinctive = all_significant(packed), all_distinctive(packed)
    assert [significant[at] for at in range(len(names))] == [
        " ".join(significant_words(each.split())) for each in names
    ]
    assert [distinctive[at] for at in range(len(names))] == [
        " ".join(distinctive_words(each.split())) for each in names
    ]


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_no_name_loses_all_its_words(words: list[str]) -> None:
    """Something is left to search for, whatever the name is made of."""
    assert significant_words(words)
    assert distinctive_words(words)


def test_misspelled_legal_forms_are_neither_legal_forms_nor_words() -> None:
    """One letter wrong, missing, added or swapped; short forms are not varied, as their variants are other words."""
    assert {"limted", "limitd", "limitedd", "corporatoin", "incorporatad"} <= MISSPELLED_LEGAL_FORMS
    assert MISSPELLED_LEGAL_FORMS.isdisjoint(LEGAL_FORMS | GENERIC)
    assert not {"lt", "lld", "gmb"} & MISSPELLED_LEGAL_FORMS
    assert "limted" in STOPWORDS


@pytest.mark.parametrize(
    ("words", "expected"), [("orvanik ltd", True), ("vega ltd", False), ("trading company", False), ("", False)]
)
def test_a_distinctive_word_is_long_and_shared_by_few(words: str, *, expected: bool) -> None:
    """`vega` is too short to identify anybody alone, `trading` too frequent."""
    assert has_distinctive_word(words.split()) is expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("john smith jr", PartyKind.PERSON, True),
        ("li wei", PartyKind.PERSON, True),
        ("li wei", PartyKind.FIRM, False),
        ("tavion brelsk", PartyKind.PERSON, False),
        ("john smith brelsk", PartyKind.PERSON, False),
        ("smith", PartyKind.FIRM, True),
    ],
)
def test_a_name_of_frequent_or_few_letters_is_common(name: str, kind: PartyKind, *, expected: bool) -> None:
    """Two frequent names, or a person's name of less than ten letters, have many bearers."""
    assert is_common_name(name.split(), kind) is expected
