"""The pair that an officer means: given as a hold, a notice, or a party and a listed party."""

import contextlib
from collections.abc import Sequence
from typing import TypeVar

import msgspec
import orjson
from msgspec import Struct

from schemas.safe_text import one_line
from screener.domain.consignment import Party, PartyRole
from screener.domain.decision import Hold, Match, Notice
from screener.regime.suppression import identity_of
from topologies.kafka.compacted_topics import each_record
from topologies.reference.files import checked
from topologies.settings import Settings, UsageError
from topologies.topics import HOLDS, NOTICES, Topic

M = TypeVar("M", Hold, Notice)


class Pair(Struct, frozen=True):
    """A party, by its identity and name, and the id of the listed party that it is not."""

    identity: str
    name: str
    listed: str


def pair_of_hold(text: str, settings: Settings) -> Pair:
    """The pair of a hold: its id on the topic, its JSON, or lines of `screener screen`. Raises `UsageError`."""
    return _the_only([_of_hold(each) for each in _messages(text, "hold", Hold, HOLDS, settings)])


def pair_of_notice(text: str, settings: Settings) -> Pair:
    """The pair of a notice, given as a hold may be. Raises `UsageError`."""
    notices = _messages(text, "notice", Notice, NOTICES, settings)
    return _the_only([_pair(each, each.id) for each in notices])


def pair_of_party(name: str, body: bytes, listed: str) -> Pair:
    """The pair of a party, in JSON as a manifest has it, and a listed party. `name` is its file. Raises `UsageError`."""
    party = checked(f"--party {name}", _with_role(body), Party)
    if not party.name.strip():
        raise UsageError(f"--party {name}: name is empty: give the party as the manifest names it")
    return Pair(identity_of(party), party.name, listed)


def _the_only(pairs: Sequence[Pair]) -> Pair:
    """The pair that all of them name; an officer decides one at a time."""
    different = {(pair.identity, pair.listed) for pair in pairs}
    if len(different) != 1:
        raise UsageError(f"these are {len(different)} pairs of a party and a listed party: decide one at a time")
    return pairs[-1]


def _of_hold(hold: Hold) -> Pair:
    if hold.match is None:
        raise UsageError(f"hold {hold.id} is not for a listed party ({hold.cause}): there is nothing to suppress")
    return _pair(hold.match, hold.id)


def _pair(found: Match | Notice, message_id: str) -> Pair:
    if not found.party_identity:
        raise UsageError(f"{message_id} names no party_identity (an older message): use --party FILE and --listed ID")
    return Pair(found.party_identity, found.party_name, found.listed_party)


class _Line(Struct):
    """A line as `screener screen` prints it."""

    message: msgspec.Raw


def _messages(text: str, what: str, kind: type[M], topic: Topic, settings: Settings) -> list[M]:
    """The messages that `text` gives: JSON, one a line, or the id of a message on its topic."""
    if not text.lstrip().startswith("{"):
        return [_on_topic(text.strip(), what, kind, topic, settings)]
    lines = [line.encode("utf-8", "replace") for line in text.splitlines() if line.strip()]
    return [_message(f"--{what} line {number}", line, kind) for number, line in enumerate(lines, 1)]


def _message(where: str, line: bytes, kind: type[M]) -> M:
    with contextlib.suppress(msgspec.MsgspecError):  # not a line of `screener screen`, but the message itself
        line = bytes(msgspec.json.decode(line, type=_Line).message)
    return checked(where, line, kind, known_only=False)


def _on_topic(message_id: str, what: str, kind: type[M], topic: Topic, settings: Settings) -> M:
    wanted, found = message_id.encode("utf-8", "replace"), None
    for _, value in each_record(settings.kafka_bootstrap, topic.name, connect_seconds=settings.connect_seconds):
        if wanted and value is not None and wanted in value:
            found = _with_id(value, message_id, kind) or found
    if found is None:
        raise UsageError(
            f"--{what} {one_line(message_id)!r} is no JSON, and no {what} on topic {topic.name} has that id"
        )
    return found


def _with_id(value: bytes, message_id: str, kind: type[M]) -> M | None:
    try:
        message = msgspec.json.decode(value, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return message if message_id in (message.id, getattr(message, "hold", "")) else None


def _with_role(body: bytes) -> bytes:
    """A party in JSON, with the role `other` if it has none; what is no object is left for `checked` to refuse."""
    try:
        party = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    return orjson.dumps({"role": PartyRole.OTHER} | party) if isinstance(party, dict) else body
