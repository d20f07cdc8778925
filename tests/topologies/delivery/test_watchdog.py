import subprocess
import sys
import threading
from pathlib import Path

from tests.support.clock import Clock
from tests.support.delivery_helpers import WAIT_SECONDS, Notes, feed, worker
from topologies.delivery.watchdog import EXIT_INTERNAL, Watchdog


def test_an_idle_worker_is_not_stalled() -> None:
    """Without work it may go without progress for as long as the fetch loop runs."""
    clock = Clock()
    watchdog = Watchdog(10, print, clock)
    for clock.now in range(0, 100, 5):
        watchdog.looped(0)
    assert watchdog.stall() is None


def test_work_without_progress_is_a_stall() -> None:
    """Once it lasts for the time allowed; progress ends it."""
    clock = Clock()
    watchdog = Watchdog(10, print, clock)
    for clock.now in range(0, 11, 5):
        watchdog.looped(3)
    assert watchdog.stall() == "3 records are waiting, and nothing has progressed for 10 s"
    watchdog.progressed()
    assert watchdog.stall() is None


def test_a_fetch_loop_that_does_not_run_is_a_stall() -> None:
    """Whatever work there last was."""
    clock = Clock()
    watchdog = Watchdog(10, print, clock)
    watchdog.looped(0)
    clock.now = 12
    assert watchdog.stall() == "the fetch loop has not run for 12 s"


def test_a_stall_is_reported_once() -> None:
    """By the watchdog's own thread, which then ends."""
    reports: list[str] = []
    reported = threading.Event()

    def on_stall(reason: str) -> None:
        reports.append(reason)
        reported.set()

    watchdog = Watchdog(0.04, on_stall)
    watchdog.start()
    assert reported.wait(10)
    assert len(reports) == 1
    assert reports[0].startswith("the fetch loop has not run")


def test_a_stopped_watchdog_reports_nothing() -> None:
    """A worker that shuts down may take its time."""
    reports: list[str] = []
    watchdog = Watchdog(0.04, reports.append)
    watchdog.stop()
    watchdog._watch()
    assert reports == []


def test_a_process_that_dies_says_why() -> None:
    """Exit code 70, and the reason in the log, although no cleanup runs."""
    code = "from topologies.delivery.watchdog import die\ntry:\n    die('no way on')\nfinally:\n    print('cleanup')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == EXIT_INTERNAL
    assert "no way on; the process ends without committing anything more" in done.stderr
    assert done.stdout == ""


def test_a_stalled_worker_ends_itself(embedded: str, tmp_path: Path) -> None:
    """With exit code 70, whether its agent hangs or its event loop is blocked; what hung is not delivered."""
    feed(embedded, range(10))
    hung, blocked = Notes(tmp_path / "hung"), Notes(tmp_path / "blocked")
    with (
        worker(embedded, hung, "hang=9", SCREENER_STALL_SECONDS="1", SCREENER_GROUP="hung") as one,
        worker(embedded, blocked, "block=9", SCREENER_STALL_SECONDS="1", SCREENER_GROUP="blocked") as other,
    ):
        assert (one.wait(WAIT_SECONDS), other.wait(WAIT_SECONDS)) == (70, 70)
    for notes in (hung, blocked):
        assert notes.lines("stall")
        assert 9 not in notes.values()
