import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.support.worker_helpers import ORION, send, snapshot
from topologies.kafka.topic_admin import prepare_topics
from topologies.local_run import workers
from topologies.local_run.workers import JOINING, STARTING, RunWorkers
from topologies.ports import free_ports
from topologies.settings import Settings, UsageError

LAG = b'screener_lag_records{partition="0",topic="manifests.express"} 0.0\n'


@contextmanager
def pages(answer: Callable[[str], tuple[int, bytes]]) -> Iterator[int]:
    """The port of a server that answers a path as a worker would."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_a_worker_that_does_not_answer_is_starting() -> None:
    """Its imports take seconds before it listens."""
    (port,) = free_ports(1)
    assert workers._waits_for(port) == STARTING


@pytest.mark.parametrize(
    ("ready", "metrics", "words"),
    [
        ((503, b"the lists are being built\n"), b"", f"{STARTING}: the lists are being built"),
        ((200, b"ok"), b"screener_ready 1.0\n", JOINING),
        ((200, b"ok"), LAG, ""),
    ],
)
def test_what_a_worker_waits_for_is_said(ready: tuple[int, bytes], metrics: bytes, words: str) -> None:
    """It is ready for manifests once it reports the lag of its partitions."""
    with pages(lambda path: ready if path == "/health/ready" else (200, metrics)) as port:
        assert workers._waits_for(port) == words


def test_workers_run_while_the_block_does(embedded: str, tmp_path: Path) -> None:
    """They get partitions, what they wait for is reported, and none is left afterwards."""
    prepare_topics(embedded, embedded=True)
    send(embedded, "watchlist", snapshot(ORION))
    heard: list[str] = []
    with RunWorkers(Settings(kafka_bootstrap=embedded), 1, tmp_path / "workers.log", embedded=True) as running:
        running.wait_for_partitions(heard.append)
        running.check()
        (process,) = running._processes
        assert process.poll() is None
    assert STARTING in heard
    assert process.returncode == 0


def test_after_an_error_the_workers_are_killed(embedded: str, tmp_path: Path) -> None:
    """Nobody waits for their orderly stop, and the error passes."""
    running = RunWorkers(Settings(kafka_bootstrap=embedded), 2, tmp_path / "workers.log", embedded=True)
    with pytest.raises(KeyboardInterrupt), running:
        raise KeyboardInterrupt
    assert [process.returncode for process in running._processes] == [-9, -9]


def test_a_worker_that_ends_is_one_line(tmp_path: Path) -> None:
    """The line has its exit code and the last line of its log."""
    settings = Settings(kafka_bootstrap="127.0.0.1:9", connect_seconds=0.5)
    running = RunWorkers(settings, 1, tmp_path / "workers.log", embedded=False)
    with pytest.raises(UsageError, match=r"a worker ended with exit code 2: .*no Kafka broker answers"), running:
        running.wait_for_partitions(lambda _: None)


def test_workers_that_are_never_ready_are_given_up(embedded: str, tmp_path: Path) -> None:
    """Without a list there is nothing to screen against: the line says what is missing."""
    prepare_topics(embedded, embedded=True)
    settings = Settings(kafka_bootstrap=embedded, ready_seconds=0.2)
    with pytest.raises(UsageError, match=rf"after 0.2 s {STARTING}"):  # noqa: SIM117 - the worker must be started
        with RunWorkers(settings, 1, tmp_path / "workers.log", embedded=True) as running:
            running.wait_for_partitions(lambda _: None)
