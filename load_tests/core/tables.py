"""The tables of `python -m load_tests core`."""

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table

from load_tests.core.figures import STAGES, Figures, TrafficFigures


def show(figures: Figures, console: Console) -> None:
    """Prints all figures as tables."""
    built = figures.list
    console.print(f"Lists: {built.source}", highlight=False)
    console.print(
        f"{built.parties:,} parties, {built.names:,} names, {built.patterns:,} patterns, automaton {built.automaton_bytes / 1e6:.1f} MB, "
        f"built in {built.build_seconds:.2f} s; Python {figures.python}, peak memory {figures.peak_rss_bytes / 1e6:.0f} MB",
        highlight=False,
    )
    for title, each in _kinds(figures):
        console.print(_table(title, each))


def _kinds(figures: Figures) -> Iterator[tuple[str, TrafficFigures]]:
    if figures.repeated:
        yield "Repeated traffic", figures.repeated
    if figures.distinct:
        yield "Every name distinct", figures.distinct


def _table(title: str, each: TrafficFigures) -> Table:
    about = (
        f"{title}: {each.consignments:,} consignments of {each.bytes_per_consignment:.0f} bytes and {each.parties_per_consignment:.1f} parties, "
        f"{each.seen_share:.0%} of these seen before; {each.held:,} held; names: {each.names}"
    )
    caption = (
        f"screen is {each.ratio:.2f} times orjson.loads, decode + screen {each.ratio_with_decoding:.2f} times "
        f"(medians of {each.rounds} rounds)"
    )
    table = Table(
        "stage", "what", title=about, caption=caption, box=box.SIMPLE_HEAD, title_justify="left", caption_justify="left"
    )
    for heading in ("µs", "µs wall", "a second"):
        table.add_column(heading, justify="right")
    for row, (_, words) in STAGES.items():
        cost = each.cost[row]
        table.add_row(
            row,
            words,
            f"{cost.cpu:.2f}",
            f"{cost.wall:.2f}",
            f"{each.per_second[row]:,}" if row in each.per_second else "",
        )
    return table
