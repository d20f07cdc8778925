"""Removes the words of a table from many normalised names at once."""

from collections.abc import Iterable

import numpy as np

from screener.kernels.hashing import empty_table, insert_strings
from screener.kernels.packed_strings import Offsets, PackedStrings, empty_buffers
from screener.kernels.word_spans import remove_words

_SLOTS = 4
"""Slots of the table for each word: most words of names are not in it, and one look must show that."""


class WordFilter:
    """Removes the words of a table from names; with `initials` one letter at the head of a name stays. Immutable."""

    __slots__ = ("_initials", "_table")

    def __init__(self, words: Iterable[str], *, initials: bool = False) -> None:
        self._initials = initials
        packed = PackedStrings.of(sorted(words))
        self._table = empty_table(len(packed), _SLOTS)
        insert_strings(packed.buffers, self._table)

    def removed_from(self, names: PackedStrings) -> tuple[PackedStrings, Offsets]:
        """The normalised names without these words, and how many words are left of each."""
        out = empty_buffers(len(names.data), len(names))
        kept = np.zeros(len(names), np.int64)
        size = remove_words(names.buffers, self._table, self._initials, out, kept)
        return PackedStrings(out[0][:size], out[1]), kept
