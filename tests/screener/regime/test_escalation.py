"""From consecutive non-compliant quarters to tiers: what counts, what resets the count, and from when."""

from datetime import UTC, datetime, timedelta
from itertools import takewhile
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.policy import Family, Policy, TierPolicy
from screener.domain.scorecards import Scorecard
from screener.regime.escalation import consecutive_quarters, is_non_compliant, previous_quarter, tiers_in_force
from tests.support.builders import NOW, POLICY, non_compliant_post, quarters, scorecard


def count(*cards: Scorecard, now: datetime = NOW) -> int:
    return consecutive_quarters(cards, POLICY, now)


def bad(number: int) -> list[Scorecard]:
    return [scorecard(quarter) for quarter in quarters(number)]


@pytest.mark.parametrize(
    ("number", "sections"),
    [
        (0, []),
        (1, []),
        (2, ["5(b)"]),
        (5, ["5(b)"]),
        (6, ["5(c)", "5(b)"]),
        (7, ["5(c)", "5(b)"]),
        (8, ["5(d)", "5(c)", "5(b)"]),
        (9, ["5(d)", "5(c)", "5(b)"]),
    ],
)
def test_tiers_begin_at_two_six_and_eight_quarters(number: int, sections: list[str]) -> None:
    """The order's tiers, the highest first; one quarter alone is no tier."""
    assert [tier.section for tier in tiers_in_force(non_compliant_post(number), "CNA", POLICY, NOW)] == sections


def test_a_tier_is_of_a_post_not_of_a_country() -> None:
    """Another operator of the same country has its own count."""
    assert tiers_in_force(non_compliant_post(8), "CNB", POLICY, NOW) == ()


def test_a_tier_whose_action_is_clear_is_not_used() -> None:
    """Where policy takes no action for a tier, the next lower tier applies."""
    policy = Policy(tiers=(*POLICY.tiers[:2], TierPolicy(quarters=8, section="5(d)", action=Family.CLEAR)))
    assert [tier.section for tier in tiers_in_force(non_compliant_post(8), "CNA", policy, NOW)] == ["5(c)", "5(b)"]


def test_a_good_quarter_resets_the_count() -> None:
    """Only the quarters after a good one count; a good newest quarter ends the measures."""
    newest, second, third, *older = quarters(8)
    good = scorecard(third, 50.0)
    assert count(scorecard(newest), scorecard(second), good, *map(scorecard, older)) == 2
    assert count(scorecard(newest, 80.0), *map(scorecard, [second, third, *older])) == 0


def test_the_threshold_itself_is_good() -> None:
    """A score at the minimum is compliant, one just below it is not."""
    assert not is_non_compliant(scorecard("2026Q1", 50.0), POLICY)
    assert is_non_compliant(scorecard("2026Q1", 49.999), POLICY)


def test_a_quarter_without_a_score_ends_the_count() -> None:
    """Quarters must be consecutive: a gap does not count as non-compliant."""
    newest, second, _, *older = quarters(8)
    assert count(*map(scorecard, [newest, second, *older])) == 2


def test_a_restated_score_replaces_the_earlier_one() -> None:
    """The latest publication counts, whether better or worse, and in whatever order the scorecards come."""
    restated = scorecard("2025Q4", 70.0, published=datetime(2026, 6, 1, tzinfo=UTC))
    assert count(*bad(4)) == 4
    assert count(restated, *bad(4)) == 1
    assert count(*bad(4), restated) == 1
    assert count(*bad(4), restated, now=datetime(2026, 5, 31, tzinfo=UTC)) == 4
    worse = scorecard("2025Q4", 5.0, published=datetime(2026, 6, 2, tzinfo=UTC))
    assert count(restated, worse, *bad(4)) == 4


def test_a_score_counts_from_its_publication() -> None:
    """A tier takes effect when the quarter's score is published, to the second, not when the quarter ends."""
    card = scorecard("2026Q1", published=NOW)
    assert count(card, *bad(3)[1:], now=NOW) == 3
    assert count(card, *bad(3)[1:], now=NOW - timedelta(seconds=1)) == 2


def test_cbp_deeming_beats_the_threshold() -> None:
    """Where CBP published its own finding, the minimum score does not matter."""
    assert is_non_compliant(Scorecard("CNA", "2026Q1", 99.0, NOW, non_compliant=True), POLICY)
    assert not is_non_compliant(Scorecard("CNA", "2026Q1", 1.0, NOW, non_compliant=False), POLICY)


def test_the_quarter_before_the_first_is_last_year() -> None:
    """Quarters are counted across years."""
    assert previous_quarter("2026Q1") == "2025Q4"
    assert previous_quarter("2026Q3") == "2026Q2"


@given(st.lists(st.booleans(), max_size=12), st.randoms(use_true_random=False))
def test_the_count_is_the_run_of_non_compliant_quarters_up_to_the_newest(history: list[bool], rng: Random) -> None:
    """Whatever the history (newest first) and the order of the scorecards."""
    cards = [scorecard(quarter, 10.0 if bad else 90.0) for quarter, bad in zip(quarters(12), history, strict=False)]
    rng.shuffle(cards)
    assert count(*cards) == len(list(takewhile(bool, history)))
