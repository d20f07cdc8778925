"""The systems that are compared, and how they are started."""

import importlib.util
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from load_tests.inputs.checkout import ROOT
from topologies.ports import free_ports
from topologies.settings import Settings, UsageError
from topologies.worker.processes import stop_all, worker_environment

EXTRAS = ROOT / ".venv" / "bench"
"""The packages of the group `bench`, apart from the screener's because Quix Streams needs an older confluent-kafka."""

LEAVE_SECONDS = 30.0
Process = subprocess.Popen[bytes]


class System(Struct, frozen=True):
    """A system: its title in tables, the module that runs it, and the package that it needs."""

    name: str
    title: str
    module: str
    arguments: tuple[str, ...] = ()
    package: str = ""


SYSTEMS = {
    each.name: each
    for each in (
        System("worker", "screener worker", "topologies.cli", ("worker",)),
        System("faust", "stock Faust agent", "load_tests.stream.peers.stock_faust", ("worker",)),
        System("bytewax", "Bytewax", "load_tests.stream.peers.bytewax_flow", package="bytewax"),
        System("quix", "Quix Streams", "load_tests.stream.peers.quix", package="quixstreams"),
        System("confluent", "bare confluent-kafka loop", "load_tests.stream.peers.bare"),
    )
}


def chosen(only: str) -> list[System]:
    """The systems of a comma-separated list; all where it is empty. Raises `UsageError` for an unknown name."""
    names = [name.strip() for name in only.split(",") if name.strip()] or list(SYSTEMS)
    for name in names:
        if name not in SYSTEMS:
            raise UsageError(f"--only {name}: unknown system; the systems are {', '.join(SYSTEMS)}")
    return [SYSTEMS[name] for name in dict.fromkeys(names)]


def installed(package: str) -> bool:
    """Whether a package can be imported, from here or from `EXTRAS`."""
    return not package or (EXTRAS / package).is_dir() or importlib.util.find_spec(package) is not None


def how_to_install() -> str:
    """The command that installs the packages of the benchmark."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["dependency-groups"]["bench"]
    folder = EXTRAS.relative_to(ROOT)
    return f"python -m pip install --target {folder} {' '.join(repr(each) for each in wanted)}"


@contextmanager
def running(system: System, given: Settings, count: int, log_path: Path) -> Iterator[list[Process]]:
    """Runs `count` processes of a system, in the consumer group of the settings, during the `with` block."""
    with log_path.open("wb") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", system.module, *system.arguments],
                cwd=ROOT,
                env=_environment(system, given, number, port),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            for number, port in enumerate(free_ports(count))
        ]
        try:
            yield processes
        finally:
            stop_all(processes, LEAVE_SECONDS)


def check(processes: list[Process], log_path: Path) -> None:
    """Raises `UsageError` with the last line of the log where a process has ended."""
    for process in processes:
        if process.poll() is not None:
            lines = log_path.read_text("utf-8", "replace").strip().splitlines() or ["its log is empty"]
            raise UsageError(f"{log_path.stem} ended with exit code {process.returncode}: {lines[-1]} (see {log_path})")


def _environment(system: System, given: Settings, number: int, port: int) -> Mapping[str, str]:
    own = worker_environment(given, f"{given.group}-{number}", port) | {"SCREENER_GROUP": given.group}
    if not system.package:
        return own
    path = os.pathsep.join([str(EXTRAS), *filter(None, [own.get("PYTHONPATH", "")])])
    return own | {"PYTHONPATH": path}
