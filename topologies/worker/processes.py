"""Worker processes started beside the program that feeds them, for as long as its run lasts."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

import msgspec

from topologies.settings import Settings, UsageError, inherited

READY_SECONDS = 90.0
LEAVE_SECONDS = 40.0
POLL_SECONDS = 0.05
EMBEDDED_SESSION_SECONDS = 6.0
_LAG_SAMPLE = re.compile(rb'screener_lag_records\{partition="(\d+)",topic="([^"]+)"\}')

Process = subprocess.Popen[bytes]


@contextmanager
def worker_processes(settings: Settings, count: int, log_path: Path, *, embedded: bool) -> Iterator[Callable[[], None]]:
    """`count` workers, each with partitions assigned. Yields a call that raises `UsageError` if one of them has ended."""
    if embedded:  # a new member of its group waits for the session of the old one to end
        settings = msgspec.structs.replace(settings, session_seconds=EMBEDDED_SESSION_SECONDS)
    ports = free_ports(count)
    with log_path.open("wb") as log:
        processes = [
            start_worker(worker_environment(settings, f"run-{os.getpid()}-{number}", port), log)
            for number, port in enumerate(ports)
        ]

        def check() -> None:
            raise_if_ended(processes, log_path)

        try:
            _wait_for_partitions(ports, check)
            yield check
        finally:
            stop_all(processes, LEAVE_SECONDS)


def start_worker(environment: Mapping[str, str], log: IO[bytes] | None = None) -> Process:
    """Start a worker; its output goes to `log`, or to that of this process."""
    return subprocess.Popen(
        [sys.executable, "-m", "topologies.cli", "worker"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )


def worker_environment(settings: Settings, name: str, port: int) -> dict[str, str]:
    """The environment of a worker of this name that serves its metrics on a loopback port."""
    return inherited(
        {
            "SCREENER_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
            "SCREENER_INSTANCE": name,
            "SCREENER_METRICS_HOST": "127.0.0.1",
            "SCREENER_METRICS_PORT": str(port),
            "SCREENER_SESSION_SECONDS": f"{settings.session_seconds:g}",
        }
    )


def free_ports(count: int) -> list[int]:
    """`count` different loopback ports on which nothing listens."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [int(each.getsockname()[1]) for each in probes]
    finally:
        for each in probes:
            each.close()


def _wait_for_partitions(ports: list[int], check: Callable[[], None]) -> None:
    """Return once every worker reports partitions: records sent earlier would only wait for them."""
    deadline = time.monotonic() + READY_SECONDS
    while not all(_has_partitions(port) for port in ports):
        check()
        if time.monotonic() > deadline:
            raise UsageError(f"the workers have no partitions after {READY_SECONDS:g} s: see workers.log")
        time.sleep(POLL_SECONDS)


def _has_partitions(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return _LAG_SAMPLE.search(answer.read()) is not None
    except (URLError, OSError):
        return False


def raise_if_ended(processes: Iterable[Process], log_path: Path) -> None:
    """Raise `UsageError`, with the last line of the log, if one of the processes has ended."""
    for process in processes:
        if process.poll() is not None:
            last = log_path.read_text("utf-8", "replace").strip().splitlines()[-1:] or ["no log"]
            raise UsageError(f"a worker ended with exit code {process.returncode}: {last[0]} (see {log_path})")


def stop_all(processes: Iterable[Process], seconds: float) -> list[int]:
    """Ask every process to stop, and kill those that still run after `seconds`; the process ids of these."""
    running = list(processes)
    for process in running:
        process.terminate()
    deadline = time.monotonic() + seconds
    killed = []
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed.append(process.pid)
    return killed
