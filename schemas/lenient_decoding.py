"""Lenient decoding: a malformed manifest is read value by value, so that one bad field costs only itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import NoneType
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import Struct

from schemas.messages import ExpressManifest, PostalManifest
from schemas.strict_json import Repeated, UnreadableError, parse, repeated_keys
from screener.domain.consignment import (
    Consignment,
    ExpressConsignment,
    IdentifierKind,
    Mode,
    Party,
    PartyRole,
    PostalItem,
)
from screener.domain.errors import ErrorCode, Problem, problem
from screener.domain.identifiers import is_air_waybill
from screener.domain.manifest import Manifest

S = TypeVar("S", bound=Struct)


class Rejection(Struct, frozen=True):
    """Why a whole record cannot be read: the reason (one of a few labels), the detail, the remedy."""

    reason: str
    detail: str
    remedy: str
    filer: str = ""
    manifest: str = ""


FIELD_CODES: Mapping[str, ErrorCode] = {
    "identifier": ErrorCode.INVALID_HOUSE_BILL_NBR,
    "filed": ErrorCode.INVALID_DATE,
    "parties": ErrorCode.INVALID_PARTY,
    "quantity": ErrorCode.INVALID_BILL_QTY,
    "weight": ErrorCode.INVALID_WEIGHT,
    "value": ErrorCode.INVALID_VALUE,
    "origin": ErrorCode.INVALID_COUNTRY,
    "role": ErrorCode.INVALID_PARTY_ROLE,
    "name": ErrorCode.INVALID_NAME,
}
"""The error code for a field of the wrong type; INVALID_FIELD for any other field."""

TYPE_NAMES: Mapping[object, str] = {
    str: "text",
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    date: "a date YYYY-MM-DD",
}
"""Type -> its name in a remedy."""

_MANIFEST: dict[Mode, type[Struct]] = {Mode.EXPRESS: ExpressManifest[Party], Mode.POSTAL: PostalManifest[Party]}
_CONSIGNMENT: dict[Mode, type[Consignment[Party]]] = {
    Mode.EXPRESS: ExpressConsignment[Party],
    Mode.POSTAL: PostalItem[Party],
}
_WRONG = (msgspec.ValidationError, ValueError, OverflowError)
_fields_of = lru_cache(maxsize=8)(msgspec.structs.fields)
_JSON = "send a manifest as UTF-8 JSON; the contract is in schemas/contracts/"


def salvage_manifest(mode: Mode, body: bytes) -> Manifest | Rejection:
    """What can be read of a manifest, with the problems of each consignment; a `Rejection` if it is not a manifest."""
    try:
        tree = parse(body)
    except UnreadableError as error:
        return Rejection(error.reason, error.detail, _JSON)
    if not isinstance(tree, dict):
        return Rejection("not a manifest", f"the record is a JSON {_json_type(tree)}, not an object", _JSON)
    filer, manifest = (tree[key] if isinstance(tree.get(key), str) else "" for key in ("filer", "manifest"))
    refusal = _refusal(tree, filer, manifest)
    if refusal is not None:
        return refusal
    problems: dict[int, list[Problem]] = {}
    consignments = [_consignment(mode, item, problems.setdefault(i, [])) for i, item in enumerate(tree["consignments"])]
    operator = tree.get("operator", "")
    return Manifest(
        mode=mode,
        filer=filer,
        number=manifest,
        consignments=consignments,
        operator=operator if isinstance(operator, str) else "",
        problems={index: found for index, found in problems.items() if found},
        manifest_problems=_manifest_problems(mode, tree),
    )


def salvage_party(raw: bytes, problems: list[Problem]) -> Party:
    """What can be read of one party, with its problems appended; a party of unknown role is still screened, as `other`."""
    try:
        return _party(parse(raw), problems)
    except UnreadableError as error:
        problems.append(problem(ErrorCode.INVALID_PARTY, "parties[]", error.detail, _JSON))
        return _party_in_other_encoding(raw, problems)


def _party_in_other_encoding(raw: bytes, problems: list[Problem]) -> Party:
    """A party in another encoding: bytes that are not UTF-8 are replaced, and the rest is still screened."""
    try:
        return _party(parse(raw.decode("utf-8", "replace").encode()), problems)
    except UnreadableError:
        return Party(PartyRole.OTHER)


def master_waybill_problems(number: str) -> tuple[Problem, ...]:
    """What is wrong with a master air waybill; it may be missing."""
    if not number or is_air_waybill(number):
        return ()
    remedy = "the last digit of an air waybill is its first seven serial digits modulo 7"
    return (problem(ErrorCode.INVALID_MASTER_BILL_NBR, "master_waybill", number, remedy),)


def _manifest_problems(mode: Mode, tree: dict[str, Any]) -> Sequence[Problem]:
    """What is wrong with the fields of the manifest itself, apart from filer, number and consignments."""
    problems: list[Problem] = []
    fields = _readable_fields(_MANIFEST[mode], {key: tree[key] for key in tree if key != "consignments"}, problems)
    return (*problems, *master_waybill_problems(fields.get("master_waybill", "")))


def _refusal(tree: dict[str, Any], filer: str, manifest: str) -> Rejection | None:
    if isinstance(tree, Repeated):
        detail = f"the key {tree.keys_repeated[0]!r} occurs twice in the manifest"
        return Rejection("duplicate key", detail, "send each key once", filer, manifest)
    for key, value in (("filer", filer), ("manifest", manifest)):
        if not value:
            return Rejection(
                "missing field", f"{key!r} is missing, empty or not text", f"give {key!r} as text", filer, manifest
            )
    if not isinstance(tree.get("consignments"), list):
        detail = f"'consignments' is {_json_type(tree.get('consignments'))}, not a list"
        return Rejection("missing field", detail, "give 'consignments' as a list", filer, manifest)
    return None


def _consignment(mode: Mode, tree: Any, problems: list[Problem]) -> Consignment[Party]:  # noqa: ANN401 - any JSON value
    shape = _CONSIGNMENT[mode]
    if not isinstance(tree, dict):
        problems.append(problem(ErrorCode.INVALID_FIELD, "consignments[]", _json_type(tree), "give an object"))
        return shape()
    parties = tree.get("parties", [])
    if not isinstance(parties, list):
        problems.append(problem(ErrorCode.INVALID_PARTY, "parties", _json_type(parties), "give a list of parties"))
        parties = []
    own = {key: value for key, value in tree.items() if key != "parties"}
    consignment = _converted(shape, own) or shape(**_readable_fields(shape, own, problems))
    consignment.parties = [_party(each, problems) for each in parties]
    problems += _repeated_key_problems(tree, "parties")
    return consignment


def _party(tree: Any, problems: list[Problem]) -> Party:  # noqa: ANN401 - any JSON value
    if not isinstance(tree, dict):
        problems.append(
            problem(ErrorCode.INVALID_PARTY, "parties[]", _json_type(tree), "give an object with a role and a name")
        )
        return Party(PartyRole.OTHER)
    problems += _repeated_key_problems(tree)
    party = _converted(Party, tree)
    if party is not None:
        return party
    if "role" not in tree:
        problems.append(
            problem(ErrorCode.INVALID_PARTY_ROLE, "parties[].role", "", f"give one of {', '.join(PartyRole)}")
        )
    return Party(**({"role": PartyRole.OTHER} | _readable_fields(Party, tree, problems)))


def _converted(shape: type[S], tree: Mapping[str, Any]) -> S | None:
    """The object if every field has the right type, as most have; else None."""
    try:
        return msgspec.convert(tree, shape)
    except _WRONG:
        return None


def _readable_fields(shape: type[Struct], tree: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """Each field of the right type; a problem is appended for each of a wrong one."""
    found = {}
    for field in _fields_of(shape):
        if field.encode_name in tree:
            try:
                found[field.name] = msgspec.convert(tree[field.encode_name], field.type)
            except _WRONG as error:
                code = FIELD_CODES.get(field.name, ErrorCode.INVALID_FIELD)
                problems.append(problem(code, field.name, tree[field.encode_name], _remedy(field.type, str(error))))
    return found


def _remedy(wanted: object, error: str) -> str:
    if wanted is PartyRole:
        return f"give one of {', '.join(PartyRole)}"
    if ".kind`" in error:
        return f"give as kind one of {', '.join(IdentifierKind)}"
    words = " or ".join(TYPE_NAMES[each] for each in (*get_args(wanted), wanted) if each in TYPE_NAMES)
    return f"give {words}" if words else error.split(" - at", maxsplit=1)[0]


def _repeated_key_problems(tree: Mapping[str, Any], skip: str = "") -> Sequence[Problem]:
    return [
        problem(ErrorCode.DUPLICATE_KEY, key, "occurs more than once", "send each key once")
        for key in repeated_keys(tree, skip=skip)
    ]


_JSON_TYPES = {
    dict: "object",
    list: "list",
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
    NoneType: "null",
}


def _json_type(value: object) -> str:
    return _JSON_TYPES.get(type(value), "object")
