"""Words of names in phonetic codes, for tests that count edits in them."""

from itertools import pairwise

from screener.kernels.packed_strings import PackedStrings
from screener.kernels.phonetic_codes import GAP

_GAP = bytes((GAP,))


def words_of_codes(names: PackedStrings) -> list[list[bytes]]:
    """The words of each name, given by its phonetic codes."""
    data, offsets = names.data.tobytes(), names.offsets.tolist()
    return [[word for word in data[begin:end].split(_GAP) if word] for begin, end in pairwise(offsets)]
