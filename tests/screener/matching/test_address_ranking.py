"""Pairs of addresses are ranked by score, and the ranking is judged by the pairs whose answer is known."""

from hypothesis import given
from hypothesis import strategies as st

from screener.comparison.address_score import address_score
from screener.domain.consignment import Address
from screener.matching.address_ranking import is_separated, rank_addresses
from tests.support.strategies import ADDRESSES

ELM, SAME, OTHER = (Address((line,), "Dayton") for line in ("12 Elm Street", "12 Elm St", "14 Elm Street"))


def test_the_highest_score_comes_first() -> None:
    """A pair whose answer is unknown is ranked too."""
    ranked = rank_addresses([("other", ELM, OTHER, False), ("same", ELM, SAME, True), ("unsure", ELM, ELM, None)])
    assert [each.where for each in ranked] == ["same", "unsure", "other"]


def test_pairs_with_an_unknown_answer_do_not_count() -> None:
    """The ranking is right if every same pair is above every different one, whatever the unknown ones score."""
    assert is_separated(
        rank_addresses([("other", ELM, OTHER, False), ("same", ELM, SAME, True), ("?", ELM, OTHER, None)])
    )
    assert not is_separated(rank_addresses([("same", ELM, OTHER, True), ("other", ELM, SAME, False)]))
    assert is_separated([])


def test_equal_scores_are_not_separated() -> None:
    """A different pair with the score of a same pair would be taken for the same premises."""
    assert not is_separated(rank_addresses([("same", ELM, SAME, True), ("other", ELM, SAME, False)]))


@given(st.lists(st.tuples(st.just("line 1"), ADDRESSES, ADDRESSES, st.none() | st.booleans()), max_size=4))
def test_every_pair_is_ranked_by_its_score(pairs: list[tuple[str, Address, Address, bool | None]]) -> None:
    """Nothing is lost, and the scores are those of the address score."""
    ranked = rank_addresses(pairs)
    scores = [each.score for each in ranked]
    assert scores == sorted((address_score(left, right) for _, left, right, _ in pairs), reverse=True)


def test_social_security_numbers_are_masked() -> None:
    """An address line may contain one."""
    (pair,) = rank_addresses([("line 2", Address(("12 Elm Street 123-45-6789",)), ELM, None)])
    assert "123-45" not in pair.left
