import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from tests.support.worker_helpers import ORION, send, snapshot, wait_for
from tests.support.worker_process import WorkerProcess
from topologies.kafka.topic_admin import ensure_topics
from topologies.reference.follower import Follower
from topologies.settings import Settings, UsageError
from topologies.worker.app import _ready, _stop_signals


class FakeFollower:
    """A follower that is ready at the end of the wait, or not; a signal may arrive at the same moment."""

    waiting_for = "the lists"

    def __init__(self, *, ready: bool, signalled: bool) -> None:
        self._ready, self._signalled = ready, signalled

    def wait_until_ready(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        assert seconds > 0
        assert not stopped()
        if self._signalled:
            signal.raise_signal(signal.SIGTERM)
            assert stopped()
        return self._ready


@pytest.mark.parametrize("ready", [True, False])
def test_a_signal_that_arrives_just_when_the_reference_is_ready_counts(*, ready: bool) -> None:
    """Otherwise the worker would start, and run until somebody killed it."""
    before = signal.getsignal(signal.SIGTERM)
    with _stop_signals() as signals:
        assert _ready(cast("Follower", FakeFollower(ready=ready, signalled=True)), Settings(), signals) is False
        assert signals == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_worker_starts_once_the_reference_is_ready() -> None:
    """If it is not ready in time, the worker says what it waited for."""
    assert _ready(cast("Follower", FakeFollower(ready=True, signalled=False)), Settings(), []) is True
    with pytest.raises(UsageError, match="the lists"):
        _ready(cast("Follower", FakeFollower(ready=False, signalled=False)), Settings(), [])


def catches_sigterm(process: int) -> bool:
    caught = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if "SigCgt" in line)
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.kafka
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="needs /proc, to see which signals are caught")
def test_a_worker_stops_in_order_whenever_a_signal_arrives(kafka: str, tmp_path: Path) -> None:
    """While it looks for the broker, reads the lists or joins the group: exit code 0 every time.

    Only one that has not even been imported is interrupted, with exit code 143, as any command is.
    """
    ensure_topics(kafka)
    send(kafka, "watchlist", snapshot(ORION))
    codes = []
    for number in range(6):
        with WorkerProcess(kafka, tmp_path, f"w{number}", SCREENER_GROUP=f"stopped-{number}") as worker:
            assert worker.process is not None
            wait_for(partial(catches_sigterm, worker.process.pid), 30, "a worker that catches signals")
            time.sleep(number * 0.4)
            codes.append(worker.stop(30))
            if codes[-1]:
                assert (codes[-1], worker.log.read_text()) == (143, "screener: interrupted\n")
    assert codes[-1] == 0, codes
