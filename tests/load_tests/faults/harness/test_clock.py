import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from load_tests.faults.harness.clock import HOUR, Clock, compiler

PRINT_TIMES = """
import os, struct, threading, time
day, steady = time.time(), time.monotonic()
with open(os.environ["FAULT_CLOCK"], "r+b", buffering=0) as file:
    file.write(struct.pack("=q", -86_400))
threading.Event().wait(0.05)
threading.Thread(target=time.sleep, args=(0.05,)).start()
print(round((time.time() - day) / 3_600), time.monotonic() - steady)
"""


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    if compiler() is None:
        pytest.skip("no C compiler to build the clock of the workers")
    return Clock(tmp_path)


def test_the_clock_moves_only_the_time_of_day(clock: Clock) -> None:
    """From an hour ahead to a day behind are 25 hours; waits and the monotonic clock are not affected."""
    clock.set(HOUR)
    before = datetime.now(UTC).timestamp()
    environment = {**os.environ, **clock.environment}
    done = subprocess.run(
        [sys.executable, "-c", PRINT_TIMES], check=True, capture_output=True, text=True, env=environment, timeout=30
    )
    hours, steady = done.stdout.split()
    assert int(hours) == -25
    assert 0.04 < float(steady) < 5
    assert datetime.now(UTC).timestamp() - before < 30  # this process uses the machine's clock
