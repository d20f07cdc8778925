"""The rarest n-grams of names: hundreds of thousands of names in a moment, without holding up other threads."""

import numpy as np

from screener.kernels.ngram_search import MAX_NGRAMS, OFFSETS, choose_ngrams, count_ngrams
from screener.kernels.packed_strings import Bytes, Ids, PackedStrings


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
