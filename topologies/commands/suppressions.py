"""`screener suppressions`: an officer's "not the same" is written, listed and revoked on its compacted topic."""

import contextlib
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import click
import msgspec
import orjson
from msgspec import Struct

from schemas.safe_text import one_line
from screener.domain.consignment import Party, PartyRole
from screener.domain.decision import Hold, Match, Notice
from screener.regime.suppression import Suppression, Suppressions, identity_of, suppression
from topologies.delivery.publisher import DeliveryFailed
from topologies.json_output import json_text
from topologies.kafka.compacted_topics import each_record, publish, read_to_end
from topologies.list_releases.lists_on_topic import ListsOnTopic, read_lists_on_topic
from topologies.reference.control_topics import SuppressionsInForce
from topologies.reference.files import Standing, checked
from topologies.settings import Settings, UsageError, load_settings
from topologies.topics import HOLDS, NOTICES, SUPPRESSIONS, Topic

T = TypeVar("T", bound=Struct)
STDIN = "-"


class Pair(Struct, frozen=True):
    """Who is not whom: a party's identity and name, and the id of a listed party."""

    identity: str
    name: str
    listed: str


@click.group()
def suppressions() -> None:
    """Officers' decisions that a party and a listed party are not the same."""


@suppressions.command("add")
@click.option("--hold", metavar="HOLD", help="The hold: its id, its JSON, or - for its line on standard input.")
@click.option("--notice", metavar="NOTICE", help="Or the notice, likewise.")
@click.option("--party", type=click.Path(path_type=Path), metavar="FILE", help="Or a party, JSON as in a manifest ...")
@click.option("--listed", metavar="ID", help="... and the listed party that it is not.")
@click.option("--officer", required=True, help="Who decided.")
@click.option("--reason", required=True, help="Why they are not the same.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The last day.  [default: until revoked]"
)
def add(
    hold: str | None,
    notice: str | None,
    party: Path | None,
    listed: str | None,
    officer: str,
    reason: str,
    until: datetime | None,
) -> None:
    """Quiet one pair: a party (its name, address and numbers) and a listed party.

    It takes effect at once, and ends when either side changes, when its date passes, or when it is revoked.
    """
    for option, text in (("--officer", officer), ("--reason", reason)):
        if not text.strip():
            raise UsageError(f"{option} is empty: say {'who decided' if option == '--officer' else 'why'}")
    last, now = until.date() if until else None, datetime.now(UTC)
    if last is not None and last < now.date():
        raise UsageError(f"--until {last}: the day has passed; give today or a later one")
    given = load_settings()
    pair = _pair(hold, notice, party, listed, given)
    entry = read_lists_on_topic(given).find(pair.listed)
    if entry is None:
        raise UsageError(f"{one_line(pair.listed)} is not on the list: there is nothing to suppress")
    made = suppression(
        pair.identity, pair.name, entry.id, entry.name, officer=officer, reason=reason, decided=now, until=last
    )
    _publish(given, made.id, msgspec.json.encode(made))
    click.echo("\n".join(_words(made, "")))


@suppressions.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, which `screener screen --suppressions` reads.")
def list_suppressions(*, as_json: bool) -> None:
    """Print every suppression that was not revoked: who decided what, and which have ended and why."""
    given = load_settings()
    held = _suppressions(given)
    told = standings(held, read_lists_on_topic(given), datetime.now(UTC).date())
    if as_json:
        click.echo(json_text(told))
        return
    for each in told:
        click.echo("\n".join(_words(each, each.ended)))
    ended = sum(bool(each.ended) for each in told)
    click.echo(f"{len(told) - ended:,} in force, {ended:,} ended")


@suppressions.command("revoke")
@click.argument("suppression_id", metavar="ID")
def revoke(suppression_id: str) -> None:
    """End a suppression; the pair is held again from the next manifest on."""
    given = load_settings()
    found = {each.id: each for each in _suppressions(given)}.get(suppression_id)
    if found is None:
        raise UsageError(f"{one_line(suppression_id)!r} is no suppression: see `screener suppressions list`")
    _publish(given, found.id, None)
    click.echo(f"revoked: {one_line(found.party_name)} is not {one_line(found.listed_name)} ({found.listed_party})")


def standings(held: Iterable[Suppression], watched: ListsOnTopic, today: date) -> list[Standing]:
    """Each suppression with why it has ended, the latest decision first."""
    ordered = sorted(held, key=lambda each: (each.decided, each.id), reverse=True)
    return [Standing(**msgspec.structs.asdict(each), ended=_ended(each, watched, today)) for each in ordered]


def publish_suppressions(given: Settings, made: Iterable[Suppression]) -> None:
    """Write suppressions on their topic. Raises `DeliveryFailed`."""
    records = [(each.id.encode(), msgspec.json.encode(_plain(each))) for each in made]
    publish(given.kafka_bootstrap, SUPPRESSIONS.name, records, delivery_seconds=given.delivery_seconds)


def _plain(given: Suppression) -> Suppression:
    return Suppression(*(getattr(given, name) for name in Suppression.__struct_fields__))


def _ended(given: Suppression, watched: ListsOnTopic, today: date) -> str:
    if not given.in_force(today):
        return f"its date passed on {given.until}"
    return "" if watched.find(given.listed_party) else "the listed party is no longer on the list, or has changed"


