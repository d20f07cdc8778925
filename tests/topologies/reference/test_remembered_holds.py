import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.decision import Hold
from screener.domain.status_codes import HoldEvent
from tests.support.builders import by_identifier, express, holds, manifest_of, party
from tests.support.worker_helpers import ORION, VESTA, encode
from topologies.reference.remembered_holds import RememberedHolds


def a_hold(identifier: str = "HB100001", manifest: str = "M1") -> Hold:
    """A hold for a listed name."""
    (hold,) = holds(manifest_of(express(party(ORION.name), identifier=identifier), number=manifest), ORION)
    return hold


def changed(hold: Hold, event: HoldEvent) -> tuple[bytes, bytes]:
    return hold.consignment.encode(), encode(msgspec.structs.replace(hold, event=event))


def test_holds_are_found_by_identifier_until_they_are_removed() -> None:
    """A hold is found by its consignment's identifier; a repeated hold counts once; a removed one is forgotten."""
    held = RememberedHolds(10)
    hold = a_hold()
    held.apply(*changed(hold, HoldEvent.PLACED))
    held.apply(*changed(hold, HoldEvent.STILL_IN_PLACE))
    assert held.by_identifier.keys() == {"HB100001"} == by_identifier([hold]).keys()
    assert len(held.by_identifier["HB100001"]) == 1
    held.apply(*changed(hold, HoldEvent.REMOVED))
    assert len(held) == 0
    held.apply(hold.consignment.encode(), None)
    assert len(held) == 0


def test_a_removal_removes_only_its_own_hold() -> None:
    """Of two holds on one consignment the other stays."""
    (first,) = holds(manifest_of(express(party(ORION.name))), ORION)
    (second,) = holds(manifest_of(express(party(VESTA.name))), VESTA)
    held = RememberedHolds(10)
    held.update([first, second])
    held.update([msgspec.structs.replace(first, event=HoldEvent.REMOVED)])
    assert [hold.hold for hold in held.by_identifier["HB100001"]] == [second.hold]


def test_holds_are_kept_as_bytes() -> None:
    """They are read as they were written, and take no more memory than their messages."""
    (hold,) = holds(manifest_of(express(party(ORION.name))), ORION)
    held = RememberedHolds(10)
    held.update([hold])
    assert held.by_identifier["HB100001"] == (hold,)
    assert "HB100001" in held.by_identifier
    assert "HB100002" not in held.by_identifier
    packed = [each for holds in held.by_identifier.packed.values() for each in holds.values()]
    assert sum(map(len, packed)) < 1.1 * len(encode(hold))


def test_an_identifier_may_contain_colons_and_spaces() -> None:
    """It is everything between the mode and the date."""
    held = RememberedHolds(10)
    held.update([msgspec.structs.replace(a_hold(), consignment="express:HB:1 2:2026-07-01")])
    assert list(held.by_identifier) == ["HB:1 2"]


def test_the_number_of_remembered_holds_is_bounded() -> None:
    """Beyond the limit the oldest are forgotten; a repeated hold counts as new."""
    held = RememberedHolds(3)
    made = [a_hold(f"HB{number}") for number in range(4)]
    held.update(made[:3])
    held.update([made[0]])
    held.update([made[3]])
    assert list(held.by_identifier) == ["HB2", "HB0", "HB3"]


def test_a_hold_event_without_a_consignment_key_is_refused() -> None:
    """It raises a decoding error, which the follower counts, and not one that ends the worker."""
    held = RememberedHolds(10)
    with pytest.raises(msgspec.ValidationError, match="is not mode:identifier:date"):
        held.apply(b"x", encode(msgspec.structs.replace(a_hold(), consignment="HB100001")))
    assert len(held) == 0


def test_a_hold_that_this_worker_placed_is_not_decoded_again() -> None:
    """Its own event comes back from the topic byte for byte, and leaves the order of the holds as it is."""
    held = RememberedHolds(10)
    first, second = a_hold("HB1"), a_hold("HB2")
    held.update([first, second])
    held.apply(*changed(first, first.event))
    assert list(held.by_identifier) == ["HB1", "HB2"]


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(HoldEvent)), max_size=30))
def test_what_is_remembered_is_what_is_in_place(events: list[tuple[int, HoldEvent]]) -> None:
    """However placements, repetitions and removals are mixed, and whether the worker or the topic reports them."""
    held = RememberedHolds(10)
    in_place: set[str] = set()
    for number, event in events:
        (in_place.discard if event is HoldEvent.REMOVED else in_place.add)(f"HB{number}")
        hold = msgspec.structs.replace(HOLDS[number], event=event)
        if number % 2:
            held.update([hold])
        else:
            held.apply(*changed(hold, event))
    assert held.by_identifier.keys() == in_place


HOLDS = [a_hold(f"HB{number}") for number in range(5)]
