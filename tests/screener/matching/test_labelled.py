"""The labelled set, trick by trick: what is found and kept apart today may not be lost."""

from pathlib import Path

import pytest

from schemas.labelled_cases import read_cases
from screener.domain.policy import Policy
from screener.matching.address_ranking import is_separated, rank_addresses
from screener.matching.evaluation import Evaluation, Tally, evaluate_cases

LABELLED = Path(__file__).with_name("labelled.csv")
MISSED = {"Thai": 1}
"""True pairs that may be missed; of every other trick none."""

WRONG = {"company number": 2, "more or fewer names": 1, "number in words": 1, "vessel": 1, "word order": 2}
"""False pairs that may match; of every other trick none."""

LEAST_F1 = 0.9
TRICKS = sorted({line.split(",", 1)[0] for line in LABELLED.read_text("utf-8").splitlines()[1:]})


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate_cases(read_cases(LABELLED.name, LABELLED.read_bytes()).cases, Policy().review_at)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_loses_what_it_had(trick: str, found: Evaluation) -> None:
    """Of each trick at most the misses that are known, and a false pair beside the true ones."""
    tally = found.by_trick[trick]
    assert tally.missed <= MISSED.get(trick, 0), [each for each in found.misses if each.trick == trick]
    assert tally.wrong <= WRONG.get(trick, 0), [each for each in found.misses if each.trick == trick]
    assert tally.found + tally.missed
    assert tally.wrong + tally.apart


def test_over_all_tricks_the_matcher_does_well(found: Evaluation) -> None:
    """F1 over the whole set."""
    assert found.tally.f1 >= LEAST_F1


def test_each_known_miss_belongs_to_a_trick() -> None:
    """An allowance for a trick that the set does not have would hide nothing and say nothing."""
    assert MISSED.keys() | WRONG.keys() <= set(TRICKS)


def _tally(shared: Path, name: str) -> Tally:
    read = read_cases(name, (shared / "cases" / "names" / name).read_bytes())
    return evaluate_cases(read.cases, Policy().review_at).tally


@pytest.mark.shared
def test_pairs_of_names_from_open_sources_are_told_apart(shared: Path) -> None:
    """Published pairs of names: F1 at the policy's own threshold."""
    assert _tally(shared, "name_pairs.csv").f1 >= 0.85


@pytest.mark.shared
def test_entities_from_open_sources_are_told_apart(shared: Path) -> None:
    """Published checks of entities with what is known beside the name: the share of right answers."""
    assert _tally(shared, "entity_checks.json").accuracy >= 0.91


@pytest.mark.shared
def test_queries_of_a_published_list_are_found(shared: Path) -> None:
    """Names of the United Nations' list as others write them."""
    assert _tally(shared, "un_list_and_queries.csv").recall >= 0.995


@pytest.mark.shared
def test_published_pairs_of_addresses_are_ranked(shared: Path) -> None:
    """Every pair that is one place is above every pair that is not."""
    path = shared / "cases" / "addresses" / "address_pairs.json"
    ranked = rank_addresses(read_cases(path.name, path.read_bytes()).addresses)
    assert {each.same for each in ranked} == {True, False, None}
    assert is_separated(ranked)
