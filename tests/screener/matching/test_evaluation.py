"""What labelled cases tell of the matcher: shares, the curve, the misses and their causes, innocent names, addresses."""

import pytest

from screener.domain.consignment import Address, Mode, PartyRole
from screener.domain.decision import Evidence
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Consequence, Family, Policy, Threshold
from screener.matching.address_ranking import is_separated, rank_addresses
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
from screener.matching.innocent_names import kind_of_evidence, matching_names, screen_innocent_names
from screener.search.watchlist import Watchlist
from tests.support.builders import listed, party

AT = Policy().review_at


def case(query: str, name: str, *, is_match: bool, where: str = "line 2", trick: str = "") -> Case:
    entry = listed(name, kind=PartyKind.PERSON)
    return Case(party(query, address=Address()), entry, is_match, where, trick=trick)


def scored(value: float, *, is_match: bool) -> ScoredCase:
    finding = Finding(0, "Vega", value, (), weak=False, by_identifier=False)
    return ScoredCase(case("Vega", "Vega", is_match=is_match), finding if value else None)


def test_shares_follow_from_the_four_counts() -> None:
    """Precision, recall, F1 and accuracy of counts that were reckoned by hand."""
    counted = Tally(found=6, missed=2, wrong=4, apart=8)
    assert counted.precision == pytest.approx(0.6)
    assert counted.recall == pytest.approx(0.75)
    assert counted.f1 == pytest.approx(12 / 18)
    assert counted.accuracy == pytest.approx(0.7)


def test_shares_of_nothing_are_whole() -> None:
    """Without a case nothing was missed and nothing wrongly matched, and nobody divides by zero."""
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


def test_the_curve_goes_from_what_is_kept_to_certainty() -> None:
    """26 thresholds from 0.5 to 1.0, in order."""
    assert (CURVE[0], CURVE[-1], len(CURVE)) == (0.5, 1.0, 26)
    assert list(CURVE) == sorted(CURVE)


def test_bounds_hold_the_share_and_narrow_with_more_cases() -> None:
    """9 of 10 may be far off, 900 of 1,000 is not; nothing seen is nothing known."""
    few, many = confidence_interval(9, 10), confidence_interval(900, 1000)
    assert few == pytest.approx((0.5958, 0.9821), abs=0.0001)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
    assert confidence_interval(0, 0) == (0.0, 1.0)
    assert confidence_interval(10, 10)[1] == 1.0


def test_evaluation_counts_groups_and_lists_its_misses() -> None:
    """A found pair, a missed one and a false one: by trick, the miss with its place and its evidence."""
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
    """A query that matches another case's party, and not its own, has the score 0."""
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


def test_innocent_names_are_counted_by_what_they_lead_to() -> None:
    """One would be held, one is left alone; the cause names the listed party, the evidence and an example."""
    watchlist = Watchlist([listed("Velmora Kestrin Trading GmbH")])
    found = screen_innocent_names(["Velmora Kestrin Trading GmbH", "Wilmet Harst"], watchlist, Policy())
    assert (found.names, found.held, found.reviewed) == (2, 1, 0)
    (cause,) = found.causes
    assert (cause.listed, cause.evidence, cause.names, cause.example) == (
        "Velmora Kestrin Trading GmbH",
        "whole name is a listed name",
        1,
        "Velmora Kestrin Trading GmbH",
    )


def test_a_review_is_not_counted_as_a_hold() -> None:
    """Between the two thresholds a name is sent to review."""
    watchlist = Watchlist([listed("Velmora Kestrin Trading GmbH", weak_name=True)])
    found = screen_innocent_names(["Velmora Kestrin Trading GmbH"], watchlist, Policy())
    assert (found.held, found.reviewed) == (0, 1)


def test_the_thresholds_of_role_and_mode_decide_about_innocent_names() -> None:
    """A stricter threshold for express shippers sends to review what holds a consignee, and a postal shipper."""
    strict = Threshold(roles=frozenset({PartyRole.SHIPPER}), modes=frozenset({Mode.EXPRESS}), hold_at=1.0)
    watchlist, names = Watchlist([listed("Velmora Kestrin Trading GmbH")]), ["Velmora Kestrn Trading GmbH"]
    policy = Policy(thresholds=(strict,))
    for role, mode, leads_to in (
        (PartyRole.CONSIGNEE, Mode.EXPRESS, Consequence.HOLD),
        (PartyRole.SHIPPER, Mode.EXPRESS, Consequence.REVIEW),
        (PartyRole.SHIPPER, Mode.POSTAL, Consequence.HOLD),
    ):
        (outcome,) = screen_innocent_names(names, watchlist, policy, role, mode).outcomes
        assert outcome.leads_to is leads_to, (role, mode)


def test_innocent_names_lead_to_what_the_policy_makes_of_role_and_agency() -> None:
    """Nothing where the role is not screened; no hold, but a record, where the agency's exclusions hold nobody."""
    watchlist, names = (
        Watchlist([listed("Velmora Kestrin Trading GmbH", agency="GSA")]),
        ["Velmora Kestrin Trading GmbH"],
    )
    unscreened = screen_innocent_names(names, watchlist, Policy(roles=frozenset({PartyRole.SHIPPER})))
    assert (unscreened.held, unscreened.reviewed, unscreened.recorded, unscreened.outcomes) == (0, 0, 0, ())
    recorded = screen_innocent_names(names, watchlist, Policy(other_agency=Family.CLEAR))
    assert (recorded.held, recorded.reviewed, recorded.recorded, recorded.causes) == (0, 0, 1, ())


def test_matching_names_are_those_from_the_threshold_on() -> None:
    """An innocent name below the threshold is none."""
    watchlist = Watchlist([listed("Velmora Kestrin Trading GmbH", weak_name=True)])
    names = ["Wilmet Harst", "Velmora Kestrin Trading GmbH"]
    assert [name for name, _ in matching_names(names, watchlist, AT)] == [names[1]]
    assert matching_names(names, watchlist, 1.0) == []


def test_addresses_are_ranked_and_the_unsure_do_not_count() -> None:
    """The likeliest pair comes first; a pair that nobody can tell decides nothing."""
    elm, same, other = (Address((line,), "Dayton") for line in ("12 Elm Street", "12 Elm St", "14 Elm Street"))
    ranked = rank_addresses([("other", elm, other, False), ("same", elm, same, True), ("unsure", elm, elm, None)])
    assert [each.where for each in ranked] == ["same", "unsure", "other"]
    assert is_separated(ranked)
    assert not is_separated(rank_addresses([("same", elm, other, True), ("other", elm, same, False)]))


def test_the_evidence_that_decided_is_what_spoke_against_the_answer() -> None:
    """For a false match what spoke for it, the heaviest first; for a missed one what spoke against it."""
    told = (Evidence("same words: vega", 0.6), Evidence("only on the list: mira", -0.2), Evidence("same country", 0.05))
    assert [each.weight for each in deciding_evidence(told, is_match=False)] == [0.6, 0.05]
    assert [each.weight for each in deciding_evidence(told, is_match=True)] == [-0.2]
    assert kind_of_evidence(told) == "same words"
