"""The quick look, held against rapidfuzz and against the full comparison: it leaves out only what would be no match."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, LCSseq

from screener.comparison.name_score import name_score
from screener.comparison.phonetic_form import phonetic_form
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Policy
from screener.kernels.packed_strings import PackedStrings
from screener.names.distinctive_words import significant_words
from screener.names.normalisation import normalise
from screener.names.phonetic_codes import NameKeys
from screener.search.prefilter import (
    _ALL,
    AS_A_PERSON,
    BY_LOOKS,
    LOOSELY,
    NAME_WITHOUT,
    TEXT_WITHOUT,
    _distance,
    _in_a_row,
    _in_common,
    may_match,
)

REVIEW_AT = Policy().review_at
WORD = st.text("abhist", min_size=1, max_size=70)


def both(one: str, other: str) -> tuple[np.ndarray, int, int]:
    line = np.frombuffer(f"{one}{other}".encode(), np.uint8)
    return line, len(one), len(one) + len(other)


def is_left_open(text: str, name: str, closely: int = LOOSELY) -> bool:
    pair = np.zeros((1, 2), np.int32)
    texts, names = NameKeys.of(PackedStrings.of([text])), NameKeys.of(PackedStrings.of([name]))
    return bool(may_match(texts, names, pair, np.array([closely], np.uint8))[0])


@settings(max_examples=400)
@given(WORD, WORD, st.integers(0, 5))
@example("a" * 64, "b" + "a" * 63, 5)
@example("ab", "ba", 1)
def test_edits_are_counted_as_rapidfuzz_does(one: str, other: str, most: int) -> None:
    """Within the bound the number is that of optimal string alignment; beyond it any larger one. Words over 64 letters count as equal."""
    line, middle, end = both(one, other)
    places = np.zeros(256, np.uint64)
    found = _distance(line, 0, middle, middle, end, most, places)
    if min(len(one), len(other)) > 64:
        assert found == 0
    else:
        right = OSA.distance(one, other)
        assert found == right or (found > most and right > most)
    assert not places.any()


@settings(max_examples=200)
@given(st.text("abhist ", min_size=1, max_size=64), WORD)
def test_letters_in_common_are_counted_as_rapidfuzz_does(one: str, other: str) -> None:
    """The longest common subsequence of up to 64 letters."""
    line, middle, end = both(one, other)
    assert _in_common(line, 0, middle, middle, end, np.zeros(256, np.uint64)) == LCSseq.similarity(one, other)
    assert int(_ALL) == 2**64 - 1


@pytest.mark.parametrize("closely", [LOOSELY, AS_A_PERSON, BY_LOOKS])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tavion brelsk", "tavion brelsk"),
        ("brelsk tavion", "tavion brelsk"),
        ("tavyon brelsk", "tavion brelsk"),
        ("tavionbrelsk", "tavion brelsk"),
        ("abdul rahman kestor", "abdulrahman kestor"),
        ("s3chin igor", "sechin igor"),
        ("philip brelsk", "filip brelsk"),
        ("x" * 600, "tavion brelsk"),
        (" ".join("ab" * number for number in range(1, 40)), "tavion brelsk"),
    ],
)
def test_what_may_be_one_name_is_left_open(text: str, name: str, closely: int) -> None:
    """Order, joints, misspellings, figures for letters; and whatever is too long to be looked at."""
    assert is_left_open(text, name, closely)


@pytest.mark.parametrize(
    ("text", "name", "closely", "open_"),
    [
        ("bill kastovenko", "william kastovenko", AS_A_PERSON, True),
        ("jan vanderbrelsk", "jan brelsk", AS_A_PERSON | NAME_WITHOUT, True),  # a particle that was left out
        ("jan vanderbrelsk", "jan brelsk", AS_A_PERSON, False),
        ("jan brelsk", "jan vanderbrelsk", AS_A_PERSON | TEXT_WITHOUT, True),
        ("abdulkastamin", "abd kastamin", AS_A_PERSON | NAME_WITHOUT, True),
        ("wang delong", "wangdelong", AS_A_PERSON, True),
        ("delong wang", "wangdelong", AS_A_PERSON, True),  # unparted, a Chinese name begins with the surname
        ("schanz kastenovko", "shanskastenovko", AS_A_PERSON, True),  # heard alike
        ("chun kim", "kimlun", AS_A_PERSON, False),
        ("aohata", "ata mendelsok", AS_A_PERSON, False),  # a piece of it, and nothing that makes up the rest
        ("tradex", "kardex", BY_LOOKS, False),
        ("j kastovenko", "jean kastovenko", AS_A_PERSON, True),
        ("jc kastovenko", "jean claude kastovenko", AS_A_PERSON, True),
        ("slmn kstnrk", "salman kastenorko", AS_A_PERSON, True),
        ("slmn kstnrk", "salman kastenorko", LOOSELY, True),
        ("mohammad haris", "mohammad qasir", AS_A_PERSON, False),
        ("mohammad haris", "mohammad qasir", LOOSELY, True),
        ("vega", "vega orbital shipping lines", BY_LOOKS, False),
        ("vega", "vega orbital shipping lines", AS_A_PERSON, True),
        ("quorl", "tavion brelsk", LOOSELY, False),
    ],
)
def test_words_without_a_counterpart_are_weighed(text: str, name: str, closely: int, *, open_: bool) -> None:
    """People's names need such words on both sides to be different ones; the names of firms may have them on one."""
    assert is_left_open(text, name, closely) is open_


