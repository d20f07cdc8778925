"""N-grams of a name are disjoint and the rarest that it has."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.ngram_search import (
    LONGEST,
    MAX_NGRAMS,
    OFFSETS,
    SHORTEST,
    choose_ngrams,
    count_bits,
    count_ngrams,
    edits_for,
    is_among,
)
from screener.kernels.packed_strings import PackedStrings
from screener.kernels.phonetic_codes import GAP
from screener.names.phonetic_codes import phonetic_codes
from tests.support.phonetic_words import words_of_codes

NAME = st.lists(st.text("abdkmnor", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)


def number_of(ngram: bytes) -> int:
    number = 0
    for sound in ngram:
        number = number * GAP + sound
    return int(OFFSETS[len(ngram)]) + number


def ngrams_of(words: list[bytes], *, short: bool) -> list[tuple[int, int, int]]:
    """(begin, end, number) of each n-gram within a word; those of two letters only where the name is short."""
    found, before = [], 0
    sizes = range(SHORTEST if short else SHORTEST + 1, LONGEST + 1)
    for word in words:
        spans = [(begin, begin + size) for begin in range(len(word)) for size in sizes if begin + size <= len(word)]
        found += [(before + begin, before + end, number_of(word[begin:end])) for begin, end in spans]
        before += len(word) + 1
    return found


def cheapest(ngrams: list[tuple[int, int, int]], counts: np.ndarray, wanted: int) -> float | None:
    """The least cost of so many disjoint n-grams, by trying all."""
    costs = [
        sum(float(counts[number]) + 0.5 for _, _, number in chosen)
        for chosen in combinations(sorted(ngrams), wanted)
        if all(left[1] <= right[0] for left, right in pairwise(chosen))
    ]
    return min(costs, default=None)


@given(st.lists(NAME, min_size=1, max_size=4), st.integers(0, 1))
def test_the_rarest_disjoint_ngrams_are_chosen(names: list[str], most_edits: int) -> None:
    """One more than the edits within which a name is found, held against trying all; fewer edits where a name has not so many."""
    codes = phonetic_codes(PackedStrings.of(names))
    counts = np.zeros(int(OFFSETS[-1]) + 1, np.int32)
    count_ngrams(codes.buffers, counts)
    edits, chosen = np.full(len(names), most_edits, np.uint8), np.full((len(names), MAX_NGRAMS), -1, np.int32)
    choose_ngrams(codes.buffers, counts, edits, chosen)
    for words, allowed, row in zip(words_of_codes(codes), edits.tolist(), chosen.tolist(), strict=True):
        ngrams = ngrams_of(words, short=sum(map(len, words)) <= 8)
        numbers = [number for number in row if number >= 0]
        best = cheapest(ngrams, counts, allowed + 1)
        assert sum(counts[number] + 0.5 for number in numbers) == (best or 0)
        assert len(numbers) == (allowed + 1 if best is not None else 0)
        assert allowed == most_edits or cheapest(ngrams, counts, allowed + 2) is None


@given(st.integers(0, 2**64 - 1))
def test_bits_are_counted(word: int) -> None:
    """As Python counts them."""
    assert count_bits(np.uint64(word)) == word.bit_count()


@pytest.mark.parametrize(("letters", "edits"), [(4, 0), (5, 1), (9, 1), (10, 2), (19, 2), (20, 3), (63, 3)])
def test_longer_names_are_found_within_more_edits(letters: int, edits: int) -> None:
    """None up to four letters, three from twenty letters on."""
    assert edits_for(np.array([letters])).tolist() == [edits]


def test_a_name_is_found_once() -> None:
    """Rows outside the range are of other texts."""
    found = np.array([[0, 7], [1, 8], [1, 9]], np.int32)
    assert is_among(8, found, 1, 3)
    assert not is_among(7, found, 1, 3)
