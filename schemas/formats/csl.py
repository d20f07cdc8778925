"""The ITA Consolidated Screening List (29 columns by header) and the BIS denied persons list (tab separated)."""

import re
from collections.abc import Iterator, Mapping

from schemas.formats import ofac_remarks
from schemas.formats.countries import ALPHA2, from_any
from schemas.formats.list_records import ListRecord, with_content_id
from schemas.formats.tables import parse_dates, quarantined_row, records
from screener.domain.consignment import Address, Identifier
from screener.domain.listed_party import Alias, AliasKind, ListedParty, ListName, PartyKind
from screener.names.name_quality import is_legal_form, is_name, is_weak
from screener.names.normalisation import normalise

REQUIRED = (
    "source", "entity_number", "type", "programs", "name", "addresses", "start_date", "end_date", "alt_names", "ids",
)  # fmt: skip
DPL_REQUIRED = (
    "Name",
    "Street_Address",
    "City",
    "State",
    "Country",
    "Postal_Code",
    "Effective_Date",
    "Expiration_Date",
)

OPTIONAL = (
    "_id", "title", "federal_register_notice", "standard_order", "license_requirement", "license_policy", "call_sign",
    "vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks",
    "source_list_url", "citizenships", "dates_of_birth", "nationalities", "places_of_birth", "source_information_url",
)  # fmt: skip
DPL_OPTIONAL = ("Standard_Order", "Last_Update", "Action", "FR_Citation")

KINDS = {"individual": PartyKind.PERSON, "entity": PartyKind.FIRM, "vessel": PartyKind.VESSEL}
AGENCIES = {
    "Treasury Department": "TREAS-OFAC",
    "Bureau of Industry and Security": "DOC-BIS",
    "State Department": "DOS",
}
"""End of the source's name -> agency, as SAM writes it."""

DENIED = "Denied Persons List (DPL)"
_SUCCESSORS = re.compile(r";?\s+and any successor.*$", re.IGNORECASE)
_AND = re.compile(r"^and\s+", re.IGNORECASE)
_DAYS = ("start_date", "end_date")
_DPL_DAYS = ("Effective_Date", "Expiration_Date")


def read(data: bytes) -> Iterator[ListRecord]:
    """Every row of the consolidated list as a `ListedParty`, or `Quarantined` with its line and reason."""
    for line, row in records(data):
        yield _party(line, row) if isinstance(row, dict) else row


def read_dpl(data: bytes) -> Iterator[ListRecord]:
    """Every row of `dpl.txt`, as `read` gives them. It has one row for each address of a person; each is a record."""
    for line, row in records(data, "\t"):
        yield _denied(line, row) if isinstance(row, dict) else row


def _party(line: int, row: Mapping[str, str]) -> ListRecord:
    dates = parse_dates(row, _DAYS)
    kind = KINDS.get(row["type"].casefold(), PartyKind.OTHER)
    name = _name(row["name"], kind)
    if isinstance(dates, str) or not is_name(name):
        return quarantined_row(line, dates if isinstance(dates, str) else "no usable name", row)
    return with_content_id(
        ListedParty(
            id="",
            list=ListName.CSL,
            name=name,
            kind=kind,
            aliases=_aliases(row["alt_names"], name, kind),
            addresses=tuple(dict.fromkeys(map(_address, _parts(row["addresses"])))),
            identifiers=_identifiers(row["ids"]),
            agency=next((agency for end, agency in AGENCIES.items() if row["source"].endswith(end)), row["source"]),
            program=row["programs"],
            exclusion_type=row["source"].partition(" - ")[0],
            active=dates[0],
            terminates=dates[1],
            births=ofac_remarks.dates(_parts(row.get("dates_of_birth", ""))),
            reference=row["entity_number"] or row.get("_id", ""),
            weak_name=is_weak(name, kind),
        )
    )


def _denied(line: int, row: Mapping[str, str]) -> ListRecord:
    dates = parse_dates(row, _DPL_DAYS)
    name = row["Name"]
    if isinstance(dates, str) or not is_name(name):
        return quarantined_row(line, dates if isinstance(dates, str) else "no usable name", row)
    street, city, region, postcode = (row[column] for column in ("Street_Address", "City", "State", "Postal_Code"))
    country = from_any(row["Country"]) or ("US" if region else "")
    return with_content_id(
        ListedParty(
            id="",
            list=ListName.CSL,
            name=name,
            addresses=(Address((street,) if street else (), city, region, postcode, country),),
            agency=AGENCIES["Bureau of Industry and Security"],
            exclusion_type=DENIED,
            active=dates[0],
            terminates=dates[1],
            reference=row.get("FR_Citation", ""),
            weak_name=is_weak(name, PartyKind.OTHER),
        )
    )


def _parts(text: str) -> list[str]:
    return [part for part in (each.strip() for each in text.split(";")) if part]


def _name(text: str, kind: PartyKind) -> str:
    """A name without `and any successor ...`; a person's `LAST, First` in the order First LAST."""
    name = _SUCCESSORS.sub("", text)
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and kind is PartyKind.PERSON and not is_legal_form(first) else name


def _aliases(text: str, name: str, kind: PartyKind) -> tuple[Alias, ...]:
    names = {
        normalise(each): each for each in (_name(_AND.sub("", part), kind) for part in _parts(text)) if is_name(each)
    }
    names.pop(normalise(name), None)
    return tuple(Alias(each, AliasKind.AKA, weak=is_weak(each, kind)) for each in names.values())


def _address(text: str) -> Address:
    """`STREET, CITY, CC` as one line and a country: nothing shows which part of the line is the city."""
    text = _AND.sub("", text)
    rest, _, last = text.rpartition(", ")
    country = from_any(last)
    line = rest if country else text
    return Address(lines=(line,) if line else (), country=country)


def _identifiers(text: str) -> tuple[Identifier, ...]:
    """`Passport, 836238033, KP; Gender, Male` -> the identifiers with a known label."""
    found = []
    for part in _parts(text):
        label, _, value = part.partition(", ")
        number, comma, country = value.rpartition(", ")
        issued = comma and country in ALPHA2
        found.append(ofac_remarks.identifier(label, number if issued else value, country if issued else ""))
    return tuple(dict.fromkeys(each for each in found if each))
