"""Consignments spoiled on purpose, each with one error, and records that cannot be read at all."""

from collections.abc import Callable
from typing import Any, NamedTuple

from screener.domain.consignment import Mode, PartyRole
from screener.domain.errors import ErrorCode

Draft = dict[str, Any]
"""A consignment as decoded JSON."""
BOTH, EXPRESS, POSTAL = frozenset(Mode), frozenset({Mode.EXPRESS}), frozenset({Mode.POSTAL})


class Fault(NamedTuple):
    """An error in words and by its code, the modes it concerns, and whether the key stays readable.

    A consignment with a readable key is held (RFI, not assessable); without one it is only an error in the receipt.
    """

    name: str
    code: ErrorCode
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
    Fault("consignee without a name", ErrorCode.MISSING_CNE_NAME, _party(CONSIGNEE, "name")),
    Fault("consignee without a street", ErrorCode.MISSING_CNE_ADDR, _party(CONSIGNEE, "address.lines")),
    Fault("consignee without a country", ErrorCode.MISSING_CNE_CTRY, _party(CONSIGNEE, "address.country"), EXPRESS),
    Fault("shipper without a name", ErrorCode.MISSING_SHP_NAME, _party(SHIPPER, "name")),
    Fault("shipper without a street", ErrorCode.MISSING_SHP_ADDR, _party(SHIPPER, "address.lines")),
    Fault("shipper without a country", ErrorCode.MISSING_SHP_CTRY, _party(SHIPPER, "address.country"), EXPRESS),
    Fault("no weight", ErrorCode.MISSING_WEIGHT, _put("weight", None)),
    Fault("weight below 0", ErrorCode.INVALID_WEIGHT, _put("weight", -1.5)),
    Fault("no unit of weight", ErrorCode.MISSING_WT_UNITS, _put("weight_unit", None)),
    Fault("no quantity", ErrorCode.MISSING_BILL_QTY, _put("quantity", None)),
    Fault("quantity of 0", ErrorCode.INVALID_BILL_QTY, _put("quantity", 0)),
    Fault("no description", ErrorCode.MISSING_CARGO_DESC, _put("description", None)),
    Fault("vague description", ErrorCode.VAGUE_CARGO_DESC, _put("description", "various goods")),
    Fault("unknown country of origin", ErrorCode.INVALID_COUNTRY, _put("origin", "QQ"), EXPRESS),
    Fault("no declared value", ErrorCode.MISSING_VALUE, _put("value", None), POSTAL),
    Fault("wrong check digit", ErrorCode.INVALID_ITEM_ID, _wrong_check_digit, POSTAL),
    Fault("no waybill number", ErrorCode.MISSING_HOUSE_BILL_NBR, _put("identifier", None), EXPRESS, keyed=False),
    Fault("date of another year", ErrorCode.INVALID_DATE, _put("filed", "2019-02-11")),
    Fault("no date", ErrorCode.INVALID_DATE, _put("filed", None), keyed=False),
    Fault("30 February", ErrorCode.INVALID_DATE, _put("filed", "2026-02-30"), keyed=False),
    Fault("unknown role", ErrorCode.INVALID_PARTY_ROLE, _unknown_role),
    Fault("weight in words", ErrorCode.INVALID_WEIGHT, _put("weight", "heavy")),
    Fault("parties in words", ErrorCode.INVALID_PARTY, _put("parties", "see the attached list"), EXPRESS),
)
"""One row an error, each with the code that must be among those in the receipt."""

UNREADABLE: dict[str, Callable[[bytes], bytes]] = {
    "not JSON": lambda _: b"FHL/4\r\nMBI/990-08722685HKGJFK/T1K149.0\r\n",
    "truncated": lambda good: good[: len(good) // 2],
    "not UTF-8": lambda good: good.replace(b'"manifest":"', b'"manifest":"\xff\xfe', 1),
    "not a manifest": lambda _: b'["a","list"]',
    "no manifest number": lambda good: good.replace(b'"manifest":', b'"manifesto":', 1),
    "2 MB of brackets": lambda _: b"[" * 2_000_000,
}
"""Records that end as dead letters, made from a good one (whose consignments are then no part of the day's count)."""
