"""What labelled cases show about the matcher: shares, the curve, wrong answers and the evidence that decided them."""

import pytest
from msgspec import structs

from screener.domain.consignment import Address
from screener.domain.decision import Evidence
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Policy
from screener.matching.evaluation import (
    CURVE,
    Case,
    ScoredCase,
    Tally,
    confidence_interval,
    curve,
    deciding_evidence,
    evaluate_cases,
    score_cases,
    tally,
)
from screener.matching.findings import Finding
from tests.support.builders import listed, party

AT = Policy().review_at


def case(query: str, name: str, *, is_match: bool, where: str = "line 2", trick: str = "") -> Case:
    entry = listed(name, kind=PartyKind.PERSON)
    return Case(party(query, address=Address()), entry, is_match, where, trick=trick)


def scored(value: float, *, is_match: bool) -> ScoredCase:
    finding = Finding(0, "Vega", value, (), weak=False, by_identifier=False)
    return ScoredCase(case("Vega", "Vega", is_match=is_match), finding if value else None)


def test_shares_follow_from_the_four_counts() -> None:
    """Precision, recall, F1 and accuracy of counts that were calculated by hand."""
    counted = Tally(found=6, missed=2, wrong=4, apart=8)
    assert counted.precision == pytest.approx(0.6)
    assert counted.recall == pytest.approx(0.75)
    assert counted.f1 == pytest.approx(12 / 18)
    assert counted.accuracy == pytest.approx(0.7)


def test_shares_of_no_cases_are_one() -> None:
    """Without cases nothing was missed and nothing matched wrongly; there is no division by zero."""
    assert (Tally().precision, Tally().recall, Tally().f1, Tally().accuracy) == (1.0, 1.0, 1.0, 1.0)


def test_a_score_at_the_threshold_matches() -> None:
    """The threshold itself counts as a match; a pair that was not found has the score 0."""
    cases = [scored(0.7, is_match=True), scored(0.69, is_match=True), scored(0.7, is_match=False)]
    assert tally([*cases, scored(0, is_match=False)], 0.7) == Tally(found=1, missed=1, wrong=1, apart=1)


def test_the_curve_trades_recall_for_precision() -> None:
    """A stricter threshold finds fewer true pairs and fewer false ones."""
    cases = [scored(0.95, is_match=True), scored(0.7, is_match=True), scored(0.8, is_match=False)]
    low, high = curve(cases, (0.6, 0.9))
    assert (low.precision, low.recall) == pytest.approx((2 / 3, 1.0))
    assert (high.precision, high.recall) == (1.0, 0.5)


def test_the_curve_has_26_thresholds_from_one_half_to_one() -> None:
    """Findings below 0.5 are not kept, so there is nothing to see below."""
    assert (CURVE[0], CURVE[-1], len(CURVE)) == (0.5, 1.0, 26)
    assert list(CURVE) == sorted(CURVE)


def test_the_confidence_interval_contains_the_share_and_narrows_with_more_cases() -> None:
    """9 of 10 may be far from the true share, 900 of 1,000 may not; without cases any share is possible."""
    few, many = confidence_interval(9, 10), confidence_interval(900, 1000)
    assert few == pytest.approx((0.5958, 0.9821), abs=0.0001)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
    assert confidence_interval(0, 0) == (0.0, 1.0)
    assert confidence_interval(10, 10)[1] == 1.0


def test_evaluation_counts_groups_and_lists_its_misses() -> None:
    """A true pair found, one missed and a false pair kept apart: counts by trick, and the miss with its place and evidence."""
    cases = [
        case("Tavion Brelsk Orrin", "Tavion Brelsk Orrin", is_match=True, trick="exact"),
        case("Wilmet Harst", "Ostrelle Tavik", is_match=True, where="line 3", trick="other"),
        case("Nahum Kestrin", "Ludo Vantrosse", is_match=False, trick="other"),
    ]
    found = evaluate_cases(cases, AT)
    assert found.tally == Tally(found=1, missed=1, apart=1)
    assert found.by_trick == {"exact": Tally(found=1), "other": Tally(missed=1, apart=1)}
    assert found.by_quality == {}
    (miss,) = found.misses
    assert (miss.where, miss.query, miss.listed, miss.score, miss.filtered) == (
        "line 3",
        "Wilmet Harst",
        "Ostrelle Tavik",
        0.0,
        False,
    )
    assert miss.evidence
    assert found.best.f1 == max(point.f1 for point in found.curve)


def test_a_miss_shows_no_social_security_number() -> None:
    """A name with nine digits is masked before anything is printed."""
    (miss,) = evaluate_cases([case("Wilmet 123-45-6789", "Ostrelle Tavik", is_match=True)], AT).misses
    assert miss.query == "Wilmet ***-**-****"


def test_each_case_is_scored_against_its_own_listed_party() -> None:
    """A query that matches the party of another case, but not its own, has the score 0."""
    scores = [
        each.score
        for each in score_cases(
            [
                case("Tavion Brelsk Orrin", "Ostrelle Tavik", is_match=False),
                case("Ludo Vantrosse", "Tavion Brelsk Orrin", is_match=False),
            ]
        )
    ]
    assert scores == [0.0, 0.0]


def test_the_deciding_evidence_contradicts_the_right_answer() -> None:
    """For a false match the evidence for it, the strongest first; for a missed one the evidence against it."""
    evidence = (
        Evidence("same words: vega", 0.6),
        Evidence("missing from the manifest: mira", -0.2),
        Evidence("same country", 0.05),
    )
    assert [each.weight for each in deciding_evidence(evidence, is_match=False)] == [0.6, 0.05]
    assert [each.weight for each in deciding_evidence(evidence, is_match=True)] == [-0.2]


def test_pairs_that_only_the_search_missed_are_counted() -> None:
    """They would have matched, so the search is to blame and not the scoring."""
    found = evaluate_cases([case("Wilmet Harst", "Ostrelle Tavik", is_match=True)], AT)
    (miss,) = found.misses
    assert (miss.filtered, found.filtered) == (False, 0)
    filtered = structs.replace(miss, filtered=True)
    assert structs.replace(found, misses=(miss, filtered, filtered)).filtered == 2
