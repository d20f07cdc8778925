"""What `python -m load_tests core` measures, and the tables that show it."""

from collections.abc import Iterator

from msgspec import Struct
from rich import box
from rich.console import Console
from rich.table import Table

from load_tests.inputs.timing import Cost

PARSE, DECODE, SCREEN, OUTCOMES = "orjson", "decode", "screen", "outcomes"
STAGES: dict[str, tuple[tuple[str, ...], str]] = {
    "orjson": ((PARSE,), "orjson.loads, same bytes"),
    "decode": ((DECODE,), "bytes to consignments"),
    "screen": ((SCREEN,), "the whole of screen()"),
    "outcomes": ((OUTCOMES,), "outcomes as bytes"),
    "decode_screen": ((DECODE, SCREEN), "decode + screen"),
    "all": ((DECODE, SCREEN, OUTCOMES), "decode + screen + outcomes"),
}
"""The rows of the table: the stages that are added up, and what they are."""


class ListFigures(Struct, frozen=True):
    """What the lists come to once they are ready for matching."""

    source: str
    parties: int
    names: int
    patterns: int
    automaton_bytes: int
    build_seconds: float


class TrafficFigures(Struct, frozen=True):
    """What one kind of traffic costs. `cost` is microseconds a consignment, by stage; `per_second` is of the wall's clock.

    `seen_share` is the share of party mentions that were met before; `ratio` is screen to `orjson.loads` in processor time,
    `ratio_with_decoding` decode and screen together.
    """

    names: str
    consignments: int
    rounds: int
    bytes_per_consignment: float
    parties_per_consignment: float
    seen_share: float
    held: int
    ratio: float
    ratio_with_decoding: float
    per_second: dict[str, int]
    cost: dict[str, Cost]


class Figures(Struct, frozen=True, omit_defaults=True):
    """All that is measured; the first three figures are of the repeated traffic (of the distinct one with `--distinct`)."""

    consignments_per_second: int
    ratio: float
    ratio_with_decoding: float
    list: ListFigures
    python: str
    peak_rss_bytes: int
    repeated: TrafficFigures | None = None
    distinct: TrafficFigures | None = None


def show(figures: Figures, console: Console) -> None:
    """Print everything as tables."""
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
