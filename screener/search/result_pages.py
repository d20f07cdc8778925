"""Results of compiled searches, which write to a table of fixed size: it grows where it is full, and the search goes on."""

from collections.abc import Callable

import numpy as np

from screener.kernels.packed_strings import Ids

PAGE_ROWS = 4_096
"""Rows of a page; a search with more results goes on from the text where it stopped."""


def all_pages(search: Callable[[int, Ids], tuple[int, int]], texts: int) -> Ids:
    """All results of a search for `texts` texts, a row (text, name) each.

    `search` takes the text to begin with and a table to fill, and returns how many rows it wrote and the text to go on with; a text
    whose results do not fit is searched again with a larger table.
    """
    found, text, pages = np.empty((PAGE_ROWS, 2), np.int32), 0, []
    while text < texts:
        rows, following = search(text, found)
        pages.append(found[:rows].copy())
        found = found if following > text else np.empty((2 * len(found), 2), np.int32)
        text = following
    return np.concatenate(pages) if pages else found[:0]
