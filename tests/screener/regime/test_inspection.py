"""A risk-ranked share of a post's items is inspected: the most suspicious, the same ones every time."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.regime.inspection import most_suspicious
from tests.support.builders import informed, postal, s10


def items(number: int) -> list[tuple[int, object, int]]:
    return [(index, informed(s10(index + 1)), 0) for index in range(number)]


@pytest.mark.parametrize(
    ("number", "share", "expected"), [(0, 0.2, 0), (1, 0.2, 1), (5, 0.2, 1), (6, 0.2, 2), (100, 0.07, 7), (9, 0, 0)]
)
def test_the_share_is_rounded_up(number: int, share: float, expected: int) -> None:
    """`ceil(share * n)` items; floating-point error adds none."""
    assert len(most_suspicious(items(number), share)) == expected  # type: ignore[arg-type] # the builder's items are consignments


@given(st.integers(0, 40), st.integers(0, 100), st.randoms(use_true_random=False))
def test_the_same_items_are_chosen_in_any_order(number: int, percent: int, random: object) -> None:
    """The choice depends on the items, not on their position in the manifest."""
    given_items = items(number)
    chosen = most_suspicious(given_items, percent / 100)  # type: ignore[arg-type] # as above
    random.shuffle(given_items)  # type: ignore[attr-defined] # hypothesis' Random
    assert most_suspicious(given_items, percent / 100) == chosen  # type: ignore[arg-type] # as above
    assert len(chosen) == ceil(percent * number / 100)


def test_more_suspicious_items_come_first() -> None:
    """Vague description, missing tariff number, missing contact and high value all count, and the reason names them."""
    plain, vague, rich = informed(s10(1)), postal(identifier=s10(2), description="gifts"), informed(s10(3))
    rich.value = 801.0
    chosen = most_suspicious([(0, plain, 0), (1, vague, 0), (2, rich, 0)], 1.0)
    assert chosen == [
        (1, "a vague description, no tariff number, no way to reach the recipient"),
        (2, "a value above 800"),
        (0, ""),
    ]


def test_matches_add_suspicion() -> None:
    """An item with a match too weak to hold is inspected before one without."""
    assert most_suspicious([(0, informed(s10(1)), 0), (1, informed(s10(2)), 1)], 0.5) == [(1, "")]
