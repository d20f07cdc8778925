"""OFAC's remarks: aliases, dates of birth and identifiers, separated by semicolons."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from schemas.formats.countries import from_name
from screener.domain.consignment import Identifier, IdentifierKind
from screener.domain.identifiers import SSN
from screener.domain.listed_party import AliasKind

LABELS = {
    IdentifierKind.PASSPORT: ("Passport", "Diplomatic Passport", "British National Overseas Passport"),
    IdentifierKind.NATIONAL_ID: (
        "Birth Certificate Number", "Bosnian Personal ID No.", "C.U.I.", "C.U.R.P.", "Cedula No.",
        "Citizen's Card Number", "Credencial electoral", "D.N.I.", "Driver's License No.", "Electoral Registry No.",
        "Identification Number", "Kenyan ID No.", "LE Number", "National Foreign ID Number", "National ID No.",
        "Numero de Identidad", "Personal ID Card", "Residency Number", "Stateless Person ID Card",
        "Tarjeta de Identidad", "Turkish Identification Number",
    ),
    IdentifierKind.TAX_NUMBER: (
        "C.U.I.T.", "Fiscal Code", "Italian Fiscal Code", "NIT", "R.F.C.", "R.U.C.", "RFC", "RIF", "RTN", "RUC",
        "Tax ID No.", "US FEIN", "V.A.T. Number",
    ),
    IdentifierKind.REGISTRATION: (
        "Business Number", "Business Registration Document", "Business Registration Number", "C.R. No.",
        "Certificate of Incorporation Number", "Chamber of Commerce Number", "Commercial Registry Number",
        "Company Number", "Enterprise Number", "Folio Mercantil No.", "Government Gazette Number",
        "Legal Entity Number", "Matricula Mercantil No", "Public Registration Number", "Registered Charity No.",
        "Registration ID", "Registration Number", "Trade License No.", "UK Company Number",
        "Unified Social Credit Code (USCC)", "United Social Credit Code Certificate (USCCC)",
    ),
    IdentifierKind.DUNS: ("D-U-N-S Number",),
    IdentifierKind.VESSEL: ("Vessel Registration Identification IMO", "Vessel Registration Identification", "MMSI"),
    IdentifierKind.PHONE: ("Phone Number", "Telephone"),
    IdentifierKind.EMAIL: ("Email Address",),
}  # fmt: skip
"""Identifier -> OFAC's labels for it. Social security numbers are left out on purpose: none is stored."""

_KIND = {label.casefold(): kind for kind, labels in LABELS.items() for label in labels}
_LABELLED = re.compile(
    r"(?:alt\. )?(" + "|".join(re.escape(label) for label in sorted(_KIND, key=len, reverse=True)) + r")(?![\w.])"
    r"[\s#,:]*(.+)",
    re.IGNORECASE,
)
_ALIAS = re.compile(r"(?:alt\. )?([afn])\.k\.a\.,? ['\"](.+)['\"]", re.IGNORECASE)
_ALIAS_KINDS = {"a": AliasKind.REMARKS, "f": AliasKind.FKA, "n": AliasKind.NKA}
_BIRTH = re.compile(r"(?:alt\. )?DOB:? (.+)", re.IGNORECASE)
_VALIDITY = re.compile(r"\s+(?:issued|expires)\s.*")
_PLACE = re.compile(r"\s*\(([^()]*[A-Za-z][^()]*)\)$")
_MIN_CHARACTERS = 6
"""Shorter numbers (`16278`) are common to many registers, so they identify nobody."""

_YEARS = re.compile(r"(?<=\d{4})-(?=\d{4}$)")
_BIRTH_FORMS = (("%Y-%m-%d", "%Y-%m-%d"), ("%d %b %Y", "%Y-%m-%d"), ("%b %Y", "%Y-%m"), ("%Y", "%Y"))


def parts(remarks: str) -> list[str]:
    """The statements of a remark, without the full stop that ends it."""
    return [part for part in (each.strip() for each in remarks.strip().removesuffix(".").split(";")) if part]


def aliases(remarks: str) -> Iterator[tuple[AliasKind, str]]:
    """The names given as `a.k.a. 'X'`, `f.k.a. 'X'` or `n.k.a. 'X'`."""
    for part in parts(remarks):
        if found := _ALIAS.fullmatch(part):
            yield _ALIAS_KINDS[found[1].casefold()], found[2].strip()


def births(remarks: str) -> tuple[str, ...]:
    """Dates of birth as ISO 8601, as exact as given: `1948-12-10`, `1954-01`, `1956~` (circa), `1960/1962` (between)."""
    return dates(match[1] for part in parts(remarks) if (match := _BIRTH.fullmatch(part)))


def dates(texts: Iterable[str]) -> tuple[str, ...]:
    """Each date in the forms of `births`, once; other texts are left out."""
    return tuple(dict.fromkeys(form for text in texts if (form := _birth(text.strip()))))


def identifiers(remarks: str) -> tuple[Identifier, ...]:
    """Numbers, telephone numbers and e-mail addresses with a known label, with the issuing country."""
    found = (_identifier(kind, value) for kind, value in _labelled(remarks))
    return tuple(dict.fromkeys(each for each in found if each))


def identifier(label: str, value: str, country: str = "") -> Identifier | None:
    """The identifier for a label and its value; None for an unknown label or a value that identifies nobody."""
    kind = _KIND.get(label.strip(" #").casefold())
    return _usable(Identifier(kind, value.strip().removeprefix("IMO "), country)) if kind else None


def _labelled(remarks: str) -> Iterator[tuple[IdentifierKind, str]]:
    for part in parts(remarks):
        if found := _LABELLED.fullmatch(part):
            yield _KIND[found[1].casefold()], found[2]


def _identifier(kind: IdentifierKind, text: str) -> Identifier | None:
    value = _VALIDITY.sub("", text)
    place = _PLACE.search(value)
    country = from_name(place[1]) if place else ""
    return _usable(Identifier(kind, value[: place.start()] if place else value, country))


def _usable(identifier: Identifier) -> Identifier | None:
    value = identifier.value
    if identifier.kind is IdentifierKind.EMAIL:
        return identifier if "@" in value else None
    plain = sum(letter.isalnum() for letter in value)
    return identifier if plain >= _MIN_CHARACTERS and any(map(str.isdigit, value)) and not SSN.search(value) else None


def _birth(text: str) -> str:
    circa = text.casefold().startswith("circa ")
    between = [_birthday(end) for end in _YEARS.sub(" to ", text[6 * circa :]).split(" to ")]
    return "/".join(between) + "~" * circa if all(between) else ""


def _birthday(text: str) -> str:
    for given, iso in _BIRTH_FORMS:
        try:
            return datetime.strptime(text.strip(), given).strftime(iso)  # noqa: DTZ007 - a birthday has no zone
        except ValueError:
            continue
    return ""
