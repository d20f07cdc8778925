"""What `python -m load_tests automaton` measures, and how it is shown."""

from collections.abc import Sequence

from msgspec import Struct
from rich import box
from rich.console import Console
from rich.table import Table


class AutomatonFigures(Struct, frozen=True):
    """The cost of one automaton: to build it, to hold it, to search with it and to drop it.

    `memory` is the growth of the process in bytes, `size` what the automaton itself reports. Pauses are the longest times for which
    another thread was blocked. `microseconds` is the median time to search for hits in a name, in batches of 500.
    """

    list: str
    names: int
    patterns: int
    build_seconds: float
    build_pause_ms: float
    drop_pause_ms: float
    memory: int
    size: int
    microseconds: float


def show(figures: Sequence[AutomatonFigures], console: Console) -> None:
    """Prints one line for each list."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("names", "patterns", "built, s", "pause, ms", "dropped, ms", "grown, MB", "size, MB", "µs a name"):
        table.add_column(heading, justify="right")
    for number, each in enumerate(figures, 1):
        console.print(f"{number}: {each.list}", highlight=False, soft_wrap=True)
        table.add_row(
            f"{each.names:,}",
            f"{each.patterns:,}",
            f"{each.build_seconds:.2f}",
            f"{each.build_pause_ms:.0f}",
            f"{each.drop_pause_ms:.0f}",
            f"{each.memory / 1e6:.1f}",
            f"{each.size / 1e6:.1f}",
            f"{each.microseconds:.2f}",
        )
    console.print(table)
