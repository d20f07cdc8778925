"""OFAC's SDN and consolidated lists: primary, alias, address and comment files; no headers, null is `-0-`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct, structs

from schemas.formats import ofac_remarks
from schemas.formats.countries import from_name
from schemas.formats.list_records import ListRecord, quarantined, with_content_id
from schemas.formats.tables import clean_cell, decoded_text, rows
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import Alias, AliasKind, ListedParty, ListName, PartyKind
from screener.names.name_quality import is_legal_form, is_name, is_weak
from screener.names.normalisation import normalise

AGENCY = "TREAS-OFAC"
END = "\x1a"
NULL = "-0-"
COLUMNS: Mapping[str, int] = {"primary": 12, "alt": 5, "add": 6, "comments": 2}
KINDS = {"individual": PartyKind.PERSON, "vessel": PartyKind.VESSEL, "aircraft": PartyKind.OTHER, "": PartyKind.FIRM}
ALIAS_KINDS = {"aka": AliasKind.AKA, "fka": AliasKind.FKA, "nka": AliasKind.NKA}

NOT_SDN = ("NS-PLC", "CMIC-EO13959", "UKRAINE-EO13662", "FSE-", "561-Related")
"""Programmes of the consolidated list: legislative council, Chinese military companies, sectoral, evaders, CAPTA."""

NamedFile = tuple[str, bytes]
"""A file's name and content."""

FileRole = Literal["primary", "alt", "add", "comments"]
_FULL_REMARK = 1000
"""Remarks are cut at this many characters, in the middle of a word, and continue in the comments file."""


class OfacFiles(Struct, frozen=True):
    """The files of one list; a missing role is empty."""

    primary: tuple[NamedFile, ...] = ()
    alt: tuple[NamedFile, ...] = ()
    add: tuple[NamedFile, ...] = ()
    comments: tuple[NamedFile, ...] = ()


class _Line(Struct, frozen=True, gc=False):
    file: str
    line: int
    cells: tuple[str, ...]


def read(list_name: ListName, files: OfacFiles) -> Iterator[ListRecord]:
    """Every party with its aliases, addresses and identifiers; then every row that is malformed or has no primary."""
    bad: list[ListRecord] = []
    alt = _by_number(_lines("alt", files.alt, bad))
    add = _by_number(_lines("add", files.add, bad))
    comments = _by_number(_lines("comments", files.comments, bad))
    known: set[str] = set()
    for row in _lines("primary", files.primary, bad):
        number = row.cells[0]
        known.add(number)
        remarks = _remarks(row.cells[11], [each.cells[1] for each in comments.get(number, ())])
        yield _party(list_name, row, alt.get(number, ()), add.get(number, ()), remarks)
    orphans = (row for table in (alt, add, comments) for number in table.keys() - known for row in table[number])
    yield from bad
    for row in sorted(orphans, key=lambda row: (row.file, row.line)):
        yield _quarantined(row, f"entity {row.cells[0]} is not in the primary file")


def entity_numbers(data: bytes) -> set[str]:
    """The entity numbers in a file of any role."""
    return {cells[0].strip() for _, cells in rows(decoded_text(data).rstrip(END)) if cells[0].strip().isdigit()}


def list_name_of(data: bytes) -> ListName:
    """The list that a primary file belongs to: most programmes of the consolidated list do not block property."""
    programs = [cells[3] for _, cells in rows(decoded_text(data).rstrip(END)) if len(cells) == COLUMNS["primary"]]
    other = sum(any(mark in program for mark in NOT_SDN) for program in programs)
    return ListName.OFAC_CONSOLIDATED if 2 * other > len(programs) else ListName.OFAC_SDN


def _lines(role: FileRole, files: Iterable[NamedFile], bad: list[ListRecord]) -> Iterator[_Line]:
    for name, data in files:
        for line, cells in rows(decoded_text(data).rstrip(END)):
            row = _Line(name, line, tuple("" if value.strip() == NULL else value for value in cells))
            if len(cells) != COLUMNS[role]:
                bad.append(_quarantined(row, f"{len(cells)} columns instead of {COLUMNS[role]}"))
            elif not cells[0].strip().isdigit():
                bad.append(_quarantined(row, f'entity number "{cells[0]}" is not a number'))
            else:
                yield structs.replace(row, cells=(cells[0].strip(), *row.cells[1:]))


def _quarantined(row: _Line, reason: str) -> ListRecord:
    return structs.replace(quarantined(row.line, reason, ",".join(row.cells)), file=row.file)


def _by_number(lines: Iterable[_Line]) -> dict[str, list[_Line]]:
    found: dict[str, list[_Line]] = defaultdict(list)
    for row in lines:
        found[row.cells[0]].append(row)
    return found


def _remarks(remarks: str, more: Iterable[str]) -> str:
    for each in more:
        remarks += each if len(remarks) >= _FULL_REMARK or not remarks else f"; {each}"
    return remarks


def _party(list_name: ListName, row: _Line, alt: Iterable[_Line], add: Iterable[_Line], remarks: str) -> ListRecord:
    number, name, kind_name, program, *_ = row.cells
    kind = KINDS.get(kind_name.strip().casefold(), PartyKind.OTHER)
    name = _in_order(clean_cell(name), kind)
    if not is_name(name) and kind is not PartyKind.VESSEL and kind is not PartyKind.OTHER:
        return _quarantined(row, "no usable name")
    return with_content_id(
        ListedParty(
            id="",
            list=list_name,
            name=name,
            kind=kind,
            aliases=_aliases(name, kind, alt, remarks),
            addresses=tuple(dict.fromkeys(address for each in add if (address := _address(each)) != Address())),
            identifiers=_identifiers(row, remarks),
            agency=AGENCY,
            program=", ".join(each.strip(" []") for each in program.split("] [")),
            births=ofac_remarks.births(remarks),
            reference=number,
            weak_name=is_weak(name, kind),
        )
    )


def _aliases(name: str, kind: PartyKind, alt: Iterable[_Line], remarks: str) -> tuple[Alias, ...]:
    """Names from the alias file, then those quoted in the remarks, which OFAC regards as weak."""
    given = [(ALIAS_KINDS.get(row.cells[2].strip().casefold(), AliasKind.AKA), row.cells[3], False) for row in alt]
    quoted = [(*each, True) for each in ofac_remarks.aliases(remarks)]
    known = {normalise(name), ""}
    found: list[Alias] = []
    for alias_kind, text, weak in (*given, *quoted):
        alias = _in_order(clean_cell(text), kind)
        if (form := normalise(alias)) not in known and is_name(alias):
            known.add(form)
            found.append(Alias(alias, alias_kind, weak=weak or is_weak(alias, kind)))
    return tuple(found)


def _in_order(name: str, kind: PartyKind) -> str:
    """`LAST, First, Jr.` of a person as `First LAST Jr.`; any other name as it is."""
    if kind is not PartyKind.PERSON or "," not in name:
        return name
    last, *rest = [part.strip() for part in name.split(",")]
    suffixes = [part for part in rest if is_legal_form(part)]
    first = [part for part in rest if part not in suffixes]
    return " ".join(filter(None, (*first, last, *suffixes)))


def _address(row: _Line) -> Address:
    _, _, street, city, country, *_ = map(clean_cell, row.cells)
    return Address(lines=(street,) if street else (), city=city, country=from_name(country))


def _identifiers(row: _Line, remarks: str) -> tuple[Identifier, ...]:
    call_sign = row.cells[5].strip()
    own = (Identifier(IdentifierKind.VESSEL, call_sign),) if call_sign else ()
    return (*ofac_remarks.identifiers(remarks), *own)
