"""Consecutive non-compliant quarters -> tier -> measures (EO 13904 section 5(b) to 5(d))."""

from collections.abc import Sequence
from datetime import datetime

from screener.domain.policy import Family, Policy, TierPolicy
from screener.domain.scorecards import Scorecard, Scorecards


def consecutive_quarters(cards: Sequence[Scorecard], policy: Policy, now: datetime) -> int:
    """How many quarters in a row, up to the newest published one, a post was non-compliant.

    Only what was published by `now` counts, the latest publication of a quarter replacing earlier ones; a quarter at or
    above the threshold, or one without a score, ends the row.
    """
    in_force = {card.quarter: card for card in sorted(cards, key=lambda card: card.published) if card.published <= now}
    count = 0
    expected = None
    for quarter in sorted(in_force, reverse=True):
        if (expected and quarter != expected) or not is_non_compliant(in_force[quarter], policy):
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
    """The tiers that apply to a post, the highest first; empty for a post that is compliant or was never scored.

    A tier whose action is `clear` is one that the policy leaves unused.
    """
    count = consecutive_quarters(scorecards.by_operator.get(operator, ()), policy, now)
    used = (tier for tier in policy.tiers if tier.quarters <= count and tier.action is not Family.CLEAR)
    return tuple(sorted(used, key=lambda tier: -tier.quarters))
