"""`python -m load_tests stream`."""

import subprocess
import sys
from pathlib import Path

import click
from rich.console import Console

from load_tests.stream.run import Plan, run
from load_tests.stream.systems import EXTRAS, SYSTEMS, chosen, how_to_install, installed
from load_tests.stream.tables import show
from topologies.json_output import json_text
from topologies.settings import UsageError, inherited

KINDS = (200, 1)
RATE = 5_000
PLOTS = "matplotlib"


@click.command()
@click.option(
    "--only", default="", metavar="SYSTEM,...", help=f"Systems to measure, of {', '.join(SYSTEMS)}.  [default: all]"
)
@click.option(
    "--consignments", default=300_000, show_default=True, type=click.IntRange(min=200), help="Of each kind of record."
)
@click.option(
    "--per-record",
    multiple=True,
    type=click.IntRange(1, 2_000),
    help="Consignments a record; may be repeated.  [default: 200, 1]",
)
@click.option(
    "--seconds", default=30.0, show_default=True, type=click.FloatRange(min=0), help="To measure latency; 0 for none."
)
@click.option("--warm-up", default=10.0, show_default=True, type=click.FloatRange(min=0), help="Seconds before that.")
@click.option(
    "--rate", default=RATE, show_default=True, type=click.IntRange(min=1), help="Consignments a second, for latency."
)
@click.option("--one", is_flag=True, help="Do not measure two workers.")
@click.option(
    "--out", default=Path("out/stream"), show_default=True, type=click.Path(path_type=Path), help="For JSON and plots."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def stream(
    only: str,
    consignments: int,
    per_record: tuple[int, ...],
    seconds: float,
    warm_up: float,
    rate: int,
    out: Path,
    *,
    one: bool,
    as_json: bool,
) -> None:
    """The worker beside other stream processors that make the same screening call, on a real Kafka.

    It starts its own Kafka, or uses that of KAFKA_BOOTSTRAP, which must be one for tests: its lists are replaced and manifests
    are added. Throughput is measured on records that wait on the topics, from the first receipts to the last; latency at a
    steady rate, from the intended time of sending.
    """
    plan = Plan(chosen(only), per_record or KINDS, consignments, seconds, warm_up, rate, out, two_workers=not one)
    out.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    figures = run(plan, lambda text: console.print(text, highlight=False))
    path = out / "stream.json"
    path.write_text(json_text(figures), "utf-8")
    if as_json:
        click.echo(path.read_text("utf-8"))
    else:
        show(figures, Console())
    console.print(_plots(path), highlight=False, soft_wrap=True)


def _plots(path: Path) -> str:
    """Draws the plots in another process, which can import the benchmark's packages; returns a line about the result."""
    if not installed(PLOTS):
        return f"no plots, {PLOTS} is not installed: {how_to_install()}"
    done = subprocess.run(
        [sys.executable, "-m", "load_tests.stream.plots", str(path)],
        check=False,
        capture_output=True,
        text=True,
        env=inherited({"PYTHONPATH": str(EXTRAS)}),
    )
    if done.returncode:
        raise UsageError(f"no plots: {done.stderr.strip().splitlines()[-1]}")
    return f"figures and plots: {path} {' '.join(done.stdout.split())}"
