"""Text that describes goods, and text that does not."""

import pytest

from screener.domain.errors import ErrorCode
from screener.regime.descriptions import description_problems, is_meaningless, is_vague


@pytest.mark.parametrize("text", ["", "  ", "12345", "***", "12-34/5", "AAA", "zzzzzz", ".pdf", ".jpeg", "_", "7 + 5"])
def test_meaningless_text(text: str) -> None:
    """Nothing, digits, symbols, one repeated character, and only a file extension."""
    assert is_meaningless(text)


@pytest.mark.parametrize("text", ["AA", "aab", "lamp.pdf", "M8 screws", "USB", "лампа", "灯"])
def test_meaningful_text(text: str) -> None:
    """Short words, words with digits, and other scripts are meaningful."""
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
    """A missing description and a vague one have different codes, each with a remedy."""
    (found,) = description_problems(text)
    assert found.code is code
    assert found.remedy


@pytest.mark.parametrize("text", ["brake parts", "toy cars", "box of ceramic lamps", "sample of cotton yarn"])
def test_a_vague_word_beside_others_is_fine(text: str) -> None:
    """`parts` alone is vague; `brake parts` is not."""
    assert not is_vague(text)
    assert description_problems(text) == ()