def _words(given: Suppression, ended: str) -> Iterator[str]:
    lasts = f"until {given.until}" if given.until else "until revoked"
    yield f"{given.id}  {f'ended: {ended}' if ended else f'in force {lasts}'}"
    yield f"  {one_line(given.party_name)} is not {one_line(given.listed_name)} ({given.listed_party})"
    yield f"  {one_line(given.officer)}, {given.decided:%Y-%m-%d}: {one_line(given.reason)}"


def _pair(hold: str | None, notice: str | None, party: Path | None, listed: str | None, given: Settings) -> Pair:
    ways = sum(each is not None for each in (hold, notice, party))
    if ways != 1 or (party is None) is not (listed is None):
        raise UsageError("give one of --hold HOLD, --notice NOTICE, or --party FILE with --listed ID")
    if hold is not None:
        return _one([_of_hold(each) for each in _messages(hold, "hold", Hold, HOLDS, given)])
    if notice is not None:
        return _one([_of_notice(each) for each in _messages(notice, "notice", Notice, NOTICES, given)])
    found = _party(party or Path(STDIN))
    return Pair(identity_of(found), found.name, listed or "")


def _one(pairs: list[Pair]) -> Pair:
    """The pair that all of them name; an officer decides one at a time."""
    found = {(pair.identity, pair.listed): pair for pair in pairs}
    if len(found) != 1:
        raise UsageError(f"these are {len(found)} pairs of a party and a listed party: decide one at a time")
    return pairs[0]


def _of_hold(hold: Hold) -> Pair:
    if hold.match is None:
        raise UsageError(f"hold {hold.id} is not for a listed party ({hold.cause}): there is nothing to suppress")
    return _told(hold.match, hold.id)


def _of_notice(notice: Notice) -> Pair:
    return _told(notice, notice.id)


def _told(given: Match | Notice, identity: str) -> Pair:
    if not given.party_identity:
        raise UsageError(f"{identity} names no party_identity (an older message): use --party FILE and --listed ID")
    return Pair(given.party_identity, given.party_name, given.listed_party)


class _Line(Struct):
    """A line as `screener screen` prints it."""

    message: msgspec.Raw


def _messages(text: str, what: str, kind: type[T], topic: Topic, given: Settings) -> list[T]:
    """The messages that `text` gives: as JSON, a line each, or by the id of one on its topic."""
    text = sys.stdin.read() if text == STDIN else text
    if not text.lstrip().startswith("{"):
        return [_on_topic(text.strip(), what, kind, topic, given)]
    lines = [line.encode("utf-8", "replace") for line in text.splitlines() if line.strip()]
    return [_message(f"--{what} line {number}", line, kind) for number, line in enumerate(lines, 1)]


def _message(where: str, line: bytes, kind: type[T]) -> T:
    with contextlib.suppress(msgspec.MsgspecError):  # no line of `screener screen`: the message itself
        line = bytes(msgspec.json.decode(line, type=_Line).message)
    return checked(where, line, kind, known_only=False)


def _on_topic(identity: str, what: str, kind: type[T], topic: Topic, given: Settings) -> T:
    wanted, found = identity.encode("utf-8", "replace"), None
    for _, value in each_record(given.kafka_bootstrap, topic.name, connect_seconds=given.connect_seconds):
        if wanted and value is not None and wanted in value:
            found = _with_id(value, identity, kind) or found
    if found is None:
        raise UsageError(f"--{what} {one_line(identity)!r} is no JSON, and no {what} on topic {topic.name} has that id")
    return found


def _with_id(value: bytes, identity: str, kind: type[T]) -> T | None:
    try:
        message = msgspec.json.decode(value, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return message if identity in (getattr(message, "id", ""), getattr(message, "hold", "")) else None


def _party(path: Path) -> Party:
    try:
        body = sys.stdin.buffer.read() if str(path) == STDIN else path.read_bytes()
    except OSError as error:
        raise UsageError(f"--party {path}: {error.strerror}") from None
    found = checked(f"--party {path}", _with_role(body), Party)
    if not found.name.strip():
        raise UsageError(f"--party {path}: name is empty: give the party as the manifest names it")
    return found


def _with_role(body: bytes) -> bytes:
    """A party in JSON, with the role `other` where it has none; what is no object is left for `checked` to refuse."""
    try:
        party = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    return orjson.dumps({"role": PartyRole.OTHER} | party) if isinstance(party, dict) else body


def _suppressions(given: Settings) -> Suppressions:
    held = SuppressionsInForce()
    on_topic = read_to_end(given.kafka_bootstrap, SUPPRESSIONS.name, connect_seconds=given.connect_seconds)
    for key, value in on_topic.items():
        with contextlib.suppress(msgspec.MsgspecError):  # a worker refuses it too, and counts it
            held.apply(key, value)
    return held.suppressions()


def _publish(given: Settings, key: str, value: bytes | None) -> None:
    try:
        records = [(key.encode(), value)]
        publish(given.kafka_bootstrap, SUPPRESSIONS.name, records, delivery_seconds=given.delivery_seconds)
    except DeliveryFailed as failed:
        raise UsageError(f"{failed}; nothing has changed, run the command again") from None
