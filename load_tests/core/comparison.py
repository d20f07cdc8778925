"""Compares the core of two checkouts. They are measured in turn, so that the load of the machine affects both alike."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import msgspec
from msgspec import Struct
from rich import box
from rich.console import Console
from rich.table import Table

from load_tests.core.figures import PARSE, STAGES
from load_tests.inputs.lists import reference_data
from load_tests.inputs.timing import Cost
from topologies.settings import UsageError

KINDS = ("repeated", "distinct")


class MeasuredTraffic(Struct, frozen=True):
    """Of one kind of traffic, the cost of each row, as any version of `core --json` prints it."""

    cost: dict[str, Cost]


class Measured(Struct, frozen=True):
    """One run of `core --json`, of this or an older version."""

    repeated: MeasuredTraffic | None = None
    distinct: MeasuredTraffic | None = None


class StageComparison(Struct, frozen=True):
    """Processor time of a stage in microseconds a consignment, the medians of all rounds, and their ratio, here over there.

    `relative` is the ratio of the medians after each cost is divided by that of `orjson.loads` in the same run, which cancels
    the speed of the machine. `lowest` and `highest` are the ratios of single rounds, which show how noisy it was.
    """

    here: float
    there: float
    ratio: float
    relative: float
    lowest: float
    highest: float


class Comparison(Struct, frozen=True):
    """Stages by kind of traffic."""

    rounds: int
    traffic: dict[str, dict[str, StageComparison]]


def compare(
    here: Path, there: Path, arguments: Sequence[str], rounds: int, report: Callable[[str], None]
) -> Comparison:
    """Runs `core --json` in two checkouts in turn, with this interpreter. Raises `UsageError` where a run fails."""
    runs: dict[Path, list[Measured]] = {here: [], there: []}
    for number in range(rounds):
        for checkout in (here, there):
            report(f"round {number + 1} of {rounds}: {checkout}")
            runs[checkout].append(_measured(checkout, arguments))
    kinds = {
        kind: _stages([getattr(each, kind) for each in runs[here]], [getattr(each, kind) for each in runs[there]])
        for kind in KINDS
    }
    return Comparison(rounds, {kind: stages for kind, stages in kinds.items() if stages})


def _measured(checkout: Path, arguments: Sequence[str]) -> Measured:
    done = subprocess.run(
        [sys.executable, "-m", "load_tests", "core", "--json", *arguments],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout), "SHARED": str(reference_data())},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1]
        raise UsageError(f"core ended with exit code {done.returncode} in {checkout}: {reason}")
    return msgspec.json.decode(done.stdout, type=Measured)


def _stages(
    here: Sequence[MeasuredTraffic | None], there: Sequence[MeasuredTraffic | None]
) -> dict[str, StageComparison]:
    """The stages that all runs have."""
    pairs = [(one.cost, other.cost) for one, other in zip(here, there, strict=True) if one and other]
    rows = [row for row in STAGES if pairs and all(row in one and row in other for one, other in pairs)]
    return {row: _compared(row, pairs) for row in rows}


def _compared(row: str, pairs: Sequence[tuple[dict[str, Cost], dict[str, Cost]]]) -> StageComparison:
    here, there = (median(run[row].cpu for run in runs) for runs in zip(*pairs, strict=True))
    by_yardstick = [median(run[row].cpu / run[PARSE].cpu for run in runs) for runs in zip(*pairs, strict=True)]
    ratios = [one[row].cpu / other[row].cpu for one, other in pairs]
    found = (here / there, by_yardstick[0] / by_yardstick[1], min(ratios), max(ratios))
    return StageComparison(here, there, *(round(each, 3) for each in found))


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Prints a table for each kind of traffic."""
    for kind, stages in comparison.traffic.items():
        title = f"{kind.capitalize()} traffic: processor time a consignment, medians of {comparison.rounds} rounds"
        table = Table("stage", title=title, box=box.SIMPLE_HEAD, title_justify="left")
        for heading in ("µs here", "µs there", "ratio", "relative to orjson", "single rounds"):
            table.add_column(heading, justify="right")
        for row, each in stages.items():
            table.add_row(
                row,
                f"{each.here:.2f}",
                f"{each.there:.2f}",
                f"{each.ratio:.3f}",
                f"{each.relative:.3f}",
                f"{each.lowest:.3f} to {each.highest:.3f}",
            )
        console.print(table)
