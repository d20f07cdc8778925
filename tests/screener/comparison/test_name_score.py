"""Two names side by side: what parts them, and what does not."""

import pytest

from screener.comparison.name_score import name_score
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Policy

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
    """`Volodya` is `Vladimir`, and nobody else."""
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
    """`Europe` on one side alone parts less than another line of business or a town; two regions are two firms."""
    assert alike(names, PartyKind.FIRM) is same


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (("Bak Pyong-hyon", "Bak Pyeong-hyon"), True),
        (("Bak Pong-hyon", "Bak Pyong-hyon"), False),
        (("Tavion Pongs", "Tavion Pyongs"), True),
    ],
)
def test_the_glide_parts_korean_names(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
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
def test_one_name_is_written_otherwise_in_the_neighbouring_language(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
    """`Volodymyr` is how a Ukrainian passport writes `Vladimir`."""
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
def test_an_arabic_article_may_be_glued_on(names: Names, same: bool) -> None:  # noqa: FBT001 - a label
    """`El` in one word with the name is `al-` before it; another name stays another."""
    assert alike(names, PartyKind.PERSON) is same


def test_words_run_together_come_before_their_meaning() -> None:
    """`Steel Works` is `Steelworks`, and not `Steel` with a word left over."""
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
    """What Arabic and Hebrew do not write cannot count as a misspelling."""
    assert alike(names, PartyKind.PERSON) is same
