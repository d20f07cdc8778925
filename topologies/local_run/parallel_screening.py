"""Files of manifests screened in several processes, which share the memory of the lists; the outcomes stay in order."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

from topologies.local_run.file_screening import ScreenedLines, ScreeningContext, ScreeningSummary, screen_file
from topologies.local_run.manifest_files import STDIN
from topologies.settings import UsageError

AHEAD = 2
"""Files for each process that may wait, screened, for an earlier one: bounds the memory."""


def process_count(manifests: Sequence[Path], jobs: int | None) -> int:
    """Processes that share the work: `jobs`, or one for each core, but no more than there are files."""
    alone = STDIN in manifests or "fork" not in multiprocessing.get_all_start_methods()
    return 1 if alone else min(jobs or os.cpu_count() or 1, len(manifests))


def screen_all(manifests: Sequence[Path], context: ScreeningContext, processes: int) -> Iterator[ScreenedLines]:
    """The outcomes of all files, in their order. Raises `UsageError` if a process was ended from outside."""
    if processes > 1:
        yield from _in_processes(manifests, context, processes)
    else:
        for path in manifests:
            yield from screen_file(path, context)


def _in_processes(manifests: Sequence[Path], context: ScreeningContext, processes: int) -> Iterator[ScreenedLines]:
    gc.freeze()  # no collection in a child touches, and so copies, the memory that it shares
    executor = ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), _context.append, (context,))
    remaining, waiting = iter(manifests), deque[Future[ScreenedLines]]()
    try:
        waiting.extend(executor.submit(_screen_whole, path) for path in islice(remaining, processes * AHEAD))
        while waiting:
            screened = waiting.popleft().result()
            waiting.extend(executor.submit(_screen_whole, path) for path in islice(remaining, 1))
            yield screened
    except BrokenProcessPool:
        raise UsageError(
            "a screening process was ended from outside, perhaps for want of memory: use fewer --jobs"
        ) from None
    finally:
        for child in multiprocessing.active_children():
            child.kill()
        executor.shutdown(cancel_futures=True)
        gc.unfreeze()


_context: list[ScreeningContext] = []
"""In a screening process: what it was forked with."""


def _screen_whole(path: Path) -> ScreenedLines:
    summary, lines = ScreeningSummary(), []
    for screened in screen_file(path, _context[0]):
        summary.add(screened.summary)
        lines.append(screened.lines)
    return ScreenedLines(b"".join(lines), summary)
