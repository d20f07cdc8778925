"""Spellings that transliterations and misspellings confuse have the same codes."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings
from screener.kernels.phonetic_codes import (
    DIGIT,
    GAP,
    LEVELS,
    code,
    has_no_vowels,
    hash_consonants,
    have_same_consonants,
)
from screener.kernels.word_spans import Span
from screener.names.phonetic_codes import phonetic_codes
from screener.search.letter_signatures import letter_signatures
from tests.support.phonetic_words import words_of_codes

NAME = st.lists(st.text("abdehkst1", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)


def codes_of(*names: str) -> list[list[int]]:
    packed = phonetic_codes(PackedStrings.of(names))
    return [list(packed.data[packed.offsets[at] : packed.offsets[at + 1]]) for at in range(len(names))]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mohammed hussein", "mohamed husein", True),
        ("gaddafi", "kadafy", True),
        ("dzhamal", "jamal", True),
        ("alhassan", "alassan", False),
        ("abdulhamid", "abdulamid", False),
        ("abdhamid", "abdamid", True),
        ("fund 12", "fund 21", True),
        ("fund 1", "fund 11", False),
    ],
)
def test_spellings_share_their_codes(one: str, other: str, *, same: bool) -> None:
    """An `h` after a consonant is silent, except after the Arabic article; a doubled letter counts once, a doubled digit twice."""
    first, second = codes_of(one, other)
    assert (first == second) is same


@given(st.lists(NAME, max_size=5))
def test_names_are_encoded_together_like_each_alone(names: list[str]) -> None:
    """Every code is that of a sound, a digit or a gap, and gaps are where spaces are."""
    assert codes_of(*names) == [codes_of(name)[0] for name in names]
    for name, codes in zip(names, codes_of(*names), strict=True):
        assert set(codes) <= {*range(1, GAP + 1)}
        assert codes.count(GAP) == name.count(" ")
        assert codes.count(DIGIT) == name.count("1")


@given(st.lists(NAME, max_size=4))
def test_signatures_say_which_letters_and_pairs_a_name_has(names: list[str]) -> None:
    """Held against counting: a letter up to three times, pairs within words and across their ends."""
    codes = phonetic_codes(PackedStrings.of(names))
    signatures = letter_signatures(codes)
    for at, words in enumerate(words_of_codes(codes)):
        counts = Counter(b"".join(words))
        expected = sum(
            1 << (level * (GAP - 1) + sound - 1)
            for sound, count in counts.items()
            for level in range(min(count, LEVELS))
        )
        inside = {one * GAP + other for word in words for one, other in pairwise(word)}
        whole = b"".join(words)
        anywhere = {one * GAP + other for one, other in pairwise(whole)}
        assert signatures.size[at] == len(whole)
        assert signatures.gaps[at] == len(words) - 1
        assert int(signatures.letters[at]) == expected
        assert bits(signatures.inside[at]) == inside
        assert bits(signatures.anywhere[at]) == anywhere


def bits(row: np.ndarray) -> set[int]:
    return {64 * at + bit for at, word in enumerate(row.tolist()) for bit in range(64) if word >> bit & 1}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("slmn", "salman", True),
        ("salman", "sulaiman", True),
        ("salman", "salam", False),
        ("bshr", "fashir", True),  # one is written without vowels: `b` and `f` are one letter
        ("bashar", "fashar", False),
        ("an", "in", False),
    ],
)
def test_consonants_are_all_that_arabic_and_hebrew_write(one: str, other: str, *, same: bool) -> None:
    """Three must agree, or two where a word is written without vowels."""
    codes = phonetic_codes(PackedStrings.of([one, other]))
    middle = int(codes.offsets[1])
    assert have_same_consonants(codes.data, Span(0, middle), Span(middle, len(codes.data))) is same


@given(NAME, st.data())
def test_the_hash_of_consonants_does_not_depend_on_the_order_of_words(name: str, data: st.DataObject) -> None:
    """Nor on the vowels between them."""
    other = " ".join(data.draw(st.permutations(name.split())))
    first, second = (np.array(codes, np.uint8) for codes in codes_of(name, other))
    assert hash_consonants(first, 0, len(first)) == hash_consonants(second, 0, len(second))


def test_a_name_without_vowels_is_recognised() -> None:
    """One vowel in four letters may be a long one, which Arabic writes."""
    for name, bare in (("slmn kstnrk", True), ("slmn kastn", True), ("salman", False)):
        (codes,) = codes_of(name)
        assert has_no_vowels(np.array(codes, np.uint8), 0, len(codes)) is bare


def test_a_letter_has_the_code_of_its_sound() -> None:
    """`c`, `g`, `k`, `q` and `x` are one sound."""
    assert len({code(letter) for letter in "cgkqx"}) == 1
    assert code("a") != code("i")
