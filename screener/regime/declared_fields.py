"""The fields of a consignment itself, parties and description apart: what they must hold, and what a policy may ask for besides."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from screener.domain.consignment import Consignment, Mode, Party, PartyRole, PostalItem
from screener.domain.countries import COUNTRIES
from screener.domain.errors import ErrorCode, Problem, problem
from screener.domain.identifiers import is_s10
from screener.domain.policy import Element

MAX_AGE = timedelta(days=366)
MAX_ADVANCE = timedelta(days=31)
"""A filing is dated at most a year back (identifiers are used again after a year) and at most a month ahead."""

WEIGHT_UNITS = frozenset({"K", "L"})
INFINITY = float("inf")
_HOUSE_WAYBILL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 /-]{0,34}\Z")


def is_house_waybill(text: str) -> bool:
    """Whether `text` can be a house waybill number: at most 35 letters, digits, blanks, hyphens and slashes."""
    return _HOUSE_WAYBILL.match(text) is not None


class FieldCheck(NamedTuple):
    """A rule about one field of a consignment, and the problem that it gives."""

    code: ErrorCode
    field: str
    fails: Callable[[Consignment[Party], frozenset[date]], bool]
    """Whether a consignment breaks the rule, given the days on which it may have been filed."""
    remedy: str
    """What the filer should do; `{first}` and `{last}` are the first and the last of these days."""
    quoted: bool = True
    """Whether the problem repeats the value: not where the value itself is right."""


NO_IDENTIFIER = FieldCheck(
    ErrorCode.MISSING_HOUSE_BILL_NBR,
    "identifier",
    lambda consignment, _: not consignment.identifier,
    "give the house waybill number or the S10 identifier",
)
NOT_A_HOUSE_WAYBILL = FieldCheck(
    ErrorCode.INVALID_HOUSE_BILL_NBR,
    "identifier",
    lambda consignment, _: bool(consignment.identifier) and not is_house_waybill(consignment.identifier),
    "use at most 35 letters and digits",
)
NOT_AN_S10_IDENTIFIER = FieldCheck(
    ErrorCode.INVALID_ITEM_ID,
    "identifier",
    lambda consignment, _: bool(consignment.identifier) and not is_s10(consignment.identifier),
    "use an S10 identifier with its check digit",
)
FILED_ON_ANOTHER_DAY = FieldCheck(
    ErrorCode.INVALID_DATE,
    "filed",
    lambda consignment, days: consignment.filed not in days,
    "give the date of filing, from {first} to {last}",
)
NO_ORIGIN = FieldCheck(
    ErrorCode.INVALID_COUNTRY,
    "origin",
    lambda consignment, _: consignment.origin not in COUNTRIES,
    "use an ISO 3166 two-letter code",
)
UNKNOWN_ORIGIN = NO_ORIGIN._replace(
    fails=lambda consignment, _: bool(consignment.origin) and consignment.origin not in COUNTRIES
)
QUANTITY_AND_WEIGHT = (
    FieldCheck(
        ErrorCode.MISSING_BILL_QTY,
        "quantity",
        lambda consignment, _: consignment.quantity is None,
        "give the number of the smallest outer packages",
    ),
    FieldCheck(
        ErrorCode.INVALID_BILL_QTY,
        "quantity",
        lambda consignment, _: consignment.quantity is not None and consignment.quantity < 1,
        "give a whole number of at least 1",
    ),
    FieldCheck(
        ErrorCode.MISSING_WEIGHT,
        "weight",
        lambda consignment, _: consignment.weight is None,
        "give the gross weight",
    ),
    FieldCheck(
        ErrorCode.INVALID_WEIGHT,
        "weight",
        lambda consignment, _: consignment.weight is not None and not 0.0 < consignment.weight < INFINITY,
        "give a weight above 0",
    ),
    FieldCheck(
        ErrorCode.MISSING_WT_UNITS,
        "weight_unit",
        lambda consignment, _: consignment.weight_unit not in WEIGHT_UNITS,
        "use K (kilograms) or L (pounds)",
    ),
)
NO_VALUE = FieldCheck(
    ErrorCode.MISSING_VALUE,
    "value",
    lambda consignment, _: consignment.value is None or not consignment.currency,
    "give the declared value and its currency (19 CFR 145.74)",
    quoted=False,
)
INVALID_VALUE = FieldCheck(
    ErrorCode.INVALID_VALUE,
    "value",
    lambda consignment, _: consignment.value is not None and not 0.0 <= consignment.value < INFINITY,
    "give a value of at least 0",
)

FIELD_CHECKS: dict[Mode, tuple[FieldCheck, ...]] = {
    Mode.EXPRESS: (
        NO_IDENTIFIER,
        NOT_A_HOUSE_WAYBILL,
        FILED_ON_ANOTHER_DAY,
        NO_ORIGIN,
        *QUANTITY_AND_WEIGHT,
        INVALID_VALUE,
    ),
    Mode.POSTAL: (
        NO_IDENTIFIER,
        NOT_AN_S10_IDENTIFIER,
        FILED_ON_ANOTHER_DAY,
        UNKNOWN_ORIGIN,
        *QUANTITY_AND_WEIGHT,
        NO_VALUE,
        INVALID_VALUE,
    ),
}
"""What each mode must declare: 19 CFR 128.21 asks for the country of origin and no value, 19 CFR 145.74 the other way round."""


class FieldRules:
    """The rules of one mode on one day, bound once for a manifest."""

    __slots__ = ("_checks", "_days", "_is_identifier", "_postal")

    def __init__(self, mode: Mode, today: date) -> None:
        self._checks = FIELD_CHECKS[mode]
        self._days = _days(today - MAX_AGE, today + MAX_ADVANCE)
        self._postal = mode is Mode.POSTAL
        self._is_identifier: Callable[[str], bool] = is_s10 if self._postal else is_house_waybill

    def passes(self, consignment: Consignment[Party]) -> bool:
        """Whether there are no `problems`, in well under a microsecond: `FIELD_CHECKS`, written out for the hot path."""
        weight, value = consignment.weight, consignment.value
        return (
            consignment.filed in self._days
            and (consignment.quantity or 0) > 0
            and weight is not None
            and 0.0 < weight < INFINITY
            and consignment.weight_unit in WEIGHT_UNITS
            and (consignment.origin in COUNTRIES or (self._postal and not consignment.origin))
            and (value is None or 0.0 <= value < INFINITY)
            and not (self._postal and (value is None or not consignment.currency))
            and self._is_identifier(consignment.identifier)
        )

    def problems(self, consignment: Consignment[Party]) -> list[Problem]:
        """What is wrong with the consignment's own fields, in the order of `FIELD_CHECKS`."""
        return [self._problem(check, consignment) for check in self._checks if check.fails(consignment, self._days)]

    def _problem(self, check: FieldCheck, consignment: Consignment[Party]) -> Problem:
        value = getattr(consignment, check.field) if check.quoted else None
        remedy = check.remedy.format(first=min(self._days), last=max(self._days))
        return problem(check.code, check.field, "" if value is None else value, remedy)


@lru_cache(maxsize=4)
def _days(first: date, last: date) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


def has_information(consignment: Consignment[Party], element: Element) -> bool:
    """Whether a consignment has one element of the additional information of EO 13904 section 5(c)."""
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
