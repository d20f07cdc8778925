"""The life of a hold: placed once, still in place for another manifest, removed once; and the codes it speaks in."""

from collections.abc import Iterable

import msgspec
import pytest

from screener.domain.consignment import Mode
from screener.domain.decision import MATCHER_VERSION, Cause, Hold, Versions, outcome_id
from screener.domain.policy import Family
from screener.domain.status_codes import HOLD_CODES, Code, HoldEvent, codes_of
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
)

ORION = listed("ORION KADE TRADING")
HELD = express(party("Orion Kade Trading"))
FAULTY = express(description="")
OTHER_FAULTY = express(description="", identifier="HB2")


def events(found: Iterable[Hold]) -> list[tuple[HoldEvent, Cause]]:
    return [(hold.event, hold.cause) for hold in found]


PLACED_LISTED = (HoldEvent.PLACED, Cause.LISTED_PARTY)


def test_the_same_manifest_screened_twice_gives_the_same_events() -> None:
    """A replay writes the same ids, with or without its own holds in place, so a consumer drops the twin."""
    first = holds(manifest_of(HELD, OTHER_FAULTY), ORION)
    assert len(first) == 2
    assert holds(manifest_of(HELD, OTHER_FAULTY), ORION) == first
    assert holds(manifest_of(HELD, OTHER_FAULTY), ORION, in_place=by_identifier(first)) == first


def test_another_manifest_finds_the_hold_still_in_place() -> None:
    """A resubmission during a hold is the same hold with an event of its own, once per manifest."""
    first = holds(manifest_of(HELD), ORION)
    second = holds(manifest_of(HELD, number="M2"), ORION, in_place=by_identifier(first))
    third = holds(manifest_of(HELD, number="M3"), ORION, in_place=by_identifier(first))
    assert events(first) == [PLACED_LISTED]
    assert events(second) == events(third) == [(HoldEvent.STILL_IN_PLACE, Cause.LISTED_PARTY)]
    assert {hold.hold for hold in (*first, *second, *third)} == {first[0].hold}
    assert len({hold.id for hold in (*first, *second, *third)}) == 3
    assert holds(manifest_of(HELD, number="M2"), ORION, in_place=by_identifier(first)) == second


def test_a_hold_that_is_placed_again_is_no_twin() -> None:
    """Removed, then due again: a consumer that drops the ids it has seen must see that the consignment is held, and freed."""
    placed = holds(manifest_of(FAULTY))
    removed = holds(manifest_of(express(), number="M2"), in_place=by_identifier(placed))
    again = holds(manifest_of(FAULTY, number="M3"))
    freed = holds(manifest_of(express(), number="M4"), in_place=by_identifier(again))
    life = [*placed, *removed, *again, *freed]
    assert [hold.event for hold in life] == [HoldEvent.PLACED, HoldEvent.REMOVED] * 2
    assert len({hold.hold for hold in life}) == 1
    assert len({hold.id for hold in life}) == 4


def test_a_manifest_screened_again_says_what_it_said() -> None:
    """After a crash its own holds are known already: placed stays placed, still in place stays so, under the same ids."""
    first = holds(manifest_of(HELD), ORION)
    second = holds(manifest_of(HELD, number="M2"), ORION, in_place=by_identifier(first))
    assert holds(manifest_of(HELD), ORION, in_place=by_identifier(first)) == first
    assert holds(manifest_of(HELD, number="M2"), ORION, in_place=by_identifier(second)) == second


def test_information_given_removes_the_request() -> None:
    """What was missing is there: the request is removed, and says which manifest answered it."""
    first = holds(manifest_of(FAULTY))
    second = holds(manifest_of(express(), number="M2"), in_place=by_identifier(first))
    assert events(first) == [(HoldEvent.PLACED, Cause.NOT_ASSESSABLE)]
    assert events(second) == [(HoldEvent.REMOVED, Cause.NOT_ASSESSABLE)]
    assert second[0].hold == first[0].hold
    assert second[0].reason.startswith("answered by manifest M2: cannot be assessed")
    assert [code.code for code in second[0].codes] == ["7I", "CO"]


def test_information_still_missing_leaves_the_request() -> None:
    """Another fault in the place of the first one answers nothing."""
    first = holds(manifest_of(FAULTY))
    second = holds(manifest_of(express(description="parts"), number="M2"), in_place=by_identifier(first))
    assert events(second) == [(HoldEvent.STILL_IN_PLACE, Cause.NOT_ASSESSABLE)]


def test_a_changed_name_does_not_remove_a_hold() -> None:
    """Only an officer or a delisting ends a hold for a listed party: a resubmission under another name stays held."""
    first = holds(manifest_of(HELD), ORION)
    second = holds(manifest_of(express(party("Sunrise Lamps")), number="M2"), ORION, in_place=by_identifier(first))
    assert events(second) == [(HoldEvent.STILL_IN_PLACE, Cause.LISTED_PARTY)]
    assert second[0].match == first[0].match


