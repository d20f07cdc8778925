"""The workers of a fault run: restarted when they end, as a supervisor would, and watched."""

import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median
from typing import Self

from load_tests.faults.harness.worker_process import WORKER, ProcessEnd, WorkerProcess
from topologies.ports import free_ports
from topologies.settings import Settings, UsageError
from topologies.worker.processes import worker_environment

READY_SECONDS = 90.0
RESTART_SECONDS = 0.5
WATCH_SECONDS = 0.2
STOP_SECONDS = 60.0
MEDIAN_SECONDS = 1.0
"""Memory is the median over this time."""

MEBIBYTE = 1024 * 1024


class Fleet:
    """Keeps its workers running, records how each process ends, and samples their memory."""

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
        self._environment = dict(environment)
        self._command = command
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="fleet", daemon=True)
        self.workers = [self._worker(f"w{number}") for number in range(count)]
        self.ends: list[ProcessEnd] = []
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
        deadline = time.monotonic() + STOP_SECONDS
        for worker in self.workers:
            try:
                worker.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.signal(signal.SIGKILL)
                worker.wait(STOP_SECONDS)

    def wait_until_ready(self) -> None:
        """Returns when every worker has partitions. Raises `UsageError`, with the last log lines, where one does not get them."""
        deadline = time.monotonic() + READY_SECONDS
        while not all(worker.ready for worker in self.workers):
            if time.monotonic() > deadline or self.crashes:
                lines = "; ".join(filter(None, (worker.last_log_line for worker in self.workers)))
                raise UsageError(f"the workers do not start: see {self._folder} ({lines})")
            time.sleep(0.1)

    def any(self, rng: Random) -> WorkerProcess:
        """One of the workers at random."""
        return rng.choice(self.workers)

    def kill(self, worker: WorkerProcess) -> None:
        """Sends SIGKILL."""
        worker.signal(signal.SIGKILL, -signal.SIGKILL)

    def terminate(self, worker: WorkerProcess) -> float:
        """Sends SIGTERM; returns the seconds until the process ended. After a minute it is killed, which counts as a crash."""
        began = time.monotonic()
        worker.signal(signal.SIGTERM, 0)
        try:
            worker.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            worker.signal(signal.SIGKILL)
        return time.monotonic() - began

    def join(self, name: str) -> WorkerProcess:
        """Adds a worker without static group membership."""
        worker = self._worker(name, {"SCREENER_INSTANCE": ""})
        worker.start()
        self.workers = [*self.workers, worker]
        return worker

    def leave(self, worker: WorkerProcess) -> float:
        """Stops a worker for good; returns the seconds until it ended."""
        worker.wanted = False
        seconds = self.terminate(worker)
        self._record_end(worker)
        self.workers = [each for each in self.workers if each is not worker]
        return seconds

    @property
    def crashes(self) -> list[ProcessEnd]:
        """Unexpected ends."""
        return [end for end in self.ends if not end.expected]

    def memory(self, until: float | None = None) -> float:
        """Mebibytes of a worker: the mean over the workers, the median over the last second before `until` (now)."""
        until = until or time.monotonic()
        last = [rss for at, rss in self.samples if until - MEDIAN_SECONDS <= at <= until and all(rss)]
        return median(sum(rss) / len(rss) for rss in last) / MEBIBYTE if last else 0.0

    @property
    def peak(self) -> float:
        """The most mebibytes that any worker ever had."""
        return max((max(rss, default=0) for _, rss in self.samples), default=0) / MEBIBYTE

    def count_in_logs(self, text: str) -> int:
        """How often a text occurs in the workers' logs."""
        return sum(log.read_text("utf-8", "replace").count(text) for log in self._folder.glob("*.log"))

    def _worker(self, name: str, own: Mapping[str, str] | None = None) -> WorkerProcess:
        (port,) = free_ports(1)
        inherited = worker_environment(self._given, name, port)
        kept = {key: value for key, value in inherited.items() if key != "KAFKA_BOOTSTRAP"}
        environment = {**kept, **self._environment, **(own or {})}
        return WorkerProcess(name, self._command, environment, self._folder / f"{name}.log")

    def _watch(self) -> None:
        while not self._stopped.wait(WATCH_SECONDS):
            for worker in self.workers:
                self._restart(worker)
            self.samples.append((time.monotonic(), tuple(worker.rss for worker in self.workers)))

    def _restart(self, worker: WorkerProcess) -> None:
        if worker.process is not None and not worker.running and worker.wanted:
            self._record_end(worker)
            worker.process = None
            worker.ended_at = time.monotonic()
        elif worker.process is None and worker.wanted and time.monotonic() - worker.ended_at >= RESTART_SECONDS:
            worker.start()

    def _record_end(self, worker: WorkerProcess) -> None:
        if end := worker.end():
            self.ends.append(end)
