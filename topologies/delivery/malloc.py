"""The C allocator of a worker: what a backlog took goes back to the system, instead of staying with the process."""

import ctypes
import threading
import time
from collections.abc import Callable

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # malloc.h of glibc
LARGE_BYTES = 128 * 1024
"""A block of this size is mapped by itself and unmapped when it is freed: librdkafka's buffers are such blocks."""
ARENAS = 2
"""Every thread of librdkafka would have an arena of its own, and keep in it the most that it ever needed."""
QUIET_SECONDS = 1.0
OPTIONS = {M_ARENA_MAX: ARENAS, M_MMAP_THRESHOLD: LARGE_BYTES, M_TRIM_THRESHOLD: LARGE_BYTES}


def bound() -> bool:
    """Set the bounds, before the threads begin. False where the C library is not glibc: then it keeps its own ways."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and all(mallopt(option, value) == 1 for option, value in OPTIONS.items())


def trim() -> bool:
    """Give freed memory back to the system; whether there was any. It takes some milliseconds, and no lock of Python."""
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return malloc_trim is not None and malloc_trim(0) == 1


class Trimmer:
    """Trims once a worker that was full has had room for `quiet` seconds: after a backlog, not while one is worked off."""

    def __init__(
        self,
        quiet: float = QUIET_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        give_back: Callable[[], object] = trim,
    ) -> None:
        self._quiet = quiet
        self._clock = clock
        self._give_back = give_back
        self._full: float | None = None

    def turn(self, *, full: bool) -> None:
        """Tell, at every turn of the fetching loop, whether there was no room for more."""
        if full:
            self._full = self._clock()
        elif self._full is not None and self._clock() - self._full >= self._quiet:
            self._full = None
            threading.Thread(target=self._give_back, name="trim", daemon=True).start()
