from hypothesis import given
from hypothesis import strategies as st

from screener.names.word_order import sorted_words


@given(st.permutations(["al", "kade", "mira", "orion"]))
def test_names_with_the_same_words_have_one_ordered_form(words: list[str]) -> None:
    """Two names that differ only in the order of their words have the same ordered form."""
    assert sorted_words(words) == "al kade mira orion"
