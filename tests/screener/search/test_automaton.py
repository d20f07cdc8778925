"""The automaton finds whole names at word boundaries, and in any order of their words, and never misses one."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings
from screener.search import automaton as module
from screener.search.automaton import Automaton

WORDS = st.sampled_from(["orion", "kade", "vega", "mira", "al", "co", "ori", "onkade", "k"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=6)


@pytest.fixture(scope="module", params=[1, 3, 25_000])
def _part_patterns(request: pytest.FixtureRequest) -> Iterator[None]:
    """Automata of one, of three and of many patterns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PART_PATTERNS", request.param)
        yield


def found_by(automaton: Automaton, texts: list[str]) -> set[tuple[int, int]]:
    return set(map(tuple, automaton.hits(PackedStrings.of(texts)).tolist()))


def automaton_of(names: list[str]) -> Automaton:
    return Automaton(PackedStrings.of(names))


def naive(names: list[tuple[str, bool]], texts: list[str]) -> set[tuple[int, int]]:
    """Every pair of a text and a name that it contains word for word, or that has the same words."""
    return {
        (number, entry)
        for number, text in enumerate(texts)
        for entry, (name, whole) in enumerate(names)
        if (f" {name} " in f" {text} " and not whole) or sorted(text.split()) == sorted(name.split())
    }


@pytest.mark.usefixtures("_part_patterns")
@given(st.lists(st.tuples(NAMES, st.booleans()), max_size=8), TEXTS)
def test_it_finds_what_a_naive_search_finds(names: list[tuple[str, bool]], texts: list[str]) -> None:
    """No hit is lost and none is invented, whatever names share words, contain each other or end as another begins."""
    packed, whole = PackedStrings.of([name for name, _ in names]), np.array([whole for _, whole in names], np.bool_)
    assert found_by(Automaton(packed, whole), texts) == naive(names, texts)


def test_each_of_thousands_of_words_is_told_from_the_others() -> None:
    """A vocabulary larger than either alphabet: each name is found in its own text and in no other."""
    words = [f"w{number}" for number in range(3_000)]
    names = [" ".join(pair) for pair in pairwise(words)]
    assert found_by(automaton_of(names), names) == {(number, number) for number in range(len(names))}


def hits(name: str, text: str) -> bool:
    return bool(found_by(automaton_of([name]), [text]))


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
    assert found_by(automaton, ["mira orion", "kade vega"]) == set()
    assert found_by(automaton, ["mira", "orion kade", "", "kade orion"]) == {(1, 0), (3, 0)}


def test_entries_of_one_name_share_a_pattern() -> None:
    """Two listed parties of one name are both found, and cost one pattern."""
    automaton = automaton_of(["orion kade", "orion kade", "vega"])
    assert automaton.patterns == 2
    assert found_by(automaton, ["orion kade"]) == {(0, 0), (0, 1)}


def test_an_empty_automaton_finds_nothing() -> None:
    """Without names, and without texts, there is nothing to find."""
    assert found_by(automaton_of([]), ["orion"]) == set()
    assert automaton_of([]).size < 100
    assert found_by(automaton_of(["orion"]), []) == set()


def test_the_size_grows_with_the_names() -> None:
    """The size, which is a metric, counts the tables and the nodes of pyahocorasick."""
    sizes = [automaton_of([f"orion {n}" for n in range(count)]).size for count in (1, 100, 1000)]
    assert all(small < large for small, large in pairwise(sizes))


def test_a_name_that_counts_only_as_the_whole_text() -> None:
    """It is not found within more words; another one of the same words is."""
    automaton = Automaton(PackedStrings.of(["vega", "vega", "mira vega"]), whole=np.array([True, False, False]))
    assert automaton.patterns == 2
    assert found_by(automaton, ["vega", "the vega"]) == {(0, 0), (0, 1), (1, 1)}


def test_a_name_of_thousands_of_records() -> None:
    """A name of thousands of records is found for each of them, in every text."""
    automaton = automaton_of(["vega"] * 5_000)
    assert found_by(automaton, ["mira", "the vega", "vega"]) == {(n, e) for n in (1, 2) for e in range(5_000)}
