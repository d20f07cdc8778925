"""Ctrl-C and SIGTERM, in processes of their own."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.worker_process import plain_environment
from topologies.interrupts import CLEAN_UP_SECONDS

START = "import time\nfrom topologies import interrupts\ninterrupts.handle_signals()\nprint('ready', flush=True)\n"
PATIENCE_SECONDS = 10.0  # the machine that runs the tests may be busy


@contextlib.contextmanager
def program(code: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python program that handles signals and has said so."""
    process = subprocess.Popen(
        [sys.executable, "-c", START + code], bufsize=0, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


def ended(process: "subprocess.Popen[bytes]", number: signal.Signals = signal.SIGINT) -> tuple[int, str, str, float]:
    """Exit code, output, errors, and the seconds that the end took."""
    process.send_signal(number)
    started = time.monotonic()
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out.decode(), err.decode(), time.monotonic() - started


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_where_nothing_is_to_be_cleaned_up_a_signal_ends_at_once(number: signal.Signals, code: int) -> None:
    """One line, and the exit code of a program that a signal ended."""
    with program("time.sleep(60)") as process:
        assert ended(process, number)[:3] == (code, "", "screener: interrupted\n")


def test_a_call_that_never_looks_at_signals_is_ended_too() -> None:
    """A call of a C library keeps the main thread, where Python's own handlers run."""
    code = "from confluent_kafka import Consumer\nConsumer({'bootstrap.servers': '127.0.0.1:9', 'group.id': 'g', 'log_level': 0}).list_topics(timeout=60)"
    with program(code) as process:
        time.sleep(0.5)
        assert ended(process)[:3] == (130, "", "screener: interrupted\n")


def test_what_is_open_is_cleaned_up_first() -> None:
    """`KeyboardInterrupt` unwinds the program, however often the user presses Ctrl-C."""
    code = (
        "interrupts.clean_up_first()\n"
        "try:\n time.sleep(60)\n"
        "except KeyboardInterrupt:\n time.sleep(0.3)\n print('cleaned up', flush=True)\n interrupts.end()"
    )
    with program(code) as process:
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert ended(process)[:3] == (130, "cleaned up\n", "screener: interrupted\n")


@pytest.mark.parametrize(
    "code",
    [
        "try:\n time.sleep(60)\nfinally:\n time.sleep(60)",
        "class Swallow:\n def __del__(self): time.sleep(60)\nswallow = Swallow()\ndel swallow\ntime.sleep(60)",
    ],
    ids=["a clean-up that hangs", "an interrupt in a finaliser"],
)
def test_a_program_that_does_not_end_is_ended(code: str) -> None:
    """Two seconds after Ctrl-C nothing is left, and no traceback was printed."""
    with program("interrupts.clean_up_first()\n" + code) as process:
        time.sleep(0.3)
        exit_code, _, errors, seconds = ended(process)
    assert (exit_code, errors) == (130, "screener: interrupted\n")
    assert seconds < CLEAN_UP_SECONDS + 2


def test_a_worker_that_has_not_begun_ends_well_at_sigterm() -> None:
    """Whoever stops a container that is still starting sees exit code 0 and no line."""
    with program("interrupts.exit_on_sigterm(0)\ntime.sleep(60)") as process:
        assert ended(process, signal.SIGTERM)[:3] == (0, "", "")


def test_a_released_signal_is_the_callers() -> None:
    """Whoever stops in order is not ended meanwhile."""
    code = (
        "interrupts.clean_up_first()\n"
        "try:\n time.sleep(60)\n"
        f"except KeyboardInterrupt:\n interrupts.release()\n time.sleep({CLEAN_UP_SECONDS + 0.5})\n print('stopped')"
    )
    with program(code) as process:
        time.sleep(0.3)
        assert ended(process)[:3] == (0, "stopped\n", "")


def test_a_forked_child_is_no_concern_of_a_signal_handler() -> None:
    """What a signal does to a child is the business of its parent."""
    code = (
        "import os, signal\nchild = os.fork()\n"
        "if not child:\n time.sleep(60)\n"
        "os.kill(child, signal.SIGTERM)\nprint(os.waitpid(child, 0)[1], flush=True)\ntime.sleep(0.3)"
    )
    with program(code) as process:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert (out, err, process.returncode) == (b"%d\n" % signal.SIGTERM, b"", 0)


def moments() -> list[tuple[str, float]]:
    """What to wait for in the folder of the outcomes (file and text, or nothing), and for how long after that."""
    generator = random.Random(13904)
    signs = (
        *[("", 1.0)] * 4,  # imports, the broker, the worker's start
        *[("workers.log:", 2.0)] * 2,  # the worker's imports, publishing
        ("workers.log:ready", 0.5),
        ("workers.log:assigned", 0.5),
        *[("receipts.ndjson:", 0.4)] * 2,  # feeding, the last outcomes, the summary
    )
    return [("", 0.05), *((sign, round(generator.uniform(0, most), 2)) for sign, most in signs)]


def processes_with(marker: str) -> list[int]:
    """The processes in whose environment `marker` is set, which children inherit."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if marker.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found


def handles_signals(pid: int) -> bool:
    """Whether the program has set its handlers: Python alone catches SIGINT, but not SIGTERM."""
    with contextlib.suppress(OSError):
        (mask,) = (
            line for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if line.startswith("SigCgt")
        )
        return bool(int(mask.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
    return False


def wait_for_sign(process: "subprocess.Popen[bytes]", sign: str, folder: Path) -> None:
    """Return once the program has written what `sign` says, or has ended."""
    name, _, text = sign.partition(":")

    def written() -> bool:
        if not name:
            return handles_signals(process.pid)
        path = folder / name
        return path.exists() and (
            text.encode() in path.read_bytes() if text else name == "workers.log" or path.stat().st_size > 0
        )

    while not written() and process.poll() is None:
        time.sleep(0.005)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(("sign", "seconds"), moments())
def test_ctrl_c_ends_a_run_at_any_moment(sign: str, seconds: float, tmp_path: Path) -> None:
    """Within two seconds (and what a busy machine adds), with exit code 130, one line and no process left behind."""
    marker = f"{os.getpid()}-{sign}-{seconds}"
    with (tmp_path / "err").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "topologies.cli", "run", "--out", str(tmp_path), "--consignments", "20000"],
            env=plain_environment(INTERRUPTS_TEST=marker),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
    try:
        wait_for_sign(process, sign, tmp_path)
        time.sleep(seconds)
        over = process.poll() is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        started = time.monotonic()
        code = process.wait(PATIENCE_SECONDS)
        took = time.monotonic() - started
        while processes_with(marker) and time.monotonic() < started + PATIENCE_SECONDS:
            time.sleep(0.02)
        left = processes_with(marker)
    finally:
        process.kill()
    text = (tmp_path / "err").read_text("utf-8")
    assert "Traceback" not in text
    assert left == []
    if not over:
        assert code == 130, text
        assert text.splitlines()[-1] == "screener: interrupted"
        assert took < 4, f"{took:.1f} s"
