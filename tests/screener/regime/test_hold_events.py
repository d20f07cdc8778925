"""The life of a hold: placed once, still in place for another manifest, removed once."""

from collections.abc import Iterable

from hypothesis import given

from screener.domain.consignment import Address, PartyRole
from screener.domain.decision import MATCHER_VERSION, Cause, Hold, Versions
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import Manifest
from screener.domain.status_codes import HoldEvent
from screener.regime.suppression import identity_of
from screener.search.watchlist import Watchlist
from tests.support.builders import (
    NOW,
    POLICY,
    by_identifier,
    express,
    holds,
    informed,
    listed,
    manifest_of,
    non_compliant_post,
    party,
    postal,
    s10,
    screened,
)
from tests.support.strategies import LISTED, MANIFESTS

ORION = listed("ORION KADE TRADING")
HELD = express(party("Orion Kade Trading"))
FAULTY = express(description="")
OTHER_FAULTY = express(description="", identifier="HB2")


def events(found: Iterable[Hold]) -> list[tuple[HoldEvent, Cause]]:
    return [(hold.event, hold.cause) for hold in found]


PLACED_LISTED = (HoldEvent.PLACED, Cause.LISTED_PARTY)


def test_the_same_manifest_screened_twice_gives_the_same_events() -> None:
    """A replay writes the same ids, with or without its own holds in place, so a consumer can drop duplicates."""
    first = holds(manifest_of(HELD, OTHER_FAULTY), ORION)
    assert len(first) == 2
    assert holds(manifest_of(HELD, OTHER_FAULTY), ORION) == first
    assert holds(manifest_of(HELD, OTHER_FAULTY), ORION, in_place=by_identifier(first)) == first


def test_another_manifest_finds_the_hold_still_in_place() -> None:
    """A resubmission during a hold repeats the same hold in a new event, once per manifest."""
    first = holds(manifest_of(HELD), ORION)
    second = holds(manifest_of(HELD, number="M2"), ORION, in_place=by_identifier(first))
    third = holds(manifest_of(HELD, number="M3"), ORION, in_place=by_identifier(first))
    assert events(first) == [PLACED_LISTED]
    assert events(second) == events(third) == [(HoldEvent.STILL_IN_PLACE, Cause.LISTED_PARTY)]
    assert {hold.hold for hold in (*first, *second, *third)} == {first[0].hold}
    assert len({hold.id for hold in (*first, *second, *third)}) == 3
    assert holds(manifest_of(HELD, number="M2"), ORION, in_place=by_identifier(first)) == second


def test_a_hold_that_is_placed_again_is_no_duplicate() -> None:
    """Removed, then placed again: a consumer that drops ids it has seen must still see both, and the removal."""
    placed = holds(manifest_of(FAULTY))
    removed = holds(manifest_of(express(), number="M2"), in_place=by_identifier(placed))
    again = holds(manifest_of(FAULTY, number="M3"))
    freed = holds(manifest_of(express(), number="M4"), in_place=by_identifier(again))
    life = [*placed, *removed, *again, *freed]
    assert [hold.event for hold in life] == [HoldEvent.PLACED, HoldEvent.REMOVED] * 2
    assert len({hold.hold for hold in life}) == 1
    assert len({hold.id for hold in life}) == 4


def test_a_manifest_screened_again_repeats_its_events() -> None:
    """After a crash its own holds are in place already: placed stays placed, still in place stays so, with the same ids."""
    first = holds(manifest_of(HELD), ORION)
    second = holds(manifest_of(HELD, number="M2"), ORION, in_place=by_identifier(first))
    assert holds(manifest_of(HELD), ORION, in_place=by_identifier(first)) == first
    assert holds(manifest_of(HELD, number="M2"), ORION, in_place=by_identifier(second)) == second


