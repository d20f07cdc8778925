"""Signatures compare names before their letters are read."""

import numpy as np

from screener.kernels.packed_strings import PackedStrings
from screener.names.phonetic_codes import phonetic_codes
from screener.search.letter_signatures import letter_signatures


def test_signatures_are_those_of_each_name() -> None:
    """A name has the same signature whatever its neighbours; another order of words changes no letter and no pair within a word."""
    codes = phonetic_codes(PackedStrings.of(["orion kade", "vega", "kade orion", ""]))
    signatures = letter_signatures(codes)
    assert signatures.size.tolist() == [9, 4, 9, 0]
    assert signatures.gaps.tolist() == [1, 0, 1, 0]
    assert signatures.letters[0] == signatures.letters[2]
    assert np.array_equal(signatures.inside[0], signatures.inside[2])
    assert not np.array_equal(signatures.anywhere[0], signatures.anywhere[2])
    assert not (signatures.inside & ~signatures.anywhere).any()
