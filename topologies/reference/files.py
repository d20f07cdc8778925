"""The reference read from files: lists, scorecards of posts, a policy, suppressions. Each mistake is reported in one line."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import orjson
from msgspec import Struct

from schemas.strict_json import compact
from screener.domain.identifiers import mask
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecard, Scorecards
from screener.regime.suppression import NO_SUPPRESSIONS, Suppression, Suppressions, suppression_id
from screener.search.watchlist import Watchlist, content_version
from topologies.list_releases.list_files import read_list_files, refuse_incomplete
from topologies.list_releases.lists_on_topic import watchlist_version
from topologies.reference.control_topics import POLICY_KEY, PolicyInForce
from topologies.reference.snapshot import Reference
from topologies.settings import UsageError

S = TypeVar("S", bound=Struct)
LONGEST_VALUE = 60
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]")
_encode = msgspec.json.Encoder(order="deterministic").encode


def reference_of(
    lists: Sequence[Path], posts: Path | None = None, policy: Path | None = None, suppressions: Path | None = None
) -> Reference:
    """The reference that these files hold; the version of the watchlist is the one that a worker has for the same lists.

    Raises `UsageError`, one line with file, field, value and remedy, for anything that cannot be read in full.
    """
    in_force = PolicyInForce()
    if policy is not None:
        body = _read(policy)
        checked(policy.name, body, Policy)
        in_force.apply(POLICY_KEY, body)
    scorecards = read_scorecards(posts) if posts is not None else Scorecards()
    found = Suppressions(read_suppressions(suppressions)) if suppressions is not None else NO_SUPPRESSIONS
    return Reference(_watchlist(lists), scorecards, in_force.policy, found)


def read_scorecards(path: Path) -> Scorecards:
    """The scorecards of a file, a JSON array or NDJSON. Raises `UsageError` naming the line or the item."""
    items = _items(path)
    if not items:
        raise UsageError(f"{path.name}: holds no scorecard; give one JSON object a line")
    cards = [checked(where, raw, Scorecard) for where, raw in items]
    return Scorecards.of(cards, content_version(_encode(card).decode() for card in cards))


class Standing(Suppression, frozen=True):
    """A suppression as `screener suppressions list --json` prints it; `ended` says why it no longer has an effect."""

    ended: str = ""


def read_suppressions(path: Path) -> list[Suppression]:
    """The suppressions of a file, as `screener suppressions list --json` prints them, or NDJSON; it may hold none.

    Raises `UsageError` naming the line or the item.
    """
    return [_suppression(where, raw) for where, raw in _items(path)]


def _suppression(where: str, raw: bytes) -> Suppression:
    found = checked(where, raw, Standing)
    wanted = suppression_id(found.party_identity, found.listed_party)
    if found.id != wanted:
        raise UsageError(f"{where}: id is {found.id!r}, but the pair that it names has {wanted!r}")
    return Suppression(*(getattr(found, name) for name in Suppression.__struct_fields__))


def _items(path: Path) -> list[tuple[str, bytes]]:
    """Every JSON value of a file, in an array or one a line, and its place in words."""
    body = _read(path)
    if body.lstrip().startswith(b"["):
        return [(f"{path.name} item {n}", bytes(raw)) for n, raw in enumerate(_array(path.name, body), 1)]
    return [(f"{path.name} line {n}", line) for n, line in enumerate(body.splitlines(), 1) if line.strip()]


def _watchlist(paths: Sequence[Path]) -> Watchlist:
    snapshots = read_list_files(paths)
    refuse_incomplete(snapshots)
    version = watchlist_version({snapshot.list: snapshot.version for snapshot in snapshots})
    return Watchlist((party for snapshot in snapshots for party in snapshot.parties), version)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _array(name: str, body: bytes) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}: {error}; give a JSON array, or one JSON object a line") from None


def checked(where: str, body: bytes, wanted: type[S], *, known_only: bool = True) -> S:
    """`body` decoded as `wanted`. Unknown keys are refused, since a misspelt threshold would have no effect.

    Pass `known_only=False` for what a program wrote: it may have keys of a later contract. Raises `UsageError`, one line.
    """
    try:
        tree = orjson.loads(body)
        value = msgspec.json.decode(body, type=wanted)
    except msgspec.ValidationError as error:
        raise UsageError(f"{where}: {_in_words(str(error), tree)}") from None
    except (orjson.JSONDecodeError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{where}: {error}; give UTF-8 JSON") from None
    fields = [field.encode_name for field in msgspec.structs.fields(wanted)]
    unknown = sorted(tree.keys() - set(fields)) if known_only and isinstance(tree, Mapping) else []
    if unknown:
        raise UsageError(f"{where}: {mask(unknown[0])!r} is not a field of it; use {', '.join(fields)}")
    return value


def _in_words(error: str, tree: object) -> str:
    """A validation error as one phrase: the field, its value, the remedy."""
    remedy, _, path = error.partition(" - at `")
    field = path.rstrip("`").removeprefix("$").lstrip(".")
    value = tree
    for key, index in _STEP.findall(path):
        value = value.get(key) if isinstance(value, dict) else value[int(index)] if isinstance(value, list) else None
    shown = mask(compact(value)[:LONGEST_VALUE])
    return f"{field} is {shown}: {remedy}" if field else remedy
