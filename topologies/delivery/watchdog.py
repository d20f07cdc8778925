"""Never silent: how a worker ends itself when it cannot go on, and who notices that it does not go on."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import NoReturn

EXIT_INTERNAL = 70  # EX_SOFTWARE of sysexits.h
POLL_SECONDS = 1.0

logger = logging.getLogger(__name__)


def die(reason: str, error: BaseException | None = None) -> NoReturn:
    """Logs the reason and ends the process at once with exit code 70, committing nothing.

    An orderly stop is not tried: Faust's own crash path can hang, and it acknowledges what it stops. What was in flight is
    read again by whoever takes over, and deterministic ids make the second outcome the same as the first.
    """
    logger.critical("%s; the process ends, nothing more is acknowledged", reason, exc_info=error)
    for handler in logging.getLogger().handlers:
        handler.flush()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(EXIT_INTERNAL)


async def crash(agent: object, error: BaseException) -> None:
    """The `on_error` hook of every agent: an internal error ends the process before its batch can count as delivered."""
    die(f"{agent} failed: {error!r}", error)


class Watchdog:
    """Calls `on_stall` once there has been work and no movement, or no sign of life, for `seconds`.

    It runs on a thread of its own, so that it also notices an event loop that is blocked.
    """

    def __init__(
        self, seconds: float, on_stall: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._on_stall = on_stall
        self._clock = clock
        self._moved = self._alive = clock()
        self._stopped = threading.Event()
        self.work = 0

    def moved(self) -> None:
        """Records were fetched, or a batch was delivered."""
        self._moved = self._alive = self._clock()

    def alive(self, work: int) -> None:
        """The fetching loop made a turn; `work` is how many records wait or are in flight."""
        self._alive = self._clock()
        self.work = work
        if not work:
            self._moved = self._alive

    def complaint(self) -> str | None:
        """What is wrong, or None."""
        now = self._clock()
        if self.work and now - self._moved >= self._seconds:
            return f"{self.work} records wait and nothing has moved for {now - self._moved:.0f} s"
        if now - self._alive >= self._seconds:
            return f"the fetching loop has made no turn for {now - self._alive:.0f} s"
        return None

    def start(self) -> None:
        """Begins to watch."""
        self._moved = self._alive = self._clock()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Watches no longer."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(min(POLL_SECONDS, self._seconds / 4)):
            if complaint := self.complaint():
                self._on_stall(complaint)
                return