def test_a_hold_is_of_one_consignment_and_year() -> None:
    """The same number filed another day is another consignment, free of the earlier one's hold."""
    first = holds(manifest_of(HELD), ORION)
    later = express(filed=NOW.date().replace(day=2))
    assert holds(manifest_of(later, number="M2"), ORION, in_place=by_identifier(first)) == []
    other = express(identifier="HB2")
    assert holds(manifest_of(other, number="M2"), ORION, in_place=by_identifier(first)) == []


def test_a_milder_reason_places_no_hold_of_its_own() -> None:
    """Held for a listed party, a faulty description is told in the receipt; the stricter measure wins."""
    both = express(party("Orion Kade Trading"), description="")
    assert events(holds(manifest_of(both), ORION)) == [PLACED_LISTED]


def test_two_listed_parties_are_two_holds() -> None:
    """Each is removed for itself, so each is placed for itself."""
    vega = listed("VEGA MIRA EXPORTS")
    found = holds(manifest_of(express(party("Orion Kade Trading"), party("Vega Mira Exports"))), ORION, vega)
    assert events(found) == [PLACED_LISTED, PLACED_LISTED]
    assert len({hold.hold for hold in found}) == 2


def test_a_post_that_answers_is_let_go() -> None:
    """The information that section 5(c) asks for removes the request when it comes."""
    first = holds(manifest_of(postal()), scorecards=non_compliant_post(6))
    assert events(first) == [(HoldEvent.PLACED, Cause.POST_INFORMATION)]
    answered = holds(
        manifest_of(informed(), number="M2"), scorecards=non_compliant_post(1), in_place=by_identifier(first)
    )
    assert events(answered) == [(HoldEvent.REMOVED, Cause.POST_INFORMATION)]


def test_a_refusal_outlasts_a_better_filing() -> None:
    """An item refused under section 5(d) is not let in by filing it again."""
    first = holds(manifest_of(postal()), scorecards=non_compliant_post(8))
    second = holds(manifest_of(informed(), number="M2"), in_place=by_identifier(first))
    assert events(second) == [(HoldEvent.STILL_IN_PLACE, Cause.POST_REFUSED)]


def test_what_nothing_names_is_not_held_by_name() -> None:
    """Without identifier or date there is no key; the receipt and a dead letter tell it."""
    assert holds(manifest_of(express(party("Orion Kade Trading"), identifier="")), ORION) == []
    assert holds(manifest_of(express(party("Orion Kade Trading"), filed=None)), ORION) == []


def test_every_event_names_its_versions() -> None:
    """List, posts, policy and matcher stand on each event: with them a decision can be made again."""
    (hold,) = holds(manifest_of(postal(party("Orion Kade Trading"))), ORION, scorecards=non_compliant_post(2))
    assert hold.versions == Versions(Watchlist([ORION]).version, "p1", POLICY.version, MATCHER_VERSION)
    assert hold.decided == NOW
    assert hold.consignment == f"postal:{s10()}:2026-07-01"


@pytest.mark.parametrize(
    ("family", "placed", "still", "removed"),
    [
        (Family.RFI, ["7H", "RI"], ["7J", "RI"], ["7I", "CO"]),
        (Family.RFS, ["8H", "RS"], ["8J", "RS"], ["8I", "CO"]),
        (Family.DNL, ["6H", "CD"], ["6J", "CD"], ["6I", "CO"]),
        (Family.HOLD, ["1H"], ["1H"], ["1I"]),
    ],
)
def test_codes_are_those_that_carriers_know(
    family: Family, placed: list[str], still: list[str], removed: list[str]
) -> None:
    """PLACI and Cargo-XML for the requests and refusals, ACE for a hold; the post's EME and EDC beside them."""
    for event, expected in zip(HoldEvent, (placed, still, removed), strict=True):
        assert [code.code for code in codes_of(family, event, Mode.EXPRESS)] == expected
        beside = "EDC" if event is HoldEvent.REMOVED else "EME"
        assert [code.code for code in codes_of(family, event, Mode.POSTAL)] == [*expected, beside]


def test_a_code_never_goes_without_its_system() -> None:
    """7H is a request for information in PLACI and something else in ACE."""
    (hold,) = holds(manifest_of(postal(description="")), scorecards=non_compliant_post(0))
    assert hold.codes == (Code("PLACI-CSN", "7H"), Code("XCSN", "RI"), Code("EMSEVT", "EME"))
    encoded = msgspec.to_builtins(hold)
    assert all(code["code_system"] and code["code"] for code in encoded["codes"])
    assert {family for family, _ in HOLD_CODES} == set(Family) - {Family.CLEAR}


def test_ids_do_not_run_into_each_other() -> None:
    """Words are kept apart in an id, and the same words give the same id."""
    assert outcome_id("ab", "c") == outcome_id("ab", "c") != outcome_id("a", "bc")
    assert len(outcome_id("x")) == 32
