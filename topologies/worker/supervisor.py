"""`screener worker --workers N`: N processes under one supervisor, which restarts what dies; one metrics page for all."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from topologies.settings import Settings
from topologies.worker.health import HealthServer
from topologies.worker.processes import environment_of, free_ports

log = structlog.get_logger(__name__)

EXIT_USAGE = 2
TURN_SECONDS = 0.2
SCRAPE_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A worker that lived this long is restarted at once when it dies; one that dies young waits twice as long each time."""


class Child:
    """One worker process and its restarts. `number` is its name within the supervisor, and its static membership."""

    def __init__(self, settings: Settings, number: int, port: int) -> None:
        self.number = number
        self.port = port
        self._environment = environment_of(settings, f"{settings.worker}-{number}", port)
        self._pause = FIRST_PAUSE_SECONDS
        self._due = 0.0
        self.started = 0.0
        self.starts = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, or begin again."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "topologies.cli", "worker"], env=self._environment, stdin=subprocess.DEVNULL
        )
        self.started = time.monotonic()
        self.starts += 1

    @property
    def refuses(self) -> bool:
        """Whether the very first start ended in a user's mistake: it would say the same again."""
        return self.starts == 1 and self.code() == EXIT_USAGE

    def code(self) -> int | None:
        """The exit code of a process that ended, else None."""
        return None if self.process is None else self.process.poll()

    def ended(self) -> float:
        """Note that the process ended; the seconds until it is due again."""
        self._pause = FIRST_PAUSE_SECONDS if time.monotonic() - self.started > STEADY_SECONDS else self._pause * 2
        pause = min(self._pause, LONGEST_PAUSE_SECONDS)
        self.process = None
        self._due = time.monotonic() + pause
        return pause

    @property
    def due(self) -> bool:
        """Whether there is no process and the pause is over."""
        return self.process is None and time.monotonic() >= self._due

    def page(self, path: str) -> tuple[bool, str]:
        """Whether the worker answers well on one of its pages, and with what."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=SCRAPE_SECONDS) as answer:
                return True, answer.read().decode()
        except HTTPError as error:
            return False, error.read().decode("utf-8", "replace").strip()
        except (URLError, OSError) as error:
            return False, str(error)


class AllMetrics(Collector):
    """The metrics of every worker, each sample with the label `worker`."""

    def __init__(self, children: Iterable[Child]) -> None:
        self._children = list(children)

    def collect(self) -> Iterator[Metric]:
        """Scrape the workers; one that does not answer is left out of this page."""
        merged: dict[str, Metric] = {}
        for child in self._children:
            right, page = child.page("/metrics")
            for family in text_string_to_metric_families(page) if right else ():
                metric = merged.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    labels = sample.labels | {"worker": str(child.number)}
                    metric.add_sample(sample.name, labels, sample.value, sample.timestamp, sample.exemplar)
        yield from merged.values()


class Supervisor:
    """Keeps `count` workers running until it is told to stop."""

    def __init__(self, settings: Settings, count: int) -> None:
        self._settings = settings
        self._children = [Child(settings, number, port) for number, port in enumerate(free_ports(count))]
        self._stopped = threading.Event()
        registry = CollectorRegistry()
        self._restarts = Counter("screener_worker_restarts", "Workers started again.", ["worker"], registry=registry)
        self._alive = Gauge("screener_workers", "Worker processes alive.", registry=registry)
        registry.register(AllMetrics(self._children))
        self._health = HealthServer(
            settings.metrics_host, settings.metrics_port, registry, lambda: True, self._not_ready
        )

    def run(self) -> int:
        """Start, watch, restart; the exit code: 0 after an orderly stop, 2 where a worker says that it cannot begin."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        for child in self._children:
            child.start()
        code = 0
        while not self._stopped.wait(TURN_SECONDS):
            if any(child.refuses for child in self._children):
                code = EXIT_USAGE
                break
            self._turn()
        self._stop()
        self._health.close()
        return code

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        log.info("stopping the workers", signal=signal.Signals(number).name)
        self._stopped.set()

    def _turn(self) -> None:
        for child in self._children:
            code = child.code()
            if code is not None:
                log.error("a worker ended", worker=child.number, exit_code=code, again_in_seconds=child.ended())
            elif child.due:
                self._restarts.labels(str(child.number)).inc()
                child.start()
        self._alive.set(sum(child.process is not None for child in self._children))

    def _stop(self) -> None:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + self._settings.drain_seconds + 10.0
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("a worker did not stop in time", pid=process.pid)
                process.kill()
                process.wait()

    def _not_ready(self) -> str:
        answers = [(child.number, child.page("/health/ready")) for child in self._children]
        return "; ".join(f"worker {number}: {page}" for number, (right, page) in answers if not right)
