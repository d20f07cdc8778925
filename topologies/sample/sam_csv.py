"""The sample watchlist as a SAM exclusions public extract V2, for users to read and to load."""

import csv
from collections.abc import Iterable
from datetime import date
from io import StringIO

from schemas.formats.countries import to_iso3
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import Alias, ListedParty, PartyKind

COLUMNS = (
    "Classification",
    "Name",
    "Prefix",
    "First",
    "Middle",
    "Last",
    "Suffix",
    "Address 1",
    "Address 2",
    "Address 3",
    "Address 4",
    "City",
    "State / Province",
    "Country",
    "Zip Code",
    "Open Data Flag",
    "Blank (Deprecated)",
    "Unique Entity ID",
    "Exclusion Program",
    "Excluding Agency",
    "CT Code",
    "Exclusion Type",
    "Additional Comments",
    "Active Date",
    "Termination Date",
    "Record Status",
    "Cross-Reference",
    "SAM Number",
    "CAGE",
    "NPI",
    "Creation_Date",
)
CLASSES = {
    PartyKind.PERSON: "Individual",
    PartyKind.FIRM: "Firm",
    PartyKind.VESSEL: "Vessel",
    PartyKind.OTHER: "Special Entity Designation",
}
Row = dict[str, str]


def _name(party: ListedParty) -> Row:
    """Individuals have no Name but First, Middle and Last."""
    if party.kind is not PartyKind.PERSON:
        return {"Name": party.name}
    first, *middle = party.name.split()
    last = middle.pop() if middle else ""
    return {"First": first, "Middle": " ".join(middle), "Last": last}


def _address(address: Address) -> Row:
    lines = {f"Address {number}": line for number, line in enumerate(address.lines[:4], 1)}
    country = to_iso3(address.country)
    place = {"City": address.city, "State / Province": address.region, "Country": country, "Zip Code": address.postcode}
    return lines | place


def _dates(party: ListedParty) -> Row:
    return {
        "Active Date": _us_date(party.active, ""),
        "Termination Date": _us_date(party.terminates, "Indefinite"),
        "Creation_Date": party.published.isoformat() if party.published else "",
    }


def _us_date(day: date | None, otherwise: str) -> str:
    return f"{day:%m/%d/%Y}" if day else otherwise


def _others(aliases: Iterable[Alias]) -> str:
    names = ", ".join(alias.name for alias in aliases)
    return f"(also {names})" if names else ""


def _number(identifiers: Iterable[Identifier], kind: IdentifierKind) -> str:
    return next((identifier.value for identifier in identifiers if identifier.kind is kind), "")


def _row(party: ListedParty) -> Row:
    known = {
        "Classification": CLASSES[party.kind],
        "Open Data Flag": "Y",
        "Unique Entity ID": _number(party.identifiers, IdentifierKind.UEI),
        "Exclusion Program": party.program,
        "Excluding Agency": party.agency,
        "Exclusion Type": party.exclusion_type,
        "Cross-Reference": _others(party.aliases),
        "SAM Number": party.reference,
        "CAGE": _number(party.identifiers, IdentifierKind.CAGE),
        "NPI": _number(party.identifiers, IdentifierKind.NPI),
    }
    return known | _name(party) | _address(party.addresses[0] if party.addresses else Address()) | _dates(party)


def sam_csv(listed: Iterable[ListedParty]) -> bytes:
    """The parties in the 31 columns of the extract: UTF-8, CRLF, every field quoted.

    SAM has no column for importer numbers and room for one address only: anything else is left out.
    """
    text = StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_row(party) for party in listed)
    return text.getvalue().encode()
