"""Text that is safe to show: one line, short, masked."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.safe_text import LONGEST, one_line


def test_social_security_numbers_are_masked() -> None:
    """Also one that the shortening would have cut in two."""
    assert one_line("SSN 123-45-6789") == "SSN ***-**-****"
    assert "123-45" not in one_line("x" * (LONGEST - 6) + " 123-45-6789")


def test_control_characters_become_question_marks() -> None:
    """A terminal shows them and does not obey them."""
    assert one_line("a\x1b[31mb\u202e") == "a?[31mb?"


def test_a_long_text_ends_with_dots() -> None:
    """It is exactly as long as the limit."""
    assert one_line("x" * (LONGEST + 1)) == "x" * (LONGEST - 3) + "..."


@given(st.text())
def test_any_text_becomes_one_short_printable_line(text: str) -> None:
    """Line breaks and repeated spaces become one space."""
    found = one_line(text)
    assert len(found) <= LONGEST
    assert found.isprintable()
    assert "  " not in found
