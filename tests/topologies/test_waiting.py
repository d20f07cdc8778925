import os
import pty
import subprocess
import sys
import time

import pytest

from topologies import waiting
from topologies.waiting import Waiting


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait counts as a long one at once."""
    monkeypatch.setattr(waiting, "QUIET_SECONDS", 0.02)
    monkeypatch.setattr(waiting, "TICK_SECONDS", 0.02)


def said(capfd: pytest.CaptureFixture[str], seconds: float = 5) -> str:
    """What is on stderr once there is anything, or after `seconds`."""
    deadline, text = time.monotonic() + seconds, ""
    while not text and time.monotonic() < deadline:
        time.sleep(0.01)
        text += capfd.readouterr().err
    return text


def test_a_long_wait_says_once_what_for(capfd: pytest.CaptureFixture[str]) -> None:
    """A plain line where stderr is no terminal, however long it lasts, and another one for something else."""
    with Waiting("Reading the lists") as wait:
        assert said(capfd) == "Reading the lists ...\n"
        time.sleep(0.2)
        wait.update("Publishing the lists")
        assert said(capfd) == "Publishing the lists ...\n"
    assert capfd.readouterr() == ("", "")


def test_a_short_wait_says_nothing(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done at once needs no line."""
    monkeypatch.setattr(waiting, "QUIET_SECONDS", 60.0)
    with Waiting("Reading the lists"):
        time.sleep(0.05)
    assert capfd.readouterr() == ("", "")


def test_a_quiet_command_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """However long it takes."""
    with Waiting("Reading the lists", quiet=True):
        time.sleep(0.2)
    assert capfd.readouterr() == ("", "")


def test_an_error_passes(capfd: pytest.CaptureFixture[str]) -> None:
    """The wait ends with the block, whatever ended that."""
    with pytest.raises(KeyError), Waiting("Reading the lists"):
        raise KeyError
    assert "Traceback" not in capfd.readouterr().err


def test_on_a_terminal_the_seconds_count_and_the_line_goes() -> None:
    """One line that is written again and again, no longer than the terminal is wide, and erased at the end."""
    code = (
        "import time; from topologies import waiting; waiting.QUIET_SECONDS = waiting.TICK_SECONDS = 0.05\n"
        "with waiting.Waiting('Reading the lists ' + 'x' * 500): time.sleep(1.3)"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", code], stderr=theirs, env={**os.environ, "COLUMNS": "40"}) as program:
        program.wait(60)
    os.close(theirs)
    text = os.read(ours, 100_000).decode()
    os.close(ours)
    lines = text.split("\r")[1:]
    assert text.endswith("\r\x1b[K")
    assert "\n" not in text
    assert len(lines) > 3
    assert all(len(line.removesuffix("\x1b[K")) < 40 for line in lines)


def test_the_seconds_of_a_wait_are_shown() -> None:
    """Whoever looks sees that it goes on."""
    code = (
        "import time; from topologies import waiting; waiting.QUIET_SECONDS = waiting.TICK_SECONDS = 0.05\n"
        "with waiting.Waiting('Reading'): time.sleep(1.8)"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", code], stderr=theirs) as program:
        program.wait(60)
    os.close(theirs)
    text = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "Reading ... 0 s" in text
    assert "Reading ... 1 s" in text
