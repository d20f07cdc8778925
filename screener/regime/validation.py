"""What a consignment must declare (19 CFR 128.21, ACAS, 19 CFR 145.74), told in the filer's own error codes."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from screener.domain.consignment import Consignment, IdentifierKind, Mode, Party, PartyRole, PostalItem
from screener.domain.countries import COUNTRIES
from screener.domain.errors import ErrorCode, Problem, problem
from screener.domain.identifiers import is_importer_number, is_s10, shown
from screener.domain.policy import Element
from screener.regime.descriptions import is_meaningless

LONGEST_IDENTIFIER = 35
LONGEST_TEXT = 1_000
OLDEST = timedelta(days=366)
NEWEST = timedelta(days=31)

ROLE_CODES: dict[PartyRole, tuple[ErrorCode, ErrorCode, ErrorCode, ErrorCode]] = {
    PartyRole.SHIPPER: (
        ErrorCode.MISSING_SHP_LINE,
        ErrorCode.MISSING_SHP_NAME,
        ErrorCode.MISSING_SHP_ADDR,
        ErrorCode.MISSING_SHP_CTRY,
    ),
    PartyRole.CONSIGNEE: (
        ErrorCode.MISSING_CNE_LINE,
        ErrorCode.MISSING_CNE_NAME,
        ErrorCode.MISSING_CNE_ADDR,
        ErrorCode.MISSING_CNE_CTRY,
    ),
}
"""The required parties, with the codes of a missing party, name, address and country."""


def is_sound(party: Party) -> bool:
    """Whether a glance shows that nothing is wrong with a party; where it is False, `party_problems` decides."""
    name, address = party.name, party.address
    return (
        1 < len(name) <= LONGEST_TEXT
        and name[0] != name[1]
        and name[0].isalpha()
        and bool(address.lines)
        and not address.lines[0].isspace()
        and address.lines[0] != ""
        and address.country in COUNTRIES
        and not party.identifiers
    )


def party_problems(party: Party) -> tuple[Problem, ...]:
    """What is wrong with a party on its own; only shipper and consignee must have a name, an address and a country."""
    return (*_required(party), *_malformed(party))


def _required(party: Party) -> Iterator[Problem]:
    codes = ROLE_CODES.get(party.role)
    if codes is None:
        if not party.name.strip():
            yield problem(ErrorCode.INVALID_NAME, f"parties[{party.role}].name", party.name, "name the party")
        return
    _, name, address, country = codes
    if not party.name.strip():
        yield problem(name, f"parties[{party.role}].name", party.name, "give the full name")
    if not any(line.strip() for line in party.address.lines):
        yield problem(address, f"parties[{party.role}].address.lines", "", "give the street address")
    if not party.address.country:
        yield problem(country, f"parties[{party.role}].address.country", "", "give the ISO 3166 two-letter country")


def _malformed(party: Party) -> Iterator[Problem]:
    where = f"parties[{party.role}]"
    if party.name.strip() and is_meaningless(party.name):
        yield problem(
            ErrorCode.INVALID_NAME,
            f"{where}.name",
            party.name,
            "give a name, not digits, symbols or one character repeated",
        )
    if len(party.name) > LONGEST_TEXT:
        yield problem(
            ErrorCode.INVALID_NAME, f"{where}.name", party.name, f"a name has at most {LONGEST_TEXT} characters"
        )
    if party.address.country and party.address.country not in COUNTRIES:
        yield problem(
            ErrorCode.INVALID_COUNTRY,
            f"{where}.address.country",
            party.address.country,
            "use an ISO 3166 two-letter code",
        )
    for each in party.identifiers:
        if each.kind is IdentifierKind.IMPORTER_NUMBER and not is_importer_number(each.value):
            remedy = "use NN-NNNNNNNXX, NNN-NN-NNNN or YYDDPP-NNNNN"
            yield problem(ErrorCode.INVALID_IMPORTER_NBR, f"{where}.identifiers", shown(each), remedy)


class Rules:
    """The rules of one mode on one day, bound once for a batch: `check` costs a consignment well under a microsecond."""

    __slots__ = ("_days", "_identifier_is_right", "_newest", "_oldest", "_postal", "mode")

    def __init__(self, mode: Mode, today: date) -> None:
        self.mode = mode
        self._oldest = today - OLDEST
        self._newest = today + NEWEST
        self._days = _days(self._oldest, self._newest)
        self._postal = mode is Mode.POSTAL
        self._identifier_is_right: Callable[[str], bool] = is_s10 if mode is Mode.POSTAL else _is_house_waybill

    def passes(self, consignment: Consignment[Party]) -> bool:
        """Whether the consignment's own fields are right (its description and its parties apart)."""
        weight, value = consignment.weight, consignment.value
        return (
            consignment.filed in self._days
            and (consignment.quantity or 0) > 0
            and weight is not None
            and 0.0 < weight < _INFINITE
            and consignment.weight_unit in UNITS
            and (consignment.origin in COUNTRIES or (self._postal and not consignment.origin))
            and (value is None or 0.0 <= value < _INFINITE)
            and not (self._postal and (value is None or not consignment.currency))
            and self._identifier_is_right(consignment.identifier)
        )

    def problems(self, consignment: Consignment[Party]) -> list[Problem]:
        """Everything that is wrong with the consignment's own fields; empty exactly where `passes`."""
        return [*self._identity(consignment), *self._measures(consignment), *self._money(consignment)]

    def _identity(self, consignment: Consignment[Party]) -> Iterator[Problem]:
        identifier, filed = consignment.identifier, consignment.filed
        if not identifier:
            yield problem(
                ErrorCode.MISSING_HOUSE_BILL_NBR, "identifier", "", "give the house waybill or S10 identifier"
            )
        elif not self._identifier_is_right(identifier):
            postal = self.mode is Mode.POSTAL
            code = ErrorCode.INVALID_ITEM_ID if postal else ErrorCode.INVALID_HOUSE_BILL_NBR
            remedy = (
                "use an S10 identifier with its check digit"
                if postal
                else f"use at most {LONGEST_IDENTIFIER} letters and digits"
            )
            yield problem(code, "identifier", identifier, remedy)
        if filed is None or not self._oldest <= filed <= self._newest:
            remedy = f"give the date of filing, from {self._oldest} to {self._newest}"
            yield problem(ErrorCode.INVALID_DATE, "filed", "" if filed is None else filed, remedy)
        if consignment.origin not in COUNTRIES and (consignment.origin or self.mode is Mode.EXPRESS):
            yield problem(ErrorCode.INVALID_COUNTRY, "origin", consignment.origin, "use an ISO 3166 two-letter code")

    def _measures(self, consignment: Consignment[Party]) -> Iterator[Problem]:
        quantity, weight, unit = consignment.quantity, consignment.weight, consignment.weight_unit
        if quantity is None:
            yield problem(ErrorCode.MISSING_BILL_QTY, "quantity", "", "give the number of smallest outer packages")
        elif quantity < 1:
            yield problem(ErrorCode.INVALID_BILL_QTY, "quantity", quantity, "give a whole number from 1")
        if weight is None:
            yield problem(ErrorCode.MISSING_WEIGHT, "weight", "", "give the gross weight")
        elif not 0.0 < weight < _INFINITE:
            yield problem(ErrorCode.INVALID_WEIGHT, "weight", weight, "give a weight above 0")
        if unit not in UNITS:
            yield problem(ErrorCode.MISSING_WT_UNITS, "weight_unit", unit, "use K (kilograms) or L (pounds)")

    def _money(self, consignment: Consignment[Party]) -> Iterator[Problem]:
        if self.mode is Mode.POSTAL and (consignment.value is None or not consignment.currency):
            yield problem(
                ErrorCode.MISSING_VALUE, "value", "", "give the declared value and its currency (19 CFR 145.74)"
            )
        if consignment.value is not None and not 0.0 <= consignment.value < _INFINITE:
            yield problem(ErrorCode.INVALID_VALUE, "value", consignment.value, "give a value from 0")


