"""Which texts on a list are names, and which names are weak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.listed_party import PartyKind
from screener.names.name_quality import is_legal_form, is_name, is_weak, words_with_initialisms


@pytest.mark.parametrize(
    "text", ["", "   ", "****", "LIMITED", "S.A. DE C.V.", "12345", "N/A", "JR.", "THE", "L L C", "P.", "INC., LTD."]
)
def test_placeholders_are_no_names(text: str) -> None:
    """A placeholder, a bare legal form or a number names nobody."""
    assert not is_name(text)


@pytest.mark.parametrize("text", ["K.A.S.", "M23", "ORION LIMITED", "17 NOVEMBER", "Иван Пример", "李伟", "O'Neil"])
def test_names_are_names(text: str) -> None:
    """With a legal form, with digits and in any script."""
    assert is_name(text)


@pytest.mark.parametrize(
    "name",
    [
        "MARIA",
        "DR. B. PEREZ",
        "AL-ORION",
        "ABU ORION",
        "ORION",
        "ORION, S.A.",
        "THE ORION COMPANY LTD",
        "K.A.S.",
        "Li Na",
    ],
)
def test_single_words_are_weak(name: str) -> None:
    """One significant word, with whatever titles, particles and legal forms, needs corroboration."""
    assert is_weak(name, PartyKind.FIRM)


@pytest.mark.parametrize("name", ["MARIA PEREZ", "ORION TRADING CO.", "ORION AND VEGA", "PEREZ MARIA JR."])
def test_two_words_are_strong(name: str) -> None:
    """Two significant words may hold a consignment without corroboration."""
    assert not is_weak(name, PartyKind.FIRM)


def test_generic_names_are_weak() -> None:
    """A name made only of generic words identifies nobody."""
    assert is_weak("GENERAL TRADING CO.", PartyKind.FIRM)
    assert not is_weak("GENERAL TRADING OF ORIONTOWN", PartyKind.FIRM)


def test_legal_forms_count_in_the_name_of_a_person() -> None:
    """`SE` is a European company at the end of a firm's name and a surname in a person's."""
    assert is_weak("MINA SE", PartyKind.FIRM)
    assert not is_weak("MINA SE", PartyKind.PERSON)


def test_initialisms_join() -> None:
    """`P. C.` and `P.C.` are one legal form."""
    assert words_with_initialisms("P. C.") == words_with_initialisms("P.C.") == ["pc"]
    assert is_legal_form("P. C.")


@given(st.text(), st.sampled_from(PartyKind))
def test_any_text_is_judged(text: str, kind: PartyKind) -> None:
    """Every text gets an answer, and a text without letters or digits is never strong."""
    weak = is_weak(text, kind)
    assert weak or any(map(str.isalnum, text))