def test_information_given_removes_the_request() -> None:
    """Once the information is there, the request is removed, and the event names the manifest that answered it."""
    first = holds(manifest_of(FAULTY))
    second = holds(manifest_of(express(), number="M2"), in_place=by_identifier(first))
    assert events(first) == [(HoldEvent.PLACED, Cause.NOT_ASSESSABLE)]
    assert events(second) == [(HoldEvent.REMOVED, Cause.NOT_ASSESSABLE)]
    assert second[0].hold == first[0].hold
    assert second[0].reason.startswith("answered by manifest M2: cannot be assessed")
    assert [code.code for code in second[0].codes] == ["7I", "CO"]


def test_information_still_missing_leaves_the_request() -> None:
    """A new fault in place of the first one does not answer the request."""
    first = holds(manifest_of(FAULTY))
    second = holds(manifest_of(express(description="parts"), number="M2"), in_place=by_identifier(first))
    assert events(second) == [(HoldEvent.STILL_IN_PLACE, Cause.NOT_ASSESSABLE)]


def test_a_milder_reason_places_no_hold_of_its_own() -> None:
    """Where a party is listed, a faulty description is only in the receipt: the strictest measure places the hold."""
    both = express(party("Orion Kade Trading"), description="")
    assert events(holds(manifest_of(both), ORION)) == [PLACED_LISTED]


def test_two_listed_parties_are_two_holds() -> None:
    """Each is removed by itself, so each is placed by itself."""
    vega = listed("VEGA MIRA EXPORTS")
    found = holds(manifest_of(express(party("Orion Kade Trading"), party("Vega Mira Exports"))), ORION, vega)
    assert events(found) == [PLACED_LISTED, PLACED_LISTED]
    assert len({hold.hold for hold in found}) == 2


def test_an_item_is_released_when_its_post_gives_the_information() -> None:
    """The information that section 5(c) asks for removes the request once it is filed."""
    first = holds(manifest_of(postal()), scorecards=non_compliant_post(6))
    assert events(first) == [(HoldEvent.PLACED, Cause.POST_INFORMATION)]
    answered = holds(
        manifest_of(informed(), number="M2"), scorecards=non_compliant_post(1), in_place=by_identifier(first)
    )
    assert events(answered) == [(HoldEvent.REMOVED, Cause.POST_INFORMATION)]


def test_a_consignment_without_a_key_has_no_hold() -> None:
    """Without identifier or date there is nothing to hold; the receipt and a dead letter report it."""
    assert holds(manifest_of(express(party("Orion Kade Trading"), identifier="")), ORION) == []
    assert holds(manifest_of(express(party("Orion Kade Trading"), filed=None)), ORION) == []


def test_every_event_names_its_versions() -> None:
    """Watchlist, scorecards, policy and matcher: with them the decision can be reproduced."""
    (hold,) = holds(manifest_of(postal(party("Orion Kade Trading"))), ORION, scorecards=non_compliant_post(2))
    assert hold.versions == Versions(Watchlist([ORION]).version, "p1", POLICY.version, MATCHER_VERSION)
    assert hold.decided == NOW
    assert hold.consignment == f"postal:{s10()}:2026-07-01"


def test_two_parties_that_match_one_listed_party_place_one_hold() -> None:
    """A hold is placed once, and it covers the seller and the notify party alike."""
    seller, notify = (
        party("Orion Kade Trading", role, address=Address((f"{role} road",), "Miami", "FL", "33101", "US"))
        for role in (PartyRole.SELLER, PartyRole.NOTIFY_PARTY)
    )
    manifest = manifest_of(express(seller, notify))
    assert len(screened(manifest, ORION).decisions[0].matches) == 2
    (hold,) = holds(manifest, ORION)
    assert set(hold.identities) == {identity_of(seller), identity_of(notify)}


@given(MANIFESTS, LISTED)
def test_a_replay_gives_the_same_events(manifest: Manifest, entries: list[ListedParty]) -> None:
    """Screened again with its own holds in place, any manifest repeats its events to the letter, none of them twice."""
    first = holds(manifest, *entries)
    assert holds(manifest, *entries, in_place=by_identifier(first)) == first
    keys = [each.identifier for each in manifest.consignments]
    if len(set(keys)) == len(keys):
        assert len({hold.id for hold in first}) == len(first)
