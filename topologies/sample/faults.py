"""Consignments spoiled on purpose, by error code, and records that cannot be read at all."""

from collections.abc import Callable
from typing import Any, NamedTuple

from screener.consignment import Mode, PartyRole

Draft = dict[str, Any]
"""A consignment as decoded JSON."""
BOTH, EXPRESS, POSTAL = frozenset(Mode), frozenset({Mode.EXPRESS}), frozenset({Mode.POSTAL})


class Fault(NamedTuple):
    """An error: the filer's own code where it has one, the modes it concerns, and whether the key stays readable.

    A consignment with a readable key is held (RFI, not assessable); without one it is only an error in the receipt.
    """

    code: str
    spoil: Callable[[Draft], None]
    modes: frozenset[Mode] = BOTH
    keyed: bool = True


def _put(field: str, value: object) -> Callable[[Draft], None]:
    """Sets a field of the consignment; None drops it."""

    def spoil(draft: Draft) -> None:
        draft.pop(field, None)
        if value is not None:
            draft[field] = value

    return spoil


def _party(role: PartyRole, field: str) -> Callable[[Draft], None]:
    """Drops a field of the party that plays `role`; `address.x` drops what is inside the address."""

    def spoil(draft: Draft) -> None:
        (party,) = [party for party in draft["parties"] if party["role"] == role]
        outer, _, inner = field.partition(".")
        del (party[outer] if inner else party)[inner or outer]

    return spoil


def _unknown_role(draft: Draft) -> None:
    draft["parties"].append({"role": "bystander", "name": "Marta Nowakowski"})


def _wrong_check_digit(draft: Draft) -> None:
    given: str = draft["identifier"]
    draft["identifier"] = f"{given[:10]}{(int(given[10]) + 1) % 10}{given[11:]}"


CONSIGNEE, SHIPPER = PartyRole.CONSIGNEE, PartyRole.SHIPPER
FAULTS = (
    Fault("MISSING_CNE_NAME", _party(CONSIGNEE, "name")),
    Fault("MISSING_CNE_ADDR", _party(CONSIGNEE, "address")),
    Fault("MISSING_CNE_CTRY", _party(CONSIGNEE, "address.country"), EXPRESS),
    Fault("MISSING_SHP_NAME", _party(SHIPPER, "name")),
    Fault("MISSING_SHP_ADDR", _party(SHIPPER, "address")),
    Fault("MISSING_SHP_CTRY", _party(SHIPPER, "address.country"), EXPRESS),
    Fault("MISSING_WEIGHT", _put("weight", None)),
    Fault("INVALID_WEIGHT", _put("weight", -1.5)),
    Fault("MISSING_WT_UNITS", _put("weight_unit", None)),
    Fault("MISSING_BILL_QTY", _put("quantity", None)),
    Fault("INVALID_BILL_QTY", _put("quantity", 0)),
    Fault("MISSING_CARGO_DESC", _put("description", None)),
    Fault("VAGUE_DESCRIPTION", _put("description", "various goods")),
    Fault("UNKNOWN_COUNTRY", _put("origin", "QQ"), EXPRESS),
    Fault("MISSING_VALUE", _put("value", None), POSTAL),
    Fault("BAD_CHECK_DIGIT", _wrong_check_digit, POSTAL),
    Fault("INVALID_HOUSE_BILL_NBR", _put("identifier", "HAWB" * 9), EXPRESS, keyed=False),
    Fault("MISSING_HOUSE_BILL_NBR", _put("identifier", None), EXPRESS, keyed=False),
    Fault("DATE_OUT_OF_RANGE", _put("filed", "2019-02-11")),
    Fault("BAD_DATE", _put("filed", "2026-02-31"), keyed=False),
    Fault("UNKNOWN_ROLE", _unknown_role),
    Fault("WRONG_TYPE", _put("weight", "heavy")),
    Fault("NOT_A_CONSIGNMENT", _put("parties", "see the attached list"), EXPRESS),
)
"""One row an error. Codes of the filer's own system (CAMIR) where it has one, else this project's words."""

UNREADABLE: dict[str, Callable[[bytes], bytes]] = {
    "not JSON": lambda _: b"FHL/4\r\nMBI/990-08722685HKGJFK/T1K149.0\r\n",
    "truncated": lambda good: good[: len(good) // 2],
    "not UTF-8": lambda good: good.replace(b'"manifest":"', b'"manifest":"\xff\xfe', 1),
    "not a number": lambda good: good.replace(b'"weight":', b'"weight":NaN,"was":', 1),
    "not a manifest": lambda _: b'["a","list"]',
    "no manifest number": lambda good: good.replace(b'"manifest":', b'"manifesto":', 1),
    "2 MB of brackets": lambda _: b"[" * 2_000_000,
}
"""Records that end as dead letters, made from a good one (whose consignments are then no part of the day's count)."""
