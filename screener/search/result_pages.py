"""Compiled searches write what they find to a table that has so much room: here they are called until they are through."""

from collections.abc import Callable

import numpy as np

from screener.kernels.packed_strings import Ids

PAGE_ROWS = 4_096
"""Rows that a search has room for; where there are more it goes on from the text where it stopped."""


def all_pages(search: Callable[[int, Ids], tuple[int, int]], texts: int) -> Ids:
    """What a search finds for so many texts, a row (text, name) each.

    It is given the text to begin with and a table to fill, and tells how many rows it wrote and the text to go on with; a text
    for which there was no room is searched again with more.
    """
    found, text, parts = np.empty((PAGE_ROWS, 2), np.int32), 0, []
    while text < texts:
        many, following = search(text, found)
        parts.append(found[:many].copy())
        found = found if following > text else np.empty((2 * len(found), 2), np.int32)
        text = following
    return np.concatenate(parts) if parts else found[:0]
