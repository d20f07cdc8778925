"""The word index: names with more or fewer words than a text. People leave out given names, add some or write initials."""

import numpy as np

from screener.kernels.hashing import IdsByHash, group_by_hash
from screener.kernels.packed_strings import Ids, PackedStrings
from screener.kernels.phonetic_codes import hash_all_consonants
from screener.kernels.word_index import FIRST_CODE, MIN_WORDS, WordTables, hash_rarest_pairs, hash_words, search
from screener.names.phonetic_codes import phonetic_codes
from screener.search.result_pages import all_pages


class WordIndex:
    """Finds names of which a text has every word and more, and names that have every word of a text and more. Immutable.

    Words are compared by their phonetic codes, in any order; `NgramIndex` finds misspelled ones. A word of one letter
    stands for any word that begins with it.
    """

    __slots__ = ("_entries", "_tables")

    def __init__(self, names: PackedStrings, entries: Ids, listed: int) -> None:
        """Builds the index from the distinctive words of names, and the entry of each; those after the first `listed` are nicknames.

        A nickname is found as a whole or within more words.
        """
        self._entries = entries
        codes = phonetic_codes(names)
        words, offsets = np.empty(len(codes.data), np.uint64), np.zeros(len(names) + 1, np.int64)
        words = words[: hash_words(codes.buffers, words, offsets)].copy()
        ids, sizes = np.arange(len(names), dtype=np.int32), np.diff(offsets)
        known = words[: offsets[listed]].copy()
        owners = np.repeat(ids, sizes)[: len(known)]
        known[sizes[owners] < MIN_WORDS] = 0
        by_word = group_by_hash(known, owners)
        initials = np.zeros(int(FIRST_CODE) + 1, np.bool_)
        initials[(known & FIRST_CODE).astype(np.int64)] = True
        pairs = np.zeros(len(names), np.uint64)
        hash_rarest_pairs(words, offsets, by_word, pairs)
        consonants, bare = np.zeros(listed, np.uint64), np.zeros(listed, np.bool_)
        hash_all_consonants(codes.buffers, consonants, bare)
        consonants[sizes[:listed] < MIN_WORDS] = 0
        bare &= sizes[:listed] >= MIN_WORDS
        self._tables = WordTables(
            words,
            offsets,
            initials,
            by_word,
            group_by_hash(pairs, ids),
            group_by_hash(consonants, ids[:listed]),
            group_by_hash(consonants[bare], ids[:listed][bare]),
        )

    @property
    def size(self) -> int:
        """Bytes that the tables occupy."""
        return self._entries.nbytes + sum(
            table.size if isinstance(table, IdsByHash) else table.nbytes for table in self._tables
        )

    def hits(self, codes: PackedStrings) -> Ids:
        """(number of the text, number of the entry), a row for each hit; `codes` are those of the distinctive words of the texts."""
        rows = all_pages(lambda text, found: search(codes.buffers, self._tables, text, found), len(codes))
        rows[:, 1] = self._entries[rows[:, 1]]
        return rows
