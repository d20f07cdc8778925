"""Folds many ASCII names at once; `normalisation` says what a normalised name is."""

import numpy as np
from numpy.typing import NDArray

from screener.kernels.ascii_folding import fold
from screener.kernels.packed_strings import PackedStrings, empty_buffers


def fold_lines(text: str, count: int) -> tuple[PackedStrings, NDArray[np.bool_]]:
    """The folded forms of `count` ASCII names, a line each, and which of them have capitals at the end of a word in small letters.

    Such words may be written backwards or run on; here they stay as they are.
    """
    data = np.frombuffer(text.encode("ascii"), np.uint8)
    out, capitals_last = empty_buffers(len(data), count), np.zeros(count, np.bool_)
    size = fold(data, out, capitals_last)
    return PackedStrings(out[0][:size], out[1]), capitals_last
