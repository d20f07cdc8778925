"""The candidate filter: pieces of names, at least one of which is in every text within a few edits of the name.

A name with `edits` k is cut into k + 1 disjoint pieces inside its words, those that are rarest on the list. An edit spoils one
piece at most, so a text within k edits (words in any order, run together or split) contains a piece letter for letter. That
is an Aho-Corasick automaton over pieces of two to five letters, unrolled: the state behind a letter is the number that
the last letters make, a table tells which piece ends there, and numpy looks up every letter of a manifest at once.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.spelling import END, GAP, LETTERS, Codes, spelled
from screener.traits import MOST_EDITS, Numbers, joined, traits_of, within

LENGTHS = (2, 3, 4, 5)
"""Letters of a piece."""

TINY, SHORT = 2, 8
"""Pieces of so few letters are in every other text: only names of so few letters are cut into them."""

EDITS = ((5, 1), (11, 2), (20, MOST_EDITS))
"""(letters of a name, edits within which it is found); a shorter name is found only as it is spelled."""

LONGEST = 63
"""Letters of a name that are cut into pieces; names beyond it are compared as if they were so long."""

BUILT_AT_ONCE = 10_000
"""Names that are cut together: bounds the memory of a build, and how long it holds up other threads."""

Edits: TypeAlias = NDArray[np.uint8]
Grams: TypeAlias = dict[int, NDArray[np.int32]]
Taken: TypeAlias = dict[int, tuple[NDArray[np.int32], Numbers]]
"""By length: the numbers that the letters of pieces make, and the names that the pieces are of."""


class Table(Struct):
    """The pieces of one length: `piece` by the number that its letters make, and the names of each piece by their size."""

    length: int
    piece: NDArray[np.int32]
    first: NDArray[np.int32]
    names: Numbers


class Pieces:
    """Finds the names that a text may be within `EDITS`. Never changed once it is built.

    A name is given as its words, folded and joined by spaces; a name without pieces (two letters, say) is never found here.
    `edits` tells within how many edits each name is found.
    """

    __slots__ = ("_tables", "_traits", "edits", "size")

    def __init__(self, names: Sequence[str]) -> None:
        parts = [spelled(names[at : at + BUILT_AT_ONCE]) for at in range(0, max(1, len(names)), BUILT_AT_ONCE)]
        counts = {length: np.zeros(LETTERS**length, np.int32) for length in LENGTHS}
        for codes in parts:
            for length, grams in _grams(_rows(codes)).items():
                counts[length] += np.bincount(grams.ravel(), minlength=LETTERS**length).astype(np.int32)
        traits = [traits_of(codes) for codes in parts]
        cut = [_cut(_rows(codes), edits_of(part.size), counts) for codes, part in zip(parts, traits, strict=True)]
        self.edits = np.concatenate([edits for edits, _ in cut])
        self._traits = joined(traits)
        self._tables = [_table(length, [taken[length] for _, taken in cut], self._traits.size) for length in LENGTHS]
        self.size = sum(each.nbytes for table in self._tables for each in (table.piece, table.first, table.names))

    def near(self, codes: Codes) -> Iterator[tuple[int, int]]:
        """(number of the text, number of the name) for each name that a text may be; `codes` are those of the texts, `spelled`."""
        if not len(self.edits):
            return
        texts = traits_of(codes)
        found = within(texts, self._traits, self.edits, *self._sharing_a_piece(codes[codes != GAP], texts.size))
        both = np.unique(found[0] * len(self.edits) + found[1])
        yield from zip((both // len(self.edits)).tolist(), (both % len(self.edits)).tolist(), strict=True)

    def _sharing_a_piece(self, codes: Codes, size: Numbers) -> tuple[Numbers, Numbers]:
        owner = np.cumsum(codes == END) - 1
        ahead = np.concatenate([codes, np.zeros(max(LENGTHS), np.uint8)]).astype(np.int64)
        state = np.zeros(len(codes), np.int64)
        found = []
        for read in range(1, max(LENGTHS) + 1):
            state = state * LETTERS + ahead[read - 1 : read - 1 + len(codes)]
            found += [_named(table, state, owner, size) for table in self._tables if table.length == read]
        return np.concatenate([text for text, _ in found]), np.concatenate([name for _, name in found])


def edits_of(letters: Numbers) -> Edits:
    """The edits within which names of so many letters are found."""
    edits = np.zeros(len(letters), np.uint8)
    for least, allowed in EDITS:
        edits[letters >= least] = allowed
    return edits


def _reach() -> tuple[Numbers, Numbers]:
    """By the letters of a text: the fewest, and one more than the most, of a name that it may be within the name's edits."""
    size = np.arange(LONGEST + 1)
    edits = edits_of(size).astype(np.int64)
    fewest = np.array([size[size + edits >= letters].min() for letters in size])
    most = np.array([size[size - edits <= letters].max() for letters in size])
    return fewest, most + 1


_FEWEST, _BEYOND = _reach()


