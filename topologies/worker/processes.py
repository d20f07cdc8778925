"""Worker processes beside the one that feeds them, for as long as a run lasts."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import msgspec

from topologies.settings import Settings, UsageError, inherited

READY_SECONDS = 90.0
LEAVE_SECONDS = 40.0
EMBEDDED_SESSION_SECONDS = 6.0
_ASSIGNED = re.compile(rb'screener_lag_records\{partition="(\d+)",topic="([^"]+)"\}')

Process = subprocess.Popen[bytes]


@contextmanager
def workers(given: Settings, count: int, log_path: Path, *, embedded: bool) -> Iterator[Callable[[], None]]:
    """`count` worker processes that have partitions to work on; yields a call that raises where one of them has died."""
    if embedded:  # its cluster lets a new member wait for the old one's session
        given = msgspec.structs.replace(given, session_seconds=EMBEDDED_SESSION_SECONDS)
    ports = free_ports(count)
    with log_path.open("wb") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "topologies.cli", "worker"],
                env=environment_of(given, f"run-{os.getpid()}-{number}", port),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            for number, port in enumerate(ports)
        ]

        def alive() -> None:
            _check(processes, log_path)

        try:
            _wait_for_partitions(ports, alive)
            yield alive
        finally:
            stop_all(processes, LEAVE_SECONDS)


def environment_of(given: Settings, name: str, port: int) -> dict[str, str]:
    """The environment of a worker process of this name, with its metrics on a loopback port of its own."""
    return inherited(
        {
            "SCREENER_KAFKA_BOOTSTRAP": given.kafka_bootstrap,
            "SCREENER_INSTANCE": name,
            "SCREENER_METRICS_HOST": "127.0.0.1",
            "SCREENER_METRICS_PORT": str(port),
            "SCREENER_SESSION_SECONDS": f"{given.session_seconds:g}",
        }
    )


def free_ports(count: int) -> list[int]:
    """So many loopback ports that nobody listens on."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [int(each.getsockname()[1]) for each in held]
    finally:
        for each in held:
            each.close()


def _wait_for_partitions(ports: list[int], alive: Callable[[], None]) -> None:
    """Until every worker has told of partitions of its own: what is fed before that would only wait."""
    deadline = time.monotonic() + READY_SECONDS
    while not all(_assigned(port) for port in ports):
        alive()
        if time.monotonic() > deadline:
            raise UsageError(f"the workers have no partitions after {READY_SECONDS:g} s: see workers.log")
        time.sleep(0.05)


def _assigned(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return _ASSIGNED.search(answer.read()) is not None
    except (URLError, OSError):
        return False


def _check(processes: list[Process], log_path: Path) -> None:
    for process in processes:
        if process.poll() is not None:
            tail = log_path.read_text("utf-8", "replace").strip().splitlines()[-1:] or ["no log"]
            raise UsageError(f"a worker ended with exit code {process.returncode}: {tail[0]} (see {log_path})")


def stop_all(processes: list[Process], seconds: float) -> None:
    """Ask every process to stop and wait up to `seconds` for each; one that does not is killed."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
