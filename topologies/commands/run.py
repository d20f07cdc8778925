"""`screener run`: the main job on one machine, from manifests to a summary that a person can read."""

from pathlib import Path

import click
import msgspec
from msgspec import Struct

from topologies import interrupts
from topologies.commands import as_struct
from topologies.kafka.broker import BROKERS
from topologies.local_run.run import RunOptions, run_workload
from topologies.local_run.workload import Workload, sample_workload, workload_of_files
from topologies.settings import kafka_given, load_settings

EXIT_DIFFERS = 1
FILE = click.Path(path_type=Path)


class RunArguments(Struct, frozen=True):
    """The command line of `screener run`."""

    broker: str
    consignments: int
    seed: int
    list_files: tuple[Path, ...]
    manifests: tuple[Path, ...]
    suppressions: Path | None
    workers: int
    out: Path
    keep: bool


@click.command()
@click.option("--broker", default="embedded", show_default=True, help=f"{' or '.join(BROKERS)}.")
@click.option(
    "--consignments", default=20_000, show_default=True, type=click.IntRange(min=100), help="Of the sample day."
)
@click.option("--seed", default=13904, show_default=True, help="The same seed gives the same sample day.")
@click.option("--list", "list_files", multiple=True, type=FILE, help="Your own list; may be repeated.")
@click.option("--manifests", multiple=True, type=FILE, help="Your own manifests, NDJSON; may be repeated.")
@click.option("--suppressions", type=FILE, help="Suppressions, as `screener suppressions list --json` prints them.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 16), help="Worker processes.")
@click.option("--out", default=Path("out"), show_default=True, type=FILE, help="The folder for the outcomes.")
@click.option("--keep", is_flag=True, help="Stay up afterwards, until Ctrl-C.")
@as_struct(RunArguments)
def run(arguments: RunArguments) -> int:
    """Stream a sample day, or your own files, through the screener and say what was found.

    Without files it invents a day of consignments with a known number of planted matches, and ends with exit code 0
    only where exactly these were found, none lost and none doubled.
    """
    interrupts.clean_up_first()
    settings = load_settings()
    workload = _workload(arguments)
    existing = settings.kafka_bootstrap if kafka_given() else ""
    options = RunOptions(arguments.broker, existing, arguments.workers, arguments.out, arguments.keep)
    return 0 if run_workload(workload, options, settings) else EXIT_DIFFERS


def _workload(arguments: RunArguments) -> Workload:
    if arguments.list_files or arguments.manifests:
        workload = workload_of_files(arguments.list_files, arguments.manifests)
    else:
        day, workload = sample_workload(arguments.consignments, arguments.seed)
        click.echo(
            f"A sample day, all names invented: {workload.consignments:,} consignments in {len(day.manifests):,} records, "
            f"{len(workload.listed):,} listed parties, {len(workload.scorecards):,} scorecards of posts (seed {arguments.seed}).",
            err=True,
        )
    if arguments.suppressions is None:
        return workload
    from topologies.reference.files import read_suppressions  # noqa: PLC0415 - loads the search, which few runs need here

    return msgspec.structs.replace(workload, suppressions=read_suppressions(arguments.suppressions))