@lru_cache(maxsize=4)
def _days(first: date, last: date) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


_INFINITE = float("inf")
UNITS = frozenset({"K", "L"})
_HOUSE_WAYBILL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 /-]{0,34}\Z")


def _is_house_waybill(text: str) -> bool:
    return _HOUSE_WAYBILL.match(text) is not None


def missing_roles(parties: list[Party]) -> list[Problem]:
    """A problem for each required party that is not named at all."""
    present = {party.role for party in parties}
    return [
        problem(codes[0], "parties", "", f"name the {role}")
        for role, codes in ROLE_CODES.items()
        if role not in present
    ]


def has_information(consignment: Consignment[Party], element: Element) -> bool:
    """Whether a consignment bears one element of the additional information of EO 13904 section 5(c)."""
    return INFORMATION[element](consignment)


def _has_hts(consignment: Consignment[Party]) -> bool:
    lines = consignment.contents if isinstance(consignment, PostalItem) else ()
    return bool(consignment.hts) or (bool(lines) and all(line.hs_code for line in lines))


def _has_contact(consignment: Consignment[Party]) -> bool:
    return any(party.phone or party.email for party in consignment.parties if party.role is PartyRole.CONSIGNEE)


INFORMATION: dict[Element, Callable[[Consignment[Party]], bool]] = {
    "hts": _has_hts,
    "origin": lambda consignment: bool(consignment.origin),
    "value": lambda consignment: consignment.value is not None and bool(consignment.currency),
    "contact": _has_contact,
}
"""The elements that a policy may ask for, by name."""
