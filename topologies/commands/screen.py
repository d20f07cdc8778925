"""`screener screen`: manifest files through the same core, without a broker. Outcomes as NDJSON on standard output."""

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from schemas.decoding import Decoder, Limits
from topologies.local_run.file_screening import Screened, Setting, Tally, screen_file
from topologies.local_run.manifest_files import STDIN
from topologies.reference.files import reference_of
from topologies.settings import UsageError, load_settings

EXIT_HELD = 1
AHEAD = 2
"""How many files for each process may wait, screened, for an earlier one: bounds the memory."""
PATH = click.Path(path_type=Path)


@click.command("screen")
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
def screen_files(
    manifests: tuple[Path, ...],
    lists: tuple[Path, ...],
    posts: Path | None,
    policy: Path | None,
    suppressions: Path | None,
    jobs: int | None,
    day: datetime | None,
    *,
    json_summary: bool,
    quiet: bool,
) -> int:
    """Screen files of manifests (NDJSON, a manifest a line; - is standard input) without a broker.

    Every outcome is a line {"topic": ..., "message": ...} on standard output: holds, notices, receipts and dead letters, in
    the order of the files and lines. The summary goes to standard error. Each file stands for itself: a resubmission
    meets the holds of earlier lines of its own file.

    The exit code is 0 if all is clear, 1 if anything is held or cannot be read (or whoever reads the output goes away
    before its end), 2 for a mistake in the command.
    """
    for path in manifests:
        _check(path)
    if manifests.count(STDIN) > 1:
        raise UsageError("-: standard input can be read once")
    started, given = monotonic(), load_settings()
    decoder = Decoder(Limits(given.max_record_bytes, given.max_consignments, given.party_cache))
    setting = Setting(reference_of(lists, posts, policy, suppressions), decoder, _moment(day), given.holds_remembered)
    tally = _screen_all(manifests, setting, _processes(manifests, jobs), show_progress=not quiet and not json_summary)
    if not quiet:
        seconds = round(monotonic() - started, 3)
        click.echo(tally.json(seconds) if json_summary else tally.words(seconds), err=True)
    return EXIT_HELD if tally.holds or tally.dead_letters else 0


def _check(path: Path) -> None:
    """A file that cannot be read is told before anything is screened."""
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


def _moment(day: datetime | None) -> datetime:
    return datetime.now(UTC) if day is None else day.replace(tzinfo=UTC) + timedelta(hours=12)


def _processes(manifests: Sequence[Path], jobs: int | None) -> int:
    alone = STDIN in manifests or "fork" not in multiprocessing.get_all_start_methods()
    return 1 if alone else min(jobs or os.cpu_count() or 1, len(manifests))


def _screen_all(manifests: Sequence[Path], setting: Setting, jobs: int, *, show_progress: bool) -> Tally:
    """Write the outcomes of all files in order; what they come to."""
    tally, output = Tally(), click.get_binary_stream("stdout")
    pieces = _in_processes(manifests, setting, jobs) if jobs > 1 else _in_turn(manifests, setting)
    with _progress(manifests, shown=show_progress) as bar:
        for piece in pieces:
            output.write(piece.lines)
            tally.add(piece.tally)
            bar.advance(bar.task_ids[0], piece.tally.bytes)
        output.flush()
    return tally


@contextmanager
def _progress(manifests: Sequence[Path], *, shown: bool) -> Iterator[Progress]:
    """A bar on standard error where that is a terminal, and standard output, whose lines would break it, is none."""
    console = Console(stderr=True)
    sizes = [None if path == STDIN else path.stat().st_size for path in manifests]
    total = None if None in sizes else sum(size for size in sizes if size)
    columns = (TextColumn("Screening"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    off = not (shown and console.is_terminal and not sys.stdout.isatty())
    with Progress(*columns, console=console, disable=off, transient=True) as progress:
        progress.add_task("screening", total=total)
        yield progress


def _in_turn(manifests: Sequence[Path], setting: Setting) -> Iterator[Screened]:
    for path in manifests:
        yield from screen_file(path, setting)


def _in_processes(manifests: Sequence[Path], setting: Setting, jobs: int) -> Iterator[Screened]:
    """Each file in one of `jobs` processes, which share the memory of the lists; the files come back in order."""
    gc.freeze()
    executor = ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _begin, (setting,))
    remaining, waiting = iter(manifests), deque[Future[Screened]]()
    try:
        waiting.extend(executor.submit(_whole, path) for path in islice(remaining, jobs * AHEAD))
        while waiting:
            piece = waiting.popleft().result()
            waiting.extend(executor.submit(_whole, path) for path in islice(remaining, 1))
            yield piece
    except BrokenProcessPool:
        raise UsageError(
            "a screening process was ended from outside, perhaps for want of memory: use fewer --jobs"
        ) from None
    finally:
        for child in multiprocessing.active_children():
            child.terminate()
        executor.shutdown(cancel_futures=True)
        gc.unfreeze()


_here: list[Setting] = []
"""In a screening process: what it was forked with."""


def _begin(setting: Setting) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
    _here.append(setting)


def _whole(path: Path) -> Screened:
    whole, lines = Tally(), []
    for piece in screen_file(path, _here[0]):
        whole.add(piece.tally)
        lines.append(piece.lines)
    return Screened(b"".join(lines), whole)
