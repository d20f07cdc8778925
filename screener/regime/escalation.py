"""From consecutive non-compliant quarters to the tiers of EO 13904 section 5(b) to 5(d)."""

from collections.abc import Sequence
from datetime import datetime

from screener.domain.policy import Family, Policy, TierPolicy
from screener.domain.scorecards import Scorecard, Scorecards


def consecutive_quarters(cards: Sequence[Scorecard], policy: Policy, now: datetime) -> int:
    """The number of consecutive non-compliant quarters of a post, counted back from the newest published one.

    Only scorecards published by `now` count; a later publication for the same quarter replaces the earlier one. The count stops at
    a compliant quarter, and at a quarter without a scorecard.
    """
    published = sorted((card for card in cards if card.published <= now), key=lambda card: card.published)
    by_quarter = {card.quarter: card for card in published}
    count = 0
    expected = None
    for quarter in sorted(by_quarter, reverse=True):
        if (expected and quarter != expected) or not is_non_compliant(by_quarter[quarter], policy):
            break
        count += 1
        expected = previous_quarter(quarter)
    return count


def is_non_compliant(card: Scorecard, policy: Policy) -> bool:
    """Whether a quarter was non-compliant: as CBP deemed it, else by the policy's minimum score."""
    return card.score < policy.minimum_score if card.non_compliant is None else card.non_compliant


def previous_quarter(quarter: str) -> str:
    """The quarter before, e.g. `2025Q4` for `2026Q1`."""
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year - 1}Q4" if number == 1 else f"{year}Q{number - 1}"


def tiers_in_force(scorecards: Scorecards, operator: str, policy: Policy, now: datetime) -> tuple[TierPolicy, ...]:
    """The tiers that apply to a post, the highest first; none for a post that is compliant or was never scored.

    A tier whose action is `clear` is not used.
    """
    count = consecutive_quarters(scorecards.by_operator.get(operator, ()), policy, now)
    used = (tier for tier in policy.tiers if tier.quarters <= count and tier.action is not Family.CLEAR)
    return tuple(sorted(used, key=lambda tier: -tier.quarters))
