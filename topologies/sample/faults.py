"""Faults put into consignments on purpose, one in each, and records that cannot be read at all."""

from collections.abc import Callable
from typing import Any, NamedTuple

from screener.domain.consignment import Mode, PartyRole
from screener.domain.errors import ErrorCode

Json = dict[str, Any]
"""A consignment as decoded JSON."""

BOTH, EXPRESS, POSTAL = frozenset(Mode), frozenset({Mode.EXPRESS}), frozenset({Mode.POSTAL})


class Fault(NamedTuple):
    """A fault, the code that a receipt must give for it, and how it is put into a consignment.

    A consignment that still has a key is held (RFI, not assessable); without one there is only an error in the receipt.
    """

    name: str
    code: ErrorCode
    apply: Callable[[Json], None]
    modes: frozenset[Mode] = BOTH
    has_key: bool = True
    """Whether identifier and date stay readable."""


def _set_field(field: str, value: object) -> Callable[[Json], None]:
    """A fault that sets a field of the consignment, or drops it if `value` is None."""

    def apply(consignment: Json) -> None:
        consignment.pop(field, None)
        if value is not None:
            consignment[field] = value

    return apply


def _drop_party_field(role: PartyRole, field: str) -> Callable[[Json], None]:
    """A fault that drops a field of the party with this role; `address.x` drops field `x` of its address."""

    def apply(consignment: Json) -> None:
        (party,) = [party for party in consignment["parties"] if party["role"] == role]
        outer, _, inner = field.partition(".")
        del (party[outer] if inner else party)[inner or outer]

    return apply


def _unknown_role(consignment: Json) -> None:
    consignment["parties"].append({"role": "bystander", "name": "Marta Nowakowski"})


def _wrong_check_digit(consignment: Json) -> None:
    given: str = consignment["identifier"]
    consignment["identifier"] = f"{given[:10]}{(int(given[10]) + 1) % 10}{given[11:]}"


CONSIGNEE, SHIPPER = PartyRole.CONSIGNEE, PartyRole.SHIPPER
FAULTS = (
    Fault("consignee without a name", ErrorCode.MISSING_CNE_NAME, _drop_party_field(CONSIGNEE, "name")),
    Fault("consignee without a street", ErrorCode.MISSING_CNE_ADDR, _drop_party_field(CONSIGNEE, "address.lines")),
    Fault(
        "consignee without a country",
        ErrorCode.MISSING_CNE_CTRY,
        _drop_party_field(CONSIGNEE, "address.country"),
        EXPRESS,
    ),
    Fault("shipper without a name", ErrorCode.MISSING_SHP_NAME, _drop_party_field(SHIPPER, "name")),
    Fault("shipper without a street", ErrorCode.MISSING_SHP_ADDR, _drop_party_field(SHIPPER, "address.lines")),
    Fault(
        "shipper without a country", ErrorCode.MISSING_SHP_CTRY, _drop_party_field(SHIPPER, "address.country"), EXPRESS
    ),
    Fault("no weight", ErrorCode.MISSING_WEIGHT, _set_field("weight", None)),
    Fault("weight below 0", ErrorCode.INVALID_WEIGHT, _set_field("weight", -1.5)),
    Fault("no unit of weight", ErrorCode.MISSING_WT_UNITS, _set_field("weight_unit", None)),
    Fault("no quantity", ErrorCode.MISSING_BILL_QTY, _set_field("quantity", None)),
    Fault("quantity of 0", ErrorCode.INVALID_BILL_QTY, _set_field("quantity", 0)),
    Fault("no description", ErrorCode.MISSING_CARGO_DESC, _set_field("description", None)),
    Fault("vague description", ErrorCode.VAGUE_CARGO_DESC, _set_field("description", "various goods")),
    Fault("unknown country of origin", ErrorCode.INVALID_COUNTRY, _set_field("origin", "QQ"), EXPRESS),
    Fault("no declared value", ErrorCode.MISSING_VALUE, _set_field("value", None), POSTAL),
    Fault("wrong check digit", ErrorCode.INVALID_ITEM_ID, _wrong_check_digit, POSTAL),
    Fault(
        "no waybill number", ErrorCode.MISSING_HOUSE_BILL_NBR, _set_field("identifier", None), EXPRESS, has_key=False
    ),
    Fault("date of another year", ErrorCode.INVALID_DATE, _set_field("filed", "2019-02-11")),
    Fault("no date", ErrorCode.INVALID_DATE, _set_field("filed", None), has_key=False),
    Fault("30 February", ErrorCode.INVALID_DATE, _set_field("filed", "2026-02-30"), has_key=False),
    Fault("unknown role", ErrorCode.INVALID_PARTY_ROLE, _unknown_role),
    Fault("weight in words", ErrorCode.INVALID_WEIGHT, _set_field("weight", "heavy")),
    Fault("parties in words", ErrorCode.INVALID_PARTY, _set_field("parties", "see the attached list"), EXPRESS),
)
"""Every fault; its code must be among those in the receipt."""

UNREADABLE: dict[str, Callable[[bytes], bytes]] = {
    "not JSON": lambda _: b"FHL/4\r\nMBI/990-08722685HKGJFK/T1K149.0\r\n",
    "truncated": lambda good: good[: len(good) // 2],
    "not UTF-8": lambda good: good.replace(b'"manifest":"', b'"manifest":"\xff\xfe', 1),
    "not a manifest": lambda _: b'["a","list"]',
    "no manifest number": lambda good: good.replace(b'"manifest":', b'"manifesto":', 1),
    "2 MB of brackets": lambda _: b"[" * 2_000_000,
}
"""How an unreadable record of each kind is made from a readable one; it must end as a dead letter."""
