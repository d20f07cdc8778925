"""`screener lists versions`, `return` and `status`: archived versions, the return to one, and the lists in force."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from schemas.safe_text import one_line
from topologies.json_output import json_text
from topologies.list_releases.list_update import in_words
from topologies.list_releases.lists_on_topic import read_lists_on_topic
from topologies.list_releases.versions import ListStatus, archived_versions, list_statuses, return_to_version
from topologies.settings import load_settings
from topologies.waiting import Waiting

HOUR, DAY = 3_600, 86_400


@click.command("versions")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def versions(*, as_json: bool) -> None:
    """Print the versions of each list that can be returned to, the latest first, one a line."""
    settings = load_settings()
    with Waiting(f"Reading the lists at {settings.kafka_bootstrap}"):
        found = archived_versions(settings)
    if as_json:
        click.echo(json_text(found))
        return
    for each in found:
        name = f', "{one_line(each.name)}"' if each.name else ""
        mark = ", in force" if each.in_force else ""
        when = f"closed {_minute(each.closed)} from {one_line(each.source) or 'no file'}"
        click.echo(f"{each.list}: {each.version}{name}, {each.records:,} records, {when}{mark}")


@click.command("return")
@click.argument("version", metavar="VERSION|NAME")
@click.option(
    "--max-drop",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Refuse it where more than this share of the records would end.  [default: SCREENER_MAX_DROP, 0.2]",
)
@click.option("--confirm", is_flag=True, help="Return to it all the same.")
def return_to(version: str, max_drop: float | None, *, confirm: bool) -> None:
    """Put an earlier version into force again: of one list, or of all lists that had the name.

    A watchlist version, as decisions name it, brings back all its lists. The next load continues from there.
    """
    settings = load_settings().overridden(max_drop=max_drop)
    with Waiting(f"Publishing the lists to {settings.kafka_bootstrap}"):
        updates = return_to_version(version, settings, confirm=confirm)
    for each in updates:
        marker = each.marker
        click.echo(f"{marker.list}: version {marker.version} is in force again, {in_words(each.change.counts)}")


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(*, as_json: bool) -> None:
    """Print what is in force: the version, size, age and last change of each list, and its guard against large drops."""
    settings = load_settings()
    with Waiting(f"Reading the lists at {settings.kafka_bootstrap}"):
        found = list_statuses(read_lists_on_topic(settings), settings.max_drop, datetime.now(UTC))
    if as_json:
        click.echo(json_text(found))
        return
    if not found:
        click.echo("no list is in force: load one with `screener lists load FILE...`")
    for each in found:
        click.echo("\n".join(_lines(each)))
    if found:
        click.echo(f"all lists together: watchlist version {found[0].watchlist}, as decisions name it")


def _lines(status: ListStatus) -> Sequence[str]:
    name = f' "{one_line(status.name)}"' if status.name else ""
    returned = f", returned to {_minute(status.returned)}" if status.returned else ""
    change = f"{in_words(status.delta)} ({status.dropped:.1%} dropped)" if status.delta else "not known"
    source = one_line(status.source) or "no file"
    lines = [
        f"{status.list}: version {status.version}{name}, {status.records:,} records",
        f"  closed {_minute(status.closed)}, {_age(status.age_seconds)} ago{returned}, from {source}",
        f"  last change: {change}{', confirmed' if status.confirmed else ''}",
        f"  guard: a load that drops over {status.max_drop:.0%} of the records needs --confirm",
    ]
    broken = "  NOT WHOLE: its records are not those of its marker; workers keep the last whole lists, load it again"
    return [*lines, broken] if status.incomplete else lines


def _age(seconds: int) -> str:
    if seconds < HOUR:
        return f"{seconds // 60} min"
    return f"{seconds // HOUR} h" if seconds < 2 * DAY else f"{seconds // DAY} days"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}Z"
