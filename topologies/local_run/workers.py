"""The worker processes of a run: started beside the program that feeds them, and never left behind."""

import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import msgspec

from topologies.kafka.guarded_process import Process, kill_guarded, start_guarded
from topologies.ports import free_ports
from topologies.settings import Settings, UsageError
from topologies.worker.processes import WORKER_COMMAND, raise_if_ended, stop_all, worker_environment

POLL_SECONDS = 0.05
STOP_SECONDS = 40.0
PAGE_SECONDS = 2.0
COMMIT_SECONDS = 0.25  # the end of a run waits for the last commit
EMBEDDED_SESSION_SECONDS = 6.0  # on the embedded broker a new member waits for the session of the old one to end
STARTING, JOINING = "the worker starts", "the worker joins its consumer group"
_LAG_SAMPLE = re.compile(rb'screener_lag_records\{partition="(\d+)",topic="([^"]+)"\}')


class RunWorkers:
    """`with RunWorkers(settings, 2, log_path, embedded=True) as workers:` starts them; afterwards none is left.

    After an error, or Ctrl-C, they are killed: what they had not committed is read again by whoever comes next.
    """

    def __init__(self, settings: Settings, count: int, log_path: Path, *, embedded: bool) -> None:
        self._settings = settings
        if embedded:
            self._settings = msgspec.structs.replace(settings, session_seconds=EMBEDDED_SESSION_SECONDS)
        self._count = count
        self._log_path = log_path
        self._ports: Sequence[int] = ()
        self._processes: list[Process] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._ports = free_ports(self._count)
        log = self._stack.enter_context(self._log_path.open("wb"))
        for number, port in enumerate(self._ports):
            environment = worker_environment(self._settings, f"run-{os.getpid()}-{number}", port)
            commits = {"SCREENER_COMMIT_SECONDS": f"{COMMIT_SECONDS:g}"}
            self._processes.append(start_guarded(WORKER_COMMAND, log, environment | commits))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if error is None:
                self.stop(STOP_SECONDS)
            for process in self._processes:
                kill_guarded(process)

    def stop(self, seconds: float) -> None:
        """Ask all workers to stop, and kill those that still run after `seconds`."""
        stop_all(self._processes, seconds)

    def check(self) -> None:
        """Raise `UsageError`, with the last line of the log, if a worker has ended."""
        raise_if_ended(self._processes, self._log_path)

    def wait_for_partitions(self, report: Callable[[str], None]) -> None:
        """Return once every worker has partitions: records sent earlier would only wait. `report` hears what it waits for."""
        seconds = self._settings.ready_seconds
        deadline = time.monotonic() + seconds
        while waits_for := next(filter(None, map(_waits_for, self._ports)), ""):
            report(waits_for)
            self.check()
            if time.monotonic() > deadline:
                raise UsageError(f"after {seconds:g} s {waits_for}: see {self._log_path}")
            time.sleep(POLL_SECONDS)


def _waits_for(port: int) -> str:
    """What keeps a worker from its partitions, in words; empty once it has some."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=PAGE_SECONDS):
            pass
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PAGE_SECONDS) as page:
            return "" if _LAG_SAMPLE.search(page.read()) else JOINING
    except HTTPError as error:
        with error:
            return f"{STARTING}: {error.read().decode('utf-8', 'replace').strip()}"
    except (URLError, OSError):
        return STARTING
