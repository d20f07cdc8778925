"""What a soak measures, and how it is shown."""

from msgspec import Struct
from rich import box
from rich.console import Console
from rich.table import Table

from load_tests.faults.result import PASS


class SoakFigures(Struct, frozen=True):
    """The figures of a soak. Memory is in MiB, the median over the first and the last quarter of the feeding; disk in MiB."""

    verdict: str
    consignments: int
    records: int
    seconds: float
    per_second: int
    listed: int
    patterns: int
    first_quarter: float
    last_quarter: float
    growth: float
    peak: float
    holds_remembered: int
    disk: float
    found: dict[str, int]
    broken: tuple[str, ...]
    examples: dict[str, tuple[str, ...]]


def show(figures: SoakFigures, console: Console) -> None:
    """Prints the figures, and the limits that are exceeded."""
    console.print(
        f"{figures.consignments:,} consignments in {figures.records:,} manifests, {figures.seconds:,.0f} s, "
        f"{figures.per_second:,} a second; {figures.listed:,} listed parties under {figures.patterns:,} patterns; "
        f"{figures.holds_remembered:,} holds remembered, at most {figures.disk:,.0f} MiB of log on disk",
        highlight=False,
    )
    table = Table("memory of the worker", "MiB", box=box.SIMPLE_HEAD)
    table.columns[1].justify = "right"
    for words, value in (("first quarter", figures.first_quarter), ("last quarter", figures.last_quarter)):
        table.add_row(words, f"{value:,.1f}")
    table.add_row("peak", f"{figures.peak:,.1f}")
    table.add_row("growth", f"{figures.growth:+.1%}")
    console.print(table)
    console.print(", ".join(f"{name} {count:,}" for name, count in figures.found.items()), highlight=False)
    for limit in figures.broken:
        console.print(f"BROKEN: {limit}", highlight=False, markup=False)
    for name, found in figures.examples.items():
        console.print(f"  {name}: {'; '.join(found)}", highlight=False, markup=False, soft_wrap=True)
    console.print(figures.verdict, style="green" if figures.verdict == PASS else "red")
