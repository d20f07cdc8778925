"""Two names side by side: what parts them, and what does not."""

import pytest

from screener.listed import PartyKind
from screener.policy import Policy
from screener.resemblance import resemblance

REVIEW_AT = Policy().review_at
Names = tuple[str, str]


def alike(names: Names, kind: PartyKind) -> bool:
    return resemblance(*names, kind).score >= REVIEW_AT


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
