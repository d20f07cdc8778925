import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.scorecards import OPERATOR_CODE, Scorecards
from tests.support.builders import quarters, scorecard

CARDS = [*map(scorecard, quarters(3)), scorecard("2026Q1", operator="DEA"), scorecard("2025Q4", 80.0)]


@given(st.permutations(CARDS))
def test_scorecards_are_grouped_by_operator_in_order_of_publication(cards: list[object]) -> None:
    """The order in which they come does not matter."""
    found = Scorecards.of(cards, "v")  # type: ignore[arg-type] # a permutation of scorecards
    assert set(found.by_operator) == {"CNA", "DEA"}
    for each in found.by_operator.values():
        assert [card.published for card in each] == sorted(card.published for card in each)
    assert sum(map(len, found.by_operator.values())) == len(CARDS)


@pytest.mark.parametrize("code", ["CNA", "C1A", "X99"])
def test_an_operator_code_has_three_characters(code: str) -> None:
    """A letter, then letters or digits."""
    assert OPERATOR_CODE.match(code)


@pytest.mark.parametrize("code", ["", "CN", "CNAX", "cna", "1NA", "CNA\n", "ÇNA"])
def test_anything_else_is_no_operator_code(code: str) -> None:
    """Near-misses, a country code among them."""
    assert not OPERATOR_CODE.match(code)
