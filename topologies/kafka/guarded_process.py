"""Processes that never outlive the program that started them, however it ends."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import BinaryIO

# The shell waits on a pipe from the program above and kills the whole session once that is closed.
GUARD = 'exec 3<&0; { read -r _ <&3; kill -9 0; } & exec "$@" 3<&- </dev/null'

Process = subprocess.Popen[bytes]


def start_guarded(command: Sequence[str], log: BinaryIO, environment: Mapping[str, str] | None = None) -> Process:
    """Start a command whose output goes to `log`, in a session of its own: Ctrl-C is for this program, which then ends it."""
    return subprocess.Popen(  # noqa: S603 - a fixed script, and programs of this project
        ["/bin/sh", "-c", GUARD, "sh", *command],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def kill_guarded(process: Process) -> None:
    """End a guarded process and what it started at once (SIGKILL); one that has ended is no error."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()
