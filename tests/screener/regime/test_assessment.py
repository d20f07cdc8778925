"""From findings and problems to matches, reasons and notices."""

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import PartyRole
from screener.domain.decision import Cause, NoticeKind
from screener.domain.errors import ErrorCode, problem
from screener.domain.policy import STRICTNESS, Family, Policy
from screener.regime.assessment import MAX_PROBLEMS_IN_REASON, Assessment, consignments_to_assess, not_assessable
from screener.regime.validation import Problems
from tests.support.builders import (
    causes,
    express,
    families,
    holds,
    importer_number,
    listed,
    manifest_of,
    party,
    screened,
    shipper,
)

ORION = listed("ORION KADE TRADING")
MISSING = problem(ErrorCode.MISSING_WEIGHT, "weight", "", "give the gross weight")


def test_a_role_that_policy_leaves_out_is_not_screened() -> None:
    """Which roles count is policy."""
    policy = Policy(roles=frozenset({PartyRole.SHIPPER}))
    assert families(
        screened(manifest_of(express(party("Orion Kade Trading", PartyRole.SELLER))), ORION, policy=policy)
    ) == [Family.CLEAR]


def test_the_reason_can_be_read_aloud() -> None:
    """It names the role, both names, the agency, the score and the evidence, and it accuses nobody."""
    (decision,) = screened(express(party("Orion Kade Trading")), ORION).decisions
    assert decision.reasons[0].text == (
        "consignee Orion Kade Trading matches ORION KADE TRADING, excluded by CBP "
        "(score 1.00: whole name is a listed name: ORION KADE TRADING)"
    )


def test_a_listed_importer_of_record_is_a_cause_of_its_own() -> None:
    """Section 2: a person excluded by CBP as importer of record; as consignee it is section 1."""
    importer = party("Sunrise Lamps", PartyRole.IMPORTER_OF_RECORD, identifiers=[importer_number("12-3456789XX")])
    entry = listed("ORION KADE TRADING", identifiers=[importer_number("12 3456789XX")])
    assert causes(screened(manifest_of(express(importer)), entry)) == [Cause.LISTED_IMPORTER]
    assert causes(screened(manifest_of(express(party("Orion Kade Trading"))), entry)) == [Cause.LISTED_PARTY]


def test_an_exclusion_by_another_agency_has_milder_consequences() -> None:
    """It has an action of its own, no importer rule and no section 3(a) notice."""
    other = listed("ORION KADE TRADING", agency="DHS-ICE", addresses=[shipper().address])
    importer = express(party("Orion Kade Trading", PartyRole.IMPORTER_OF_RECORD))
    (decision,) = screened(importer, other).decisions
    assert [reason.cause for reason in decision.reasons] == [Cause.LISTED_PARTY]
    assert "excluded by DHS-ICE" in decision.reasons[0].text
    assert not decision.matches[0].cbp
    assert decision.notices == ()
    milder = Policy(other_agency=Family.RFS)
    assert families(screened(manifest_of(importer), other, policy=milder)) == [Family.RFS]
    assert families(screened(manifest_of(importer), ORION, policy=milder)) == [Family.HOLD]


def test_an_action_of_clear_records_and_holds_nothing() -> None:
    """Policy may only record matches of other agencies: then there is a match, no reason and no hold event."""
    policy = Policy(other_agency=Family.CLEAR)
    manifest, entry = manifest_of(express(party("Orion Kade Trading"))), listed(agency="DHS-ICE")
    (decision,) = screened(manifest, entry, policy=policy).decisions
    assert (decision.family, decision.reasons, len(decision.matches)) == (Family.CLEAR, (), 1)
    assert holds(manifest, entry, policy=policy) == []


def test_a_match_too_weak_to_hold_is_recorded() -> None:
    """A weak name alone leaves the consignment clear, and the decision records the match."""
    (decision,) = screened(express(party("General Trading")), listed("GENERAL TRADING", weak_name=True)).decisions
    assert decision.family is Family.CLEAR
    assert [match.weak for match in decision.matches] == [True]


def test_a_match_between_the_thresholds_is_a_notice_for_review() -> None:
    """Review from 0.65: officers see the match, and the consignment is clear."""
    entry = listed("GENERAL TRADING", weak_name=True)
    (decision,) = screened(express(party("General Trading")), entry, policy=Policy(hold_at=0.95)).decisions
    assert decision.family is Family.CLEAR
    assert [notice.kind for notice in decision.notices] == [NoticeKind.REVIEW]


def test_a_match_below_every_threshold_leaves_no_trace() -> None:
    """Below `record_at` there is no match, no reason and no decision."""
    entry = listed("GENERAL TRADING", weak_name=True)
    policy = Policy(hold_at=1.0, review_at=1.0, record_at=1.0)
    assert screened(express(party("General Trading")), entry, policy=policy).decisions == []


def test_problems_make_a_request_for_information() -> None:
    """The reason names code, field and remedy, at most five of them, and how many more there are."""
    few, many = not_assessable([MISSING]), not_assessable([MISSING] * (MAX_PROBLEMS_IN_REASON + 2))
    assert (few.family, few.cause) == (Family.RFI, Cause.NOT_ASSESSABLE)
    assert few.text == "cannot be assessed: MISSING_WEIGHT in weight: give the gross weight"
    assert many.text.count("MISSING_WEIGHT") == MAX_PROBLEMS_IN_REASON
    assert many.text.endswith("; and 2 more")


def test_only_consignments_with_something_about_them_are_assessed() -> None:
    """A problem, a finding or a hold in place, each by itself; the fourth consignment is plainly clear."""
    kade = party("Orion Kade Trading")
    manifest = manifest_of(*(express(identifier=f"HB{n}") for n in range(4)))
    problems = Problems({}, {0: [MISSING]})
    (hold,) = holds(manifest_of(express(kade, identifier="HB2")), ORION)
    found = consignments_to_assess(manifest, [(1, kade), (3, party())], problems, {kade}, {"HB2": [hold]})
    assert found == {0, 1, 2}


@given(st.lists(st.sampled_from([family for family in Family if family is not Family.CLEAR])))
def test_the_strictness_is_that_of_the_strictest_reason(given_families: list[Family]) -> None:
    """In whatever order the reasons come; without any it is that of a clear consignment."""
    assessment = Assessment()
    for family in given_families:
        reason = not_assessable([MISSING])
        assessment.reasons.append(type(reason)(family, reason.cause, reason.text))
    assert assessment.strictness == max(map(STRICTNESS.__getitem__, [Family.CLEAR, *given_families]))
    assert assessment.is_empty is (not given_families)


def test_assessments_share_nothing() -> None:
    """Each has lists of its own."""
    one, other = Assessment(), Assessment()
    one.problems.append(MISSING)
    assert other.problems == []
