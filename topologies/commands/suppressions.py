"""`screener suppressions`: an officer's "not the same" is recorded, listed and revoked."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click
from msgspec import Struct

from schemas.safe_text import one_line
from screener.regime.suppression import Suppression, suppression
from topologies.commands import as_struct
from topologies.json_output import json_text
from topologies.list_releases.lists_on_topic import read_lists_on_topic
from topologies.reference.suppressed_pairs import Pair, pair_of_hold, pair_of_notice, pair_of_party
from topologies.reference.suppressions import publish_suppression, revoke_suppression, standings, suppressions_on_topic
from topologies.settings import Settings, UsageError, load_settings
from topologies.waiting import Waiting

STDIN = "-"


class Decision(Struct, frozen=True):
    """The command line of `screener suppressions add`."""

    hold: str | None
    notice: str | None
    party: Path | None
    listed: str | None
    officer: str
    reason: str
    until: datetime | None


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
@as_struct(Decision)
def add(decision: Decision) -> None:
    """Suppress matches of one pair: a party (its name, address and numbers) and a listed party.

    It takes effect at once, and ends when either side changes, when its date passes, or when it is revoked.
    """
    if not decision.officer.strip():
        raise UsageError("--officer is empty: say who decided")
    if not decision.reason.strip():
        raise UsageError("--reason is empty: say why")
    now = datetime.now(UTC)
    last = _last_day(decision.until, now.date())
    settings = load_settings()
    with Waiting(f"Reading the lists at {settings.kafka_bootstrap}"):
        pair = _pair(decision, settings)
        listed = read_lists_on_topic(settings).find(pair.listed)
    if listed is None:
        raise UsageError(f"{one_line(pair.listed)} is not on the list: there is nothing to suppress")
    made = suppression(
        pair.identity,
        pair.name,
        listed.id,
        listed.name,
        officer=decision.officer,
        reason=decision.reason,
        decided=now,
        until=last,
    )
    publish_suppression(made, settings)
    click.echo("\n".join(_lines(made, "")))


@suppressions.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, which `screener screen --suppressions` reads.")
def list_suppressions(*, as_json: bool) -> None:
    """Print every suppression that was not revoked: who decided what, and which have ended and why."""
    settings = load_settings()
    with Waiting(f"Reading the suppressions at {settings.kafka_bootstrap}"):
        on_topic, lists = suppressions_on_topic(settings), read_lists_on_topic(settings)
    found = standings(on_topic, lists, datetime.now(UTC).date())
    if as_json:
        click.echo(json_text(found))
        return
    for each in found:
        click.echo("\n".join(_lines(each, each.ended)))
    ended = sum(bool(each.ended) for each in found)
    click.echo(f"{len(found) - ended:,} in force, {ended:,} ended")


@suppressions.command("revoke")
@click.argument("suppression_id", metavar="ID")
def revoke(suppression_id: str) -> None:
    """End a suppression: from the next manifest on, the pair is held again."""
    settings = load_settings()
    with Waiting(f"Reading the suppressions at {settings.kafka_bootstrap}"):
        found = {each.id: each for each in suppressions_on_topic(settings)}.get(suppression_id)
    if found is None:
        raise UsageError(f"{one_line(suppression_id)!r} is no suppression: see `screener suppressions list`")
    revoke_suppression(found.id, settings)
    click.echo(f"revoked: {one_line(found.party_name)} is not {one_line(found.listed_name)} ({found.listed_party})")


def _last_day(until: datetime | None, today: date) -> date | None:
    last = until.date() if until else None
    if last is not None and last < today:
        raise UsageError(f"--until {last}: the day has passed; give today or a later one")
    return last


def _pair(decision: Decision, settings: Settings) -> Pair:
    ways = sum(each is not None for each in (decision.hold, decision.notice, decision.party))
    if ways != 1 or (decision.party is None) is not (decision.listed is None):
        raise UsageError("give one of --hold HOLD, --notice NOTICE, or --party FILE with --listed ID")
    if decision.hold is not None:
        return pair_of_hold(_text(decision.hold), settings)
    if decision.notice is not None:
        return pair_of_notice(_text(decision.notice), settings)
    party = str(decision.party)
    return pair_of_party(party, _body(party), decision.listed or "")


def _text(given: str) -> str:
    return sys.stdin.read() if given == STDIN else given


def _body(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"--party {path}: {error.strerror}") from None


def _lines(given: Suppression, ended: str) -> Iterator[str]:
    lasts = f"until {given.until}" if given.until else "until revoked"
    yield f"{given.id}  {f'ended: {ended}' if ended else f'in force {lasts}'}"
    yield f"  {one_line(given.party_name)} is not {one_line(given.listed_name)} ({given.listed_party})"
    yield f"  {one_line(given.officer)}, {given.decided:%Y-%m-%d}: {one_line(given.reason)}"
