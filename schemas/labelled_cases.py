"""Files of labelled cases, whose right answer is known: name pairs, a list with queries, entity checks, address pairs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import orjson
from msgspec import Struct

from schemas.formats.tables import decoded_text, rows
from screener.domain.consignment import Address, Identifier, IdentifierKind, Party, PartyRole
from screener.domain.decision import outcome_id
from screener.domain.identifiers import mask
from screener.domain.listed_party import Alias, ListedParty, ListName, PartyKind
from screener.matching.evaluation import Case
from screener.names.name_quality import is_weak

KINDS = {
    "Person": PartyKind.PERSON,
    "Company": PartyKind.FIRM,
    "Organization": PartyKind.OTHER,
    "LegalEntity": PartyKind.OTHER,
    "Vessel": PartyKind.VESSEL,
}
ANSWERS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
NAME_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")
ALIASES = {"alias": False, "previousName": False, "weakAlias": True}
IDENTIFIERS = {
    "uei": IdentifierKind.UEI,
    "ueiCode": IdentifierKind.UEI,
    "cageCode": IdentifierKind.CAGE,
    "dunsCode": IdentifierKind.DUNS,
    "npiCode": IdentifierKind.NPI,
    "importerNumber": IdentifierKind.IMPORTER_NUMBER,
    "taxNumber": IdentifierKind.TAX_NUMBER,
    "vatCode": IdentifierKind.TAX_NUMBER,
    "innCode": IdentifierKind.TAX_NUMBER,
    "passportNumber": IdentifierKind.PASSPORT,
    "idNumber": IdentifierKind.NATIONAL_ID,
    "registrationNumber": IdentifierKind.REGISTRATION,
    "ogrnCode": IdentifierKind.REGISTRATION,
    "imoNumber": IdentifierKind.VESSEL,
    "phone": IdentifierKind.PHONE,
    "email": IdentifierKind.EMAIL,
}
"""Property of an entity, as open data sets name it -> kind of identifier."""

_SHOWN = 40
"""Characters of a wrong value that a message shows."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LAYOUTS = (
    "name1,name2,is_match; list_name,query_name; or a JSON array of entity checks (match, query, candidate) or of "
    "address pairs (query, index, same_premises)"
)


class CasesRefused(Exception):  # noqa: N818 - it reads as what happened to the file, as `ListRefused` does
    """A file of cases cannot be read: one line with file, line, column and remedy."""


class CaseLayout(StrEnum):
    """What a file of cases holds."""

    PAIRS = "labelled pairs"
    QUERIES = "list and queries"
    CHECKS = "entity checks"
    ADDRESSES = "address pairs"


AddressPair = tuple[str, Address, Address, bool | None]


class LabelledCases(Struct, frozen=True):
    """The cases of one file; `addresses` where it holds pairs of addresses, else `cases`."""

    file: str
    layout: CaseLayout
    cases: tuple[Case, ...] = ()
    addresses: tuple[AddressPair, ...] = ()


def read_cases(name: str, data: bytes) -> LabelledCases:
    """The cases in a file, whose content shows its layout. Raises `CasesRefused`."""
    if data.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith((b"[", b"{")):
        return _from_json(name, data)
    table = _table(name, data)
    header = next(table, ("", {}))[1]
    every = list(table)
    if {"name1", "name2", "is_match"} <= header.keys():
        return LabelledCases(name, CaseLayout.PAIRS, tuple(_pair(name, where, row) for where, row in every))
    if {"list_name", "query_name"} <= header.keys():
        return LabelledCases(name, CaseLayout.QUERIES, tuple(_query(name, where, row) for where, row in every))
    raise CasesRefused(f"{name} line 1: its columns match no known layout; give {_LAYOUTS}")


def read_names(name: str, data: bytes) -> list[str]:
    """The names in a file of innocent people or firms: its column `full_name`, else `name`. Raises `CasesRefused`."""
    table = _table(name, data)
    header = next(table, ("", {}))[1]
    column = next((each for each in ("full_name", "name") if each in header), "")
    if not column:
        raise CasesRefused(
            f"{name} line 1: no column full_name or name; give the column of names one of these headings"
        )
    return [row[column] for _, row in table if row[column].strip()]


