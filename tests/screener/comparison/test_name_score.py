"""Scores of pairs of names: which differences matter and which do not, and the evidence that adds up to the score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.comparison.name_score import (
    DIFFERENT_NUMBERS,
    DIFFERENT_SMALL_NUMBERS,
    NOT_SIMILAR,
    UNMATCHED_WEIGHT,
    best_alignment,
    lengths_differ_too_much,
    name_score,
)
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Policy
from screener.names.normalisation import normalise

REVIEW_AT = Policy().review_at
Names = tuple[str, str]


def alike(names: Names, kind: PartyKind) -> bool:
    return name_score(*names, kind).score >= REVIEW_AT


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("Volodya Kastovenko", "Vladimir Kastovenko"), True),
        (("Vladimir Kastovenko", "Volodya Kastovenko"), True),
        (("Pepe Quintanero", "Jose Quintanero"), True),
        (("Volodya Kastovenko", "Vyacheslav Kastovenko"), False),
        (("Pepe Quintanero", "Francisco Quintanero"), False),
    ],
)
def test_people_go_by_the_nicknames_of_their_own_language(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
    """`Volodya` is `Vladimir`, and no other name."""
    assert alike(names, PartyKind.PERSON) is same


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("Quellorane", "Quellorane Europe S.A.S."), True),
        (("Drostmarine Asia Pacific Ltd", "Drostmarine Ltd"), True),
        (("Drostmarine Asia", "Drostmarine Europe"), False),
        (("Quellorane", "Quellorane Vinters"), False),
        (("Quellorane", "Quellorane Nagasaki"), False),
    ],
)
def test_a_firms_branch_in_a_part_of_the_world_is_the_firm(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
    """`Europe` on one side only matters less than another line of business or a town; two regions are two firms."""
    assert alike(names, PartyKind.FIRM) is same


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("Bak Pyong-hyon", "Bak Pyeong-hyon"), True),
        (("Bak Pong-hyon", "Bak Pyong-hyon"), False),
        (("Tavion Pongs", "Tavion Pyongs"), True),
    ],
)
def test_the_glide_distinguishes_korean_names(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
    """`Pong` and `Pyong` are two names in Korean, and a misspelling elsewhere."""
    assert alike(names, PartyKind.PERSON) is same


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("Volodymyr Kastovenko", "Vladimir Kastovenko"), True),
        (("Микола Кастовенко", "Nikolai Kastovenko"), True),
        (("Mykola Kastovenko", "Mikhail Kastovenko"), False),
    ],
)
def test_a_given_name_may_have_the_form_of_a_neighbouring_language(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
    """A Ukrainian passport writes `Volodymyr` for `Vladimir`."""
    assert alike(names, PartyKind.PERSON) is same


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("Elmondhiri Tarik", "Tarik al-Mundhiri"), True),
        (("Abdelkarim Zafrani", "Abd al-Karim Zafrani"), True),
        (("Elmarzouki Tarik", "Tarik al-Mundhiri"), False),
        (("Abdelkarim Zafrani", "Abd al-Nasir Zafrani"), False),
    ],
)
def test_an_arabic_article_may_be_joined_to_its_name(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
    """`El` joined to the name equals `al-` before it; another name is still another name."""
    assert alike(names, PartyKind.PERSON) is same


def test_joined_words_are_paired_before_symbols() -> None:
    """`Steel Works` is `Steelworks`, not `Steel` with an unmatched word."""
    assert name_score("Drostmar Steel Works", "Drostmar Steelworks", PartyKind.FIRM).score == 1.0


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("سالم بن حمود الكندي", "Salim bin Hamud al-Kindi"), True),
        (("דוד קסטרין", "David Kastrin"), True),
        (("سالم بن حمود الكندي", "Sami bin Hamdan al-Kundur"), False),
        (("דוד קסטרין", "Dudu Kestor"), False),
    ],
)
def test_a_script_without_vowels_is_compared_by_consonants(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
    """Vowels that Arabic and Hebrew do not write cannot count as spelling mistakes."""
    assert alike(names, PartyKind.PERSON) is same


WORDS = [
    "Tavion",
    "Tavian",
    "Brelsk",
    "B.",
    "TB",
    "Orrin",
    "OrrinBrelsk",
    "Kestrin",
    "Trading",
    "Seven",
    "7",
    "21",
    "GmbH",
]
NAMES = st.lists(st.sampled_from([*WORDS, "de", "Europe", "\u0418\u0432\u0430\u043d"]), max_size=4).map(" ".join)
KINDS = st.sampled_from(PartyKind)


def texts(left: str, right: str, kind: PartyKind = PartyKind.PERSON) -> list[str]:
    return [each.text for each in name_score(left, right, kind).evidence]


@given(NAMES, NAMES, KINDS)
def test_the_evidence_adds_up_to_the_score(left: str, right: str, kind: PartyKind) -> None:
    """The score is in [0, 1] and nothing but the sum of the weights."""
    found = name_score(left, right, kind)
    assert -1e-9 <= found.score <= 1 + 1e-9
    assert sum(each.weight for each in found.evidence) == pytest.approx(found.score)


@given(NAMES, NAMES, KINDS)
def test_the_score_is_symmetric(left: str, right: str, kind: PartyKind) -> None:
    """It does not matter which name is the listed one."""
    assert name_score(left, right, kind).score == pytest.approx(name_score(right, left, kind).score)


@given(NAMES, KINDS, st.data())
def test_the_order_of_the_words_does_not_matter_to_equal_names(name: str, kind: PartyKind, data: st.DataObject) -> None:
    """A name and a permutation of its words have the score 1, if they have any word."""
    other = " ".join(data.draw(st.permutations(name.split())))
    found = name_score(name, other, kind)
    assert found.score == pytest.approx(1.0 if name else 0.0) or "initials" in found.evidence[-1].text


@given(NAMES, NAMES, KINDS, st.floats(0, 1))
def test_a_least_score_only_saves_work(left: str, right: str, kind: PartyKind, least: float) -> None:
    """Scores from `least` on are the same with and without it; lower ones may be given as not similar."""
    found, limited = name_score(left, right, kind), name_score(left, right, kind, least)
    assert limited == found if found.score >= least else limited.score < least or limited == NOT_SIMILAR


@given(NAMES, NAMES, KINDS)
def test_names_too_different_in_length_have_a_low_score(left: str, right: str, kind: PartyKind) -> None:
    """The quick check of lengths, made before any comparison, loses no name that scores 0.5."""
    one, other = (np.array([len(normalise(name).replace(" ", ""))]) for name in (left, right))
    if lengths_differ_too_much(one, other, np.array([UNMATCHED_WEIGHT[kind]]))[0]:
        assert name_score(left, right, kind).score < 0.5


def test_the_best_alignment_is_the_one_that_is_scored() -> None:
    """Of the ways to divide the names; a name without words has no pairs and the score 0."""
    left, right, alignment = best_alignment("Tavion B.", "Tavion Brelsk Orrin", PartyKind.PERSON)
    assert [pair.agreement for pair in alignment.pairs] == ["equal", "initials"]
    assert [right.words[place].text for place in alignment.right] == ["orrin"]
    assert len(left.words) == 2
    assert best_alignment("***", "Tavion", PartyKind.PERSON)[2].pairs == ()
    assert name_score("***", "Tavion", PartyKind.PERSON) == NOT_SIMILAR


@pytest.mark.parametrize(
    ("left", "right", "kind", "text"),
    [
        ("Tavion Brelsk", "Tavion Brelsk", PartyKind.PERSON, "same words: tavion brelsk"),
        ("TavionBrelsk Orrin", "Tavion Brelsk Orrin", PartyKind.PERSON, "tavionbrelsk is tavion brelsk run together"),
        ("Tavion Brelsk Orrin", "TavionBrelsk Orrin", PartyKind.PERSON, "tavionbrelsk is tavion brelsk run together"),
        ("Seven Lamps", "7 Lamps", PartyKind.FIRM, "seven means the same as 7"),
        ("Tavian Orrin", "Tavion Orrin", PartyKind.PERSON, "tavian is similar to tavion"),
        ("Bob Orrin", "Robert Orrin", PartyKind.PERSON, "bob and robert can be the same given name"),
        ("Tavion B. Orrin", "Tavion Brelsk Orrin", PartyKind.PERSON, "b stands for brelsk"),
        ("Tavion Brelsk Orrin", "Tavion B. Orrin", PartyKind.PERSON, "b stands for brelsk"),
        ("Orvanik Electr", "Orvanik Electronics", PartyKind.FIRM, "electr is short for electronics"),
        ("Tavion Brelsk Orrin", "Tavion Orrin", PartyKind.PERSON, "extra in the manifest: brelsk"),
        ("Tavion Orrin", "Tavion Brelsk Orrin", PartyKind.PERSON, "missing from the manifest: brelsk"),
        ("Tavion Kestrin", "Tavion Orrin", PartyKind.PERSON, "different words: kestrin / orrin"),
        ("Orvanik 12", "Orvanik 21", PartyKind.FIRM, "different numbers: 12 / 21"),
        ("T. B.", "Tavion Brelsk", PartyKind.PERSON, "only initials in common"),
    ],
)
def test_the_evidence_is_worded_for_officers(left: str, right: str, kind: PartyKind, text: str) -> None:
    """Each kind of agreement and contradiction has its own sentence, with the words of both names."""
    assert text in texts(left, right, kind)


def test_small_numbers_in_figures_matter_more_than_roman_numerals() -> None:
    """`Fund 112` is not `Fund 121`, but one firm has funds with several Roman numerals."""
    figures = name_score("Orvanik Fund 112", "Orvanik Fund 121", PartyKind.FIRM).score
    roman = name_score("Orvanik Fund XII", "Orvanik Fund XXI", PartyKind.FIRM).score
    assert figures / roman == pytest.approx(DIFFERENT_SMALL_NUMBERS / DIFFERENT_NUMBERS)


def test_one_shared_name_is_worth_less_to_people_with_more_names() -> None:
    """Two people who share only one of their names are probably two people."""
    one, two = (name_score(name, "Tavion Brelsk Orrin", PartyKind.PERSON).score for name in ("Tavion", "Tavion Brelsk"))
    assert one < 0.6 < two
