import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from tests.support.worker_helpers import ORION, snapshot, wait_for
from tests.support.worker_process import plain_environment
from topologies.kafka.compacted_topics import publish
from topologies.kafka.topic_admin import prepare_topics
from topologies.ports import free_ports
from topologies.settings import Settings
from topologies.topics import WATCHLIST
from topologies.worker.supervisor import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    STEADY_SECONDS,
    AllMetrics,
    Child,
)


@contextmanager
def supervised(bootstrap: str, log: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """`screener worker` with these arguments, and the port of its metrics and health."""
    (port,) = free_ports(1)
    environment = plain_environment(
        KAFKA_BOOTSTRAP=bootstrap,
        SCREENER_METRICS_PORT=str(port),
        SCREENER_SESSION_SECONDS="6",
        SCREENER_CONNECT_SECONDS="1",
        SCREENER_INSTANCE="here",
    )
    command = [sys.executable, "-m", "topologies.cli", "worker", *arguments]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait(60)


def page(port: int, path: str) -> str:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        with error:
            return str(error.read().decode())
    except (URLError, OSError):
        return ""


def worker_pids(parent: int) -> list[int]:
    """The child processes of a process."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    return [int(child) for child in children]


def test_a_killed_worker_is_restarted(embedded: str, tmp_path: Path) -> None:
    """Two workers under one supervisor, with one metrics page for both; SIGTERM stops them all with exit code 0."""
    prepare_topics(embedded, embedded=True)
    publish(embedded, WATCHLIST.name, snapshot(ORION), delivery_seconds=10)
    with supervised(embedded, tmp_path / "log", "--workers", "2") as (process, port):
        wait_for(lambda: page(port, "/health/ready") == "ok\n", 90, "two ready workers")
        first = worker_pids(process.pid)
        os.kill(first[0], signal.SIGKILL)
        wait_for(
            lambda: page(port, "/health/ready").startswith("worker "), 60, "page that says which worker is not ready"
        )
        wait_for(lambda: page(port, "/health/ready") == "ok\n", 60, "restarted worker")
        metrics = page(port, "/metrics")
        for number in ("0", "1"):
            assert f'screener_ready{{worker="{number}"}} 1.0' in metrics
        assert 'screener_worker_restarts_total{worker="0"} 1.0' in metrics or (
            'screener_worker_restarts_total{worker="1"} 1.0' in metrics
        )
        assert "screener_workers 2.0" in metrics
        process.terminate()
        assert process.wait(90) == 0
    assert not [pid for pid in first if Path(f"/proc/{pid}").exists()]


def test_a_worker_that_refuses_to_start_ends_the_supervisor(tmp_path: Path) -> None:
    """Without a broker at the first start it says so and ends with exit code 2, instead of retrying for ever."""
    with supervised("127.0.0.1:9", tmp_path / "log", "--workers", "2") as (process, _):
        assert process.wait(90) == 2
    assert "no Kafka broker answers at 127.0.0.1:9" in (tmp_path / "log").read_text("utf-8")


def test_the_pause_before_a_restart_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to a limit, for a worker that ends again and again; one that ran for long is restarted soon."""
    now = 1_000.0
    monkeypatch.setattr("topologies.worker.supervisor.time.monotonic", lambda: now)
    child = Child(Settings(), 0, 1)
    child._started = now
    pauses = [child.schedule_restart() for _ in range(8)]
    assert pauses[:3] == [2 * FIRST_PAUSE_SECONDS, 4 * FIRST_PAUSE_SECONDS, 8 * FIRST_PAUSE_SECONDS]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS
    assert not child.due
    now += LONGEST_PAUSE_SECONDS
    assert child.due
    child._started = now - STEADY_SECONDS - 1
    assert child.schedule_restart() == FIRST_PAUSE_SECONDS


def test_the_metrics_of_all_workers_are_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sample gets the label `worker`; a worker that does not answer is left out."""
    children = [Child(Settings(), number, 1) for number in range(3)]

    def get(child: Child, path: str) -> tuple[bool, str]:
        assert path == "/metrics"
        page = f'# TYPE screener_ready gauge\nscreener_ready{{kind="a"}} {child.number}\n'
        return (False, "refused") if child.number == 1 else (True, page)

    monkeypatch.setattr(Child, "get", get)
    (metric,) = AllMetrics(children).collect()
    assert [(each.labels, each.value) for each in metric.samples] == [
        ({"kind": "a", "worker": "0"}, 0.0),
        ({"kind": "a", "worker": "2"}, 2.0),
    ]
