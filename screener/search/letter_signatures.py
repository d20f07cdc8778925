"""What of two names can be compared in a glance: how many letters they have, which ones, and which stand side by side."""

import numpy as np
from msgspec import Struct

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import BitMasks, Bytes, Offsets, PackedStrings
from screener.kernels.phonetic_codes import GAP

LEVELS = 3
"""A letter that a name has more often counts so often at most."""

PAIR_WORDS = -(-GAP * GAP // 64)
"""Words of 64 bits that hold a bit for every two letters."""


class LetterSignatures(Struct, frozen=True):
    """Of each name its letters and the gaps between its words, their number, and bits.

    `letters` has bits for one, two and three or more of a letter. A row of `inside` has a bit for every two letters side by side
    in one word; in `anywhere` also those that the end of a word and the beginning of the next make.
    """

    size: Offsets
    gaps: Offsets
    letters: BitMasks
    inside: BitMasks
    anywhere: BitMasks


def letter_signatures(names: PackedStrings) -> LetterSignatures:
    """The traits of names, given by their codes."""
    many = len(names)
    pairs = np.zeros((2, many, PAIR_WORDS), np.uint64)
    traits = LetterSignatures(
        np.zeros(many, np.int64), np.zeros(many, np.int64), np.zeros(many, np.uint64), pairs[0], pairs[1]
    )
    _describe(names.data, names.offsets, GAP, traits.size, traits.gaps, traits.letters, traits.inside, traits.anywhere)
    return traits


@compiled
def _describe(
    codes: Bytes,
    begins: Offsets,
    gap: int,
    size: Offsets,
    gaps: Offsets,
    letters: BitMasks,
    inside: BitMasks,
    anywhere: BitMasks,
) -> None:
    count = np.empty(gap + 1, np.int64)
    for name in range(len(begins) - 1):
        count[:] = 0
        before = last = np.int64(0)
        for at in range(begins[name], begins[name + 1]):
            sound = np.int64(codes[at])
            if sound == gap:
                gaps[name] += 1
                before = np.int64(0)
                continue
            if count[sound] < LEVELS:
                letters[name] |= np.uint64(1) << np.uint64(count[sound] * (gap - 1) + sound - 1)
            count[sound] += 1
            size[name] += 1
            pair = last * gap + sound
            bit = np.uint64(1) << np.uint64(pair & 63)
            if last:
                anywhere[name, pair >> 6] |= bit
            if before:
                inside[name, pair >> 6] |= bit
            before = last = sound
