"""What is done with many names at once in compiled code is what is done with each."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings
from screener.names.distinctive_words import all_distinctive, all_significant, distinctive_words, significant_words
from screener.names.normalisation import normalise, normalise_all
from screener.names.word_filter import WordFilter
from screener.search.layers import Texts, _in_letters

WORDS = st.sampled_from(
    "orvanik vega kade co ltd the bank intl dr al first 7th s3chin m1ra tr16 5 a us cvs health limted corporatoin".split()
)
NAMES = st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=8)


def names_of(lines: PackedStrings) -> list[str]:
    return [lines[number] for number in range(len(lines))]


@given(NAMES)
def test_many_names_are_told_like_each(names: list[str]) -> None:
    """Light words go, words that say little stay where hardly anything else is left, and figures are read as letters."""
    lines = PackedStrings.of(names)
    assert names_of(all_significant(lines)) == [" ".join(significant_words(name.split())) for name in names]
    assert names_of(all_distinctive(lines)) == [" ".join(distinctive_words(name.split())) for name in names]
    forms = names_of(Texts.of(lines).forms.letters)
    assert forms[: len(names)] == [_in_letters(" ".join(distinctive_words(name.split()))) for name in names]


@given(st.lists(st.text(st.sampled_from("aB1 .\n\u0416\u00e9-"), max_size=12), max_size=6))
def test_many_names_are_folded_like_each(names: list[str]) -> None:
    """Whatever the spaces, the scripts and the line breaks, a name stays one name and its words are parted by one space."""
    assert names_of(normalise_all(names)) == [normalise(name) for name in names]


@given(NAMES, st.sets(WORDS))
def test_a_sieve_takes_out_its_words_alone(names: list[str], table: set[str]) -> None:
    """No other word goes, and the words that are left are counted."""
    kept, many = WordFilter(table).removed_from(PackedStrings.of(names))
    left = [[word for word in name.split() if word not in table] for name in names]
    assert names_of(kept) == [" ".join(words) for words in left]
    assert many.tolist() == [len(words) for words in left]


@given(NAMES, st.data())
def test_some_of_many_names(names: list[str], data: st.DataObject) -> None:
    """Names are replaced, chosen and parted by their numbers."""
    lines = PackedStrings.of(names)
    which = data.draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    others = [f"other {number}" for number, chosen in enumerate(which) if chosen]
    following = iter(others)
    expected = [next(following) if chosen else name for name, chosen in zip(names, which, strict=True)]
    assert names_of(lines.replaced_by(np.array(which, np.bool_), lambda number: f"other {number}")) == expected
    numbers = [number for number, chosen in enumerate(which) if chosen]
    assert names_of(lines.take(np.array(numbers, np.int64))) == [names[number] for number in numbers]
    assert names_of(lines.slice(len(names) // 2, len(names))) == names[len(names) // 2 :]
