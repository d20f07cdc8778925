"""The n-gram index: n-grams of names, at least one of which is in every text within a few edits of the name.

A name with `edits` k has k + 1 disjoint n-grams within its words, the rarest on the list. An edit spoils at most one of
them, so a text within k edits (words in any order, run together or split) contains one letter for letter. This works
like an Aho-Corasick automaton over n-grams of two to five letters, unrolled: the state after a letter is the number that the last
letters make, and a table holds the names of the n-gram that ends there.
"""

import numpy as np

from screener.kernels.ngram_search import (
    CLASSES,
    EDITS_SHIFT,
    FORMS_SHIFT,
    LONGEST,
    MAX_LETTERS,
    MAX_NGRAMS,
    OFFSETS,
    SHORTEST,
    SIZE_CLASSES,
    SIZE_MASK,
    SIZE_SHIFT,
    NgramTables,
    choose_ngrams,
    count_ngrams,
    edits_for,
    post_names,
    search,
)
from screener.kernels.packed_strings import BitMasks, Bytes, Ids, Offsets, PackedStrings
from screener.kernels.phonetic_codes import LetterSignatures
from screener.names.phonetic_codes import NameKeys
from screener.search.letter_signatures import letter_signatures
from screener.search.result_pages import all_pages

ANY_FORM = 7
"""All bits of forms: a text is compared with the names that share a form with it."""


class NgramIndex:
    """Finds the names whose edits a text may be within. Immutable.

    Names are given by their letters; a name without n-grams (of two letters, say) is never found here.
    `edits` are the edits within which each name is found, `keys` its letters and codes, `forms` the bits of the forms that it is.
    """

    __slots__ = ("_tables", "edits", "forms", "keys")

    def __init__(self, names: PackedStrings, forms: Bytes | None = None) -> None:
        self.keys = NameKeys.of(names)
        self.forms = np.full(len(names), ANY_FORM, np.uint8) if forms is None else forms
        signatures = letter_signatures(self.keys.codes)
        self.edits, ngrams = rarest_ngrams(self.keys.codes, edits_for(signatures.size))
        self._tables = _tables(ngrams, signatures, _summaries(signatures, self.edits, self.forms))

    @property
    def size(self) -> int:
        """Bytes that the tables occupy."""
        return self.keys.size + sum(table.nbytes for table in (*self._tables, self.edits, self.forms))

    def candidates(self, codes: PackedStrings, forms: Bytes | None = None) -> Ids:
        """(number of the text, number of the name), a row for each name that a text may be; `codes` are the phonetic codes of the texts."""
        signatures = letter_signatures(codes)
        wanted = np.full(len(codes), ANY_FORM, np.uint64) if forms is None else forms.astype(np.uint64)
        return all_pages(
            lambda text, found: search(codes.buffers, signatures, wanted, self._tables, text, found), len(codes)
        )


def rarest_ngrams(names: PackedStrings, edits: Bytes) -> tuple[Bytes, Ids]:
    """The edits within which each name is found, and the numbers of its n-grams, -1 where a name has fewer than others.

    A name, given in phonetic codes, that is to be found within k `edits` gets k + 1 disjoint n-grams; where its words are
    too short for so many, it is found within fewer edits.
    """
    edits, chosen = edits.copy(), np.full((len(names), MAX_NGRAMS), -1, np.int32)
    counts = np.zeros(int(OFFSETS[-1]) + 1, np.int32)
    count_ngrams(names.buffers, counts)
    choose_ngrams(names.buffers, counts, edits, chosen)
    return edits, chosen


def _summaries(signatures: LetterSignatures, edits: Bytes, forms: Bytes) -> BitMasks:
    size = np.minimum(signatures.size, MAX_LETTERS).astype(np.uint64)
    summaries: BitMasks = signatures.letters | (size << SIZE_SHIFT) | (edits.astype(np.uint64) << EDITS_SHIFT)
    summaries |= forms.astype(np.uint64) << FORMS_SHIFT
    return summaries


def _sizes(summaries: BitMasks) -> Offsets:
    sizes: Offsets = ((summaries >> SIZE_SHIFT) & SIZE_MASK).astype(np.int64)
    return sizes


def _tables(ngrams: Ids, signatures: LetterSignatures, summaries: BitMasks) -> NgramTables:
    first, names = np.zeros(int(OFFSETS[-1]) + 1, np.int32), np.empty(int((ngrams >= 0).sum()), np.int32)
    post_names(ngrams, np.argsort(_sizes(summaries), kind="stable"), first, names)
    posted, sizes = summaries[names], _sizes(summaries)[names]
    largest = np.zeros(LONGEST + 1, np.int64)
    for size in range(SHORTEST, LONGEST + 1):
        largest[size] = sizes[first[OFFSETS[size]] : first[OFFSETS[size + 1] - 1]].max(initial=0)
    is_used = np.zeros((len(first) // 64 + 1) * 64, np.bool_)
    is_used[: len(first) - 1] = first[1:] > first[:-1]
    used = np.packbits(is_used, bitorder="little").view(np.uint64)
    used_before = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bitwise_count(used), dtype=np.int64)[:-1]])
    begins = first[np.flatnonzero(is_used)]
    rank = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(names))))
    in_class = rank * CLASSES + SIZE_CLASSES[sizes]
    by_class = np.searchsorted(in_class, np.arange(len(begins) * CLASSES + 1)).astype(np.int32)
    return NgramTables(
        used, used_before.astype(np.int32), by_class, names, posted, largest, signatures.inside, signatures.gaps
    )
