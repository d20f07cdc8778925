"""The table of weights, and the finding: a verified resemblance with its score and evidence."""

from msgspec import Struct

from screener.domain.decision import Evidence

WHOLE_NAME = 1.0
OTHER_ORDER = 0.97
WEAK_NAME = 0.5
INDISTINCT_NAME = 0.85
IDENTIFIER = 1.0
CORROBORATED = 0.15
WEAK_CORROBORATED = 0.45
OTHER_BIRTH = -0.25
SAME_COUNTRY = 0.05
OTHER_COUNTRY = -0.05
WORTH_KEEPING = 0.5
"""Weights of the evidence. A score is their sum, limited to [0, 1]; a hit that scores less than `WORTH_KEEPING` is dropped.

`WHOLE_NAME` and `OTHER_ORDER`: all words agree. Names that only resemble each other have the weights of `name_score`.
`INDISTINCT_NAME`: the most that a name alone scores if it is very common, and the factor of its score if it is weak (one word,
or generic words). `WEAK_NAME`: an alias that its list calls weak, which counts only as the whole name. `CORROBORATED` is added
for each of same premises, telephone, e-mail and date of birth, and `WEAK_CORROBORATED` instead if the alias is weak: with one
of them either reaches a hold, with the country alone it does not.
"""

DECIMALS = 3
"""Decimal places of a weight, so that the printed weights add up to the printed score."""


class Finding(Struct, frozen=True, gc=False):
    """A verified resemblance of a party with a listed party, before policy and date are considered.

    `listed` is the number of the listed party in the watchlist; `matched` is the listed text that agreed. A finding depends
    only on the party and the watchlist, so it is cached while that watchlist is in force.
    """

    listed: int
    matched: str
    score: float
    evidence: tuple[Evidence, ...]
    weak: bool
    by_identifier: bool


def best_first(finding: Finding) -> tuple[float, bool, str]:
    """Sort key of findings for one listed party: by score, identifiers before names, then by text."""
    return -finding.score, not finding.by_identifier, finding.matched
