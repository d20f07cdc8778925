"""The prefilter, held against the full comparison: it rejects only what would be no match."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.comparison.name_score import name_score
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Policy
from screener.kernels.may_match import NAME_LACKS_STOPWORDS, TEXT_LACKS_STOPWORDS, Strictness
from screener.kernels.packed_strings import PackedStrings
from screener.names.distinctive_words import significant_words
from screener.names.normalisation import normalise
from screener.names.phonetic_codes import NameKeys
from screener.search.prefilter import may_match

REVIEW_AT = Policy().review_at


def is_kept(text: str, name: str, how: int = Strictness.LENIENT) -> bool:
    pair = np.zeros((1, 2), np.int32)
    texts, names = NameKeys.of(PackedStrings.of([text])), NameKeys.of(PackedStrings.of([name]))
    return bool(may_match(texts, names, pair, np.array([how], np.uint8))[0])


@pytest.mark.parametrize("how", [Strictness.LENIENT, Strictness.PERSON, Strictness.LITERAL])
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
def test_what_may_be_one_name_is_kept(text: str, name: str, how: int) -> None:
    """Other orders, words run together, misspellings, digits for letters; and whatever is too long to be judged."""
    assert is_kept(text, name, how)


@pytest.mark.parametrize(
    ("text", "name", "how", "kept"),
    [
        ("bill kastovenko", "william kastovenko", Strictness.PERSON, True),
        (
            "jan vanderbrelsk",
            "jan brelsk",
            Strictness.PERSON | NAME_LACKS_STOPWORDS,
            True,
        ),  # a particle that was left out
        ("jan vanderbrelsk", "jan brelsk", Strictness.PERSON, False),
        ("jan brelsk", "jan vanderbrelsk", Strictness.PERSON | TEXT_LACKS_STOPWORDS, True),
        ("abdulkastamin", "abd kastamin", Strictness.PERSON | NAME_LACKS_STOPWORDS, True),
        ("wang delong", "wangdelong", Strictness.PERSON, True),
        ("delong wang", "wangdelong", Strictness.PERSON, True),  # unparted, a Chinese name begins with the surname
        ("schanz kastenovko", "shanskastenovko", Strictness.PERSON, True),  # the same sounds
        ("chun kim", "kimlun", Strictness.PERSON, False),
        ("aohata", "ata mendelsok", Strictness.PERSON, False),  # a piece of it, and nothing that makes up the rest
        ("tradex", "kardex", Strictness.LITERAL, False),
        ("j kastovenko", "jean kastovenko", Strictness.PERSON, True),
        ("jc kastovenko", "jean claude kastovenko", Strictness.PERSON, True),
        ("slmn kstnrk", "salman kastenorko", Strictness.PERSON, True),
        ("slmn kstnrk", "salman kastenorko", Strictness.LENIENT, True),
        ("mohammad haris", "mohammad qasir", Strictness.PERSON, False),
        ("mohammad haris", "mohammad qasir", Strictness.LENIENT, True),
        ("vega", "vega orbital shipping lines", Strictness.LITERAL, True),
        ("vega", "vega orbital shipping lines", Strictness.PERSON, True),
        ("quorl", "tavion brelsk", Strictness.LENIENT, False),
    ],
)
def test_words_without_a_counterpart_are_weighed(text: str, name: str, how: int, *, kept: bool) -> None:
    """They reject a pair only where both sides have some; two-sided rests outweigh what agrees."""
    assert is_kept(text, name, how) is kept


SYLLABLE = st.sampled_from(["ka", "re", "mo", "lin", "dra", "vos", "ti", "zam", "bel", "shu", "gor", "nai", "phi", "x"])
PERSON = st.lists(st.lists(SYLLABLE, min_size=1, max_size=4).map("".join), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=600, deadline=None)
@given(PERSON, PERSON, st.booleans())
def test_no_person_whom_the_full_comparison_matches_is_outweighed(one: str, other: str, share: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """The strict rules reject no two people whose score is high enough for a review and that the lenient ones keep."""
    text = f"{one} {other.partition(' ')[0]}" if share else one
    if name_score(text, other, PartyKind.PERSON).score >= REVIEW_AT:
        left, right = (" ".join(significant_words(normalise(each).split())) for each in (text, other))
        without = TEXT_LACKS_STOPWORDS * (left != normalise(text)) + NAME_LACKS_STOPWORDS * (right != normalise(other))
        assert is_kept(left, right, Strictness.PERSON | without) or not is_kept(left, right, Strictness.LENIENT)
