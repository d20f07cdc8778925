"""A worker that is told to stop stops, whenever the word comes."""

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


class Coming:
    """A reference that is ready at the end of the wait, or not; a signal may come in the same moment."""

    waiting_for = "the lists"

    def __init__(self, *, ready: bool, told: bool) -> None:
        self._ready, self._told = ready, told

    def wait_until_ready(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        assert seconds > 0
        assert not stopped()
        if self._told:
            signal.raise_signal(signal.SIGTERM)
            assert stopped()
        return self._ready


@pytest.mark.parametrize("ready", [True, False])
def test_a_signal_is_heard_in_the_moment_in_which_the_reference_is_ready(*, ready: bool) -> None:
    """Were it not, the worker would begin, and go on until somebody killed it."""
    before = signal.getsignal(signal.SIGTERM)
    with _stop_signals() as told:
        assert _ready(cast("Follower", Coming(ready=ready, told=True)), Settings(), told) is False
        assert told == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_worker_begins_once_the_reference_is_ready_and_says_what_it_waits_for() -> None:
    """Nobody told it to stop."""
    assert _ready(cast("Follower", Coming(ready=True, told=False)), Settings(), []) is True
    with pytest.raises(UsageError, match="the lists"):
        _ready(cast("Follower", Coming(ready=False, told=False)), Settings(), [])


def hears_of_sigterm(process: int) -> bool:
    caught = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if "SigCgt" in line)
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.kafka
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="needs /proc, to see which signals are caught")
def test_whenever_it_is_told_to_stop_a_worker_ends_in_order(kafka: str, tmp_path: Path) -> None:
    """From its first moment on, while it looks for the broker, reads the lists, joins the group: exit code 0 every time."""
    ensure_topics(kafka)
    send(kafka, "watchlist", snapshot(ORION))
    workers = [WorkerProcess(kafka, tmp_path / str(number), SCREENER_GROUP="told") for number in range(6)]
    for number, worker in enumerate(workers):
        (tmp_path / str(number)).mkdir()
        with worker:
            assert worker.process is not None
            wait_for(partial(hears_of_sigterm, worker.process.pid), 30, "a worker that hears of signals")
            time.sleep(number * 0.3)
            assert worker.stop(30) == 0, worker.log.read_text()
