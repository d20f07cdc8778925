"""What of two names can be compared at the cost of a few instructions: how many letters they have, which ones, and which side by side."""

import numpy as np

from screener.kernels.packed_strings import PackedStrings
from screener.kernels.phonetic_codes import GAP, LetterSignatures, sign_letters

PAIR_WORDS = -(-GAP * GAP // 64)
"""Words of 64 bits that hold a bit for every two letters."""


def letter_signatures(names: PackedStrings) -> LetterSignatures:
    """The signatures of names in phonetic codes."""
    count = len(names)
    sizes, pairs = np.zeros((2, count), np.int64), np.zeros((2, count, PAIR_WORDS), np.uint64)
    signatures = LetterSignatures(sizes[0], sizes[1], np.zeros(count, np.uint64), pairs[0], pairs[1])
    sign_letters(names.buffers, signatures)
    return signatures
