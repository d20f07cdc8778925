"""Reversed words, words run together and figures in place of letters are recognised, and ordinary spellings stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.names.disguises import repair_capitals, undo_leetspeak


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("noivaT kslerB", "Tavion Brelsk"),
        ("OrvanikAG", "Orvanik AG"),
        ("TellmarisGMBH of Hamburg", "Tellmaris GMBH of Hamburg"),
        ("dlaH-kslerB", "Hald-Brelsk"),
    ],
)
def test_capitals_at_the_end_of_a_word_show_a_disguise(text: str, repaired: str) -> None:
    """One capital at the end: the word is reversed. Several: another word was run on."""
    assert repair_capitals(text) == repaired


@pytest.mark.parametrize(
    "text", ["iPod", "McAdam", "eBAY", "PlanB", "SpA", "vElImIr", "TAVION", "tavion", "xyZ", "a_bcD"]
)
def test_ordinary_capitals_stay(text: str) -> None:
    """Brands, `Mc`, alternating capitals and very short words are left as they are."""
    assert repair_capitals(text) == text


@given(st.text(st.sampled_from("abAB .-_1"), max_size=20))
def test_repairing_changes_no_letter(text: str) -> None:
    """Letters are reordered within a word and spaces inserted; nothing is lost or added."""
    assert sorted(repair_capitals(text).replace(" ", "")) == sorted(text.replace(" ", ""))


@pytest.mark.parametrize(
    ("word", "letters"),
    [("he1d", "held"), ("4li", "ali"), ("mir4dor", "mirador"), ("0rion", "orion"), ("brel5k", "brelsk")],
)
def test_figures_among_letters_are_the_letters_that_they_resemble(word: str, letters: str) -> None:
    """A figure that looks like a letter hides a name from a comparison of letters."""
    assert undo_leetspeak(word) == letters


@pytest.mark.parametrize("word", ["1st", "22nd", "tr16", "al1", "12", "2026", "orion", "b2", ""])
def test_numbers_and_plain_words_stay(word: str) -> None:
    """Ordinals, model numbers, figures alone and words with too few letters are not disguises."""
    assert undo_leetspeak(word) == word


@given(st.text(st.sampled_from("abcxyz0123456789"), max_size=12))
def test_leetspeak_is_undone_once(word: str) -> None:
    """Applying it again changes nothing, and the length stays."""
    once = undo_leetspeak(word)
    assert len(once) == len(word)
    assert undo_leetspeak(once) == once
