"""The candidate filter: pieces of names, at least one of which is in every text within a few edits of the name.

A name with `edits` k is cut into k + 1 disjoint pieces inside its words, those that are rarest on the list. An edit spoils one
piece at most, so a text within k edits (words in any order, run together or split) contains a piece letter for letter. That
is an Aho-Corasick automaton over pieces of three, four and five letters, unrolled: the state behind a letter is the number that
the last letters make, a table tells which piece ends there, and numpy looks up every letter of a manifest at once.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.spelling import END, GAP, LETTERS, Codes, spelled

LENGTHS = (3, 4, 5)
"""Letters of a piece."""

EDITS = ((5, 1), (12, 2), (20, 3))
"""(letters of a name, edits within which it is found); a shorter name is found only as it is spelled."""

MOST_EDITS = EDITS[-1][1]
LONGEST = 63
"""Letters of a name that are cut into pieces; names beyond it are compared as if they were so long."""

AT_ONCE = 500
"""Texts that are searched together: bounds the memory of a search."""

BUILT_AT_ONCE = 10_000
"""Names that are cut together: bounds the memory of a build, and how long it holds up other threads."""

_NONE = np.zeros(0, np.int64)
Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Numbers of texts, and of the names that each may be."""


class Traits(Struct):
    """What of each name (or text) can be compared in a glance: how many letters it has, which, and which neighbours.

    `letters` has bits for one, two and three or more of a letter; a row of `pairs` has a bit for every two letters.
    """

    size: NDArray[np.int64]
    letters: NDArray[np.uint64]
    pairs: NDArray[np.uint64]


class Table(Struct):
    """The pieces of one length: `piece` by the number that its letters make, and the names of each piece by their size."""

    length: int
    piece: NDArray[np.int32]
    first: NDArray[np.int32]
    names: NDArray[np.int32]


