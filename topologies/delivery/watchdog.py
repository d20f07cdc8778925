"""A worker that cannot go on ends its process, and a watchdog notices one that does not go on."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import NoReturn

EXIT_INTERNAL = 70  # EX_SOFTWARE of sysexits.h
CHECK_SECONDS = 1.0

logger = logging.getLogger(__name__)


def die(reason: str, error: BaseException | None = None) -> NoReturn:
    """Log the reason and end the process at once with exit code 70, committing nothing.

    An orderly stop is not attempted: Faust's own crash path can hang, and it acknowledges what it stops. The next owner of
    the partitions reads again what was in flight, and because ids are deterministic it publishes the same outcomes.
    """
    logger.critical("%s; the process ends without committing anything more", reason, exc_info=error)
    for handler in logging.getLogger().handlers:
        handler.flush()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(EXIT_INTERNAL)


async def crash(source: object, error: BaseException) -> None:
    """The `on_error` hook of every agent: an internal error ends the process before its batch can count as delivered."""
    die(f"{source} failed: {error!r}", error)


class Watchdog:
    """Calls `on_stall` where for `seconds` there was work but no progress, or the fetch loop did not run.

    It has a thread of its own, so it also notices a blocked event loop.
    """

    def __init__(
        self, seconds: float, on_stall: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._on_stall = on_stall
        self._clock = clock
        self._last_progress = self._last_pass = clock()
        self._stopped = threading.Event()
        self.work = 0

    def progressed(self) -> None:
        """A batch was fetched or delivered."""
        self._last_progress = self._last_pass = self._clock()

    def looped(self, work: int) -> None:
        """The fetch loop ran; `work` is the number of records waiting or in flight."""
        self._last_pass = self._clock()
        self.work = work
        if not work:
            self._last_progress = self._last_pass

    def stall(self) -> str | None:
        """Why the worker counts as stalled, or None."""
        now = self._clock()
        if self.work and now - self._last_progress >= self._seconds:
            return f"{self.work} records are waiting, and nothing has progressed for {now - self._last_progress:.0f} s"
        if now - self._last_pass >= self._seconds:
            return f"the fetch loop has not run for {now - self._last_pass:.0f} s"
        return None

    def start(self) -> None:
        """Start watching."""
        self._last_progress = self._last_pass = self._clock()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(min(CHECK_SECONDS, self._seconds / 4)):
            if reason := self.stall():
                self._on_stall(reason)
                return
