"""Two words are compared in every way in which one name may be written as two words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.distances import LONGEST
from screener.kernels.hashing import empty_table
from screener.kernels.packed_strings import PackedStrings
from screener.kernels.word_pairs import (
    ALL_RULES,
    NamePair,
    Rule,
    Vocabulary,
    abbreviates,
    are_similar,
    are_similar_without_article,
    insert_pairs,
    is_nickname,
    may_be_initials,
    may_be_same_word,
    starts_ambiguously,
)
from screener.kernels.word_spans import WORD, NameWords, Span, Word
from screener.names.phonetic_codes import NameKeys

NICKNAMES = (("bill", "william"), ("peggy", "margaret"))


def vocabulary() -> Vocabulary:
    table = empty_table(len(NICKNAMES))
    left, right = (PackedStrings.of(list(words)) for words in zip(*NICKNAMES, strict=True))
    insert_pairs(left.buffers, right.buffers, table)
    return Vocabulary(table, empty_table(0))


def pair_of(*words: str, rules: int = ALL_RULES) -> tuple[NamePair, list[Word]]:
    """Words in one array, and where each stands."""
    keys = NameKeys.of(PackedStrings.of(words))
    spans = [
        Word(Span(begin, end), Span(code_begin, code_end))
        for begin, end, code_begin, code_end in zip(
            keys.letters.offsets[:-1],
            keys.letters.offsets[1:],
            keys.codes.offsets[:-1],
            keys.codes.offsets[1:],
            strict=True,
        )
    ]
    return NamePair(
        keys.letters.data, keys.codes.data, np.zeros(256, np.uint64), np.empty(LONGEST, np.uint8), vocabulary(), rules
    ), spans


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("kastovenko", "kastovenka", True),  # a letter
        ("schtolz", "shtols", True),  # the same sounds
        ("bill", "william", True),  # a nickname
        ("j", "jean", True),  # an initial
        ("svcs", "services", True),  # an abbreviation
        ("slmn", "salman", True),  # without vowels
        ("s3chin", "orvanik", True),  # digits may be disguised letters
        ("tavion", "brelsk", False),
        ("kastovenko", "mirodanovic", False),
    ],
)
def test_two_words_may_be_one(one: str, other: str, *, same: bool) -> None:
    """In either order, except that a table of nicknames has the order in which names are looked up."""
    pair, (left, right) = pair_of(one, other)
    assert may_be_same_word(pair, left, right) is same


def test_nicknames_are_found_in_their_order() -> None:
    """The table holds pairs of a nickname and a name; another pairing of the same words is not in it."""
    pair, (bill, william, peggy) = pair_of("bill", "william", "peggy")
    assert is_nickname(pair, bill, william)
    assert not is_nickname(pair, william, bill)
    assert not is_nickname(pair, peggy, william)


@pytest.mark.parametrize(
    ("one", "other", "similar"),
    [
        ("philip", "filip", True),
        ("xander", "sander", True),
        ("karim", "garim", True),  # the same first sound
        ("lasko", "basko", True),  # another one, in a word of five letters
        ("lasko", "baska", False),
        ("tradex", "kardex", False),
    ],
)
def test_words_are_similar_by_letters_or_sounds(one: str, other: str, *, similar: bool) -> None:
    """Another first sound counts half an edit, and words of other letters must begin with the same sound."""
    pair, (left, right) = pair_of(one, other)
    assert are_similar(pair, left, right) is similar


@given(st.text("abkslrt", min_size=1, max_size=9), st.text("abkslrt", min_size=1, max_size=9))
def test_a_rule_less_never_rejects_more(one: str, other: str) -> None:
    """Rules reject: without one of them a pair of words is similar, or close, at least as often."""
    pair, (left, right) = pair_of(one, other)
    for rule in Rule:
        looser = pair._replace(rules=ALL_RULES & ~rule)
        assert are_similar(looser, left, right) or not are_similar(pair, left, right)
        assert may_be_same_word(looser, left, right) or not may_be_same_word(pair, left, right)


def test_an_article_may_be_run_on_to_a_word() -> None:
    """`alkastamin` and `elkastamin` are `kastamin` with the Arabic article; `ulan` is too short for one."""
    pair, (with_al, with_el, plain, short, lan) = pair_of("alkastamin", "elkastamin", "kastamin", "ulan", "an")
    assert are_similar_without_article(pair, with_al, plain)
    assert are_similar_without_article(pair, with_el, plain)
    assert not are_similar_without_article(pair, plain, with_al)
    assert not are_similar_without_article(pair, short, lan)


@pytest.mark.parametrize(
    ("word", "ambiguous"), [("phan", True), ("xu", True), ("tsai", True), ("tan", False), ("p", False)]
)
def test_some_first_sounds_have_several_spellings(word: str, *, ambiguous: bool) -> None:
    """`ph`, `x`, `hs`, `ts` and `tz`."""
    pair, (found,) = pair_of(word)
    assert starts_ambiguously(pair.letters, found.letters) is ambiguous


@pytest.mark.parametrize(
    ("short", "long", "short_for"),
    [("svcs", "services", True), ("svxs", "services", False), ("servic", "services", False)],
)
def test_an_abbreviation_has_letters_of_the_word_in_their_order(short: str, long: str, *, short_for: bool) -> None:
    """At most five of them."""
    pair, (left, right) = pair_of(short, long)
    assert abbreviates(pair.letters, left.letters, right.letters) is short_for


def test_initials_are_those_of_words_of_the_name() -> None:
    """`jc` is `jean claude`, in any order, and each letter must be the initial of some word."""
    pair, (initials, others, jean, claude) = pair_of("jc", "jx", "jean", "claude")
    records = np.zeros(2, WORD)
    for record, word in zip(records, (jean, claude), strict=True):
        record["begin"], record["end"] = word.letters
    words = NameWords(records, 2, 0)
    assert may_be_initials(pair.letters, initials.letters, jean.letters, words)
    assert may_be_initials(pair.letters, initials.letters, claude.letters, words)
    assert not may_be_initials(pair.letters, others.letters, jean.letters, words)
