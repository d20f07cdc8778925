"""A name divided into words with weights, and the symbols that rigour recognises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.comparison.name_parts import MAXIMUM_LENGTH, NameParts, has_symbols, parse_name, parse_word
from screener.domain.listed_party import PartyKind
from screener.names.normalisation import normalise


def texts(parts: NameParts) -> str:
    return " ".join(word.text for word in parts.words)


def ways(name: str, kind: PartyKind) -> set[str]:
    return {texts(parts) for parts in parse_name(name, kind)}


@given(st.text(max_size=30), st.sampled_from(PartyKind))
def test_every_way_to_divide_a_name_has_normalised_words(name: str, kind: PartyKind) -> None:
    """Any text can be parsed; words are single and normalised, and symbols refer to words that exist."""
    for parts in parse_name(name, kind):
        assert all(normalise(word.text) == word.text and " " not in word.text for word in parts.words)
        assert all(0 < word.weight <= len(word.text) for word in parts.words)
        assert all(0 <= place < len(parts.words) for symbol in parts.symbols for place in symbol.words)


def test_stopwords_weigh_little() -> None:
    """The legal form of a firm weighs a tenth per letter, a title of a person a fifth."""
    (parts,) = parse_name("Orvanik GmbH", PartyKind.FIRM)
    assert [(word.text, word.is_stopword, word.weight) for word in parts.words] == [
        ("orvanik", False, 7.0),
        ("gmbh", True, pytest.approx(0.4)),
    ]
    assert parse_word("haji", PartyKind.PERSON).weight == pytest.approx(0.8)


def test_a_misspelled_legal_form_is_a_stopword_of_firms() -> None:
    """`Limted` says nothing about a firm; in the name of a person any word counts."""
    assert parse_word("limted", PartyKind.FIRM).is_stopword
    assert not parse_word("limted", PartyKind.PERSON).is_stopword


def test_words_of_a_legal_form_that_describe_the_firm_count() -> None:
    """`Holding` and `group` distinguish firms of one family."""
    assert not parse_word("holding", PartyKind.FIRM).is_stopword
    assert parse_word("ltd", PartyKind.FIRM).is_stopword


def test_numbers_are_known_in_figures_and_roman_numerals() -> None:
    """A firm numbers its funds; `iv` in a person's name is no number."""
    assert parse_word("21", PartyKind.PERSON).is_number
    assert parse_word("iv", PartyKind.FIRM).is_number
    assert not parse_word("iv", PartyKind.PERSON).is_number


def test_figures_in_place_of_letters_are_replaced() -> None:
    """A disguise inside a word is undone before words are compared."""
    assert parse_word("0rvanik", PartyKind.FIRM).text == "orvanik"


def test_a_joined_legal_form_is_split_off() -> None:
    """`Orvanikltd` is also compared as `Orvanik Ltd`, but only as the name of a firm."""
    assert "orvanik ltd" in ways("Orvanikltd", PartyKind.FIRM)
    assert "orvanik ltd" not in ways("Orvanikltd", PartyKind.PERSON)


def test_a_chinese_name_is_split_into_surname_and_given_name() -> None:
    """The surname is a word of its own, so that either order matches."""
    assert "xi jinping" in ways("\u4e60\u8fd1\u5e73", PartyKind.PERSON)


def test_letters_of_two_sounds_give_two_ways() -> None:
    """A Russian name may be spelled with `kh` or `h`."""
    found = ways("\u0425\u0430\u0441\u0430\u043d", PartyKind.PERSON)
    assert {"khasan", "hasan"} <= found


def test_words_of_a_script_without_vowels_are_marked() -> None:
    """Arabic: the article is removed and vowels are not compared."""
    parts = parse_name("\u0633\u0627\u0644\u0645 \u0627\u0644\u0643\u0646\u062f\u064a", PartyKind.PERSON)[0]
    assert all(word.omits_vowels for word in parts.words)


def test_symbols_are_recognised_in_names_of_firms_only() -> None:
    """A number in words, with the place of the word that is it."""
    parts = parse_name("Seven Lamps Ltd", PartyKind.FIRM)[0]
    (number,) = (symbol for symbol in parts.symbols if symbol.words == (0,))
    assert number.similarity == 1.0
    assert all(not each.symbols for each in parse_name("Seven Lamps", PartyKind.PERSON))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("seven lamps", True), ("orvanik iv", True), ("orvanik trading", True), ("orvanik kade", False), ("", False)],
)
def test_a_name_with_symbols_may_have_another_spelling(name: str, *, expected: bool) -> None:
    """Numbers, Roman numerals and trade words can be written in other words."""
    assert has_symbols(name) is expected


def test_only_the_first_characters_of_a_long_name_are_compared() -> None:
    """A filer who sends a megabyte gets no more work done than one who sends a line."""
    (parts, *_) = parse_name("a" * 100_000, PartyKind.PERSON)
    assert len(texts(parts)) == MAXIMUM_LENGTH
