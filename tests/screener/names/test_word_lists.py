"""The word tables are in normalised form and do not contradict each other."""

import pytest

from screener.names import word_lists
from screener.names.normalisation import normalise

TABLES = {name: table for name, table in vars(word_lists).items() if isinstance(table, frozenset)}


@pytest.mark.parametrize("name", TABLES)
def test_every_word_is_in_normalised_form(name: str) -> None:
    """A word that is not one normalised word would never be found in a name."""
    assert TABLES[name]
    assert {word for word in TABLES[name] if normalise(word) != word or " " in word} == set()


def test_expansions_are_normalised_and_longer_than_their_abbreviations() -> None:
    """An abbreviation is one word; its expansion may be several, and no abbreviation is expanded twice."""
    for short, long in word_lists.EXPANSIONS.items():
        assert normalise(short) == short
        assert normalise(long) == long
        assert len(long) > len(short)
        assert word_lists.EXPANSIONS.keys().isdisjoint(long.split())


def test_common_personal_names_are_no_stopwords() -> None:
    """`Smith` is common, but it is a name: neither a legal form nor a title nor a particle."""
    stopwords = word_lists.LEGAL_FORMS | word_lists.TITLES | word_lists.PARTICLES
    assert word_lists.COMMON_PERSONAL_NAMES.isdisjoint(stopwords | word_lists.GENERIC)


def test_particles_of_personal_names_are_particles_of_any_name() -> None:
    """Firms are named after people, so what joins a personal name may join the name of a firm."""
    assert word_lists.PERSONAL_PARTICLES < word_lists.PARTICLES


def test_years_and_small_numbers_are_numbers() -> None:
    """Figures up to 2099 count as numbers, a five-digit figure does not."""
    assert {"1", "12", "1999", "2026", "seven", "7th"} <= word_lists.NUMBERS
    assert "12345" not in word_lists.NUMBERS