SYLLABLE = st.sampled_from(["ka", "re", "mo", "lin", "dra", "vos", "ti", "zam", "bel", "shu", "gor", "nai", "phi", "x"])
PERSON = st.lists(st.lists(SYLLABLE, min_size=1, max_size=4).map("".join), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=600, deadline=None)
@given(PERSON, PERSON, st.booleans())
def test_no_person_whom_the_full_comparison_matches_is_outweighed(one: str, other: str, share: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Whatever it looks at closely, it leaves out no two names that resemble each other enough for a review."""
    text = f"{one} {other.partition(' ')[0]}" if share else one
    if name_score(text, other, PartyKind.PERSON).score >= REVIEW_AT:
        left, right = (" ".join(significant_words(normalise(each).split())) for each in (text, other))
        without = TEXT_WITHOUT * (left != normalise(text)) + NAME_WITHOUT * (right != normalise(other))
        assert is_left_open(left, right, AS_A_PERSON | without) or not is_left_open(left, right, LOOSELY)


SPELLINGS = st.sampled_from(
    [
        *"abdefghiklmnoprstuvwyz",
        "sch sh s",
        "x s",
        "hs s",
        "ph f",
        "ch kh k",
        "ck c q",
        "tz ts z s",
        "th t",
        "dh d",
        "oo u ou",
        "ai ae e",
        "j y i",
    ]
)


@settings(max_examples=400)
@given(st.lists(st.lists(SPELLINGS, min_size=1, max_size=5), min_size=2, max_size=3), st.data())
def test_words_run_together_are_recognised_however_they_are_spelled(
    parts: list[list[str]], data: st.DataObject
) -> None:
    """What the full comparison takes for words run together, heard alike and spelled otherwise, has their sounds in a row."""

    def spelled_somehow() -> list[str]:
        return ["".join(data.draw(st.sampled_from(sound.split())) for sound in part) for part in parts]

    words, whole = spelled_somehow(), "".join(spelled_somehow())
    if phonetic_form("".join(words)) == phonetic_form(whole):
        names = NameKeys.of(PackedStrings.of([*words, whole]))
        letters, sounds = names.letters.offsets, names.codes.offsets
        every = np.stack([letters[:-1], letters[1:], sounds[:-1], sounds[1:]], axis=1)
        line, codes = names.letters.data, names.codes.data
        last = len(words) - 1
        assert _in_a_row(line, codes, every, last + 1, sounds[-2], sounds[-1], every, 0, last, 0)
