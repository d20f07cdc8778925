"""Distances of words, held against rapidfuzz."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, LCSseq

from screener.kernels.distances import (
    EDIT_BUDGET,
    LONGEST,
    are_alike,
    common_subsequence,
    edit_budget,
    edit_distance,
    has_within,
)
from screener.kernels.word_spans import Span

WORD = st.text("abhist", min_size=1, max_size=LONGEST + 6)


def spans(one: str, other: str) -> tuple[np.ndarray, Span, Span]:
    data = np.frombuffer(f"{one}{other}".encode(), np.uint8)
    return data, Span(0, len(one)), Span(len(one), len(data))


@settings(max_examples=400)
@given(WORD, WORD, st.integers(0, 5))
@example("a" * 64, "b" + "a" * 63, 5)
@example("ab", "ba", 1)
def test_edits_are_counted_as_rapidfuzz_does(one: str, other: str, limit: int) -> None:
    """Up to the limit the number is that of optimal string alignment, beyond it any larger one. Very long words count as equal."""
    data, left, right = spans(one, other)
    positions = np.zeros(256, np.uint64)
    found = edit_distance(data, left, right, limit, positions)
    if min(len(one), len(other)) > LONGEST:
        assert found == 0
    else:
        expected = OSA.distance(one, other)
        assert found == expected or (found > limit and expected > limit)
    assert not positions.any()


@settings(max_examples=200)
@given(st.text("abhist ", min_size=1, max_size=LONGEST), WORD)
def test_letters_in_common_are_counted_as_rapidfuzz_does(one: str, other: str) -> None:
    """The longest common subsequence, and whether it makes up 60 % of both."""
    data, left, right = spans(one, other)
    positions = np.zeros(256, np.uint64)
    assert common_subsequence(data, left, right, positions) == LCSseq.similarity(one, other)
    if min(len(one), len(other)) <= LONGEST:
        assert are_alike(data, left, right, positions) == (
            200 * LCSseq.similarity(one, other) >= 60 * (len(one) + len(other))
        )
    assert not positions.any()


@given(st.text("ab", max_size=8), st.text("ab", max_size=4))
def test_a_part_is_found_wherever_it_is(whole: str, part: str) -> None:
    """As `in` finds it, the empty one too."""
    data, left, right = spans(whole, part)
    assert has_within(data, left, right) == (part in whole)


def test_the_last_budget_holds_for_all_longer_words() -> None:
    """A word of a hundred letters may differ by as many edits as one of twelve."""
    assert [edit_budget(letters) for letters in range(len(EDIT_BUDGET))] == list(EDIT_BUDGET)
    assert edit_budget(100) == EDIT_BUDGET[-1]
