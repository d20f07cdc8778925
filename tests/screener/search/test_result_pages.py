"""A search goes on where its table is full, and loses and repeats nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import Ids
from screener.search import result_pages
from screener.search.result_pages import all_pages


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(1, 12))
def test_all_results_come_in_their_order(results: list[int], rows: int) -> None:
    """However many results a text has, and however small the table is at first."""

    def search(text: int, found: Ids) -> tuple[int, int]:
        count = 0
        for at in range(text, len(results)):
            if count + results[at] > len(found):
                return count, at
            found[count : count + results[at]] = [(at, number) for number in range(results[at])] or np.empty((0, 2))
            count += results[at]
        return count, len(results)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(result_pages, "PAGE_ROWS", rows)
        pages = all_pages(search, len(results))
    assert pages.tolist() == [[at, number] for at, many in enumerate(results) for number in range(many)]


def test_no_text_has_no_result() -> None:
    """The search is not called at all."""

    def search(text: int, found: Ids) -> tuple[int, int]:
        raise AssertionError((text, found))

    assert all_pages(search, 0).shape == (0, 2)
