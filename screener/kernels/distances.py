"""How far two words are apart: edits, letters in common, containment; each within spans of one array of bytes."""

import numpy as np

from screener.kernels.compilation import compiled, inlined
from screener.kernels.packed_strings import BitMasks, Bytes
from screener.kernels.word_spans import Span, length

EDIT_BUDGET = (0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3)
"""How many edits two words may differ by, by the letters of the longer one; the last number holds for all longer ones."""

LONGEST = 64
"""Letters of a word that have a bit each: a longer one is compared less closely, and never taken for a different word."""

_BUDGET = np.array(EDIT_BUDGET, np.int64)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_ALL = ~_ZERO
_LEAST_RATIO = 60
"""In hundredths: rapidfuzz's LCSseq ratio of two names that are alike."""


@inlined
def edit_budget(letters: int) -> int:
    """How many edits two words may differ by, of which the longer one has so many letters."""
    return int(_BUDGET[min(letters, len(_BUDGET) - 1)])


@compiled
def edit_distance(data: Bytes, one: Span, other: Span, limit: int, positions: BitMasks) -> int:
    """The optimal string alignment distance: bytes to change, insert, delete or swap with a neighbour.

    Exact up to `limit`, any larger number beyond it; 0 where both words are longer than `LONGEST`. `positions` has 256 zeros, before
    and after. After H. Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
    """
    if length(one) > length(other):
        one, other = other, one
    size = length(one)
    if size > LONGEST:
        return 0
    if length(other) - size > limit or size == 0:
        return length(other)
    for at in range(one.begin, one.end):
        positions[data[at]] |= _ONE << np.uint64(at - one.begin)
    up, down, same, before = _ALL, _ZERO, _ZERO, _ZERO
    last = _ONE << np.uint64(size - 1)
    edits = size
    for at in range(other.begin, other.end):
        here = positions[data[at]]
        swapped = ((~same & here) << _ONE) & before
        same = (((here & up) + up) ^ up) | here | down | swapped
        more, less = down | ~(same | up), same & up
        if more & last:
            edits += 1
        elif less & last:
            edits -= 1
        more, less = (more << _ONE) | _ONE, less << _ONE
        up, down, before = less | ~(same | more), more & same, here
    for at in range(one.begin, one.end):
        positions[data[at]] = _ZERO
    return edits


@compiled
def common_subsequence(data: Bytes, one: Span, other: Span, positions: BitMasks) -> int:
    """The length of the longest common subsequence; `one` has at most `LONGEST` bytes. After H. Hyyro, 2004."""
    for at in range(one.begin, one.end):
        positions[data[at]] |= _ONE << np.uint64(at - one.begin)
    left = _ALL
    for at in range(other.begin, other.end):
        met = left & positions[data[at]]
        left = (left + met) | (left - met)
    common = 0
    for at in range(one.begin, one.end):
        positions[data[at]] = _ZERO
        common += (left >> np.uint64(at - one.begin)) & _ONE == _ZERO
    return common


@compiled
def are_alike(data: Bytes, one: Span, other: Span, positions: BitMasks) -> bool:
    """Whether the longest common subsequence is a large enough part of both."""
    if length(one) > length(other):
        one, other = other, one
    least = _LEAST_RATIO * (length(one) + length(other))
    if 200 * length(one) < least:
        return False
    return length(one) > LONGEST or 200 * common_subsequence(data, one, other, positions) >= least


@inlined
def are_equal(data: Bytes, one: Span, other: Span) -> bool:
    """Whether both have the same bytes."""
    if length(one) != length(other):
        return False
    for at in range(length(one)):  # noqa: SIM110 - compiled
        if data[one.begin + at] != data[other.begin + at]:
            return False
    return True


@compiled
def has_within(data: Bytes, whole: Span, part: Span) -> bool:
    """Whether `whole` has the bytes of `part` in a row."""
    size = length(part)
    for at in range(whole.begin, whole.end - size + 1):  # noqa: SIM110 - compiled
        if are_equal(data, Span(at, at + size), part):
            return True
    return False
