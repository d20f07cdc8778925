"""One worker of a fault run: a process that can be signalled, watched and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from msgspec import Struct

from load_tests.inputs.checkout import ROOT

WORKER = ("-m", "topologies.cli", "worker")
"""The arguments that start an ordinary worker."""

END_WORDS = "the process ends"
"""Occurs in the log line with the reason for which a worker ends itself."""

LONGEST_QUOTE = 1_000
"""Characters of a log line that a report quotes."""


class ProcessEnd(Struct, frozen=True):
    """How a worker process ended, and the line of its log that explains it. `expected` is false unless the run ended it so."""

    worker: str
    code: int
    expected: bool
    log_line: str = ""

    def __str__(self) -> str:
        return f"{self.worker} ended with {self.code}: {self.log_line or 'its log is empty'}"


class WorkerProcess:
    """One worker, whatever number of processes it takes; `environment` is that of the next process."""

    def __init__(self, name: str, command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.wanted = True
        self.ended_at = 0.0
        self.environment = dict(environment)
        self.process: subprocess.Popen[bytes] | None = None
        self._expected_code: int | None = None
        self._command = [sys.executable, *command]
        self._log = log

    def start(self) -> None:
        """Starts a process; its log is appended to that of the one before."""
        self._expected_code = None
        with self._log.open("ab", buffering=0) as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def running(self) -> bool:
        """Whether there is a process that has not ended."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals, expected_code: int | None = None) -> None:
        """Sends a signal; `expected_code` is the exit code that it should lead to."""
        if self.process is not None and self.running:
            self._expected_code = expected_code
            self.process.send_signal(number)

    def wait(self, seconds: float) -> None:
        """Returns when the process has ended. Raises `TimeoutExpired`."""
        if self.process is not None:
            self.process.wait(seconds)

    def end(self) -> ProcessEnd | None:
        """How the process ended; None while it runs."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        expected = code == self._expected_code
        return ProcessEnd(self.name, code, expected, "" if expected else last_complaint(self._log))

    @property
    def rss(self) -> int:
        """Resident bytes; 0 where there is no process."""
        if self.process is None:
            return 0
        try:
            fields = Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()
        except OSError:
            return 0
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def ready(self) -> bool:
        """Whether partitions are assigned to it."""
        port = self.environment["SCREENER_METRICS_PORT"]
        try:
            with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as answer:
                return b"screener_lag_records{" in answer.read()
        except (URLError, OSError):
            return False

    @property
    def last_log_line(self) -> str:
        """Empty where nothing was logged."""
        return next(reversed(_lines(self._log)), "")


def last_complaint(log: Path) -> str:
    """The last log line with the reason for which the worker ended, else the last line; empty for an empty log."""
    lines = _lines(log)
    return next((line for line in reversed(lines) if END_WORDS in line), lines[-1] if lines else "")[:LONGEST_QUOTE]


def _lines(log: Path) -> list[str]:
    return log.read_text("utf-8", "replace").strip().splitlines() if log.is_file() else []
