"""Names cut into their rarest disjoint pieces: hundreds of thousands of them in a moment, while other threads go on."""

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import Bytes, Ids, Offsets, PackedStrings
from screener.kernels.phonetic_codes import GAP

SHORTEST, LONGEST_PIECE = 2, 5
"""Letters of a piece."""

PLACES = np.cumsum([0] * (SHORTEST + 1) + [GAP**length + 1 for length in range(SHORTEST, LONGEST_PIECE + 1)])
"""Where the pieces of each length stand among all pieces: a piece has its place, that and the number that its letters make."""

SHORT = 8
"""Pieces of two letters are in every other text: only names of so few letters are cut into them."""

LONGEST = 63
"""Letters of a name that are cut into pieces; names beyond it are compared as if they were so long."""

MOST_PIECES = 4

_NO_WAY = np.float32(1e9)
_AT_ALL = np.float32(0.5)


def cut_names(names: PackedStrings, edits: Bytes) -> tuple[Bytes, Ids]:
    """The edits within which each name is found, and the places of its pieces, -1 where a name has fewer than others.

    A name, given by its codes, that may be found within k `edits` is cut into k + 1 of its rarest pieces; where its words are
    too short for so many, it is found within fewer edits.
    """
    edits, pieces = edits.copy(), np.full((len(names), MOST_PIECES), -1, np.int32)
    counts = np.zeros(int(PLACES[-1]) + 1, np.int32)
    _count(names.data, names.offsets, GAP, PLACES, counts)
    _cut(names.data, names.offsets, GAP, PLACES, counts, edits, pieces)
    return edits, pieces


@compiled
def _count(codes: Bytes, begins: Offsets, gap: int, places: Offsets, counts: Ids) -> None:
    """Add to `counts` how often each piece occurs inside the words of the names; `places` tells where each length begins."""
    for name in range(len(begins) - 1):
        end = min(begins[name + 1], begins[name] + LONGEST)
        for at in range(begins[name], end):
            number = np.int64(0)
            for read in range(1, min(LONGEST_PIECE, end - at) + 1):
                if codes[at + read - 1] == gap:
                    break
                number = number * gap + codes[at + read - 1]
                if read >= SHORTEST:
                    counts[places[read] + number] += 1


@compiled
def _cut(codes: Bytes, begins: Offsets, gap: int, places: Offsets, counts: Ids, edits: Bytes, pieces: Ids) -> None:
    """Lower the `edits` of each name where they need more pieces than it has, and write the places of its pieces to a row."""
    least = np.empty((MOST_PIECES + 1, LONGEST + LONGEST_PIECE + 1), np.float32)
    choice = np.zeros((MOST_PIECES + 1, LONGEST + 1), np.int64)
    for name in range(len(begins) - 1):
        begin = begins[name]
        width = min(begins[name + 1] - begin, LONGEST)
        _rarest(codes, begin, width, gap, places, counts, least, choice)
        while edits[name] > 0 and least[edits[name] + 1, 0] >= _NO_WAY:
            edits[name] -= 1
        wanted, at, row = np.int64(edits[name]) + 1, 0, 0
        while at < width and wanted:
            read = choice[wanted, at]
            if read:
                number = np.int64(0)
                for letter in range(at, at + read):
                    number = number * gap + codes[begin + letter]
                pieces[name, row] = places[read] + number
                row += 1
                wanted -= 1
            at += max(1, read)


@compiled
def _rarest(
    codes: Bytes,
    begin: int,
    width: int,
    gap: int,
    places: Offsets,
    counts: Ids,
    least: NDArray[np.float32],
    choice: Offsets,
) -> None:
    """By how many pieces are taken from each letter on: the least that they cost, and the length of the first one, 0 for none."""
    size = 0
    for at in range(width):
        size += codes[begin + at] != gap
    least[0] = np.float32(0)
    least[1:] = _NO_WAY
    choice[:] = 0
    for at in range(width - 1, -1, -1):
        least[1:, at] = least[1:, at + 1]
        number = np.int64(0)
        for read in range(1, min(LONGEST_PIECE, width - at) + 1):
            if codes[begin + at + read - 1] == gap:
                break
            number = number * gap + codes[begin + at + read - 1]
            if read > SHORTEST or (read == SHORTEST and size <= SHORT):
                cost = np.float32(counts[places[read] + number]) + _AT_ALL
                for many in range(1, MOST_PIECES + 1):
                    if cost + least[many - 1, at + read] < least[many, at]:
                        least[many, at] = cost + least[many - 1, at + read]
                        choice[many, at] = read
