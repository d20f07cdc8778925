"""Holds in place on a consignment that is filed again: which stay, for whom, and which an officer's decision removes."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Consignment, Party
from screener.domain.decision import Cause
from screener.domain.policy import Family
from screener.domain.status_codes import HoldEvent
from screener.regime.hold_retention import REMOVED_BY, RemovedBy
from screener.regime.suppression import NO_SUPPRESSIONS, Suppressions, identity_of
from tests.support.builders import (
    NOW,
    TODAY,
    by_identifier,
    express,
    families,
    holds,
    informed,
    listed,
    manifest_of,
    non_compliant_post,
    party,
    postal,
    screened,
    shipper,
    suppressed,
)
from tests.support.strategies import EXPRESS

ORION = listed("ORION KADE TRADING")
KADE = party("Orion Kade Trading")


def test_it_is_written_down_for_every_cause_what_removes_its_holds() -> None:
    """No hold is left without a way to end, and a match is never answered by a resubmission."""
    assert set(REMOVED_BY) == set(Cause)
    assert {REMOVED_BY[cause] for cause in (Cause.LISTED_PARTY, Cause.LISTED_IMPORTER)} == {RemovedBy.OFFICER}


@given(EXPRESS, st.booleans())
def test_no_resubmission_removes_a_hold_for_a_listed_party(refiled: Consignment[Party], listed_still: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """Whatever the second filing of the consignment says, and whether or not the list still has the party."""
    placed = holds(manifest_of(express(KADE)), ORION)
    refiled.identifier, refiled.filed = express().identifier, TODAY
    entries = [ORION] if listed_still else []
    result = screened(manifest_of(refiled, number="M2"), *entries, in_place=by_identifier(placed))
    assert families(result) == [Family.HOLD]
    assert result.decisions[0].released == ()


def test_a_changed_name_does_not_remove_a_hold() -> None:
    """Only an officer or a delisting ends a hold for a listed party: a resubmission under another name stays held."""
    first = holds(manifest_of(express(KADE)), ORION)
    second = holds(manifest_of(express(party("Sunrise Lamps")), number="M2"), ORION, in_place=by_identifier(first))
    assert [(hold.event, hold.cause) for hold in second] == [(HoldEvent.STILL_IN_PLACE, Cause.LISTED_PARTY)]
    assert second[0].match == first[0].match


def test_a_hold_belongs_to_one_consignment_and_day() -> None:
    """The same number filed on another day is another consignment, without the hold of the earlier one."""
    first = holds(manifest_of(express(KADE)), ORION)
    later = express(filed=NOW.date().replace(day=2))
    assert holds(manifest_of(later, number="M2"), ORION, in_place=by_identifier(first)) == []
    other = express(identifier="HB2")
    assert holds(manifest_of(other, number="M2"), ORION, in_place=by_identifier(first)) == []


def test_a_refusal_outlasts_a_better_filing() -> None:
    """An item refused under section 5(d) is not let in by filing it again."""
    first = holds(manifest_of(postal()), scorecards=non_compliant_post(8))
    second = holds(manifest_of(informed(), number="M2"), in_place=by_identifier(first))
    assert [(hold.event, hold.cause) for hold in second] == [(HoldEvent.STILL_IN_PLACE, Cause.POST_REFUSED)]


def test_an_officers_decision_removes_the_hold_when_the_consignment_is_filed_again() -> None:
    """The next manifest removes the hold, once; the same manifest screened again repeats its own event."""
    first = manifest_of(express(KADE))
    placed = holds(first, ORION)
    given = Suppressions([suppressed(KADE, ORION)])
    again = manifest_of(express(KADE), number="M2")
    (removed,) = holds(again, ORION, in_place=by_identifier(placed), suppressions=given)
    assert (removed.event, removed.hold) == (HoldEvent.REMOVED, placed[0].hold)
    assert removed.reason.startswith("an officer decided that they are not the same: ")
    assert [event.event for event in holds(again, ORION, in_place=by_identifier(placed))] == [HoldEvent.STILL_IN_PLACE]
    assert [event.id for event in holds(first, ORION, in_place=by_identifier(placed), suppressions=given)] == [
        placed[0].id
    ]


def test_a_hold_stays_where_another_party_matches_the_same_listed_one() -> None:
    """One of two parties was cleared; the hold goes on for the other."""
    first = manifest_of(express(KADE, shipper(KADE.name)))
    placed = holds(first, ORION)
    again = manifest_of(express(KADE, shipper(KADE.name)), number="M2")
    assert [
        each.event
        for each in holds(
            again, ORION, in_place=by_identifier(placed), suppressions=Suppressions([suppressed(KADE, ORION)])
        )
    ] == [HoldEvent.STILL_IN_PLACE]


def test_a_hold_stays_until_each_of_its_parties_was_cleared() -> None:
    """Two parties match one listed party: one was cleared, and a new name of the other does not release the consignment."""
    other = shipper(KADE.name)
    placed = holds(manifest_of(express(KADE, other)), ORION)
    assert [set(hold.identities) for hold in placed] == [{identity_of(KADE), identity_of(other)}]
    renamed = express(KADE, shipper("Sunrise Lamps"))
    again, third = (manifest_of(renamed, number=name) for name in ("M2", "M3"))
    stays = holds(again, ORION, in_place=by_identifier(placed), suppressions=Suppressions([suppressed(KADE, ORION)]))
    assert [(each.event, each.hold) for each in stays] == [(HoldEvent.STILL_IN_PLACE, placed[0].hold)]
    both = Suppressions([suppressed(KADE, ORION), suppressed(other, ORION)])
    assert [each.event for each in holds(third, ORION, in_place=by_identifier(stays), suppressions=both)] == [
        HoldEvent.REMOVED
    ]
    one = Suppressions([suppressed(other, ORION)])
    assert [each.event for each in holds(third, ORION, in_place=by_identifier(stays), suppressions=one)] == [
        HoldEvent.STILL_IN_PLACE
    ]


def test_a_party_that_was_renamed_is_still_covered_by_the_hold() -> None:
    """The hold goes on for both parties: clearing the one that was filed again does not release the other."""
    other = shipper(KADE.name)
    placed = holds(manifest_of(express(KADE, other)), ORION)
    again = manifest_of(express(KADE, shipper("Sunrise Lamps")), number="M2")
    stays = holds(again, ORION, in_place=by_identifier(placed))
    assert [set(hold.identities) for hold in stays] == [{identity_of(KADE), identity_of(other)}]
    third = manifest_of(express(KADE, shipper("Sunrise Lamps")), number="M3")
    assert [
        each.event
        for each in holds(
            third, ORION, in_place=by_identifier(stays), suppressions=Suppressions([suppressed(KADE, ORION)])
        )
    ] == [HoldEvent.STILL_IN_PLACE]


def test_a_decision_that_has_ended_removes_no_hold() -> None:
    """A suppression past its date, or revoked before the consignment is filed again, changes nothing."""
    placed = holds(manifest_of(express(KADE)), ORION)
    again = manifest_of(express(KADE), number="M2")
    for ended in (Suppressions([suppressed(KADE, ORION, until=TODAY - timedelta(days=1))]), NO_SUPPRESSIONS):
        assert [each.event for each in holds(again, ORION, in_place=by_identifier(placed), suppressions=ended)] == [
            HoldEvent.STILL_IN_PLACE
        ]
