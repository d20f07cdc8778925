"""Text that is no description of goods, as the advance-screening programmes tell it."""

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
"""Words that the advance-screening programmes reject as a description of goods."""

_MEANINGLESS = re.compile(r"[\W\d_]*\Z|(.)\1{2,}\Z|\.\w{1,4}\Z")
"""Nothing but digits and symbols; three or more identical characters; a file extension alone."""


def is_meaningless(text: str) -> bool:
    """Whether `text` says nothing: empty, digits or symbols only, one character repeated, a file extension alone."""
    return bool(_MEANINGLESS.match(text.strip()))


def is_vague(text: str) -> bool:
    """Whether `text` is no description of goods (meaningless, or on the list of vague words)."""
    return is_meaningless(text) or text.strip().casefold() in VAGUE


def description_problems(description: str) -> tuple[Problem, ...]:
    """What is wrong with a description of goods: missing, or words that describe nothing."""
    if not description.strip():
        return (problem(ErrorCode.MISSING_CARGO_DESC, "description", "", "describe the goods"),)
    if is_vague(description):
        return (problem(ErrorCode.VAGUE_CARGO_DESC, "description", description, "say what the goods are"),)
    return ()
