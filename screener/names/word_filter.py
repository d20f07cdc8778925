"""Words taken out of many folded names at once."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import BitMasks, Bytes, Offsets, PackedStrings

_SPACE, _NINE = map(ord, " 9")
_NONE, _ONE = np.uint64(0), np.uint64(1)
_FNV, _PRIME, _MIDDLE = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), np.uint64(20)
_ROOM = 4
"""Places of the table for each word: most words of a name are not in it, and it is told from one look."""


class WordFilter:
    """Takes the words of a table out of names, with `initials` all but one letter at the head. Never changed once it is built."""

    __slots__ = ("_initials", "_signs")

    def __init__(self, words: Iterable[str], *, initials: bool = False) -> None:
        self._initials = int(initials)
        table = PackedStrings.of(sorted(words))
        self._signs = np.zeros(1 << (_ROOM * len(table)).bit_length(), np.uint64)
        _enter(table.letters, table.begins, self._signs)

    def sifted(self, names: PackedStrings) -> tuple[PackedStrings, Offsets]:
        """The folded names without these words, and how many words are left of each."""
        letters, begins = np.empty(len(names.letters), np.uint8), np.zeros(len(names) + 1, np.int64)
        left = np.zeros(len(names), np.int64)
        many = _sift(names.letters, names.begins, self._signs, self._initials, letters, begins, left)
        return PackedStrings(letters[:many], begins), left


def replaced(names: PackedStrings, which: NDArray[np.bool_], other: Callable[[int], str]) -> PackedStrings:
    """The names with others in the place of those in `which`, each made from its number."""
    return exchanged(names, which, PackedStrings.of([other(number) for number in np.flatnonzero(which).tolist()]))


def exchanged(names: PackedStrings, which: NDArray[np.bool_], given: PackedStrings) -> PackedStrings:
    """The names with those given, in order, in the place of those in `which`."""
    if not len(given):
        return names
    letters = np.empty(len(names.letters) + len(given.letters), np.uint8)
    begins = np.zeros(len(names) + 1, np.int64)
    many = _replace(names.letters, names.begins, which, given.letters, given.begins, letters, begins)
    return PackedStrings(letters[:many], begins)


@compiled
def _word(letters: Bytes, at: int, end: int) -> tuple[int, int, np.uint64]:
    """Where the next word begins and ends, from `at` on, and its sign; both are `end` where there is none."""
    while at < end and letters[at] == _SPACE:
        at += 1
    begin, sign = at, _FNV
    while at < end and letters[at] != _SPACE:
        sign = (sign ^ np.uint64(letters[at])) * _PRIME
        at += 1
    return begin, at, sign | _ONE


@compiled
def _place(sign: np.uint64, signs: BitMasks) -> int:
    """The place of a sign in the table, or where it would stand: nothing is there then."""
    at = np.int64((sign >> _MIDDLE) & np.uint64(len(signs) - 1))
    while signs[at] not in (_NONE, sign):
        at = (at + 1) & (len(signs) - 1)
    return int(at)


@compiled
def _enter(letters: Bytes, begins: Offsets, signs: BitMasks) -> None:
    for word in range(len(begins) - 1):
        _, _, sign = _word(letters, begins[word], begins[word + 1])
        signs[_place(sign, signs)] = sign


@compiled
def _sift(
    letters: Bytes, begins: Offsets, signs: BitMasks, initials: int, out: Bytes, out_begins: Offsets, left: Offsets
) -> int:
    many = 0
    for name in range(len(begins) - 1):
        last = begins[name + 1]
        begin, end, sign = _word(letters, begins[name], last)
        while begin < end:
            is_initial = initials and begin == begins[name] and end - begin == 1 and letters[begin] > _NINE
            if is_initial or signs[_place(sign, signs)] == _NONE:
                if left[name]:
                    out[many] = _SPACE
                    many += 1
                for at in range(begin, end):
                    out[many] = letters[at]
                    many += 1
                left[name] += 1
            begin, end, sign = _word(letters, end, last)
        out_begins[name + 1] = many
    return many


@compiled
def _replace(
    letters: Bytes,
    begins: Offsets,
    which: NDArray[np.bool_],
    others: Bytes,
    other_begins: Offsets,
    out: Bytes,
    out_begins: Offsets,
) -> int:
    many = other = 0
    for name in range(len(begins) - 1):
        if which[name]:
            for at in range(other_begins[other], other_begins[other + 1]):
                out[many] = others[at]
                many += 1
            other += 1
        else:
            for at in range(begins[name], begins[name + 1]):
                out[many] = letters[at]
                many += 1
        out_begins[name + 1] = many
    return many
