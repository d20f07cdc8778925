"""A worker that is told to stop stops, whenever the word comes."""

import signal
from collections.abc import Callable
from typing import cast

import pytest

from topologies.app import _ready
from topologies.following import Following
from topologies.settings import Settings, UsageError


class Coming:
    """A reference that is ready at the end of the wait, or not; a signal may come in the same moment."""

    waits_for = "the lists"

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
    assert _ready(cast("Following", Coming(ready=ready, told=True)), Settings()) is False
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_worker_begins_once_the_reference_is_ready_and_says_what_it_waits_for() -> None:
    """Nobody told it to stop."""
    assert _ready(cast("Following", Coming(ready=True, told=False)), Settings()) is True
    with pytest.raises(UsageError, match="the lists"):
        _ready(cast("Following", Coming(ready=False, told=False)), Settings())
