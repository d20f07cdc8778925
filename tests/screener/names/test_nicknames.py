"""Nicknames and national forms of given names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.names.nicknames import GIVEN_NAME_VARIANTS, MOST_VARIANTS, nickname_variants, same_given_name
from screener.names.normalisation import normalise

KNOWN = sorted(GIVEN_NAME_VARIANTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [("bob", "robert"), ("volodya", "vladimir"), ("pepe", "jose"), ("volodymyr", "vladimir"), ("bill", "will")],
)
def test_variants_of_one_given_name_are_known_both_ways(one: str, other: str) -> None:
    """A nickname, a national form, and two nicknames of one name."""
    assert same_given_name(one, other)
    assert same_given_name(other, one)


@pytest.mark.parametrize(("one", "other"), [("bob", "william"), ("volodya", "vyacheslav"), ("orvanik", "orvanik")])
def test_other_names_are_no_variants(one: str, other: str) -> None:
    """Two given names of different people; a word that is no given name has no variants at all."""
    assert not same_given_name(one, other)


@given(st.sampled_from(KNOWN), st.sampled_from(KNOWN))
def test_being_variants_is_symmetric(one: str, other: str) -> None:
    """If one name is a variant of another, so is the other of the one."""
    assert same_given_name(one, other) == same_given_name(other, one)


def test_the_words_of_the_tables_are_normalised() -> None:
    """All variants are lower-case words, so that they can be found in normalised names."""
    own = {word for name in ("volodya", "pepe", "volodymyr", "giannis") for word in GIVEN_NAME_VARIANTS[name]}
    assert {word for word in own if normalise(word) != word} == set()


def test_one_word_is_replaced_at_a_time() -> None:
    """A name with a nickname is searched for under the full name, and the other words stay."""
    found = list(nickname_variants(["volodya", "kastovenko"]))
    assert ["vladimir", "kastovenko"] in found
    assert all(words[1] == "kastovenko" and words[0] != "volodya" for words in found)


@given(st.lists(st.sampled_from(KNOWN), max_size=4))
def test_the_number_of_variants_is_bounded(words: list[str]) -> None:
    """A name of many given names does not multiply without limit."""
    found = list(nickname_variants(words))
    assert len(found) <= MOST_VARIANTS
    assert all(len(variant) == len(words) for variant in found)
