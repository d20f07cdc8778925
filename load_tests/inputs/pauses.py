"""Measures how long other threads are blocked, with a thread that should run every millisecond."""

import threading
import time
from types import TracebackType
from typing import Self

TICK_SECONDS = 0.001


class PauseMeter:
    """During the `with` block a thread ticks every millisecond; afterwards `milliseconds` is the longest delay of a tick."""

    def __init__(self) -> None:
        self.milliseconds = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pause meter", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        last = time.perf_counter()
        while not self._stopped.is_set():
            time.sleep(TICK_SECONDS)
            now = time.perf_counter()
            self.milliseconds = max(self.milliseconds, (now - last - TICK_SECONDS) * 1_000)
            last = now
