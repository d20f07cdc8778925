import subprocess
import sys
import threading

from tests.support.clock import Clock
from topologies.delivery.malloc import Trimmer, bound

BACKLOG = """
import os, sys
from topologies.delivery import malloc

def mebibytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

assert malloc.bound()
records = [bytes(12_000) for _ in range(6_000)]
kept = records[::100]  # what stays lies between what goes
full = mebibytes()
del records
malloc.trim()
print(full - mebibytes())
"""


def test_the_memory_of_a_backlog_returns_to_the_system() -> None:
    """Of 70 MB of records, of which one in a hundred is kept, nearly all is returned."""
    done = subprocess.run([sys.executable, "-c", BACKLOG], check=True, capture_output=True, text=True)
    assert float(done.stdout) > 55


def test_the_allocator_accepts_the_bounds() -> None:
    """On glibc every bound is set."""
    assert bound()


def test_memory_is_returned_once_after_a_backlog() -> None:
    """Not while the worker is full, not without a backlog, and once when there has been room for long enough."""
    clock, trims = Clock(), []
    trimmed = threading.Event()

    def trim() -> None:
        trims.append(clock.now)
        trimmed.set()

    trimmer = Trimmer(1.0, clock, trim)
    for clock.now, full in ((0.0, False), (5.0, False), (6.0, True), (8.0, True), (8.5, False), (8.9, False)):
        trimmer.update(full=full)
    assert trims == []
    for clock.now in (9.0, 10.0, 20.0):
        trimmer.update(full=False)
    assert trimmed.wait(10)
    assert len(trims) == 1
