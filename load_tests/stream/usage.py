"""Processor time and memory of processes, from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

from topologies.settings import UsageError

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
USER_TIME = 11  # the field of `stat`, counted after the name


def processor_seconds(pids: Iterable[int]) -> float:
    """User and system time of the processes so far. Raises `UsageError` where there is no /proc."""
    return sum(map(_seconds, pids))


def peak_rss(pids: Iterable[int]) -> int:
    """The sum of the peak memory of the processes, in bytes."""
    return sum(map(_peak, pids))


def _seconds(pid: int) -> float:
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[USER_TIME]) + int(fields[USER_TIME + 1])) / TICKS


def _peak(pid: int) -> int:
    line = next(line for line in _read(pid, "status").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text("utf-8")
    except OSError:
        raise UsageError(f"{PROC} has nothing about process {pid}: this benchmark needs Linux") from None
