"""Identifiers: check digits, canonical forms, and the masking of social security numbers."""

import re

from screener.domain.consignment import Identifier, IdentifierKind

SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
MASK = "***-**-****"

IMPORTER_NUMBER = re.compile(r"(?:\d{2}-\d{7}(?:[A-HJ-NP-Y0-9]{2})?|\d{3}-\d{2}-\d{4}|\d{6}-\d{5})\Z")
"""CBP Form 5106: `NN-NNNNNNNXX` (suffix never O, I or Z), a social security number, or `YYDDPP-NNNNN`."""

_AIR_WAYBILL = re.compile(r"(\d{3})-?(\d{7})(\d)\Z")
_S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}\Z")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]+")
_NOT_DIGIT = re.compile(r"\D+")


def _s10_halves(weights: tuple[int, ...]) -> dict[str, int]:
    return {f"{n:04}": sum(int(d) * w for d, w in zip(f"{n:04}", weights, strict=True)) for n in range(10_000)}


_S10_HIGH, _S10_LOW = _s10_halves(_S10_WEIGHTS[:4]), _s10_halves(_S10_WEIGHTS[4:])
_S10_CHECK = {total: str({10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)) for total in range(9 * 44 + 1)}


def is_air_waybill(text: str) -> bool:
    """Whether `text` is the number of a master air waybill: `NNN-NNNNNNNC`, where C is the seven digits before it modulo 7."""
    parts = _AIR_WAYBILL.match(text)
    return parts is not None and int(parts[2]) % 7 == int(parts[3])


def s10_check_digit(serial: str) -> str:
    """The check digit of an 8-digit S10 serial: 11 - (weighted sum mod 11), 10 becomes 0 and 11 becomes 5."""
    return _S10_CHECK[_S10_HIGH[serial[:4]] + _S10_LOW[serial[4:]]]


def is_s10(text: str) -> bool:
    """Whether `text` is an S10 item identifier: two letters, eight digits, the check digit, and a country code."""
    return (
        bool(_S10.match(text))
        and text.isascii()
        and _S10_CHECK[_S10_HIGH[text[2:6]] + _S10_LOW[text[6:10]]] == text[10]
    )


def is_importer_number(text: str) -> bool:
    """Whether `text` has one of the three forms of an importer number (CBP Form 5106)."""
    return bool(IMPORTER_NUMBER.match(text))


def mask(text: str) -> str:
    """`text` with every social security number in it replaced by `***-**-****`."""
    return SSN.sub(MASK, text) if "-" in text else text


_MAY_BE_SSN = frozenset({IdentifierKind.IMPORTER_NUMBER, IdentifierKind.TAX_NUMBER, IdentifierKind.NATIONAL_ID})
_EIN = re.compile(r"(?:\d{2}-\d{7}|\d{2}-?\d{7}[A-Z]{2})\Z")
_SSN_DIGITS = 9


def shown(identifier: Identifier) -> str:
    """The value of an identifier for display. Nine digits are masked as a social security number, unless written as an EIN."""
    value = identifier.value
    digits = len(_NOT_DIGIT.sub("", value)) if identifier.kind in _MAY_BE_SSN else 0
    return MASK if digits == _SSN_DIGITS and not _EIN.match(value) else mask(value)


STRONG: frozenset[IdentifierKind] = frozenset(IdentifierKind) - {
    IdentifierKind.PHONE,
    IdentifierKind.EMAIL,
    IdentifierKind.OTHER,
    IdentifierKind.VESSEL,
}
"""Kinds that identify one person: an exact match decides without a name."""

NATIONAL = frozenset(
    {IdentifierKind.TAX_NUMBER, IdentifierKind.PASSPORT, IdentifierKind.NATIONAL_ID, IdentifierKind.REGISTRATION}
)
"""Kinds whose numbers are unique only within a country."""

_MINIMUM_LENGTH = 4


def canonical(identifier: Identifier) -> str:
    """The form in which two spellings of one identifier are equal, `kind:VALUE`; empty if it cannot identify anybody.

    Spaces, hyphens and case do not matter (`12-3456789XX`, `12 3456789xx`); telephone numbers keep their last ten digits. A
    number that is unique only within a country includes the country, and is empty without one.
    """
    value = identifier.value
    if identifier.kind is IdentifierKind.PHONE:
        value = _NOT_DIGIT.sub("", value)[-10:]
    elif identifier.kind is IdentifierKind.EMAIL:
        return f"{identifier.kind}:{value.strip().casefold()}" if "@" in value else ""
    else:
        value = _NOT_ALPHANUMERIC.sub("", value).upper()
    if len(value) < _MINIMUM_LENGTH or len(set(value)) == 1 or (identifier.kind in NATIONAL and not identifier.country):
        return ""
    if identifier.kind in NATIONAL:
        value = f"{identifier.country}:{value}"
    return f"{identifier.kind}:{value}"


def decisive_form(identifier: Identifier) -> str:
    """The canonical form of an identifier that decides without a name; empty for other kinds and for unusable values."""
    return canonical(identifier) if identifier.kind in STRONG else ""
