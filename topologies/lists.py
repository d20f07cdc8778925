"""`screener lists load`: files of lists -> records on the watchlist topic, closed by a marker; or one line and nothing."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from msgspec import Struct
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.formats import shown
from schemas.lists import ListRefused, Snapshot, load
from schemas.messages import SnapshotMarker
from screener.delta import Counts
from screener.listed import ListName
from topologies import settings
from topologies.archive import CURRENT, Archive, read_archive
from topologies.compacted import publish
from topologies.outbox import DeliveryFailed
from topologies.settings import Settings, UsageError
from topologies.taking_force import confirmed, in_words, records_of, refuse_large_drops, take_force, turn
from topologies.topics import WATCHLIST
from topologies.watched import read_watched

__all__ = ["lists", "load_snapshots", "publish_snapshots", "read_files"]

SAMPLES = 3
"""How many quarantined records of each reason are shown; the report has all of them."""

WIDTH = 60
LONGEST_NAME = 60
_LIKE_A_VERSION = re.compile("[0-9a-f]{16}")
FIGURES = ("records", "weak_names", "aliases", "weak_aliases", "duplicates", "quarantined")


class Summary(Struct, frozen=True, omit_defaults=True):
    """One list, as `--json` prints it. `change` is absent in a dry run."""

    list: ListName
    version: str
    files: tuple[str, ...]
    records: int
    weak_names: int
    aliases: int
    weak_aliases: int
    duplicates: int
    quarantined: int
    reasons: dict[str, int]
    incomplete: str = ""
    change: Counts | None = None


@click.group()
def lists() -> None:
    """The lists of suspended, debarred and sanctioned persons."""


@lists.command("load")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and show; publish nothing. Needs no broker.")
@click.option("--name", default="", help="A name for this version, to return to it by.")
@click.option(
    "--max-drop",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Refuse a list of which more records end than this share.  [default: SCREENER_MAX_DROP, 0.2]",
)
@click.option("--confirm", is_flag=True, help="Load it all the same.")
@click.option("--report", type=click.Path(path_type=Path), help="Write every quarantined record here, as NDJSON.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def load_lists(
    files: tuple[Path, ...],
    name: str,
    max_drop: float | None,
    report: Path | None,
    *,
    dry_run: bool,
    confirm: bool,
    as_json: bool,
) -> None:
    """Read SAM, OFAC and ITA lists and publish what changed.

    Give all files of a list in one command: sdn.csv alt.csv add.csv. A list that is truncated or of an unknown layout is
    refused whole, exit code 2, and the list in force stays; so is one that would end too large a share of its records.
    """
    snapshots = read_files(files)
    if report is not None:
        _write_report(report, snapshots)
    given = settings.load()
    most = given.max_drop if max_drop is None else max_drop
    changes = {} if dry_run else load_snapshots(snapshots, given, name=name, most=most, confirm=confirm)
    summaries = [summary(snapshot, changes.get(snapshot.list)) for snapshot in snapshots]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(summaries)))
    else:
        _show(snapshots, summaries)


def read_files(files: Sequence[Path]) -> list[Snapshot]:
    """The snapshots that `files` hold. Raises `UsageError`, one line, for a file that cannot be read or is refused."""
    try:
        return load([(path.name, path.read_bytes()) for path in files])
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from None
    except ListRefused as refused:
        raise UsageError(str(refused)) from None


def load_snapshots(
    snapshots: Sequence[Snapshot], given: Settings, *, name: str, most: float, confirm: bool
) -> dict[ListName, Counts]:
    """Bring the watchlist topic to `snapshots` and keep them as versions that can be returned to.

    Raises `UsageError`, before anything is published, where a snapshot is incomplete, where more than the share `most` of a
    list's records would end and nobody confirmed it, where the name is taken, and where no broker answers.
    """
    _refuse_incomplete(snapshots)
    watched, archive = read_watched(given), read_archive(given)
    if name:
        _check_name(name, snapshots, archive)
    turns = [turn(_marker(each, archive, name), each.parties, watched, archive) for each in snapshots]
    if confirm:
        turns = [confirmed(each, most) for each in turns]
    else:
        refuse_large_drops(turns, most)
    take_force(turns, watched, archive, given)
    return {each.marker.list: each.change.counts for each in turns}


def publish_snapshots(snapshots: Sequence[Snapshot], given: Settings) -> dict[ListName, Counts]:
    """Bring the watchlist topic to `snapshots` and keep nothing to return to.

    Raises `UsageError` where a snapshot is incomplete (before anything is published), where no broker answers, and where
    the broker does not acknowledge everything: then the old marker stands, and no worker takes half a list.
    """
    _refuse_incomplete(snapshots)
    watched, archive = read_watched(given), Archive()
    turns = [turn(_marker(each, archive), each.parties, watched, archive) for each in snapshots]
    try:
        records = records_of(turns, watched)
        publish(given.kafka_bootstrap, WATCHLIST.name, records, delivery_seconds=given.delivery_seconds)
    except DeliveryFailed as failed:
        raise UsageError(f"{failed}; the list in force stays, run the command again") from None
    return {each.marker.list: each.change.counts for each in turns}


def _refuse_incomplete(snapshots: Sequence[Snapshot]) -> None:
    for snapshot in snapshots:
        if snapshot.incomplete:
            raise UsageError(f"{snapshot.list}: {snapshot.incomplete}; nothing was published (--dry-run shows it)")


def _check_name(name: str, snapshots: Sequence[Snapshot], archive: Archive) -> None:
    if len(name) > LONGEST_NAME or name != shown(name) or _LIKE_A_VERSION.fullmatch(name) or name == CURRENT:
        raise UsageError(
            f"--name {shown(name)!r}: give up to {LONGEST_NAME} printable characters, not a version and not {CURRENT!r}"
        )
    ours = {snapshot.list: snapshot.version for snapshot in snapshots}
    for each in archive.versions:
        if each.name == name and ours.get(each.list, each.version) != each.version:
            raise UsageError(f"--name {name!r} is that of version {each.version} of {each.list}: choose another")


def _marker(snapshot: Snapshot, archive: Archive, name: str = "") -> SnapshotMarker:
    known = archive.version(snapshot.list, snapshot.version)
    return SnapshotMarker(
        snapshot.list,
        len(snapshot.parties),
        snapshot.version,
        datetime.now(UTC),
        source=", ".join(snapshot.files),
        name=name or (known.name if known else ""),
    )


def summary(snapshot: Snapshot, change: Counts | None = None) -> Summary:
    """The figures of one snapshot."""
    return Summary(
        list=snapshot.list,
        version=snapshot.version,
        files=snapshot.files,
        records=len(snapshot.parties),
        weak_names=snapshot.weak_names,
        aliases=snapshot.aliases,
        weak_aliases=snapshot.weak_aliases,
        duplicates=snapshot.duplicates,
        quarantined=len(snapshot.quarantined),
        reasons=dict(snapshot.reasons.most_common()),
        incomplete=snapshot.incomplete,
        change=change,
    )


def _write_report(path: Path, snapshots: Sequence[Snapshot]) -> None:
    lines = [msgspec.json.encode(each) + b"\n" for snapshot in snapshots for each in snapshot.quarantined]
    try:
        path.write_bytes(b"".join(lines))
    except OSError as error:
        raise UsageError(f"--report {path}: {error.strerror}") from None


def _show(snapshots: Sequence[Snapshot], summaries: Sequence[Summary]) -> None:
    console = Console(soft_wrap=True)
    console.print(_figures(summaries))
    for each in summaries:
        console.print(escape(f"{each.list}: version {each.version} from {', '.join(each.files)}"), highlight=False)
    for snapshot in snapshots:
        for line in _left_out(snapshot):
            console.print(escape(line), highlight=False)
        if snapshot.incomplete:
            console.print(f"{snapshot.list}: {escape(snapshot.incomplete)}", style="yellow")
    for each in summaries:
        if each.change is not None:
            console.print(f"{each.list}: published, {in_words(each.change)}")


def _figures(summaries: Sequence[Summary]) -> Table:
    table = Table("list", box=box.SIMPLE_HEAD, show_edge=False)
    for figure in FIGURES:
        table.add_column(figure.replace("_", " "), justify="right")
    for each in summaries:
        table.add_row(each.list, *(f"{getattr(each, figure):,}" for figure in FIGURES))
    return table


def _left_out(snapshot: Snapshot) -> Iterator[str]:
    """Each reason with its number of records and the first of them."""
    for reason, count in snapshot.reasons.most_common():
        yield f"{snapshot.list}: {count:,} quarantined: {reason}"
        first = [each for each in snapshot.quarantined if each.reason == reason][:SAMPLES]
        for each in first:
            text = each.text if len(each.text) <= WIDTH else each.text[: WIDTH - 3] + "..."
            yield f"  {each.file} line {each.line}: {text}"
