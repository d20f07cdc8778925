from topologies.delivery.watchdog import Watchdog


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_idle_is_no_stall() -> None:
    """A worker without work may stand still for as long as it fetches."""
    clock = Clock()
    watchdog = Watchdog(10, print, clock)
    for clock.now in range(0, 100, 5):
        watchdog.alive(0)
    assert watchdog.complaint() is None


def test_work_that_does_not_move() -> None:
    """Work that does not move for the time allowed is a stall, and movement ends it."""
    clock = Clock()
    watchdog = Watchdog(10, print, clock)
    for clock.now in range(0, 11, 5):
        watchdog.alive(3)
    assert watchdog.complaint() == "3 records wait and nothing has moved for 10 s"
    watchdog.moved()
    assert watchdog.complaint() is None


def test_no_sign_of_life() -> None:
    """A fetching loop that makes no turn is a stall, whatever it last said of its work."""
    clock = Clock()
    watchdog = Watchdog(10, print, clock)
    watchdog.alive(0)
    clock.now = 12
    assert watchdog.complaint() == "the fetching loop has made no turn for 12 s"
