"""Names in other scripts: display order, hidden characters, look-alikes, articles, sounds and surnames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.names.scripts import (
    alternative_transliteration,
    in_display_order,
    lacks_vowels,
    respell,
    split_surname,
    transliterate,
    visible,
    without_arabic_article,
)


def test_an_override_shows_its_text_reversed() -> None:
    """What follows a right-to-left override is displayed backwards, up to the pop character or the end of the line."""
    assert in_display_order("\u202eemcA\u202c Corp") == "Acme Corp"
    assert in_display_order("\u202eemcA\nCorp") == "Acme\nCorp"
    assert in_display_order("Acme Corp") == "Acme Corp"


def test_hidden_characters_are_removed_and_marks_composed() -> None:
    """Zero-width characters, soft hyphens and tags are not displayed; a letter with its mark is one character."""
    assert visible("A\u200bc\u00adme\ufeff") == "Acme"
    assert visible("Jose\u0301") == "Jos\u00e9"


@pytest.mark.parametrize(
    ("text", "respelled"),
    [
        ("Vl\u0430dimir", "Vladimir"),
        ("\u0412. Orvanik", "B. Orvanik"),
        ("\u0412. \u041a\u0430\u0434\u0435", "\u0412. \u041a\u0430\u0434\u0435"),
    ],
)
def test_look_alikes_become_latin_only_beside_latin_letters(text: str, respelled: str) -> None:
    """A Cyrillic letter in a Latin word is a disguise, and so is one alone in a Latin line; a Cyrillic name is none."""
    assert respell(text) == respelled


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("\u0627\u0644\u0643\u0646\u062f\u064a", "al knd"),
        ("\u05d1\u05df", "b"),
        ("\u0414\u0436\u0430\u043c\u0430\u043b", "jamal"),
        ("\u039d\u03c4\u03bf\u03c5\u03bb\u03ac\u03bd", "dulan"),
        ("\u039c\u03c0\u03b1\u03bb\u03ac\u03c3", "balas"),
    ],
)
def test_articles_and_digraphs_are_respelled(text: str, latin: str) -> None:
    """The Arabic article is a word of its own, initial bet is a `b`, and digraphs are the sound that they make."""
    assert transliterate(respell(text)).startswith(latin)


@pytest.mark.parametrize(
    ("letter", "plain"),
    [("\u00df", "ss"), ("\u0301", ""), ("\u2019", ""), ("\u2014", " "), ("\uff21", "a"), ("A", "A")],
)
def test_each_character_has_a_transliteration(letter: str, plain: str) -> None:
    """Letters become ASCII letters, marks and quotes vanish, punctuation separates words; ASCII stays."""
    assert transliterate(letter) == plain


@given(st.text())
def test_a_transliteration_is_ascii(text: str) -> None:
    """No character of Unicode is left over."""
    assert transliterate(text).isascii()


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_latin_names_have_no_alternative_transliteration(text: str) -> None:
    """Only Cyrillic and Greek letters have two possible sounds."""
    assert alternative_transliteration(text) is None


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("\u0425\u0430\u0441\u0430\u043d", "hasan"),
        ("\u0426\u0430\u0440", "car"),
        ("\u03a4\u03b6\u03b1\u03bc\u03ac\u03bb", "jamal"),
    ],
)
def test_letters_of_two_sounds_are_respelled_for_the_other_one(text: str, latin: str) -> None:
    """`kh` may be `h`, `ts` may be `c`, and Greek `tz` may be `j`."""
    other = alternative_transliteration(text)
    assert other is not None
    assert transliterate(other) == latin


def test_scripts_without_vowels_are_known() -> None:
    """Arabic, Hebrew and Thai; not Cyrillic, Greek or Latin."""
    assert all(map(lacks_vowels, ["\u0633\u0627\u0644\u0645", "\u05d3\u05d5\u05d3", "\u0e2a\u0e21"]))
    assert not any(map(lacks_vowels, ["Salim", "\u0418\u0432\u0430\u043d", "\u039b\u03b5\u03c9\u03bd", ""]))


def test_an_arabic_article_is_removed_from_long_words_only() -> None:
    """A short word may begin with the same two letters."""
    assert without_arabic_article("\u0627\u0644\u0643\u0646\u062f\u064a") == "\u0643\u0646\u062f\u064a"
    assert without_arabic_article("\u0627\u0644\u064a\u0627") == "\u0627\u0644\u064a\u0627"
    assert without_arabic_article("alkindi") == "alkindi"


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("\u4e60\u8fd1\u5e73", "\u4e60 \u8fd1\u5e73"),
        ("\u674e\u4f1f", "\u674e \u4f1f"),
        ("\u53f8\u9a6c\u76f8\u5982", "\u53f8\u9a6c \u76f8\u5982"),
        ("\uc81c\uac08\ubbf8\ub77c", "\uc81c\uac08 \ubbf8\ub77c"),
        ("\u53f8\u9a6c", "\u53f8 \u9a6c"),
        (" \u674e\u4f1f ", "\u674e \u4f1f"),
    ],
)
def test_a_chinese_or_korean_surname_is_the_first_character_or_a_known_pair(name: str, split: str) -> None:
    """Surname and given name are written without a space; few surnames have two characters."""
    assert split_surname(name) == split


@pytest.mark.parametrize("name", ["Tavion Brelsk", "\u674e", "\u674e\u4f1f\u674e\u4f1f\u674e", "\u674e \u4f1f", ""])
def test_other_names_are_not_split(name: str) -> None:
    """Names in other scripts, names with a space, single characters and long texts stay as they are."""
    assert split_surname(name) == name
