"""What came of a fault run, its verdict by the limits of the table, and the tables that show it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from rich import box
from rich.console import Console
from rich.table import Table

PASS, FAIL, LEFT_OUT = "pass", "fail", "left out"
EXAMPLES = 3
STYLES = {PASS: "green", FAIL: "red", LEFT_OUT: "yellow"}
COLUMNS: Mapping[str, str] = {
    "records": "records",
    "faults": "faults",
    "lost": "lost",
    "doubled": "doubled",
    "phantom": "phantom",
    "out of order": "disorder",
    "repeats": "repeats",
    "progress": "progress s",
    "stable": "stable s",
    "memory before": "MiB before",
    "memory peak": "peak",
    "memory after": "after",
}
"""The figures that every scenario has, and their headings."""


class Result(Struct, frozen=True, omit_defaults=True):
    """One scenario: its figures, which of them break a limit, and examples of what was found wrong.

    `repeats` are outcomes that came again under an id that was there before (a reader drops them): at-least-once delivery.
    `progress` and `stable` are seconds after the slowest fault; memory is in MiB a worker.
    """

    scenario: str
    what: str
    verdict: str
    figures: Mapping[str, float] = {}
    broken: tuple[str, ...] = ()
    examples: Mapping[str, tuple[str, ...]] = {}
    reason: str = ""


def verdict(
    scenario: str,
    what: str,
    figures: Mapping[str, float],
    wrong: Mapping[str, Sequence[str]],
    at_most: Mapping[str, float],
    at_least: Mapping[str, float],
) -> Result:
    """Hold the figures against the limits; one that is missing breaks its limit."""
    broken = [
        f"{name} {figures.get(name, 'unknown')}, at most {most:g}"
        for name, most in at_most.items()
        if figures.get(name, most + 1) > most
    ]
    broken += [
        f"{name} {figures.get(name, 'unknown')}, at least {least:g}"
        for name, least in at_least.items()
        if figures.get(name, least - 1) < least
    ]
    examples = {name: tuple(found[:EXAMPLES]) for name, found in wrong.items() if found}
    return Result(scenario, what, FAIL if broken else PASS, figures, tuple(broken), examples)


def show(results: Sequence[Result], console: Console) -> None:
    """One line a scenario, then what is not right, and the figures that only some have."""
    table = Table("scenario", "verdict", box=box.SIMPLE_HEAD)
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right")
    for each in results:
        cells = [_cell(each.figures.get(name)) for name in COLUMNS]
        table.add_row(each.scenario, f"[{STYLES[each.verdict]}]{each.verdict}[/]", *cells)
    console.print(table)
    for each in results:
        for line in _lines(each):
            console.print(f"{each.scenario}: {line}", highlight=False, markup=False, soft_wrap=True)


def _lines(each: Result) -> list[str]:
    more = {name: value for name, value in each.figures.items() if name not in COLUMNS and value}
    lines = [f"{each.what}; " + ", ".join(f"{name} {_cell(value)}" for name, value in more.items())]
    lines += [f"left out: {each.reason}"] if each.reason else []
    lines += [f"BROKEN: {limit}" for limit in each.broken]
    lines += [f"  {name}: {example}" for name, found in each.examples.items() for example in found]
    return lines


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:,.2f}"
