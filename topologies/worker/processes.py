"""Starting, checking and stopping worker processes."""

import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from topologies.settings import Settings, UsageError, inherited

WORKER_COMMAND = (sys.executable, "-m", "topologies.cli", "worker")

Process = subprocess.Popen[bytes]


def start_worker(environment: Mapping[str, str], log: IO[bytes] | None = None) -> Process:
    """Start a worker; its output goes to `log`, or to that of this process."""
    return subprocess.Popen(  # noqa: S603 - the program itself
        WORKER_COMMAND,
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