class Pieces:
    """Finds the names that a text may be within `EDITS`. Never changed once it is built.

    A name is given as its words, folded and joined by spaces; a name without pieces (two letters, say) is never found here.
    """

    __slots__ = ("_edits", "_tables", "_traits", "size")

    def __init__(self, names: Sequence[str]) -> None:
        counts = {length: np.zeros(LETTERS**length, np.int32) for length in LENGTHS}
        parts = [names[at : at + BUILT_AT_ONCE] for at in range(0, len(names), BUILT_AT_ONCE)]
        for part in parts:
            for length, codes in _grams(_matrix(part)).items():
                counts[length] += np.bincount(codes.ravel(), minlength=LETTERS**length).astype(np.int32)
        cut = [_cut(part, counts) for part in parts]
        self._edits = np.concatenate([np.zeros(0, np.uint8), *(edits for edits, _, _ in cut)])
        self._traits = _all_traits([traits for _, traits, _ in cut])
        first = np.cumsum([0, *map(len, parts)])
        self._tables = [
            _table(
                length,
                [(codes[length][0], codes[length][1] + at) for (_, _, codes), at in zip(cut, first, strict=False)],
                self._traits,
            )
            for length in LENGTHS
        ]
        self.size = sum(each.nbytes for table in self._tables for each in (table.piece, table.first, table.names))

    def near(self, texts: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(number of the text, number of the name) for each name that a text may be; a text is given like a name."""
        if len(self._edits):
            for at in range(0, len(texts), AT_ONCE):
                found = self._search(texts[at : at + AT_ONCE])
                yield from zip((found[0] + at).tolist(), found[1].tolist(), strict=True)

    def _search(self, texts: Sequence[str]) -> Pairs:
        codes = spelled(texts)
        codes = codes[codes != GAP]
        owner = np.cumsum(codes == END) - 1
        traits = _traits(codes, owner, len(texts))
        text, name = self._sharing_a_piece(codes, owner, traits.size)
        for keep in (self._near_in_letters, self._near_in_pairs):
            kept = np.flatnonzero(keep(traits, text, name))
            text, name = text[kept], name[kept]
        both = np.unique(text * len(self._edits) + name)
        return both // len(self._edits), both % len(self._edits)

    def _sharing_a_piece(self, codes: Codes, owner: NDArray[np.int64], size: NDArray[np.int64]) -> Pairs:
        texts, names = [_NONE], [_NONE]
        ahead = np.concatenate([codes, np.zeros(max(LENGTHS), np.uint8)]).astype(np.int32)
        state = np.zeros(len(codes), np.int32)
        for read in range(max(LENGTHS)):
            state = state * LETTERS + ahead[read : read + len(codes)]
            for table in self._tables:
                if table.length == read + 1:
                    found = _named(table, state, owner, size)
                    texts.append(found[0])
                    names.append(found[1])
        return np.concatenate(texts), np.concatenate(names)

    def _near_in_letters(self, traits: Traits, text: NDArray[np.int64], name: NDArray[np.int64]) -> NDArray[np.bool_]:
        has, wanted, edits = traits.letters[text], self._traits.letters[name], self._edits[name]
        near: NDArray[np.bool_] = (np.bitwise_count(wanted & ~has) <= edits) & (
            np.bitwise_count(has & ~wanted) <= edits
        )
        return near

    def _near_in_pairs(self, traits: Traits, text: NDArray[np.int64], name: NDArray[np.int64]) -> NDArray[np.bool_]:
        """An edit spoils two pairs of neighbouring letters at most."""
        lacking = np.bitwise_count(self._traits.pairs[name] & ~traits.pairs[text]).sum(axis=1)
        near: NDArray[np.bool_] = lacking <= 2 * self._edits[name]
        return near


def edits_of(letters: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The edits within which names of so many letters are found."""
    edits = np.zeros(len(letters), np.uint8)
    for least, allowed in EDITS:
        edits[letters >= least] = allowed
    return edits


def _named(table: Table, state: NDArray[np.int32], owner: NDArray[np.int64], size: NDArray[np.int64]) -> Pairs:
    """The names of the pieces that a text contains, those whose size is within `MOST_EDITS` of the text's."""
    piece = table.piece[state]
    at = np.flatnonzero(piece)
    text, row = owner[at], piece[at] * (LONGEST + 2)
    letters = np.minimum(size[text], LONGEST)
    begin = table.first[row + np.maximum(letters - MOST_EDITS, 0)]
    count = table.first[row + np.minimum(letters + MOST_EDITS, LONGEST) + 1] - begin
    which = np.repeat(np.arange(len(at)), count)
    nth = np.arange(len(which)) - (np.cumsum(count) - count)[which]
    return text[which], table.names[begin[which] + nth].astype(np.int64)


def _matrix(names: Sequence[str]) -> NDArray[np.int32]:
    """The codes of each name in a row, `END` between its words and behind it; only the first `LONGEST` of them."""
    codes = spelled(names)
    ends = np.flatnonzero(codes == END)
    width = min(LONGEST, int(np.diff(ends).max(initial=1))) + max(LENGTHS)
    column = np.arange(width)
    inside = column < np.minimum(np.diff(ends) - 1, LONGEST)[:, None]
    rows = np.zeros((len(names), width), np.int32)
    rows[inside] = codes[(ends[:-1, None] + 1 + column)[inside]]
    rows[rows == GAP] = END
    return rows


def _grams(rows: NDArray[np.int32]) -> dict[int, NDArray[np.int32]]:
    """The number that the letters from each place on make, by length; 0 where a word ends before that."""
    width = rows.shape[1] - max(LENGTHS)
    state = np.zeros((len(rows), width), np.int32)
    whole = np.ones((len(rows), width), np.bool_)
    found = {}
    for read in range(max(LENGTHS)):
        letter = rows[:, read : read + width]
        state = state * LETTERS + letter
        whole &= letter != END
        if read + 1 in LENGTHS:
            found[read + 1] = np.where(whole, state, 0)
    return found


_NO_WAY = np.float32(1e9)
Cut = tuple[NDArray[np.uint8], Traits, dict[int, tuple[NDArray[np.int32], NDArray[np.int64]]]]


def _cut(names: Sequence[str], counts: dict[int, NDArray[np.int32]]) -> Cut:
    """The edits, the traits and the rarest disjoint pieces of each name, found for all names together from the last letter on."""
    rows = _matrix(names)
    grams = _grams(rows)
    width, many = rows.shape[1] - max(LENGTHS), len(names)
    cost = {
        length: np.where(codes > 0, counts[length][codes].astype(np.float32) + np.float32(0.5), _NO_WAY)
        for length, codes in grams.items()
    }
    least = np.full((MOST_EDITS + 2, width + max(LENGTHS) + 1, many), _NO_WAY, np.float32)
    least[0] = 0
    taken = np.zeros((MOST_EDITS + 2, width, many), np.uint8)
    for at in range(width - 1, -1, -1):
        for pieces in range(1, MOST_EDITS + 2):
            best, length_taken = least[pieces, at + 1].copy(), taken[pieces, at]
            for length in LENGTHS:
                total = cost[length][:, at] + least[pieces - 1, at + length]
                better = total < best
                best[better] = total[better]
                length_taken[better] = length
            least[pieces, at] = best
    traits = _traits_of(names)
    edits = edits_of(traits.size)
    every = np.arange(many)
    for _ in range(MOST_EDITS):  # short words give fewer pieces, and so fewer edits
        edits[(least[edits + 1, 0, every] >= _NO_WAY) & (edits > 0)] -= 1
    return edits, traits, _taken(grams, taken, edits)


def _taken(
    grams: dict[int, NDArray[np.int32]], taken: NDArray[np.uint8], edits: NDArray[np.uint8]
) -> dict[int, tuple[NDArray[np.int32], NDArray[np.int64]]]:
    """The pieces that were taken, by length: their codes, and whose they are."""
    every = np.arange(len(edits))
    wanted, free = edits.astype(np.int64) + 1, np.zeros(len(edits), np.int64)
    found: dict[int, list[tuple[NDArray[np.int32], NDArray[np.int64]]]] = {length: [] for length in LENGTHS}
    for at in range(taken.shape[1]):
        choice = np.where((wanted > 0) & (free <= at), taken[wanted, at, every], 0)
        for length in LENGTHS:
            of = np.flatnonzero(choice == length)
            found[length].append((grams[length][of, at], of))
            wanted[of] -= 1
            free[of] = at + length
    return {
        length: (np.concatenate([codes for codes, _ in each]), np.concatenate([of for _, of in each]))
        for length, each in found.items()
    }


def _table(length: int, found: Sequence[tuple[NDArray[np.int32], NDArray[np.int64]]], traits: Traits) -> Table:
    codes = np.concatenate([np.zeros(0, np.int32), *(codes for codes, _ in found)])
    names = np.concatenate([_NONE, *(names for _, names in found)])
    letters = np.minimum(traits.size[names], LONGEST)
    order = np.lexsort((letters, codes))
    codes, names, letters = codes[order], names[order], letters[order]
    distinct, number = np.unique(codes, return_inverse=True)
    piece = np.zeros(LETTERS**length, np.int32)
    piece[distinct] = np.arange(1, len(distinct) + 1)
    places = np.arange((len(distinct) + 1) * (LONGEST + 2))
    first = np.searchsorted((number + 1) * (LONGEST + 2) + letters, places).astype(np.int32)
    return Table(length, piece, first, names.astype(np.int32))


_LEVELS = 3
_WORDS = -(-LETTERS * LETTERS // 64)
"""Words of 64 bits that hold a bit for every two letters."""


def _traits_of(names: Sequence[str]) -> Traits:
    codes = spelled(names)
    return _traits(codes, np.cumsum(codes == END) - 1, len(names))


def _traits(codes: Codes, owner: NDArray[np.int64], many: int) -> Traits:
    """Of texts whose gaps are left out all neighbours count as pairs, also across words: a name's pairs are among them."""
    counts = np.bincount(owner * (LETTERS + 1) + codes, minlength=(many + 1) * (LETTERS + 1))
    counts = counts[: many * (LETTERS + 1)].reshape(many, LETTERS + 1)[:, 1:LETTERS]
    letters = np.zeros(many, np.uint64)
    for level in range(_LEVELS):
        bits = np.left_shift(
            np.uint64(1), np.arange(counts.shape[1], dtype=np.uint64) + np.uint64(level * counts.shape[1])
        )
        letters |= np.where(counts > level, bits, np.uint64(0)).sum(axis=1, dtype=np.uint64)
    inside = (codes[:-1] != END) & (codes[1:] != END) & (codes[:-1] != GAP) & (codes[1:] != GAP)
    pair = codes[:-1].astype(np.int32) * LETTERS + codes[1:]
    bits = np.zeros((many, _WORDS * 64), np.bool_)
    bits[owner[:-1][inside], pair[inside]] = True
    pairs = np.packbits(bits, axis=1, bitorder="little").view(np.uint64)
    return Traits(counts.sum(axis=1), letters, pairs)


def _all_traits(parts: Sequence[Traits]) -> Traits:
    empty = _traits(spelled([]), _NONE[:0], 0)
    return Traits(
        np.concatenate([empty.size, *(part.size for part in parts)]),
        np.concatenate([empty.letters, *(part.letters for part in parts)]),
        np.concatenate([empty.pairs, *(part.pairs for part in parts)]),
    )
