"""The workers of a fault run: processes that are started again when they end, as the supervisor does, and watched."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from msgspec import Struct

from topologies.settings import Settings, UsageError
from topologies.worker.processes import READY_SECONDS, environment_of, free_ports

ROOT = Path(__file__).resolve().parents[2]
AGAIN_SECONDS = 0.5
WATCH_SECONDS = 0.2
LEAVE_SECONDS = 60.0
WORKER = ("-m", "topologies.cli", "worker")
LEVEL_SECONDS = 1.0
MEBIBYTE = 1024 * 1024
ENDS = "the process ends"
"""What a worker says that ends itself."""
MOST_SAID = 1_000


class End(Struct, frozen=True):
    """How a worker process ended, and what it said last. A code is expected where the run itself ended it so."""

    worker: str
    code: int
    expected: bool
    said: str = ""

    def __str__(self) -> str:
        return f"{self.worker} ended with {self.code}: {self.said or 'it said nothing'}"


class Worker:
    """One worker and the processes that were it, one after the other; `environment` is that of the next."""

    def __init__(self, name: str, command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.wanted = True
        self.expected: int | None = None
        self.ended_at = 0.0
        self._command = [sys.executable, *command]
        self.environment = dict(environment)
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, or begin again."""
        self.expected = None
        with self._log.open("ab", buffering=0) as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def running(self) -> bool:
        """Whether there is a process that has not ended."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals, expected: int | None = None) -> None:
        """Send a signal; `expected` is the code with which the process shall end."""
        if self.process is not None and self.running:
            self.expected = expected
            self.process.send_signal(number)

    def wait(self, seconds: float) -> None:
        """Until the process ends. Raises `TimeoutExpired`."""
        if self.process is not None:
            self.process.wait(seconds)

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
        """Whether it has partitions to work on."""
        port = self.environment["SCREENER_METRICS_PORT"]
        try:
            with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as answer:
                return b"screener_lag_records{" in answer.read()
        except (URLError, OSError):
            return False


class Fleet:
    """Keeps its workers running, notes how each process ends, and samples their memory."""

    def __init__(
        self,
        given: Settings,
        count: int,
        folder: Path,
        environment: Mapping[str, str],
        command: tuple[str, ...] = WORKER,
    ) -> None:
        self._given = given
        self._folder = folder
        self._extra = dict(environment)
        self._command = command
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="fleet", daemon=True)
        self.workers = [self._worker(f"w{number}") for number in range(count)]
        self.ends: list[End] = []
        self.samples: list[tuple[float, tuple[int, ...]]] = []

    def __enter__(self) -> Self:
        for worker in self.workers:
            worker.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        for worker in self.workers:
            worker.signal(signal.SIGCONT)
            worker.signal(signal.SIGTERM)
        deadline = time.monotonic() + LEAVE_SECONDS
        for worker in self.workers:
            try:
                worker.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.signal(signal.SIGKILL)
                worker.wait(LEAVE_SECONDS)

    def wait_until_ready(self) -> None:
        """Until every worker has partitions. Raises `UsageError` with the end of a log where one does not come to that."""
        deadline = time.monotonic() + READY_SECONDS
        while not all(worker.ready for worker in self.workers):
            if time.monotonic() > deadline or self.crashes:
                raise UsageError(f"the workers do not begin: see {self._folder} ({self._last_words()})")
            time.sleep(0.1)

    def any(self, rng: Random) -> Worker:
        """One of the workers."""
        return rng.choice(self.workers)

    def kill(self, worker: Worker) -> None:
        """SIGKILL."""
        worker.signal(signal.SIGKILL, expected=-signal.SIGKILL)

    def terminate(self, worker: Worker) -> float:
        """SIGTERM; the seconds until it ended. A minute at most: then it is killed, which no run expects."""
        began = time.monotonic()
        worker.signal(signal.SIGTERM, expected=0)
        try:
            worker.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            worker.signal(signal.SIGKILL)
        return time.monotonic() - began

    def join(self, name: str) -> Worker:
        """One more worker, without a fixed place in the group."""
        worker = self._worker(name, {"SCREENER_INSTANCE": ""})
        worker.start()
        self.workers = [*self.workers, worker]
        return worker

    def leave(self, worker: Worker) -> float:
        """Let a worker go for good; the seconds until it ended."""
        worker.wanted = False
        seconds = self.terminate(worker)
        self._note(worker)
        self.workers = [each for each in self.workers if each is not worker]
        return seconds

    @property
    def crashes(self) -> list[End]:
        """Ends that nobody expected."""
        return [end for end in self.ends if not end.expected]

    def memory(self, until: float | None = None) -> float:
        """Mebibytes of a worker, the mean over workers of the median over the last second before `until` (now)."""
        until = until or time.monotonic()
        last = [rss for at, rss in self.samples if until - LEVEL_SECONDS <= at <= until and all(rss)]
        return median(sum(rss) / len(rss) for rss in last) / MEBIBYTE if last else 0.0

    @property
    def peak(self) -> float:
        """The most mebibytes that any worker ever had."""
        return max((max(rss, default=0) for _, rss in self.samples), default=0) / MEBIBYTE

    def _worker(self, name: str, own: Mapping[str, str] | None = None) -> Worker:
        (port,) = free_ports(1)
        kept = {
            key: value for key, value in environment_of(self._given, name, port).items() if key != "KAFKA_BOOTSTRAP"
        }
        return Worker(name, self._command, {**kept, **self._extra, **(own or {})}, self._folder / f"{name}.log")

    def _watch(self) -> None:
        while not self._stopped.wait(WATCH_SECONDS):
            for worker in self.workers:
                self._keep(worker)
            self.samples.append((time.monotonic(), tuple(worker.rss for worker in self.workers)))

    def _keep(self, worker: Worker) -> None:
        if worker.process is not None and not worker.running and worker.wanted:
            self._note(worker)
            worker.process = None
            worker.ended_at = time.monotonic()
        elif worker.process is None and worker.wanted and time.monotonic() - worker.ended_at >= AGAIN_SECONDS:
            worker.start()

    def _note(self, worker: Worker) -> None:
        if worker.process is not None and (code := worker.process.poll()) is not None:
            expected = code == worker.expected
            said = "" if expected else _last_complaint(self._folder / f"{worker.name}.log")
            self.ends.append(End(worker.name, code, expected, said))

    def said(self, words: str) -> int:
        """How many lines of the workers' logs hold these words."""
        return sum(log.read_text("utf-8", "replace").count(words) for log in self._folder.glob("*.log"))

    def _last_words(self) -> str:
        logs = [self._folder / f"{worker.name}.log" for worker in self.workers]
        lines = [log.read_text("utf-8", "replace").strip().splitlines()[-1:] for log in logs if log.is_file()]
        return "; ".join(line[0] for line in lines if line)


def _last_complaint(log: Path) -> str:
    """The last line in which a worker says why it ends, else its last one."""
    lines = log.read_text("utf-8", "replace").strip().splitlines() if log.is_file() else []
    return next((line for line in reversed(lines) if ENDS in line), lines[-1] if lines else "")[:MOST_SAID]
