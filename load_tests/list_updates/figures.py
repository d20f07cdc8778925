"""What `python -m load_tests delta` measures, and how it is shown."""

from msgspec import Struct
from rich.console import Console
from rich.table import Table


class DeltaFigures(Struct, frozen=True):
    """Milliseconds, medians and worst of the rounds; `quiet_pause_ms` is the longest pause of the same thread without a delta."""

    records: int
    changed: int
    rounds: int
    in_force_ms: float
    in_force_worst_ms: float
    pause_ms: float
    pause_worst_ms: float
    quiet_pause_ms: float


def show(figures: DeltaFigures, console: Console) -> None:
    """Prints the figures as one line of a table."""
    table = Table("records", "changed", "in force, ms (worst)", "longest pause, ms (worst)", "without a delta")
    table.add_row(
        f"{figures.records:,}",
        f"{figures.changed:,}",
        f"{figures.in_force_ms:.0f} ({figures.in_force_worst_ms:.0f})",
        f"{figures.pause_ms:.0f} ({figures.pause_worst_ms:.0f})",
        f"{figures.quiet_pause_ms:.0f}",
    )
    console.print(table)
