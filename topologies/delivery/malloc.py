"""glibc's allocator, bounded so that the memory of a backlog returns to the system instead of staying with the worker."""

import ctypes
import threading
import time
from collections.abc import Callable

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # malloc.h of glibc
LARGE_BYTES = 128 * 1024
"""Blocks of this size are mapped singly and unmapped when freed; librdkafka's buffers are such blocks."""
ARENAS = 2
"""Otherwise each thread of librdkafka gets an arena of its own, which keeps the most memory that the thread ever used."""
QUIET_SECONDS = 1.0
OPTIONS = {M_ARENA_MAX: ARENAS, M_MMAP_THRESHOLD: LARGE_BYTES, M_TRIM_THRESHOLD: LARGE_BYTES}


def bound() -> bool:
    """Set the bounds; call it before threads start. False if the C library is not glibc, and nothing was set."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and all(mallopt(option, value) == 1 for option, value in OPTIONS.items())


def trim() -> bool:
    """Return freed memory to the system; True if there was any. Takes a few milliseconds, and not under Python's lock."""
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return malloc_trim is not None and malloc_trim(0) == 1


class Trimmer:
    """Trims once after a backlog: when a worker that was full has had room for `quiet` seconds."""

    def __init__(
        self,
        quiet: float = QUIET_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        trim: Callable[[], object] = trim,
    ) -> None:
        self._quiet = quiet
        self._clock = clock
        self._trim = trim
        self._last_full: float | None = None

    def update(self, *, full: bool) -> None:
        """Call it on each pass of the fetch loop; `full` where the worker has no room for more batches."""
        if full:
            self._last_full = self._clock()
        elif self._last_full is not None and self._clock() - self._last_full >= self._quiet:
            self._last_full = None
            threading.Thread(target=self._trim, name="trim", daemon=True).start()
