"""Words that sound alike have one phonetic form, and others have not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.comparison.phonetic_form import consonants, phonetic_form

WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hussein", "husain"),
        ("mohamed", "mohammed"),
        ("dzhamal", "jamal"),
        ("sheikh", "sheyk"),
        ("filip", "philip"),
        ("tsar", "zar"),
        ("xavier", "savier"),
        ("alexei", "aleksey"),
        ("yusuf", "yoosuf"),
        ("ghassan", "gasan"),
    ],
)
def test_spellings_of_one_sound_have_one_form(one: str, other: str) -> None:
    """Transliterations, doubled letters and silent letters do not matter."""
    assert phonetic_form(one) == phonetic_form(other)


@pytest.mark.parametrize(("one", "other"), [("muhammad", "mukhammad"), ("kade", "kane"), ("brelsk", "brelsky")])
def test_other_sounds_have_another_form(one: str, other: str) -> None:
    """A different consonant or one more syllable makes another form."""
    assert phonetic_form(one) != phonetic_form(other)


@given(WORDS)
def test_a_form_has_no_doubled_letters(word: str) -> None:
    """Every word has a form in lower-case letters; what is doubled in it counts once."""
    form = phonetic_form(word)
    assert all(one != other for one, other in pairwise(form))
    assert form == "" or form.isalpha()


@given(WORDS)
def test_consonants_are_what_is_left_without_vowels(word: str) -> None:
    """No vowel, and none of the letters that Arabic cannot distinguish from another."""
    assert set(consonants(phonetic_form(word))).isdisjoint("aeiouvwypf")


def test_a_word_and_its_spelling_without_vowels_have_the_same_consonants() -> None:
    """`Salim` in Arabic script is `slm`."""
    assert consonants(phonetic_form("salim")) == consonants(phonetic_form("slm")) == "slm"
