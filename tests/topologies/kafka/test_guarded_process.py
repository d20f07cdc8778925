import os
import subprocess
import sys
import time
from pathlib import Path

from topologies.kafka.guarded_process import kill_guarded, start_guarded

SLEEP = ("/bin/sh", "-c", "echo started; sleep 60 & sleep 60")


def is_running(group: int) -> bool:
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def ends(group: int) -> bool:
    """Whether the whole group is gone within some seconds."""
    deadline = time.monotonic() + 10
    while is_running(group) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(group)


def test_a_process_and_what_it_started_are_killed_together(tmp_path: Path) -> None:
    """Also the shell that guards it; killing it again is no error."""
    with (tmp_path / "log").open("wb") as log:
        process = start_guarded(SLEEP, log)
    while not (tmp_path / "log").read_bytes():
        time.sleep(0.02)
    assert is_running(process.pid)
    kill_guarded(process)
    assert ends(process.pid)
    kill_guarded(process)


def test_no_process_outlives_the_program_that_started_it(tmp_path: Path) -> None:
    """Not even where that program is killed."""
    code = (
        "import sys, time; from topologies.kafka.guarded_process import start_guarded\n"
        f"process = start_guarded({SLEEP!r}, open(sys.argv[1], 'wb'))\n"
        "print(process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        group = int(program.stdout.readline())
        while not (tmp_path / "log").read_bytes():
            time.sleep(0.02)
        program.kill()
    assert ends(group)


def test_the_exit_code_is_that_of_the_command(tmp_path: Path) -> None:
    """The guard is not in the way: the command runs under the id of the process, and its output is in the log."""
    with (tmp_path / "log").open("wb") as log:
        process = start_guarded(("/bin/sh", "-c", "echo $VALUE; exit 3"), log, {"VALUE": "seven"})
    assert process.wait(10) == 3
    assert (tmp_path / "log").read_bytes() == b"seven\n"
    kill_guarded(process)
