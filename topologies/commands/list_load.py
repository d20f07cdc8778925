"""`screener lists load`: files of lists -> records on the watchlist topic, closed by a marker; or a one-line error and no record."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
from msgspec import Struct
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.lists import Snapshot
from screener.domain.listed_party import ListName
from screener.search.list_deltas import Counts
from topologies.commands import as_struct
from topologies.json_output import json_line, json_text
from topologies.list_releases.list_files import read_list_files
from topologies.list_releases.list_update import in_words
from topologies.list_releases.loading import load_snapshots
from topologies.settings import UsageError, load_settings
from topologies.waiting import Waiting

SAMPLES = 3
"""How many quarantined records of each reason are shown; the report has all of them."""

WIDTH = 60
FIGURES = ("records", "weak_names", "aliases", "weak_aliases", "duplicates", "quarantined")


class LoadArguments(Struct, frozen=True):
    """The command line of `screener lists load`."""

    files: tuple[Path, ...]
    name: str
    max_drop: float | None
    report: Path | None
    dry_run: bool
    confirm: bool
    as_json: bool


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


@click.command("load")
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
@as_struct(LoadArguments)
def load_lists(arguments: LoadArguments) -> None:
    """Read SAM, OFAC and ITA lists and publish what changed.

    Give all files of a list in one command: sdn.csv alt.csv add.csv. A list that is truncated or of an unknown layout is
    refused whole, exit code 2, and the list in force stays; so is one that would end too large a share of its records.
    """
    with Waiting("Reading the lists"):
        snapshots = read_list_files(arguments.files)
    if arguments.report is not None:
        _write_report(arguments.report, snapshots)
    settings = load_settings().overridden(max_drop=arguments.max_drop)
    changes: Mapping[ListName, Counts] = {}
    if not arguments.dry_run:
        with Waiting(f"Publishing the lists to {settings.kafka_bootstrap}"):
            changes = load_snapshots(snapshots, settings, name=arguments.name, confirm=arguments.confirm)
    summaries = [summary(snapshot, changes.get(snapshot.list)) for snapshot in snapshots]
    if arguments.as_json:
        click.echo(json_text(summaries))
    else:
        _show(snapshots, summaries)


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
    lines = [json_line(each) for snapshot in snapshots for each in snapshot.quarantined]
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
