import pytest

from screener.domain.policy import Family
from topologies.sample.day import SampleDay
from topologies.sample.planted_cases import applicable_tier, inspected_count
from topologies.sample.planted_parties import HOLDING_KINDS, MatchKind


@pytest.mark.parametrize(
    ("quarters", "informed", "section"),
    [(0, False, None), (1, False, None), (2, False, "5(b)"), (6, False, "5(c)"), (6, True, "5(b)"), (8, True, "5(d)")],
)
def test_the_highest_tier_that_applies_counts(quarters: int, informed: bool, section: str | None) -> None:  # noqa: FBT001 - a column of the table
    """From 2, 6 and 8 quarters; an item with all information is exempt from section 5(c) alone."""
    tier = applicable_tier(quarters, informed=informed)
    assert (tier.section if tier else None) == section


def test_inspected_shares_are_rounded_up() -> None:
    """A fifth of the items is inspected, rounded up; without a tier none, and none where all are refused."""
    assert [inspected_count(2, items) for items in (0, 1, 5, 6, 200)] == [0, 1, 1, 2, 40]
    assert inspected_count(6, 10) == 2
    assert inspected_count(1, 100) == 0
    assert inspected_count(8, 100) == 0


def test_near_misses_hold_nothing(day: SampleDay) -> None:
    """A weak alias alone and a listing that is not in force are planted where no hold is expected."""
    near_misses = day.planted.keys(MatchKind.WEAK) | day.planted.keys(MatchKind.INACTIVE)
    assert near_misses
    assert near_misses.isdisjoint(day.planted.expected)
    assert all(day.planted.expected[key] in {Family.HOLD, Family.DNL} for key in day.planted.must_hold())


def test_the_keys_of_all_kinds_are_those_that_must_hold_and_the_near_misses(day: SampleDay) -> None:
    """`must_hold` is the union of the kinds that hold."""
    assert day.planted.must_hold() == frozenset().union(*(day.planted.keys(kind) for kind in HOLDING_KINDS))
