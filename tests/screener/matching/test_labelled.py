"""The labelled set: no trick may have more wrong answers than today."""

from pathlib import Path

import pytest

from schemas.labelled_cases import read_cases
from screener.domain.policy import Policy
from screener.matching.address_ranking import is_separated, rank_addresses
from screener.matching.evaluation import Evaluation, Tally, evaluate_cases

LABELLED = Path(__file__).with_name("labelled.csv")
MISSED = {"Thai": 1}
"""True pairs that may be missed, by trick; none of every other trick."""

WRONG = {"company number": 2, "more or fewer names": 1, "number in words": 1, "vessel": 1, "word order": 2}
"""False pairs that may match, by trick; none of every other trick."""

LEAST_F1 = 0.9
TRICKS = sorted({line.split(",", 1)[0] for line in LABELLED.read_text("utf-8").splitlines()[1:]})


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate_cases(read_cases(LABELLED.name, LABELLED.read_bytes()).cases, Policy().review_at)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_has_more_wrong_answers(trick: str, found: Evaluation) -> None:
    """At most the known misses and false matches; each trick has true and false pairs."""
    tally = found.by_trick[trick]
    assert tally.missed <= MISSED.get(trick, 0), [each for each in found.misses if each.trick == trick]
    assert tally.wrong <= WRONG.get(trick, 0), [each for each in found.misses if each.trick == trick]
    assert tally.found + tally.missed
    assert tally.wrong + tally.apart


def test_the_whole_set_has_a_high_f1(found: Evaluation) -> None:
    """Over all tricks together."""
    assert found.tally.f1 >= LEAST_F1


def test_each_known_miss_belongs_to_a_trick() -> None:
    """An allowance for a trick that is not in the set is a typing mistake."""
    assert MISSED.keys() | WRONG.keys() <= set(TRICKS)


def _tally(shared: Path, name: str) -> Tally:
    read = read_cases(name, (shared / "cases" / "names" / name).read_bytes())
    return evaluate_cases(read.cases, Policy().review_at).tally


@pytest.mark.shared
def test_published_pairs_of_names_have_a_high_f1(shared: Path) -> None:
    """At the threshold for review of the default policy."""
    assert _tally(shared, "name_pairs.csv").f1 >= 0.85


@pytest.mark.shared
def test_published_entity_checks_have_a_high_accuracy(shared: Path) -> None:
    """Entities with address, identifiers and dates of birth besides the name."""
    assert _tally(shared, "entity_checks.json").accuracy >= 0.91


@pytest.mark.shared
def test_queries_for_a_published_list_have_a_high_recall(shared: Path) -> None:
    """Names on the list of the United Nations in other spellings."""
    assert _tally(shared, "un_list_and_queries.csv").recall >= 0.995


@pytest.mark.shared
def test_published_pairs_of_addresses_are_ranked(shared: Path) -> None:
    """Every pair that is the same premises scores higher than every pair that is not."""
    path = shared / "cases" / "addresses" / "address_pairs.json"
    ranked = rank_addresses(read_cases(path.name, path.read_bytes()).addresses)
    assert {each.same for each in ranked} == {True, False, None}
    assert is_separated(ranked)
