"""Text that does not describe goods, by the rules of the advance-screening programmes (ACAS, PLACI)."""

import re

from screener.domain.errors import ErrorCode, Problem, problem

VAGUE = frozenset(
    """accessories articles awb hawb baggage bits box case charity commodity component consumer equipment eqp fak gifts gizmos goods gds
    invoice label line likewise mail materials merchandise merc misc mixed mix model none others pad pallets plt parcel parts pieces
    pces products stc sample scrap several souvenirs spare sppt stuff substance test things toys various consolidation""".split()
) | {
    "all kind of cargo",
    "all kind of goods",
    "birthday gifts",
    "collected items",
    "freight all kinds",
    "from upu postal",
    "gift box",
    "joint shipping",
    "miscellaneous products",
    "odd parts",
    "personal effects",
    "pre-addressed parcel",
    "private things",
    "returned goods",
    "said to contain",
    "samples for analysis",
    "several goods",
    "spare parts",
    "sporting goods",
    "various goods",
    "various products",
    "white goods",
    "general cargo",
    "daily necessities",
}
"""What these programmes reject as a whole description, in lower case."""

_MEANINGLESS = re.compile(r"[\W\d_]*\Z|(.)\1{2,}\Z|\.\w{1,4}\Z")
"""Nothing but digits and symbols; three or more identical characters; only a file extension."""


def is_meaningless(text: str) -> bool:
    """Whether `text` has no meaning: it is empty, digits and symbols, one repeated character, or only a file extension."""
    return bool(_MEANINGLESS.match(text.strip()))


def is_vague(text: str) -> bool:
    """Whether `text` does not describe goods: it is meaningless or in `VAGUE`."""
    return is_meaningless(text) or text.strip().casefold() in VAGUE


def description_problems(description: str) -> tuple[Problem, ...]:
    """The problem of a description of goods that is missing or vague (19 CFR 128.21, 19 CFR 145.74); none if it is neither."""
    if not description.strip():
        return (problem(ErrorCode.MISSING_CARGO_DESC, "description", "", "describe the goods"),)
    if is_vague(description):
        return (problem(ErrorCode.VAGUE_CARGO_DESC, "description", description, "say precisely what the goods are"),)
    return ()
