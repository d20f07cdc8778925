"""ASCII names are folded byte by byte."""

import numpy as np
import pytest

from screener.kernels.ascii_folding import ends_word_in_capitals, fold
from screener.kernels.packed_strings import PackedStrings, empty_buffers


def folded(text: str) -> list[str]:
    data = np.frombuffer(text.encode(), np.uint8)
    count = text.count("\n") + 1
    out, capitals_last = empty_buffers(len(data), count), np.zeros(count, np.bool_)
    size = fold(data, out, capitals_last)
    strings = PackedStrings(out[0][:size], out[1])
    return [strings[at] for at in range(count)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("S.A.", "sa"),
        ("J.Smith", "j smith"),
        ("O'Neil", "oneil"),
        ("  ORION -- Kade,Ltd ", "orion kade ltd"),
        ("p@yp@l", "paypal"),
        ("A $100", "a 100"),
        ("under_score", "under score"),
        ("", ""),
    ],
)
def test_a_name_becomes_words_in_small_letters(name: str, expected: str) -> None:
    """Initials join, apostrophes vanish, other punctuation separates words; symbols between letters are letters."""
    assert folded(name) == [expected]


def test_every_line_is_a_name() -> None:
    """Empty ones too; no space is left at an end."""
    assert folded("A b \n\n C.D\n.") == ["a b", "", "cd", ""]


def test_capitals_at_the_end_of_a_word_are_noticed() -> None:
    """`dlaH` may be written backwards and `OrvanikAG` run on; `McDonald` and `IBM` are neither."""
    for text, at, found in (("dlaH", 3, True), ("OrvanikAG", 7, True), ("McDonald", 2, False), ("IBM", 2, False)):
        assert ends_word_in_capitals(np.frombuffer(text.encode(), np.uint8), at) is found
