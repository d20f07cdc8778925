"""The result of a fault run, its verdict, and the tables that show it."""

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
"""The figures of every scenario, with their headings."""


class Result(Struct, frozen=True, omit_defaults=True):
    """The figures of a scenario, the limits that they exceed, and examples of problems.

    `repeats` are outcomes that were published again under the same id (readers drop them), as at-least-once delivery allows.
    `progress` and `stable` are the seconds of the slowest recovery; memory is in MiB a worker.
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
    """Compares the figures with their limits; a missing figure fails. `wrong` are the problems by kind, in words."""
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
    """Prints one line a scenario, then for each its other figures, broken limits and examples."""
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
