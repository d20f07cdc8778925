"""`screener worker --workers N`: a supervisor starts N workers, restarts those that end, and serves one metrics page for all."""

import signal
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

from topologies.ports import free_ports
from topologies.settings import Settings
from topologies.worker.health import HealthServer
from topologies.worker.processes import Process, start_worker, stop_all, worker_environment

log = structlog.get_logger(__name__)

EXIT_USAGE = 2
CHECK_SECONDS = 0.2
SCRAPE_SECONDS = 5.0
LEAVE_SECONDS = 10.0  # beyond the drain
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A worker that ran this long is restarted after the first pause; for one that ended sooner the pause doubles each time."""


class Child:
    """One worker process and its restarts. `number` becomes part of its name, so that it is a static member of the group."""

    def __init__(self, settings: Settings, number: int, port: int) -> None:
        self.number = number
        self.port = port
        self._environment = worker_environment(settings, f"{settings.worker}-{number}", port)
        self._pause = FIRST_PAUSE_SECONDS
        self._restart_at = 0.0
        self._started = 0.0
        self._starts = 0
        self.process: Process | None = None

    def start(self) -> None:
        """Start the process, or start it again."""
        self.process = start_worker(self._environment)
        self._started = time.monotonic()
        self._starts += 1

    @property
    def refused_to_start(self) -> bool:
        """Whether the very first start ended with a usage error: another start would end the same way."""
        return self._starts == 1 and self.exit_code() == EXIT_USAGE

    def exit_code(self) -> int | None:
        """The exit code of a process that has ended, else None."""
        return None if self.process is None else self.process.poll()

    def schedule_restart(self) -> float:
        """Plan the restart of a process that has ended; the seconds until then."""
        steady = time.monotonic() - self._started > STEADY_SECONDS
        self._pause = FIRST_PAUSE_SECONDS if steady else min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        self.process = None
        self._restart_at = time.monotonic() + self._pause
        return self._pause

    @property
    def due(self) -> bool:
        """Whether it is time to restart the process."""
        return self.process is None and time.monotonic() >= self._restart_at

    def get(self, path: str) -> tuple[bool, str]:
        """One of the worker's pages: whether it was served with status 200, and its text."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=SCRAPE_SECONDS) as answer:
                return True, answer.read().decode()
        except HTTPError as error:
            with error:
                return False, error.read().decode("utf-8", "replace").strip()
        except (URLError, OSError) as error:
            return False, str(error)


class AllMetrics(Collector):
    """The metrics of every worker, with the label `worker` added to each sample."""

    def __init__(self, children: Iterable[Child]) -> None:
        self._children = list(children)

    def collect(self) -> Iterator[Metric]:
        """Scrape the workers, leaving out those that do not answer."""
        merged: dict[str, Metric] = {}
        for child in self._children:
            ok, page = child.get("/metrics")
            for family in text_string_to_metric_families(page) if ok else ():
                metric = merged.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    labels = sample.labels | {"worker": str(child.number)}
                    metric.add_sample(sample.name, labels, sample.value, sample.timestamp, sample.exemplar)
        yield from merged.values()


class Supervisor:
    """Keeps `count` workers running until SIGTERM or SIGINT."""

    def __init__(self, settings: Settings, count: int) -> None:
        self._settings = settings
        self._children = [Child(settings, number, port) for number, port in enumerate(free_ports(count))]
        self._stopped = threading.Event()
        registry = CollectorRegistry()
        self._restarts = Counter("screener_worker_restarts", "Restarts of workers.", ["worker"], registry=registry)
        self._alive = Gauge("screener_workers", "Worker processes that are running.", registry=registry)
        registry.register(AllMetrics(self._children))
        self._health = HealthServer(
            settings.metrics_host, settings.metrics_port, registry, lambda: True, self._not_ready
        )

    def run(self) -> int:
        """Start the workers and keep them running; the exit code, 0 after an orderly stop, 2 if a worker refuses to start."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        for child in self._children:
            child.start()
        code = 0
        while not self._stopped.wait(CHECK_SECONDS):
            if any(child.refused_to_start for child in self._children):
                code = EXIT_USAGE
                break
            self._check()
        self._stop()
        self._health.close()
        return code

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        log.info("stopping the workers", signal=signal.Signals(number).name)
        self._stopped.set()

    def _check(self) -> None:
        for child in self._children:
            code = child.exit_code()
            if code is not None:
                pause = child.schedule_restart()
                log.error("a worker ended", worker=child.number, exit_code=code, restart_in_seconds=pause)
            elif child.due:
                self._restarts.labels(str(child.number)).inc()
                child.start()
        self._alive.set(sum(child.process is not None for child in self._children))

    def _stop(self) -> None:
        processes = [child.process for child in self._children if child.process is not None]
        for pid in stop_all(processes, self._settings.drain_seconds + LEAVE_SECONDS):
            log.warning("a worker did not stop in time and was killed", pid=pid)

    def _not_ready(self) -> str:
        answers = [(child.number, child.get("/health/ready")) for child in self._children]
        return "; ".join(f"worker {number}: {page}" for number, (ok, page) in answers if not ok)
