"""The automaton finds whole names at word boundaries and in any order, and never misses one."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings
from screener.names.word_order import in_order
from screener.search.automaton import Automaton

WORDS = st.sampled_from(["orion", "kade", "vega", "mira", "al", "co", "ori", "onkade", "k"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def automaton_of(names: list[str]) -> Automaton:
    return Automaton(PackedStrings.of(names))


def found_by(automaton: Automaton, texts: list[list[str]]) -> set[tuple[int, int]]:
    return set(map(tuple, automaton.hits(PackedStrings.of([*map(" ".join, texts)])).tolist()))


def naive(names: list[str], texts: list[list[str]]) -> set[tuple[int, int]]:
    """Every pair of a text and a name that stands in it word for word, or has the same words."""
    return {
        (number, entry)
        for number, words in enumerate(texts)
        for entry, name in enumerate(names)
        if f" {name} " in f" {' '.join(words)} " or sorted(words) == sorted(name.split())
    }


@given(st.lists(NAMES, max_size=8), st.lists(st.lists(WORDS, max_size=6), max_size=6))
def test_it_finds_what_a_naive_search_finds(names: list[str], texts: list[list[str]]) -> None:
    """No hit is lost and none is made up, whatever names share words, contain each other or end as another begins."""
    assert found_by(automaton_of(names), texts) == naive(names, texts)


def hits(name: str, text: str) -> bool:
    return bool(found_by(automaton_of([name]), [text.split()]))


def test_a_name_is_found_inside_a_longer_one() -> None:
    """Words before and after a listed name do not hide it."""
    assert hits("orion kade", "the orion kade shop")


def test_a_name_is_found_in_any_order_of_its_words() -> None:
    """`LAST First` is the same name, where nothing else stands beside it."""
    assert hits("orion kade", "kade orion")
    assert not hits("orion kade", "kade the orion")


def test_a_piece_of_a_word_is_no_name() -> None:
    """Names end where words end."""
    assert not hits("orion kade", "orion kader")
    assert not hits("maria", "mariana")


def test_a_name_does_not_run_from_one_text_into_the_next() -> None:
    """Texts are searched together and stay apart."""
    automaton = automaton_of(["orion kade"])
    assert found_by(automaton, [["mira", "orion"], ["kade", "vega"]]) == set()
    assert found_by(automaton, [["mira"], ["orion", "kade"], [], ["kade", "orion"]]) == {(1, 0), (3, 0)}


def test_entries_of_one_name_share_a_pattern() -> None:
    """Two listed parties of one name are both found, and cost one pattern."""
    automaton = automaton_of(["orion kade", "orion kade", "vega"])
    assert automaton.patterns == 2
    assert found_by(automaton, [["orion", "kade"]]) == {(0, 0), (0, 1)}


def test_an_empty_automaton_finds_nothing() -> None:
    """Without names, and without texts, there is nothing to find."""
    assert found_by(automaton_of([]), [["orion"]]) == set()
    assert automaton_of([]).size < 100
    assert found_by(automaton_of(["orion"]), []) == set()


def test_the_size_grows_with_the_names() -> None:
    """The bytes that the automaton occupies are told, for the metric."""
    sizes = [automaton_of([f"orion {n}" for n in range(count)]).size for count in (1, 100, 1000)]
    assert all(small < large for small, large in pairwise(sizes))


@given(st.permutations(["al", "kade", "mira", "orion"]))
def test_order_does_not_matter(words: list[str]) -> None:
    """Two names that differ only in the order of their words have one ordered form."""
    assert in_order(words) == "al kade mira orion"


def test_a_name_that_counts_only_as_the_whole_text() -> None:
    """It is not found within more words; another one of the same words is."""
    automaton = Automaton(PackedStrings.of(["vega", "vega", "mira vega"]), whole=np.array([True, False, False]))
    assert automaton.patterns == 2
    assert found_by(automaton, [["vega"], ["the", "vega"]]) == {(0, 0), (0, 1), (1, 1)}


def test_more_hits_than_there_is_room_for() -> None:
    """A name of thousands of records is found for each of them, in every text."""
    automaton = automaton_of(["vega"] * 5_000)
    assert found_by(automaton, [["mira"], ["the", "vega"], ["vega"]]) == {(n, e) for n in (1, 2) for e in range(5_000)}