def _table(name: str, data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """The header as a row that maps each column to itself, then each record; each with its line."""
    records = rows(decoded_text(data))
    line, header = next(records, (1, []))
    columns = [cell.strip() for cell in header]
    if not columns or len(set(columns)) < len(columns):
        what = "a column occurs twice" if columns else "the file is empty"
        raise CasesRefused(f"{name} line {line}: {what}; give one header with distinct columns")
    yield f"line {line}", dict(zip(columns, columns, strict=True))
    for at, cells in records:
        if len(cells) != len(columns):
            column = columns[min(len(cells), len(columns) - 1)]
            raise CasesRefused(
                f"{name} line {at}, column {column}: {len(cells)} cells where the header has {len(columns)}; "
                "give each column a cell, and quote a comma"
            )
        yield f"line {at}", dict(zip(columns, cells, strict=True))


def _pair(name: str, where: str, row: Mapping[str, str]) -> Case:
    given = row.get("schema", "")
    kind = _kind(name, where, given)
    answer = ANSWERS.get(row["is_match"].strip().casefold())
    if answer is None:
        raise _wrong(name, where, "is_match", row["is_match"], "write true or false")
    return Case(
        query=_party(_named(name, where, "name1", row), _place(row, "1"), birth=row.get("birth1", "")),
        listed=_listed(_named(name, where, "name2", row), kind, _place(row, "2"), births=(row.get("birth2", ""),)),
        is_match=answer,
        where=where,
        quality=row.get("quality", ""),
        trick=row.get("trick", ""),
    )


def _query(name: str, where: str, row: Mapping[str, str]) -> Case:
    kind = _kind(name, where, row.get("schema", ""))
    listed, query = (_named(name, where, column, row) for column in ("list_name", "query_name"))
    return Case(_party(query, Address()), _listed(listed, kind, Address()), is_match=True, where=where)


def _named(name: str, where: str, column: str, row: Mapping[str, str]) -> str:
    if not row[column].strip():
        raise _wrong(name, where, column, row[column], "give a name")
    return row[column]


def _kind(name: str, where: str, schema: str) -> PartyKind:
    if schema and schema not in KINDS:
        raise _wrong(name, where, "schema", schema, f"use {', '.join(KINDS)}")
    return KINDS.get(schema, PartyKind.PERSON)


def _wrong(name: str, where: str, column: str, value: object, remedy: str) -> CasesRefused:
    return CasesRefused(f"{name} {where}, column {column}: {mask(str(value))[:_SHOWN]!r}; {remedy}")


def _place(row: Mapping[str, str], side: str) -> Address:
    return _address(row.get(f"address{side}", ""), row.get(f"city{side}", ""), row.get(f"country{side}", ""))


def _address(line: str, city: str = "", country: str = "") -> Address:
    return Address((line,) if line else (), city, country=country.upper())


def _party(name: str, address: Address, identifiers: Sequence[Identifier] = (), birth: str = "") -> Party:
    return Party(PartyRole.OTHER, name, address, tuple(identifiers), birth=birth)


def _listed(
    name: str,
    kind: PartyKind,
    address: Address,
    identifiers: Sequence[Identifier] = (),
    births: Iterable[str] = (),
    aliases: Sequence[Alias] = (),
) -> ListedParty:
    given_births = tuple(each for each in births if each)
    about = (name, kind, str(address), *(f"{each.kind}:{each.value}" for each in identifiers), *given_births)
    return ListedParty(
        id=f"case:{outcome_id(*about, *(alias.name for alias in aliases))}",
        list=ListName.SAM,
        name=name,
        kind=kind,
        aliases=tuple(aliases),
        addresses=(address,) if address != Address() else (),
        identifiers=tuple(identifiers),
        births=given_births,
        weak_name=is_weak(name, kind),
    )


def _from_json(name: str, data: bytes) -> LabelledCases:
    try:
        items = orjson.loads(data.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError as error:
        where = f"{name} line {error.lineno}, column {error.colno}"
        raise CasesRefused(f"{where}: {error.msg}; give a JSON array, in UTF-8") from None
    if not (isinstance(items, list) and all(isinstance(item, dict) for item in items)):
        raise CasesRefused(f"{name}: it is not an array of objects; give a JSON array of objects")
    if items and all("same_premises" in item for item in items):
        return LabelledCases(
            name, CaseLayout.ADDRESSES, addresses=tuple(_addresses(name, at, each) for at, each in _places(items))
        )
    if items and all("match" in item for item in items):
        return LabelledCases(name, CaseLayout.CHECKS, tuple(_check(name, at, each) for at, each in _places(items)))
    raise CasesRefused(f"{name}: its items match no known layout; give {_LAYOUTS}")


def _places(items: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((f"item {number}", item) for number, item in enumerate(items, 1))


def _side(name: str, where: str, item: Mapping[str, Any], column: str) -> Mapping[str, Any]:
    side = item.get(column)
    if not isinstance(side, dict):
        raise _wrong(name, where, column, side, "give an object")
    return side


def _addresses(name: str, where: str, item: Mapping[str, Any]) -> AddressPair:
    same = item["same_premises"]
    if not (same is None or isinstance(same, bool)):
        raise _wrong(name, where, "same_premises", same, "write true, false or null")
    left, right = (_postal(_side(name, where, item, column)) for column in ("query", "index"))
    return str(item.get("name", where)), left, right, same


def _postal(side: Mapping[str, Any]) -> Address:
    lines = tuple(line for key in ("Line1", "Line2") if (line := str(side.get(key) or "")))
    city, region, postcode, country = (str(side.get(key) or "") for key in ("City", "State", "PostalCode", "Country"))
    return Address(lines, city, region, postcode, country)


def _check(name: str, where: str, item: Mapping[str, Any]) -> Case:
    if not isinstance(item["match"], bool):
        raise _wrong(name, where, "match", item["match"], "write true or false")
    kind = _kind(name, where, str(item.get("schema") or ""))
    query, candidate = (_side(name, where, item, column) for column in ("query", "candidate"))
    names, listed_names = _names(query), _names(candidate)
    if not names or not listed_names:
        raise _wrong(name, where, "query" if not names else "candidate", "", "give name, or firstName and lastName")
    aliases = [Alias(each) for each in listed_names[1:]]
    aliases += [Alias(each, weak=weak) for key, weak in ALIASES.items() for each in _texts(candidate, key)]
    return Case(
        query=_party(names[0], _where(query), _numbers(query), next(iter(_texts(query, "birthDate")), "")),
        listed=_listed(
            listed_names[0], kind, _where(candidate), _numbers(candidate), _texts(candidate, "birthDate"), aliases
        ),
        is_match=item["match"],
        where=where,
    )


def _texts(side: Mapping[str, Any], key: str) -> list[str]:
    value = side.get(key)
    return [str(each) for each in (value if isinstance(value, list) else [value]) if each]


def _names(side: Mapping[str, Any]) -> list[str]:
    joined = " ".join(text for key in NAME_PARTS for text in _texts(side, key)[:1])
    return _texts(side, "name") or ([joined] if joined else [])


def _where(side: Mapping[str, Any]) -> Address:
    lines, cities = _texts(side, "address") or _texts(side, "full"), _texts(side, "city")
    countries = _texts(side, "country") or _texts(side, "nationality") or _texts(side, "jurisdiction")
    return _address(*(next(iter(each), "") for each in (lines, cities, countries)))


def _numbers(side: Mapping[str, Any]) -> list[Identifier]:
    country = next(iter(_texts(side, "country")), "").upper()
    return [Identifier(kind, value, country) for key, kind in IDENTIFIERS.items() for value in _texts(side, key)]
