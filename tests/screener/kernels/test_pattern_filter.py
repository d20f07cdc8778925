"""The filter lets every text through that a pattern can be in, and hardly any other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import BitMasks, PackedStrings
from screener.kernels.pattern_filter import add_patterns, empty_filter, may_hit, word_hashes

WORDS = st.text("abk", min_size=1, max_size=3)
NAMES = st.lists(WORDS, min_size=1, max_size=4)


def filter_of(patterns: list[str], *, contained: bool = True) -> BitMasks:
    packed, table = PackedStrings.of(patterns), empty_filter(2 * len(patterns))
    hashes, offsets = word_hashes(packed.buffers)
    add_patterns(hashes, offsets, np.full(len(patterns), contained, np.bool_), table)
    return table


def passed(texts: list[str], table: BitMasks) -> list[bool]:
    found: list[bool] = may_hit(PackedStrings.of(texts).buffers, table).tolist()
    return found


@given(NAMES, st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3), st.lists(NAMES, max_size=5))
def test_a_text_that_contains_a_pattern_passes(
    name: list[str], before: list[str], after: list[str], more: list[list[str]]
) -> None:
    """Whatever stands before and after the pattern, and whatever other patterns there are."""
    patterns = [" ".join(each) for each in (*more, name)]
    assert passed([" ".join([*before, *name, *after])], filter_of(patterns)) == [True]


@given(NAMES.flatmap(lambda name: st.tuples(st.just(name), st.permutations(name))))
def test_a_text_with_the_words_of_a_pattern_passes(names: tuple[list[str], list[str]]) -> None:
    """In any order, also where the pattern is not looked for within longer texts."""
    name, other_order = names
    assert passed([" ".join(other_order)], filter_of([" ".join(name)], contained=False)) == [True]


def test_hardly_any_other_text_passes() -> None:
    """Fewer than 2 % of texts that have the words of a pattern, but not its first two side by side."""
    table = filter_of([f"n{number} m{number} o" for number in range(5_000)])
    others = passed([f"n{number} x{number} m{number} o" for number in range(5_000)], table)
    assert sum(others) < 0.02 * len(others)


def test_no_text_passes_without_patterns_or_words() -> None:
    """An empty filter lets nothing through, and no filter lets an empty text through."""
    assert passed(["orion kade", ""], filter_of([])) == [False, False]
    assert passed(["", " "], filter_of(["orion kade"])) == [False, False]


def test_words_are_hashed_by_their_letters_alone() -> None:
    """Equal words have equal hashes wherever they stand; more than one space between words does not matter."""
    packed = PackedStrings.of(["kade orion", "", "  orion  vega "])
    hashes, offsets = word_hashes(packed.buffers)
    assert offsets.tolist() == [0, 2, 2, 4]
    assert hashes[1] == hashes[2]
    assert len(set(hashes.tolist())) == 3
