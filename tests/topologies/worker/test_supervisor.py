import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.support.worker_helpers import ORION, snapshot, wait_for
from tests.support.worker_process import plain_environment
from topologies.kafka.compacted_topics import publish
from topologies.kafka.topic_admin import prepare_topics
from topologies.topics import WATCHLIST
from topologies.worker.processes import free_ports


@contextmanager
def supervised(bootstrap: str, log: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """`screener worker` with these arguments, and the port of its one page."""
    (port,) = free_ports(1)
    environment = plain_environment(
        KAFKA_BOOTSTRAP=bootstrap,
        SCREENER_METRICS_PORT=str(port),
        SCREENER_SESSION_SECONDS="6",
        SCREENER_CONNECT_SECONDS="2",
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
    """The processes that a process started."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    return [int(child) for child in children]


def test_a_worker_that_dies_is_started_again_and_one_page_tells_of_all(embedded: str, tmp_path: Path) -> None:
    """Two workers under one supervisor: kill -9 of one is repaired, and SIGTERM ends all of them with exit code 0."""
    prepare_topics(embedded, embedded=True)
    publish(embedded, WATCHLIST.name, snapshot(ORION), delivery_seconds=10)
    with supervised(embedded, tmp_path / "log", "--workers", "2") as (process, port):
        wait_for(lambda: page(port, "/health/ready") == "ok\n", 60, "two ready workers")
        first = worker_pids(process.pid)
        os.kill(first[0], signal.SIGKILL)
        wait_for(lambda: page(port, "/health/ready").startswith("worker "), 20, "a worker that is missed")
        wait_for(lambda: page(port, "/health/ready") == "ok\n", 60, "its successor")
        metrics = page(port, "/metrics")
        for number in ("0", "1"):
            assert f'screener_ready{{worker="{number}"}} 1.0' in metrics
        assert 'screener_worker_restarts_total{worker="0"} 1.0' in metrics or (
            'screener_worker_restarts_total{worker="1"} 1.0' in metrics
        )
        assert "screener_workers 2.0" in metrics
        process.terminate()
        assert process.wait(40) == 0
    assert not [pid for pid in first if Path(f"/proc/{pid}").exists()]


def test_what_no_worker_could_mend_ends_the_supervisor(tmp_path: Path) -> None:
    """Without a broker at the first start it says so and ends with exit code 2, instead of trying for ever."""
    with supervised("127.0.0.1:9", tmp_path / "log", "--workers", "2") as (process, _):
        assert process.wait(40) == 2
    assert "no Kafka broker answers at 127.0.0.1:9" in (tmp_path / "log").read_text("utf-8")