def _named(table: Table, state: Numbers, owner: Numbers, size: Numbers) -> tuple[Numbers, Numbers]:
    """The names of the pieces that the texts contain, those of a size that a text may be."""
    piece = np.take(table.piece, state)
    at = np.flatnonzero(piece)
    text, row = np.take(owner, at), np.take(piece, at) * np.int64(LONGEST + 2)
    letters = np.minimum(np.take(size, text), LONGEST)
    begin = np.take(table.first, row + np.take(_FEWEST, letters))
    count = np.take(table.first, row + np.take(_BEYOND, letters)) - begin
    shift = begin - (np.cumsum(count) - count)
    return np.repeat(text, count), np.take(table.names, np.arange(count.sum()) + np.repeat(shift, count))


def _rows(codes: Codes) -> NDArray[np.int32]:
    """The codes of each name in a row, `END` between its words and behind it; only the first `LONGEST` of them."""
    ends = np.flatnonzero(codes == END)
    letters = np.minimum(np.diff(ends) - 1, LONGEST)
    column = np.arange(int(letters.max(initial=0)) + max(LENGTHS))
    inside = column < letters[:, None]
    rows = np.zeros(inside.shape, np.int32)
    rows[inside] = codes[(ends[:-1, None] + 1 + column)[inside]]
    rows[rows == GAP] = END
    return rows


def _grams(rows: NDArray[np.int32]) -> Grams:
    """The number that the letters from each place on make, by length; 0 where a word ends before that."""
    width = rows.shape[1] - max(LENGTHS)
    state = np.zeros((len(rows), width), np.int32)
    whole = np.ones((len(rows), width), np.bool_)
    found = {}
    for read in range(1, max(LENGTHS) + 1):
        letter = rows[:, read - 1 : read - 1 + width]
        state = state * LETTERS + letter
        whole &= letter != END
        if read in LENGTHS:
            found[read] = np.where(whole, state, 0)
    return found


_NO_WAY = np.float32(1e9)
_AT_ALL = np.float32(0.5)


def _cut(rows: NDArray[np.int32], edits: Edits, counts: Grams) -> tuple[Edits, Taken]:
    """The rarest disjoint pieces of each name, found for all names together from the last letter on, and its edits.

    Short words give fewer pieces, and so allow fewer edits.
    """
    grams = _grams(rows)
    many, width = rows.shape[0], rows.shape[1] - max(LENGTHS)
    cost = {
        length: np.where(codes > 0, counts[length][codes].astype(np.float32) + _AT_ALL, _NO_WAY).T
        for length, codes in grams.items()
    }
    cost[TINY][:, (rows != END).sum(axis=1) > SHORT] = _NO_WAY
    least = np.full((MOST_EDITS + 2, width + max(LENGTHS) + 1, many), _NO_WAY, np.float32)
    least[0] = 0
    choice = np.zeros((MOST_EDITS + 2, width, many), np.uint8)
    for at in range(width - 1, -1, -1):
        for pieces in range(1, MOST_EDITS + 2):
            best, chosen = least[pieces, at + 1].copy(), choice[pieces, at]
            for length in LENGTHS:
                total = cost[length][at] + least[pieces - 1, at + length]
                np.copyto(chosen, length, where=total < best)
                np.minimum(best, total, out=best)
            least[pieces, at] = best
    every = np.arange(many)
    edits = edits.copy()
    for _ in range(MOST_EDITS):
        edits[(least[edits + 1, 0, every] >= _NO_WAY) & (edits > 0)] -= 1
    return edits, _taken(grams, choice, edits)


def _taken(grams: Grams, choice: NDArray[np.uint8], edits: Edits) -> Taken:
    """The pieces that were chosen, going through the names from the first letter on."""
    every = np.arange(len(edits))
    wanted, free = edits.astype(np.int64) + 1, np.zeros(len(edits), np.int64)
    codes: dict[int, list[NDArray[np.int32]]] = {length: [np.zeros(0, np.int32)] for length in LENGTHS}
    names: dict[int, list[Numbers]] = {length: [np.zeros(0, np.int64)] for length in LENGTHS}
    for at in range(choice.shape[1]):
        chosen = np.where((wanted > 0) & (free <= at), choice[wanted, at, every], 0)
        for length in LENGTHS:
            of = np.flatnonzero(chosen == length)
            codes[length].append(grams[length][of, at])
            names[length].append(of)
            wanted[of] -= 1
            free[of] = at + length
    return {length: (np.concatenate(codes[length]), np.concatenate(names[length])) for length in LENGTHS}


def _table(length: int, taken: Sequence[tuple[NDArray[np.int32], Numbers]], size: Numbers) -> Table:
    codes = np.concatenate([codes for codes, _ in taken])
    names = np.concatenate([of + BUILT_AT_ONCE * part for part, (_, of) in enumerate(taken)])
    letters = np.minimum(size[names], LONGEST)
    order = np.lexsort((letters, codes))
    codes, names, letters = codes[order], names[order], letters[order]
    distinct, number = np.unique(codes, return_inverse=True)
    piece = np.zeros(LETTERS**length, np.int32)
    piece[distinct] = np.arange(1, len(distinct) + 1)
    places = np.arange((len(distinct) + 1) * (LONGEST + 2))
    first = np.searchsorted((number + 1) * (LONGEST + 2) + letters, places).astype(np.int32)
    return Table(length, piece, first, names)
