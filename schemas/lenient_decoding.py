"""The patient road: a manifest that is not sound is read value by value, so that one bad field costs only itself."""

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
    """Why a whole record cannot be read: the reason (a label of few values), the detail, the remedy."""

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
"""The code of a field that has the wrong type; any other field is INVALID_FIELD."""

WORDS: Mapping[object, str] = {
    str: "text",
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    date: "a date YYYY-MM-DD",
}
"""What a remedy calls a type."""

_MANIFEST: dict[Mode, type[Struct]] = {Mode.EXPRESS: ExpressManifest[Party], Mode.POSTAL: PostalManifest[Party]}
_CONSIGNMENT: dict[Mode, type[Consignment[Party]]] = {
    Mode.EXPRESS: ExpressConsignment[Party],
    Mode.POSTAL: PostalItem[Party],
}
_WRONG = (msgspec.ValidationError, ValueError, OverflowError)
_fields_of = lru_cache(maxsize=8)(msgspec.structs.fields)
_JSON = "send a manifest as UTF-8 JSON; the contract is in schemas/contracts/"


def salvage_manifest(mode: Mode, body: bytes) -> Manifest | Rejection:
    """What can be read of a manifest, each unsound consignment with its problems; a `Rejection` where it is none."""
    try:
        tree = parse(body)
    except UnreadableError as error:
        return Rejection(error.reason, error.detail, _JSON)
    if not isinstance(tree, dict):
        return Rejection("not a manifest", f"the record is a JSON {_kind(tree)}, not an object", _JSON)
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
        manifest_problems=_of_manifest(mode, tree),
    )


def salvage_party(raw: bytes, problems: list[Problem]) -> Party:
    """What can be read of one party; a party of unknown role is still screened, as `other`."""
    try:
        return _party(parse(raw), problems)
    except UnreadableError as error:
        problems.append(problem(ErrorCode.INVALID_PARTY, "parties[]", error.detail, _JSON))
        return _legible(raw, problems)


def _legible(raw: bytes, problems: list[Problem]) -> Party:
    """A party in another encoding, its strange bytes replaced: what stands beside them is still screened."""
    try:
        return _party(parse(raw.decode("utf-8", "replace").encode()), problems)
    except UnreadableError:
        return Party(PartyRole.OTHER)


def master_waybill_problems(number: str) -> tuple[Problem, ...]:
    """What is wrong with a master air waybill; none need be given."""
    if not number or is_air_waybill(number):
        return ()
    remedy = "the last digit of an air waybill is its first seven serial digits modulo 7"
    return (problem(ErrorCode.INVALID_MASTER_BILL_NBR, "master_waybill", number, remedy),)


def _of_manifest(mode: Mode, tree: dict[str, Any]) -> Sequence[Problem]:
    """What is wrong with the fields of the manifest itself; its filer, number and consignments are read apart."""
    problems: list[Problem] = []
    fields = _fields(_MANIFEST[mode], {key: tree[key] for key in tree if key != "consignments"}, problems)
    return (*problems, *master_waybill_problems(fields.get("master_waybill", "")))


def _refusal(tree: dict[str, Any], filer: str, manifest: str) -> Rejection | None:
    if isinstance(tree, Repeated):
        detail = f"the key {tree.keys_repeated[0]!r} stands twice in the manifest"
        return Rejection("duplicate key", detail, "send each key once", filer, manifest)
    for key, value in (("filer", filer), ("manifest", manifest)):
        if not value:
            return Rejection(
                "missing field", f"{key!r} is missing, empty or no text", f"give {key!r} as text", filer, manifest
            )
    if not isinstance(tree.get("consignments"), list):
        detail = f"'consignments' is {_kind(tree.get('consignments'))}, not a list"
        return Rejection("missing field", detail, "give 'consignments' as a list", filer, manifest)
    return None


def _consignment(mode: Mode, tree: Any, problems: list[Problem]) -> Consignment[Party]:  # noqa: ANN401 - any JSON value
    shape = _CONSIGNMENT[mode]
    if not isinstance(tree, dict):
        problems.append(problem(ErrorCode.INVALID_FIELD, "consignments[]", _kind(tree), "give an object"))
        return shape()
    parties = tree.get("parties", [])
    if not isinstance(parties, list):
        problems.append(problem(ErrorCode.INVALID_PARTY, "parties", _kind(parties), "give a list of parties"))
        parties = []
    own = {key: value for key, value in tree.items() if key != "parties"}
    consignment = _whole(shape, own) or shape(**_fields(shape, own, problems))
    consignment.parties = [_party(each, problems) for each in parties]
    problems += _repeats(tree, "parties")
    return consignment


def _party(tree: Any, problems: list[Problem]) -> Party:  # noqa: ANN401 - any JSON value
    if not isinstance(tree, dict):
        problems.append(
            problem(ErrorCode.INVALID_PARTY, "parties[]", _kind(tree), "give an object with a role and a name")
        )
        return Party(PartyRole.OTHER)
    problems += _repeats(tree)
    party = _whole(Party, tree)
    if party is not None:
        return party
    if "role" not in tree:
        problems.append(
            problem(ErrorCode.INVALID_PARTY_ROLE, "parties[].role", "", f"give one of {', '.join(PartyRole)}")
        )
    return Party(**({"role": PartyRole.OTHER} | _fields(Party, tree, problems)))


def _whole(shape: type[S], tree: Mapping[str, Any]) -> S | None:
    """The object where every field has the right type, as in the neighbours of one that has not; else None."""
    try:
        return msgspec.convert(tree, shape)
    except _WRONG:
        return None


def _fields(shape: type[Struct], tree: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """Each field that has the right type; a problem for each that has not."""
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
    words = " or ".join(WORDS[each] for each in (*get_args(wanted), wanted) if each in WORDS)
    return f"give {words}" if words else error.split(" - at", maxsplit=1)[0]


def _repeats(tree: Mapping[str, Any], apart: str = "") -> Sequence[Problem]:
    return [
        problem(ErrorCode.DUPLICATE_KEY, key, "stands more than once", "send each key once")
        for key in repeated_keys(tree, apart=apart)
    ]


_KINDS = {dict: "object", list: "list", str: "text", bool: "boolean", int: "number", float: "number", NoneType: "null"}


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "object")
