"""The table of weights keeps what the documentation promises, and findings are ordered by what an officer reads first."""

from itertools import permutations

import pytest

from screener.domain.policy import Policy
from screener.matching.findings import (
    CORROBORATED,
    DECIMALS,
    IDENTIFIER,
    INDISTINCT_NAME,
    OTHER_BIRTH,
    OTHER_COUNTRY,
    OTHER_ORDER,
    SAME_COUNTRY,
    WEAK_CORROBORATED,
    WEAK_NAME,
    WHOLE_NAME,
    WORTH_KEEPING,
    Finding,
    best_first,
)

HOLD_AT, REVIEW_AT = Policy().hold_at, Policy().review_at


def test_a_whole_name_or_an_identifier_holds_alone() -> None:
    """Even in another country and with the words in another order."""
    assert round(min(WHOLE_NAME, OTHER_ORDER, IDENTIFIER) + OTHER_COUNTRY, DECIMALS) >= HOLD_AT


@pytest.mark.parametrize(("name", "corroborated"), [(INDISTINCT_NAME, CORROBORATED), (WEAK_NAME, WEAK_CORROBORATED)])
def test_an_indistinct_name_needs_corroboration(name: float, corroborated: float) -> None:
    """Neither a common name nor a weak alias holds with the country alone; with one corroboration either does."""
    assert name + SAME_COUNTRY < HOLD_AT
    assert name + corroborated >= HOLD_AT


def test_a_weak_alias_alone_is_not_even_reviewed() -> None:
    """It is kept, so that a corroboration can be added, but leads to no review."""
    assert WORTH_KEEPING <= WEAK_NAME < REVIEW_AT


def test_a_different_date_of_birth_prevents_a_hold() -> None:
    """A whole name with another date of birth is reviewed."""
    assert REVIEW_AT <= WHOLE_NAME + OTHER_BIRTH < HOLD_AT


def test_weights_are_printed_in_full() -> None:
    """No weight has more decimal places than are printed, so printed weights add up to the printed score."""
    for weight in (WHOLE_NAME, OTHER_ORDER, WEAK_NAME, CORROBORATED, WEAK_CORROBORATED, OTHER_BIRTH, SAME_COUNTRY):
        assert round(weight, DECIMALS) == weight


def test_the_best_finding_comes_first() -> None:
    """A higher score, an identifier before a name of the same score, then the text, so that the order is always the same."""
    ordered = [
        Finding(0, "Vega", 0.9, (), weak=False, by_identifier=False),
        Finding(0, "Vega", 0.8, (), weak=False, by_identifier=True),
        Finding(0, "Orion", 0.8, (), weak=False, by_identifier=False),
        Finding(0, "Vega", 0.8, (), weak=False, by_identifier=False),
    ]
    assert all(sorted(some, key=best_first) == ordered for some in permutations(ordered))
