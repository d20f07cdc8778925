"""SAM exclusions public extract: every header generation (28, 30 or 31 columns), read by header."""

from collections.abc import Iterator, Mapping

from schemas.formats.countries import from_iso3
from schemas.formats.cross_reference import aliases, name_and_duns
from schemas.formats.list_records import ListRecord, with_content_id
from schemas.formats.tables import parse_dates, quarantined_row, records
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import Alias, ListedParty, ListName, PartyKind
from screener.names.name_quality import is_name, is_weak

REQUIRED = (
    "Classification", "Name", "First", "Middle", "Last", "Address 1", "City", "Country", "Excluding Agency",
    "Exclusion Program", "Exclusion Type", "Active Date", "Termination Date", "Cross-Reference", "SAM Number",
)  # fmt: skip
"""Columns of every generation of the extract; a file without one of them has another layout."""

OPTIONAL = (
    "Prefix", "Suffix", "Address 2", "Address 3", "Address 4", "State / Province", "Zip Code", "Open Data Flag",
    "D&B Open Data Flag", "Blank (Deprecated)", "Unique Entity ID", "Unique Entity Identifier (DUNS)",
    "Unique Entity Identifier (SAM)", "DUNS", "CT Code", "Additional Comments", "Record Status", "CAGE", "NPI",
    "Creation_Date",
)  # fmt: skip
"""Columns of some generations."""

KINDS = {
    "Firm": PartyKind.FIRM,
    "Individual": PartyKind.PERSON,
    "Vessel": PartyKind.VESSEL,
    "Special Entity Designation": PartyKind.OTHER,
}
IDENTIFIERS = {
    "Unique Entity ID": IdentifierKind.UEI,
    "Unique Entity Identifier (SAM)": IdentifierKind.UEI,
    "Unique Entity Identifier (DUNS)": IdentifierKind.DUNS,
    "DUNS": IdentifierKind.DUNS,
    "CAGE": IdentifierKind.CAGE,
    "NPI": IdentifierKind.NPI,
}
"""Column -> identifier, over all generations."""

_PERSONAL = ("First", "Middle", "Last", "Suffix")
_STREET = ("Address 1", "Address 2", "Address 3", "Address 4")
_DATES = ("Active Date", "Termination Date", "Creation_Date")
UNKNOWN_STATE = "XX"


def read(data: bytes) -> Iterator[ListRecord]:
    """Every row as a `ListedParty`, or `Quarantined` with its line and reason. Never raises.

    A record's `published` is its Creation_Date (EO 13904 section 3(a) counts 60 days from it); None in the first
    generation, which has no such column. Rows with too many or too few columns are quarantined.
    """
    for line, row in records(data):
        yield _party(line, row) if isinstance(row, dict) else row


def _party(line: int, row: Mapping[str, str]) -> ListRecord:
    kind = KINDS.get(row.get("Classification", ""))
    if kind is None:
        given = row.get("Classification", "")
        return quarantined_row(line, f'unknown classification "{given}"' if given else "no classification", row)
    name, others, duns = _names(row, kind)
    dates = parse_dates(row, _DATES)
    if not name or isinstance(dates, str):
        return quarantined_row(line, dates if isinstance(dates, str) else "no usable name", row)
    active, terminates, published = dates
    return with_content_id(
        ListedParty(
            id="",
            list=ListName.SAM,
            name=name,
            kind=kind,
            aliases=others,
            addresses=_addresses(row),
            identifiers=_identifiers(row, duns),
            agency=row.get("Excluding Agency", ""),
            program=row.get("Exclusion Program", ""),
            exclusion_type=row.get("Exclusion Type", ""),
            active=active,
            terminates=terminates,
            published=published,
            reference=row.get("SAM Number", ""),
            weak_name=is_weak(name, kind),
        )
    )


def _names(row: Mapping[str, str], kind: PartyKind) -> tuple[str, tuple[Alias, ...], str]:
    """The name, the aliases and the D-U-N-S number after the name; empty if neither name nor alias is usable.

    Where the name itself is a placeholder (`LIMITED`), the first alias takes its place.
    """
    given = row.get("Name") or " ".join(filter(None, (row.get(part) for part in _PERSONAL)))
    name, duns = name_and_duns(given)
    others = aliases(row.get("Cross-Reference", ""), name, kind)
    if is_name(name):
        return name, others, duns
    return (others[0].name, others[1:], duns) if others else ("", (), "")


def _addresses(row: Mapping[str, str]) -> tuple[Address, ...]:
    """The address; none if the row has placeholders only (state `XX`, country `XUN`)."""
    region = row.get("State / Province", "")
    address = Address(
        lines=tuple(line for column in _STREET if (line := row.get(column, ""))),
        city=row.get("City", ""),
        region="" if region == UNKNOWN_STATE else region,
        postcode=row.get("Zip Code", ""),
        country=from_iso3(row.get("Country", "")),
    )
    if region == UNKNOWN_STATE and not (address.lines or address.city or address.postcode):
        return ()  # in such rows the country is a placeholder too
    return () if address == Address() else (address,)


def _identifiers(row: Mapping[str, str], duns: str) -> tuple[Identifier, ...]:
    found = [Identifier(kind, value) for column, kind in IDENTIFIERS.items() if (value := row.get(column, ""))]
    if duns:
        found.append(Identifier(IdentifierKind.DUNS, duns))
    return tuple(dict.fromkeys(found))
