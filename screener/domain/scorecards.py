"""The scorecards of international posts, one a quarter (EO 13904 section 5(a))."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from msgspec import Meta, Struct

from screener.domain.consignment import Moment

OPERATOR_CODE = re.compile(r"[A-Z][A-Z0-9]{2}\Z")
QUARTER = r"^\d{4}Q[1-4]$"


class Scorecard(Struct, frozen=True, gc=False, omit_defaults=True):
    """The compliance score of one post in one quarter; a later publication for the same quarter restates it.

    A post is a designated operator, keyed by its operator code, never by country.
    """

    operator: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]{2}$")]
    """Operator code of the post, three characters, e.g. `XQC`; never a country."""
    quarter: Annotated[str, Meta(pattern=QUARTER)]
    """Calendar quarter that the score is for, e.g. `2026Q3`."""
    score: float
    """Overall compliance score of the quarter (EO 13904 section 5(a)); higher is better."""
    published: Moment
    """When the score was published, from which it counts, RFC 3339."""
    non_compliant: bool | None = None
    """Whether CBP deems the post non-compliant in this quarter; absent where the policy's minimum score decides."""


class Scorecards(Struct, frozen=True):
    """All scorecards of one version. Immutable."""

    by_operator: Mapping[str, tuple[Scorecard, ...]] = {}
    """Scorecards by operator code, in order of publication."""
    version: str = "empty"
    """Version of all scorecards together."""

    @classmethod
    def of(cls, scorecards: Iterable[Scorecard], version: str) -> "Scorecards":
        """Scorecards in any order, grouped by operator, the oldest publication first."""
        grouped: dict[str, list[Scorecard]] = {}
        for card in sorted(scorecards, key=lambda card: card.published):
            grouped.setdefault(card.operator, []).append(card)
        return cls({operator: tuple(cards) for operator, cards in grouped.items()}, version)
