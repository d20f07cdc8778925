"""Plots of a run: `python -m load_tests.stream.plots FIGURES.json` writes them beside the file and prints their paths."""

import sys
from pathlib import Path

import matplotlib as mpl
import msgspec
from matplotlib import pyplot as plt

from load_tests.stream.figures import StreamFigures
from load_tests.stream.systems import SYSTEMS
from load_tests.stream.tables import records_of

SIZE = (11.0, 4.5)


def draw(figures: StreamFigures, folder: Path) -> list[Path]:
    """Draws the plots of what was measured; returns their files."""
    mpl.use("Agg")
    plots = {"throughput.png": _throughput, "latency.png": _latency}
    return [
        plot(figures, folder / name)
        for name, plot in plots.items()
        if (figures.latency if plot is _latency else figures.throughput)
    ]


def _throughput(figures: StreamFigures, path: Path) -> Path:
    kinds = list(dict.fromkeys(each.per_record for each in figures.throughput))
    figure, axes = plt.subplots(1, len(kinds), figsize=SIZE, squeeze=False)
    for axis, kind in zip(axes[0], kinds, strict=True):
        rows = [each for each in figures.throughput if each.per_record == kind]
        words = [SYSTEMS[each.system].title + (f" x {each.workers}" if each.workers > 1 else "") for each in rows]
        bars = axis.barh(words[::-1], [each.steady_per_second for each in rows][::-1])
        axis.bar_label(bars, fmt="{:,.0f}", padding=3)
        axis.set(title=records_of(kind), xlabel="consignments a second")
        axis.margins(x=0.3)
        axis.locator_params(axis="x", nbins=5)
    figure.tight_layout()
    figure.savefig(path)
    return path


def _latency(figures: StreamFigures, path: Path) -> Path:
    figure, axis = plt.subplots(figsize=SIZE)
    for each in figures.latency:
        times = [point.seconds for point in each.timeline]
        axis.plot(times, [point.value for point in each.timeline], label=records_of(each.per_record))
    rate = figures.latency[0].consignments_per_second
    axis.set(
        title=f"Slowest receipt of each half second at {rate:,} consignments/s",
        xlabel="seconds since the first record",
        ylabel="ms from the intended time of sending",
        ylim=(0, None),
    )
    axis.legend()
    figure.tight_layout()
    figure.savefig(path)
    return path


if __name__ == "__main__":
    source = Path(sys.argv[1])
    for drawn in draw(msgspec.json.decode(source.read_bytes(), type=StreamFigures), source.parent):
        print(drawn)
