"""Which words of two names are paired, in which way, and which stay unmatched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.comparison.alignment import INITIAL_WEIGHT, Agreement, Alignment, align
from screener.comparison.name_parts import NameParts, Symbol, parse_word
from screener.domain.listed_party import PartyKind

WORDS = st.lists(
    st.sampled_from(
        ["tavion", "tavian", "brelsk", "b", "tb", "tavionbrelsk", "orrin", "al", "svcs", "services", "bob"]
    ),
    max_size=4,
).map(" ".join)


def parts(name: str, kind: PartyKind = PartyKind.PERSON) -> NameParts:
    return NameParts(tuple(parse_word(word, kind) for word in name.split()), ())


def aligned(left: str, right: str, kind: PartyKind = PartyKind.PERSON) -> Alignment:
    return align(parts(left, kind), parts(right, kind), kind)


def agreements(found: Alignment) -> list[tuple[tuple[int, ...], tuple[int, ...], Agreement]]:
    return [(pair.left, pair.right, pair.agreement) for pair in found.pairs]


@given(WORDS, WORDS, st.sampled_from(PartyKind))
def test_every_word_is_used_once(left: str, right: str, kind: PartyKind) -> None:
    """A word is in one pair, or unmatched; a repeated word may also be ignored."""
    found = aligned(left, right, kind)
    for side, name in ((0, left), (1, right)):
        paired = [place for pair in found.pairs for place in (pair.left, pair.right)[side]]
        unmatched = (found.left, found.right)[side]
        places = sorted((*paired, *unmatched))
        words = name.split()
        assert len(places) == len(set(places))
        assert all(words.count(words[place]) > 1 for place in set(range(len(words))).difference(places))
    assert all(0 < pair.similarity <= 1 and pair.weight > 0 for pair in found.pairs)


@given(WORDS, WORDS, st.sampled_from(PartyKind))
def test_equal_words_are_always_paired(left: str, right: str, kind: PartyKind) -> None:
    """As many times as both sides have them, in any order."""
    equal = [pair for pair in aligned(left, right, kind).pairs if pair.agreement is Agreement.EQUAL]
    common = sum(min(left.split().count(word), right.split().count(word)) for word in set(left.split()))
    assert len(equal) == common


@pytest.mark.parametrize(
    ("left", "right"), [("tavionbrelsk orrin", "tavion brelsk orrin"), ("elmondhiri", "al mundhiri")]
)
def test_joined_words_are_paired_with_their_parts(left: str, right: str) -> None:
    """Two words written as one, an Arabic article with another vowel included, from either side."""
    assert agreements(aligned(left, right))[-1] == ((0,), (0, 1), Agreement.JOINED)
    assert agreements(aligned(right, left))[-1] == ((0, 1), (0,), Agreement.JOINED)


def test_a_single_word_may_be_a_whole_name_joined() -> None:
    """Any number of words, if one side has only one word; at most four otherwise."""
    five = "orvanik kade mira vega tovar"
    assert agreements(aligned(five.replace(" ", ""), five)) == [((0,), (0, 1, 2, 3, 4), Agreement.JOINED)]
    assert all(
        pair.agreement is not Agreement.JOINED for pair in aligned(f"{five.replace(' ', '')} x", f"{five} y").pairs
    )


def test_a_short_word_is_not_taken_for_joined_words() -> None:
    """Three letters are too few."""
    assert aligned("abu", "a bu", PartyKind.FIRM).pairs == ()


def test_equal_symbols_are_paired() -> None:
    """Words with the same meaning agree, the longest first, unless their letters agree even better."""
    number = Symbol((1,), "NUM:7", 0.9)
    left = NameParts(parts("orvanik seven", PartyKind.FIRM).words, (number,))
    right = NameParts(parts("orvanik 7", PartyKind.FIRM).words, (number,))
    assert agreements(align(left, right, PartyKind.FIRM))[1] == ((1,), (1,), Agreement.SAME_MEANING)
    other = NameParts(right.words, (Symbol((1,), "NUM:8", 0.9),))
    assert len(align(left, other, PartyKind.FIRM).pairs) == 1


def test_similar_words_are_paired_the_most_similar_first() -> None:
    """`Tavian` goes with `Tavion`, although `Tovion` comes first."""
    found = aligned("tavian", "tovion tavion")
    assert agreements(found) == [((0,), (1,), Agreement.SIMILAR)]
    assert found.right == (0,)


def test_given_names_are_paired_with_their_nicknames_unless_vessels_bear_them() -> None:
    """`Bob` is `Robert` for people and firms, but ships have no nicknames."""
    assert agreements(aligned("bob orrin", "robert orrin"))[1] == ((0,), (0,), Agreement.SAME_GIVEN_NAME)
    assert len(aligned("bob orrin", "robert orrin", PartyKind.VESSEL).pairs) == 1


def test_initials_are_paired_with_the_words_that_they_stand_for() -> None:
    """One letter for one word, two for two words in a row; only in names of people."""
    assert agreements(aligned("t brelsk", "tavion brelsk"))[1] == ((0,), (0,), Agreement.INITIALS)
    (pair,) = aligned("tb", "tavion brelsk").pairs
    assert (pair.right, pair.agreement, pair.weight) == ((0, 1), Agreement.INITIALS, 2 * INITIAL_WEIGHT)
    (pair,) = aligned("tavion brelsk", "tb").pairs
    assert (pair.left, pair.right) == ((0, 1), (0,))
    assert aligned("tb", "tavion brelsk", PartyKind.FIRM).pairs == ()


def test_a_particle_is_not_a_pair_of_initials() -> None:
    """`Al` is an article, not `Ada Lovelace`."""
    assert aligned("al", "ada lovelace").pairs == ()


def test_abbreviations_are_paired_in_names_of_firms() -> None:
    """`Svcs` is `services`; people have no abbreviated words."""
    assert agreements(aligned("svcs", "services", PartyKind.FIRM)) == [((0,), (0,), Agreement.ABBREVIATION)]
    assert aligned("svcs", "services").pairs == ()


def test_a_name_given_twice_is_ignored() -> None:
    """`Sergey Sergey Shoigu` has no unmatched word, unless the other side has one too."""
    assert aligned("tavion tavion brelsk", "tavion brelsk").left == ()
    assert aligned("tavion tavion brelsk", "tavion brelsk orrin").left == (1,)


def test_the_glide_separates_korean_names() -> None:
    """`Pong` is not `Pyong` beside a Korean surname; elsewhere it may be a misspelling."""
    assert len(aligned("pak pong", "pak pyong").pairs) == 1
    assert len(aligned("tavion pongs", "tavion pyongs").pairs) == 2
