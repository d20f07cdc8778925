"""SAM Exclusions API v4: JSON pages of at most ten records; for whole lists there is the extract."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from schemas.formats.countries import from_iso3
from schemas.formats.cross_reference import name_and_duns
from schemas.formats.list_records import ListRecord, ListRefused, quarantined, with_content_id
from schemas.formats.sam_extract import KINDS, UNKNOWN_STATE
from schemas.formats.tables import parse_date
from schemas.strict_json import compact
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import Alias, AliasKind, ListedParty, ListName, PartyKind
from screener.names.name_quality import is_name, is_weak
from screener.names.normalisation import normalise

JsonObject = dict[str, Any]
"""A record or a section of one. Sections may be missing or null, so they are read key by key."""

IDENTIFIERS = {
    "ueiSAM": IdentifierKind.UEI,
    "duns": IdentifierKind.DUNS,
    "cageCode": IdentifierKind.CAGE,
    "npi": IdentifierKind.NPI,
}
_PERSONAL = ("firstName", "middleName", "lastName", "suffix")
_ACTIVE = "active"
_WHAT = "SAM exclusions API v4"


class Page(Struct, frozen=True, rename="camel"):
    """One answer of the API. With fewer entities than `total_records` it is only part of the list."""

    total_records: int
    excluded_entity: list[dict[str, Any]]


def page(data: bytes) -> Page:
    """The body as a `Page`. Raises `ListRefused` with the position of malformed JSON, or with the wrong field."""
    try:
        return msgspec.json.decode(data, type=Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ListRefused(f"not a {_WHAT} body: {error}") from None


def read(data: bytes) -> Iterator[ListRecord]:
    """Every entity of a body; `Quarantined.line` is the number of the entity, from 1. Raises `ListRefused` as `page` does."""
    for number, entity in enumerate(page(data).excluded_entity, 1):
        try:
            yield _party(entity)
        except ValueError as error:
            yield quarantined(number, str(error), compact(entity))


def _party(entity: JsonObject) -> ListedParty:
    details, identity = _section(entity, "exclusionDetails"), _section(entity, "exclusionIdentification")
    kind = KINDS.get(_text(details, "classificationType"))
    if kind is None:
        raise ValueError(f'unknown classification "{_text(details, "classificationType")}"')
    name, duns = name_and_duns(_name(identity, kind))
    if not is_name(name):
        raise ValueError("no usable name")
    other, action = _section(entity, "exclusionOtherInformation"), _action(entity)
    more = _sections(other, "moreLocations")
    return with_content_id(
        ListedParty(
            id="",
            list=ListName.SAM,
            name=name,
            kind=kind,
            aliases=_aliases(name, kind, [*_sections(_section(other, "references"), "referencesList"), *more]),
            addresses=_addresses(entity, more),
            identifiers=_identifiers([identity, *more], duns),
            agency=_text(details, "excludingAgencyCode"),
            program=_text(details, "exclusionProgram"),
            exclusion_type=_text(details, "exclusionType"),
            active=parse_date(_text(action, "activateDate")),
            terminates=parse_date(_text(action, "terminationDate")),
            published=parse_date(_text(action, "createDate")),
            weak_name=is_weak(name, kind),
        )
    )


def _section(record: JsonObject, key: str) -> JsonObject:
    found = record.get(key)
    return found if isinstance(found, dict) else {}


def _sections(record: JsonObject, key: str) -> list[JsonObject]:
    found = record.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(record: JsonObject, key: str) -> str:
    found = record.get(key)
    return " ".join(found.split()) if isinstance(found, str) else ""


def _name(identity: JsonObject, kind: PartyKind) -> str:
    personal = " ".join(filter(None, (_text(identity, part) for part in _PERSONAL)))
    return personal if kind is PartyKind.PERSON and personal else _text(identity, "entityName") or personal


def _action(entity: JsonObject) -> JsonObject:
    """The action in force. Raises ValueError if all actions have ended: the entity is no longer excluded."""
    actions = _sections(_section(entity, "exclusionActions"), "listOfActions")
    running = [each for each in actions if _text(each, "recordStatus").casefold() in ("", _ACTIVE)]
    if actions and not running:
        raise ValueError(f'record status is "{_text(actions[-1], "recordStatus")}"')
    return running[0] if running else {}


def _aliases(name: str, kind: PartyKind, named: list[JsonObject]) -> tuple[Alias, ...]:
    reading = PartyKind.FIRM if kind is PartyKind.PERSON else kind
    names = {
        normalise(alias): alias for each in named if is_name(alias := name_and_duns(_text(each, "exclusionName"))[0])
    }
    names.pop(normalise(name), None)
    return tuple(Alias(each, AliasKind.CROSS_REFERENCE, weak=is_weak(each, reading)) for each in names.values())


def _addresses(entity: JsonObject, more: list[JsonObject]) -> tuple[Address, ...]:
    raw = [_section(entity, "exclusionPrimaryAddress"), *_sections(entity, "exclusionSecondaryAddress")]
    for location in more:
        raw += [_section(location, "primaryAddress"), *_sections(location, "secondaryAddress")]
    return tuple(dict.fromkeys(found for each in raw if (found := _address(each)) != Address()))


def _address(raw: JsonObject) -> Address:
    region = _text(raw, "stateOrProvinceCode")
    return Address(
        lines=tuple(line for key in ("addressLine1", "addressLine2") if (line := _text(raw, key))),
        city=_text(raw, "city"),
        region="" if region == UNKNOWN_STATE else region,
        postcode="-".join(filter(None, (_text(raw, "zipCode"), _text(raw, "zipCodePlus4")))),
        country=from_iso3(_text(raw, "countryCode")),
    )


def _identifiers(bearers: list[JsonObject], duns: str) -> tuple[Identifier, ...]:
    found = [
        Identifier(kind, value) for raw in bearers for key, kind in IDENTIFIERS.items() if (value := _text(raw, key))
    ]
    return tuple(dict.fromkeys([*found, Identifier(IdentifierKind.DUNS, duns)] if duns else found))
