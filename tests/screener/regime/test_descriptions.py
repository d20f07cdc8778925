"""Text that describes no goods is told apart from text that does."""

import pytest

from screener.domain.errors import ErrorCode
from screener.regime.descriptions import description_problems, is_meaningless, is_vague


@pytest.mark.parametrize("text", ["", "  ", "12345", "***", "12-34/5", "AAA", "zzzzzz", ".pdf", ".jpeg", "_", "7 + 5"])
def test_text_that_says_nothing(text: str) -> None:
    """Nothing, digits, symbols, one character over and over, and a file extension alone are no text."""
    assert is_meaningless(text)


@pytest.mark.parametrize("text", ["AA", "aab", "lamp.pdf", "M8 screws", "USB", "лампа", "灯"])
def test_text_that_says_something(text: str) -> None:
    """Short words, words with digits and other scripts are text."""
    assert not is_meaningless(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ErrorCode.MISSING_CARGO_DESC),
        ("\t ", ErrorCode.MISSING_CARGO_DESC),
        ("Parts", ErrorCode.VAGUE_CARGO_DESC),
        (" SAID TO CONTAIN ", ErrorCode.VAGUE_CARGO_DESC),
        ("8888", ErrorCode.VAGUE_CARGO_DESC),
    ],
)
def test_a_vague_description_gets_its_code(text: str, code: ErrorCode) -> None:
    """A missing description and one that describes nothing have each its code and a remedy."""
    (found,) = description_problems(text)
    assert found.code is code
    assert found.remedy


@pytest.mark.parametrize("text", ["brake parts", "toy cars", "box of ceramic lamps", "sample of cotton yarn"])
def test_a_vague_word_beside_others_is_fine(text: str) -> None:
    """`parts` alone says nothing; `brake parts` does."""
    assert not is_vague(text)
    assert description_problems(text) == ()
