"""How similar two words are: spelling mistakes, sounds, consonants, abbreviations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.comparison.name_parts import Word, parse_word
from screener.comparison.word_similarity import LEAST_SIMILARITY, SAME_CONSONANTS, is_abbreviation, similarity
from screener.domain.listed_party import PartyKind

TEXTS = st.text(st.sampled_from("abeiknorstv"), min_size=1, max_size=10)


def word(text: str, *, omits_vowels: bool = False) -> Word:
    return parse_word(text, PartyKind.PERSON, omits_vowels=omits_vowels)


@given(TEXTS, TEXTS)
def test_similarity_is_symmetric_and_a_share(one: str, other: str) -> None:
    """From 0.6 to 1.0, or 0.0 for different words, whichever word comes first."""
    found = similarity(word(one), word(other))
    assert found == similarity(word(other), word(one))
    assert found == 0.0 or LEAST_SIMILARITY <= found <= 1.0


def test_a_mistake_weighs_less_in_a_longer_word() -> None:
    """One wrong letter of six is worse than one of eleven."""
    assert similarity(word("brelsk"), word("bralsk")) == pytest.approx(1 - 1 / 6)
    assert similarity(word("kastovenkol"), word("kastovenkor")) == pytest.approx(1 - 1 / 11)


def test_a_different_first_letter_weighs_more() -> None:
    """Half a letter more, as people seldom misspell how a name starts."""
    assert similarity(word("brelsk"), word("drelsk")) == pytest.approx(1 - 1.5 / 6)


def test_words_that_sound_alike_differ_by_less_than_a_letter() -> None:
    """`hussein` and `husain` differ by two letters, and sound the same."""
    assert similarity(word("hussein"), word("husain")) == pytest.approx(1 - 0.4 / 7)


@pytest.mark.parametrize(("one", "other"), [("li", "lu"), ("brelsk", "kastov"), ("2019", "2018"), ("bo", "ba")])
def test_short_words_numbers_and_other_words_are_not_similar(one: str, other: str) -> None:
    """One letter makes another word of a short one, and another number of any number."""
    assert similarity(word(one), word(other)) == 0.0


def test_a_script_without_vowels_is_compared_by_consonants() -> None:
    """What a script does not write is no spelling mistake; in other scripts vowels count."""
    assert similarity(word("hmwd", omits_vowels=True), word("hamud")) == SAME_CONSONANTS
    assert similarity(word("hmwd"), word("hamud")) < SAME_CONSONANTS
    assert similarity(word("a", omits_vowels=True), word("abcd")) == 0.0


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("svcs", "services", True),
        ("intl", "international", True),
        ("mgmt", "marketing", False),
        ("svcs", "orvanik", False),
        ("abc", "services", False),
        ("ind", "inds", False),
    ],
)
def test_known_abbreviations_fit_their_words(short: str, long: str, *, expected: bool) -> None:
    """The same first letter, the other letters in their order, at least three letters saved, and a generic word."""
    assert is_abbreviation(short, long) is expected
