"""Says on stderr what a command waits for: a line that counts the seconds on a terminal, else one plain line a wait."""

import shutil
import sys
import threading
import time
from types import TracebackType
from typing import Self

QUIET_SECONDS = 1.5
TICK_SECONDS = 0.5
SEARCH = "Reading the lists and building the search (the first time, it is compiled: about a minute)"


class Waiting:
    """`with Waiting("Reading the lists"): ...` says so if the block takes more than `QUIET_SECONDS`."""

    def __init__(self, words: str, *, quiet: bool = False) -> None:
        self._words = words
        self._quiet = quiet
        self._shown = ""
        self._started = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="waiting", daemon=True)

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        if not self._quiet:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if not self._quiet:
            self._thread.join()
        if self._shown and sys.stderr.isatty():
            _write("\r\x1b[K")

    def update(self, words: str) -> None:
        """It is now something else that the command waits for."""
        self._words = words

    def _run(self) -> None:
        seconds = QUIET_SECONDS
        while not self._done.wait(seconds):
            self._show(self._words)
            seconds = TICK_SECONDS

    def _show(self, words: str) -> None:
        if sys.stderr.isatty():
            line = f"{words} ... {time.monotonic() - self._started:.0f} s"
            _write(f"\r{line[: shutil.get_terminal_size().columns - 1]}\x1b[K")
        elif words != self._shown:
            _write(f"{words} ...\n")
        self._shown = words


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
