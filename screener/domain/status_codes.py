"""The status codes of hold events that carriers and posts already understand: a table an officer can read."""

from enum import StrEnum

from msgspec import Struct

from screener.domain.consignment import Mode
from screener.domain.policy import Family


class HoldEvent(StrEnum):
    """What happens to a hold: it is placed once, may be repeated as still in place, and is removed once."""

    PLACED = "placed"
    STILL_IN_PLACE = "still-in-place"
    REMOVED = "removed"


class Code(Struct, frozen=True, gc=False):
    """A status code and the system that defines it: 7H is an RFI hold in PLACI and an NII exam in ACE."""

    code_system: str
    """System that defines the code: `PLACI-CSN`, `XCSN`, `ACE`, `EMSEVT` or `CAMIR`."""
    code: str
    """The code, e.g. `7H`."""


PLACI, XCSN, ACE, EMSEVT = "PLACI-CSN", "XCSN", "ACE", "EMSEVT"

HOLD_CODES: dict[tuple[Family, HoldEvent], tuple[Code, ...]] = {
    (Family.RFS, HoldEvent.PLACED): (Code(PLACI, "8H"), Code(XCSN, "RS")),
    (Family.RFS, HoldEvent.STILL_IN_PLACE): (Code(PLACI, "8J"), Code(XCSN, "RS")),
    (Family.RFS, HoldEvent.REMOVED): (Code(PLACI, "8I"), Code(XCSN, "CO")),
    (Family.RFI, HoldEvent.PLACED): (Code(PLACI, "7H"), Code(XCSN, "RI")),
    (Family.RFI, HoldEvent.STILL_IN_PLACE): (Code(PLACI, "7J"), Code(XCSN, "RI")),
    (Family.RFI, HoldEvent.REMOVED): (Code(PLACI, "7I"), Code(XCSN, "CO")),
    (Family.HOLD, HoldEvent.PLACED): (Code(ACE, "1H"),),
    (Family.HOLD, HoldEvent.STILL_IN_PLACE): (Code(ACE, "1H"),),
    (Family.HOLD, HoldEvent.REMOVED): (Code(ACE, "1I"),),
    (Family.DNL, HoldEvent.PLACED): (Code(PLACI, "6H"), Code(XCSN, "CD")),
    (Family.DNL, HoldEvent.STILL_IN_PLACE): (Code(PLACI, "6J"), Code(XCSN, "CD")),
    (Family.DNL, HoldEvent.REMOVED): (Code(PLACI, "6I"), Code(XCSN, "CO")),
}
"""PLACI/ACAS, Cargo-XML and ACE codes. ACE has no code of its own for "still in place": 1H is repeated."""

POSTAL_CODES: dict[HoldEvent, tuple[Code, ...]] = {
    HoldEvent.PLACED: (Code(EMSEVT, "EME"),),
    HoldEvent.STILL_IN_PLACE: (Code(EMSEVT, "EME"),),
    HoldEvent.REMOVED: (Code(EMSEVT, "EDC"),),
}
"""Codes that postal items get besides: EME, held by import customs, and EDC, returned from customs."""


def codes_of(family: Family, event: HoldEvent, mode: Mode) -> tuple[Code, ...]:
    """The status codes of a hold event, each with its `code_system`."""
    return HOLD_CODES[family, event] + (POSTAL_CODES[event] if mode is Mode.POSTAL else ())
