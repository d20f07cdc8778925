"""Names are compared without regard to word order by sorting their words."""

from hypothesis import given
from hypothesis import strategies as st

from screener.names.word_order import sorted_words

NAMES = st.lists(st.sampled_from(["orion", "kade", "mira", "al", "kade"]), max_size=6)


@given(NAMES, st.data())
def test_the_order_of_the_words_does_not_matter(words: list[str], data: st.DataObject) -> None:
    """Every permutation of a name gives the same text."""
    assert sorted_words(data.draw(st.permutations(words))) == sorted_words(words)


@given(NAMES, NAMES)
def test_names_with_other_words_differ(one: list[str], other: list[str]) -> None:
    """Two names give the same text only if they have the same words, each as often."""
    assert (sorted_words(one) == sorted_words(other)) == (sorted(one) == sorted(other))


def test_the_words_are_joined_by_spaces() -> None:
    """The result is a normalised name."""
    assert sorted_words("orion al kade".split()) == "al kade orion"
