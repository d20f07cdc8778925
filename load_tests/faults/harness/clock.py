"""A wall clock for the workers that a scenario can set: a library, clock.c, that is preloaded into their processes."""

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
    """The C compiler of this machine; None where it has none."""
    return shutil.which("cc")


class Clock:
    """The offset of the workers' clock from the machine's; 0 until `set` is called."""

    def __init__(self, folder: Path) -> None:
        """Compiles the library into `folder`. Raises `UsageError` with the first line of the compiler's errors."""
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
        """The environment variables of a process that uses this clock."""
        return {"LD_PRELOAD": str(self._library), "FAULT_CLOCK": str(self._file)}

    def set(self, seconds: int) -> None:
        """Puts the clock this many seconds ahead of the machine's, or behind it where negative, from now on."""
        with self._file.open("r+b" if self._file.exists() else "wb", buffering=0) as file:
            file.write(struct.pack("=q", seconds))
