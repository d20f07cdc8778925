"""`screener lists versions`, `return` and `status`: which versions of the lists there are, were, and are in force."""

import shlex
from collections.abc import Sequence
from datetime import UTC, datetime

import click
import msgspec
from msgspec import Struct

from schemas.formats import shown
from schemas.messages import ListVersion, SnapshotMarker
from screener.domain.listed_party import ListName
from screener.search.list_deltas import Counts
from topologies import settings
from topologies.list_releases.archive import Archive, read_archive, watchlist_version
from topologies.list_releases.release import confirmed, in_words, plan_update, refuse_large_drops, release
from topologies.reference.lists_on_topic import ListsOnTopic, read_lists_on_topic
from topologies.settings import Settings, UsageError


class Kept(Struct, frozen=True, omit_defaults=True):
    """A version of a list, as `lists versions --json` prints it."""

    list: ListName
    version: str
    records: int
    closed: datetime
    source: str = ""
    name: str = ""
    in_force: bool = False


class Status(Struct, frozen=True, omit_defaults=True):
    """A list in force, as `lists status --json` prints it.

    `age_seconds` runs from the time that the version was closed, not from a return to it. `dropped` is the share of the
    records that the last change ended, `max_drop` the share from which a load asks for --confirm; `watchlist` the version
    of all lists together, as decisions name it.
    """

    list: ListName
    version: str
    records: int
    closed: datetime
    age_seconds: int
    max_drop: float
    watchlist: str
    source: str = ""
    name: str = ""
    delta: Counts | None = None
    dropped: float = 0.0
    confirmed: bool = False
    returned: datetime | None = None
    incomplete: bool = False


@click.command("versions")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def versions(*, as_json: bool) -> None:
    """Print the versions of each list that can be returned to, the latest first, a line each."""
    given = settings.load()
    watched, archive = read_lists_on_topic(given), read_archive(given)
    kept = [_kept(each, watched) for each in archive.versions]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(kept)))
        return
    for each in kept:
        named = f', "{shown(each.name)}"' if each.name else ""
        mark = ", in force" if each.in_force else ""
        when = f"closed {_minute(each.closed)} from {shown(each.source) or 'no file'}"
        click.echo(f"{each.list}: {each.version}{named}, {each.records:,} records, {when}{mark}")


@click.command("return")
@click.argument("version", metavar="VERSION|NAME")
@click.option(
    "--max-drop",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Refuse it where more records end than this share.  [default: SCREENER_MAX_DROP, 0.2]",
)
@click.option("--confirm", is_flag=True, help="Return to it all the same.")
def return_to(version: str, max_drop: float | None, *, confirm: bool) -> None:
    """Put an earlier version into force again: of one list, or of all lists that had the name.

    A watchlist version, as decisions name it, brings back all its lists. The next load goes on from there.
    """
    given = settings.load()
    most = given.max_drop if max_drop is None else max_drop
    watched, archive = read_lists_on_topic(given), read_archive(given)
    now = datetime.now(UTC)
    turns = [
        plan_update(_marker(head, now), archive.parties(head).values(), watched, archive)
        for head in wanted_versions(version, archive)
    ]
    if confirm:
        turns = [confirmed(each, most) for each in turns]
    else:
        refuse_large_drops(turns, most, shlex.quote(shown(version)))
    release(turns, watched, archive, given)
    for each in turns:
        marker = each.marker
        click.echo(f"{marker.list}: version {marker.version} is in force again, {in_words(each.change.counts)}")


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(*, as_json: bool) -> None:
    """Print what is in force: of each list the version, its size and age, its last change, and the guard."""
    given = settings.load()
    found = statuses(read_lists_on_topic(given), given, datetime.now(UTC))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)))
        return
    if not found:
        click.echo("no list is in force: load one with `screener lists load FILE...`")
    for each in found:
        click.echo("\n".join(_lines(each)))
    if found:
        click.echo(f"all lists together: watchlist version {found[0].watchlist}, as decisions name it")


def wanted_versions(text: str, archive: Archive) -> Sequence[ListVersion]:
    """The versions that `text` names, at most one of a list. Raises `UsageError`, one line, where there is none."""
    found = archive.named(text)
    if not found:
        raise UsageError(f"{shown(text)!r} is no version and no name of a list: see `screener lists versions`")
    return found


def statuses(watched: ListsOnTopic, given: Settings, now: datetime) -> list[Status]:
    """The status of each list that has a marker."""
    return [_status(marker, watched, given, now) for _, marker in sorted(watched.markers.items())]


def _status(marker: SnapshotMarker, watched: ListsOnTopic, given: Settings, now: datetime) -> Status:
    return Status(
        marker.list,
        marker.version,
        marker.count,
        marker.closed,
        max(0, int((now - marker.closed).total_seconds())),
        given.max_drop,
        watchlist_version({name: each.version for name, each in watched.markers.items()}),
        marker.source,
        marker.name,
        marker.delta,
        round(marker.delta.dropped, 4) if marker.delta else 0.0,
        marker.confirmed,
        marker.returned,
        not watched.is_whole(marker.list),
    )


def _lines(each: Status) -> Sequence[str]:
    named = f' "{shown(each.name)}"' if each.name else ""
    returned = f", returned to {_minute(each.returned)}" if each.returned else ""
    change = f"{in_words(each.delta)} ({each.dropped:.1%} dropped)" if each.delta else "not known"
    told = [
        f"{each.list}: version {each.version}{named}, {each.records:,} records",
        f"  closed {_minute(each.closed)}, {_age(each.age_seconds)} ago{returned}, from {shown(each.source) or 'no file'}",
        f"  last change: {change}{', confirmed' if each.confirmed else ''}",
        f"  guard: a load that drops over {each.max_drop:.0%} of the records needs --confirm",
    ]
    broken = "  NOT WHOLE: its records are not those of its marker; workers keep the last whole lists, load it again"
    return [*told, broken] if each.incomplete else told


def _kept(head: ListVersion, watched: ListsOnTopic) -> Kept:
    marker = watched.markers.get(head.list)
    in_force = marker is not None and marker.version == head.version
    return Kept(head.list, head.version, head.count, head.closed, head.source, head.name, in_force)


def _marker(head: ListVersion, now: datetime) -> SnapshotMarker:
    return SnapshotMarker(
        head.list, head.count, head.version, head.closed, source=head.source, name=head.name, returned=now
    )


HOUR, DAY = 3_600, 86_400


def _age(seconds: int) -> str:
    if seconds < HOUR:
        return f"{seconds // 60} min"
    return f"{seconds // HOUR} h" if seconds < 2 * DAY else f"{seconds // DAY} days"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}Z"
