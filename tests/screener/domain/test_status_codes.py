"""The status codes of hold events, as carriers and posts know them."""

import msgspec
import pytest

from screener.domain.consignment import Mode
from screener.domain.policy import Family
from screener.domain.status_codes import HOLD_CODES, POSTAL_CODES, Code, HoldEvent, codes_of
from tests.support.builders import holds, manifest_of, postal


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
    """PLACI and Cargo-XML for requests and refusals, ACE for a hold; postal items get EME or EDC in addition."""
    for event, expected in zip(HoldEvent, (placed, still, removed), strict=True):
        assert [code.code for code in codes_of(family, event, Mode.EXPRESS)] == expected
        beside = "EDC" if event is HoldEvent.REMOVED else "EME"
        assert [code.code for code in codes_of(family, event, Mode.POSTAL)] == [*expected, beside]


def test_a_code_never_goes_without_its_system() -> None:
    """7H is a request for information in PLACI and something else in ACE."""
    (hold,) = holds(manifest_of(postal(description="")))
    assert hold.codes == (Code("PLACI-CSN", "7H"), Code("XCSN", "RI"), Code("EMSEVT", "EME"))
    encoded = msgspec.to_builtins(hold)
    assert all(code["code_system"] and code["code"] for code in encoded["codes"])


def test_every_family_and_event_has_a_code() -> None:
    """The tables have no gap: whatever is decided can be published."""
    assert set(HOLD_CODES) == {
        (family, event) for family in Family if family is not Family.CLEAR for event in HoldEvent
    }
    assert set(POSTAL_CODES) == set(HoldEvent)


def test_a_placed_and_a_removed_hold_differ_in_every_system() -> None:
    """A carrier that reads one system only must see the removal."""
    for family in set(Family) - {Family.CLEAR}:
        placed, removed = (set(codes_of(family, event, Mode.POSTAL)) for event in (HoldEvent.PLACED, HoldEvent.REMOVED))
        assert not placed & removed
        assert {code.code_system for code in placed} == {code.code_system for code in removed}
