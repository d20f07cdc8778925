"""The wall clock of the workers, which a scenario sets: see clock.c, compiled when a run needs it."""

import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

from topologies.settings import UsageError

SOURCE = Path(__file__).with_name("clock.c")
FLAGS = ("-O2", "-shared", "-fPIC")
HOUR, DAY = 3_600, 86_400


def compiler() -> str | None:
    """The C compiler of this machine, if it has one."""
    return shutil.which("cc")


class Clock:
    """How far the workers' clock is off. It is right until `set` says otherwise."""

    def __init__(self, folder: Path) -> None:
        """Compile into `folder`. Raises `UsageError` with the compiler's first complaint."""
        self._library, self._file = folder / "clock.so", folder / "clock"
        command = [compiler() or "cc", *FLAGS, "-o", str(self._library), str(SOURCE), "-ldl"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise UsageError(
                f"{SOURCE.name} cannot be compiled: {(done.stderr.splitlines() or ['no reason given'])[0]}"
            )
        self.set(0)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process that goes by this clock is started with."""
        return {"LD_PRELOAD": str(self._library), "FAULT_CLOCK": str(self._file)}

    def set(self, seconds: int) -> None:
        """From now on the clock is so many seconds ahead of the machine's; behind it where negative."""
        with self._file.open("r+b" if self._file.exists() else "wb", buffering=0) as file:
            file.write(struct.pack("=q", seconds))
