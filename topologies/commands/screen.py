"""`screener screen`: manifest files through the same core, without a broker. Outcomes as NDJSON on standard output."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import click
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from schemas.decoding import Decoder, Limits
from topologies import interrupts
from topologies.commands import as_struct
from topologies.local_run.file_screening import ScreeningContext, ScreeningSummary
from topologies.local_run.manifest_files import STDIN
from topologies.local_run.parallel_screening import process_count, screen_all
from topologies.reference.files import reference_of
from topologies.settings import UsageError, load_settings
from topologies.waiting import SEARCH, Waiting

EXIT_HELD = 1
PATH = click.Path(path_type=Path)


class ScreenArguments(Struct, frozen=True):
    """The command line of `screener screen`."""

    manifests: tuple[Path, ...]
    lists: tuple[Path, ...]
    posts: Path | None
    policy: Path | None
    suppressions: Path | None
    jobs: int | None
    day: datetime | None
    json_summary: bool
    quiet: bool


@click.command()
@click.argument("manifests", nargs=-1, required=True, metavar="MANIFEST...", type=PATH)
@click.option(
    "--list", "lists", multiple=True, required=True, metavar="FILE", type=PATH, help="A list; may be repeated."
)
@click.option("--posts", metavar="FILE", type=PATH, help="Scorecards of posts, a JSON array or NDJSON.")
@click.option("--policy", metavar="FILE", type=PATH, help="The policy to screen by, JSON; the built-in one by default.")
@click.option(
    "--suppressions",
    metavar="FILE",
    type=PATH,
    help="Suppressions, as `screener suppressions list --json` prints them.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="Processes, at most one a file.  [default: the number of cores]"
)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Screen as on this day, at noon UTC.  [default: now]",
)
@click.option("--json-summary", is_flag=True, help="Print the summary as one JSON object.")
@click.option("--quiet", is_flag=True, help="No summary and no progress bar.")
@as_struct(ScreenArguments)
def screen(arguments: ScreenArguments) -> int:
    """Screen files of manifests (NDJSON, a manifest a line; - is standard input) without a broker.

    Every outcome is a line {"topic": ..., "message": ...} on standard output: holds, notices, receipts and dead letters, in
    the order of the files and lines. The summary goes to standard error. Each file is screened on its own: a resubmission
    meets the holds of earlier lines of its own file.

    The exit code is 0 if all is clear, 1 if anything is held or cannot be read (or the reader of the output closes it
    early), 2 for a mistake in the command.
    """
    interrupts.clean_up_first()
    for path in arguments.manifests:
        _check(path)
    if arguments.manifests.count(STDIN) > 1:
        raise UsageError("-: standard input can be read once")
    started = monotonic()
    summary = _screen_all(arguments, _context(arguments))
    if not arguments.quiet:
        seconds = round(monotonic() - started, 3)
        click.echo(summary.json(seconds) if arguments.json_summary else summary.text(seconds), err=True)
    return EXIT_HELD if summary.holds or summary.dead_letters else 0


def _check(path: Path) -> None:
    """Report a file that cannot be read before anything is screened."""
    if path == STDIN:
        return
    try:
        path.stat()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    if path.is_dir():
        raise UsageError(f"{path}: is a directory; name the files in it")
    if not os.access(path, os.R_OK):
        raise UsageError(f"{path}: Permission denied")


def _context(arguments: ScreenArguments) -> ScreeningContext:
    settings = load_settings()
    with Waiting(SEARCH, quiet=arguments.quiet):
        reference = reference_of(arguments.lists, arguments.posts, arguments.policy, arguments.suppressions)
    decoder = Decoder(Limits(settings.max_record_bytes, settings.max_consignments, settings.party_cache))
    day = arguments.day
    now = datetime.now(UTC) if day is None else day.replace(tzinfo=UTC) + timedelta(hours=12)
    return ScreeningContext(reference, decoder, now, settings.holds_remembered)


def _screen_all(arguments: ScreenArguments, context: ScreeningContext) -> ScreeningSummary:
    """Write the outcomes of all files in order; their summary."""
    manifests, output, summary = arguments.manifests, click.get_binary_stream("stdout"), ScreeningSummary()
    processes = process_count(manifests, arguments.jobs)
    quiet = arguments.quiet or arguments.json_summary
    with _progress(manifests, shown=not quiet) as bar, Waiting("Screening", quiet=quiet or not bar.disable):
        for screened in screen_all(manifests, context, processes):
            output.write(screened.lines)
            summary.add(screened.summary)
            bar.advance(bar.task_ids[0], screened.summary.bytes)
        output.flush()
    return summary


@contextmanager
def _progress(manifests: Sequence[Path], *, shown: bool) -> Iterator[Progress]:
    """A bar on standard error if that is a terminal and standard output, whose lines would break it, is not."""
    console = Console(stderr=True)
    sizes = [None if path == STDIN else path.stat().st_size for path in manifests]
    total = None if None in sizes else sum(size for size in sizes if size)
    columns = (TextColumn("Screening"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    hidden = not (shown and console.is_terminal and not sys.stdout.isatty())
    with Progress(*columns, console=console, disable=hidden, transient=True) as progress:
        progress.add_task("screening", total=total)
        yield progress
