"""The tables of `python -m load_tests stream`."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table

from load_tests.stream.figures import Latency, Ratios, StreamFigures, Throughput
from load_tests.stream.systems import SYSTEMS


def ratios(throughput: Iterable[Throughput]) -> list[Ratios]:
    """The ratios of each system with one process to stock Faust and Bytewax, on the same records in the same run."""
    single = {(each.system, each.per_record): each for each in throughput if each.workers == 1}
    found = []
    for (system, per_record), each in single.items():
        faust, bytewax = (single.get((name, per_record)) for name in ("faust", "bytewax"))
        to_faust = round(each.steady_per_second / faust.steady_per_second, 2) if faust else None
        to_bytewax = round(each.steady_per_second / bytewax.steady_per_second, 2) if bytewax else None
        processor = round(faust.processor_microseconds / each.processor_microseconds, 2) if faust else None
        found.append(Ratios(system, per_record, to_faust, to_bytewax, processor))
    return found


def show(figures: StreamFigures, console: Console) -> None:
    """Prints all figures as tables."""
    console.print(
        f"Lists: {figures.lists}; names: {figures.names}; Python {figures.python}, {figures.cores} cores, one Kafka broker",
        highlight=False,
        soft_wrap=True,
    )
    for per_record in dict.fromkeys(each.per_record for each in figures.throughput):
        console.print(_throughput(figures, per_record))
    if figures.latency:
        console.print(_latency(figures.latency))
    for package, command in figures.absent.items():
        console.print(f"{package} is not installed: {command}", highlight=False, soft_wrap=True)


def records_of(per_record: int) -> str:
    """The kind of records, in words."""
    return "single consignments" if per_record == 1 else f"manifests of {per_record}"


def _throughput(figures: StreamFigures, per_record: int) -> Table:
    title = f"Throughput, {records_of(per_record)} (without the first quarter; µs are processor time a consignment)"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("system")
    for heading in ("consignments/s", "records/s", "µs", "MB", "x Faust", "x Bytewax"):
        table.add_column(heading, justify="right")
    by_system = {(each.system, each.per_record): each for each in figures.ratios}
    for each in (each for each in figures.throughput if each.per_record == per_record):
        ratio = by_system.get((each.system, each.per_record)) if each.workers == 1 else None
        table.add_row(
            SYSTEMS[each.system].title + (f", {each.workers} processes" if each.workers > 1 else ""),
            f"{each.steady_per_second:,}",
            f"{each.steady_per_second // each.per_record:,}",
            f"{each.processor_microseconds:.1f}",
            f"{each.peak_rss_bytes / 1e6:.0f}",
            _words(ratio.to_faust if ratio else None),
            _words(ratio.to_bytewax if ratio else None),
        )
    return table


def _words(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _latency(latency: list[Latency]) -> Table:
    first = latency[0]
    title = (
        f"Latency at {first.consignments_per_second:,} consignments/s: ms from the intended time of sending, "
        f"over {first.seconds:g} s after {first.warm_up_seconds:g} s of warm-up"
    )
    table = Table("records", "outcome", title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading in ("number", "p50", "p99", "p99.9", "most"):
        table.add_column(heading, justify="right")
    for each in latency:
        for words, found in (("hold", each.holds), ("receipt", each.receipts)):
            table.add_row(
                records_of(each.per_record),
                words,
                f"{found.count:,}",
                *(f"{value:.1f}" for value in (found.p50, found.p99, found.p999, found.most)),
            )
    return table
