"""`screener lists load`: files of lists -> records on the watchlist topic, closed by a marker; or one line and nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from msgspec import Struct
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.lists import ListRefused, Snapshot, load
from schemas.messages import SnapshotMarker
from screener.listed import ListName
from topologies import settings
from topologies.compacted import publish, read_to_end
from topologies.outbox import DeliveryFailed
from topologies.settings import Settings, UsageError
from topologies.topics import WATCHLIST

SAMPLES = 3
"""How many quarantined records of each reason are shown; the report has all of them."""

WIDTH = 60
FIGURES = ("records", "weak_names", "aliases", "weak_aliases", "duplicates", "quarantined")


class Change(Struct, frozen=True):
    """What publishing a snapshot did: `added` records, `ended` ones (tombstones), and those that stay as they are."""

    added: int
    ended: int
    kept: int


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
    change: Change | None = None


@click.group()
def lists() -> None:
    """The lists of suspended, debarred and sanctioned persons."""


@lists.command("load")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and show; publish nothing. Needs no broker.")
@click.option("--report", type=click.Path(path_type=Path), help="Write every quarantined record here, as NDJSON.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def load_lists(files: tuple[Path, ...], report: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Read SAM, OFAC and ITA lists and publish what changed.

    Give all files of a list in one command: sdn.csv alt.csv add.csv. A list that is truncated or of an unknown layout is
    refused whole, exit code 2, and the list in force stays.
    """
    snapshots = read_files(files)
    if report is not None:
        _write_report(report, snapshots)
    changes = {} if dry_run else publish_snapshots(snapshots, settings.load())
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


def publish_snapshots(snapshots: Sequence[Snapshot], given: Settings) -> dict[ListName, Change]:
    """Bring the watchlist topic to `snapshots`: new records, tombstones for ended ones, then each list's marker.

    Raises `UsageError` where a snapshot is incomplete (before anything is published), where no broker answers, and where
    the broker does not acknowledge everything: then the old marker stands, and no worker takes half a list.
    """
    for snapshot in snapshots:
        if snapshot.incomplete:
            raise UsageError(f"{snapshot.list}: {snapshot.incomplete}; nothing was published (--dry-run shows it)")
    bootstrap = given.kafka_bootstrap
    held = read_to_end(bootstrap, WATCHLIST.name, connect_seconds=given.connect_seconds)
    try:
        return {snapshot.list: _publish(snapshot, held, given) for snapshot in snapshots}
    except DeliveryFailed as failed:
        raise UsageError(f"{failed}; the list in force stays, run the command again") from None


def changed_records(
    snapshot: Snapshot, held: Mapping[bytes, bytes], closed: datetime
) -> Iterator[tuple[bytes, bytes | None]]:
    """What must be published for the topic, which holds `held`, to hold `snapshot`; its marker is the last."""
    own = _of_list(snapshot.list, held)
    for party in snapshot.parties:
        if party.id.encode() not in own:
            yield party.id.encode(), msgspec.json.encode(party)
    for key in sorted(own - {party.id.encode() for party in snapshot.parties}):
        yield key, None
    marker = SnapshotMarker(
        snapshot.list, len(snapshot.parties), snapshot.version, closed, source=", ".join(snapshot.files)
    )
    yield f"marker:{snapshot.list}".encode(), msgspec.json.encode(marker)


def summary(snapshot: Snapshot, change: Change | None = None) -> Summary:
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


def _publish(snapshot: Snapshot, held: Mapping[bytes, bytes], given: Settings) -> Change:
    own, new = _of_list(snapshot.list, held), {party.id.encode() for party in snapshot.parties}
    records = changed_records(snapshot, held, datetime.now(UTC))
    publish(given.kafka_bootstrap, WATCHLIST.name, records, delivery_seconds=given.delivery_seconds)
    return Change(added=len(new - own), ended=len(own - new), kept=len(new & own))


def _of_list(name: ListName, held: Mapping[bytes, bytes]) -> set[bytes]:
    return {key for key in held if key.startswith(f"{name}:".encode())}


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
            done = f"{each.change.added:,} added, {each.change.ended:,} ended, {each.change.kept:,} unchanged"
            console.print(f"{each.list}: published, {done}")


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
