"""`python -m load_tests soak`."""

import click
from rich.console import Console

from load_tests.faults.harness.pool import PER_MANIFEST
from load_tests.faults.result import FAIL
from load_tests.inputs.lists import SEED
from load_tests.soak.figures import show
from load_tests.soak.run import Options, run
from topologies.json_output import json_text


@click.command()
@click.option("--consignments", default=10_000_000, show_default=True, type=click.IntRange(min=1_000), help="To feed.")
@click.option("--rate", type=click.FloatRange(min=10), help="Consignments a second.  [default: as fast as answered]")
@click.option("--patterns", default=0, type=click.IntRange(0, 2_000_000), help="Invented names to list as well.")
@click.option("--per-manifest", default=PER_MANIFEST, show_default=True, type=click.IntRange(1, 2_000))
@click.option("--seed", default=SEED, show_default=True, help="Of the traffic.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def soak(consignments: int, rate: float | None, patterns: int, per_manifest: int, seed: int, *, as_json: bool) -> int:
    """Feed one worker on a real Kafka for a long time. The exit code is 0 only if its memory stays level and nothing is lost or doubled.

    The same parties come again and again; every consignment has its own key. The worker remembers so few holds
    (SCREENER_HOLDS_REMEMBERED) that its table is full after a tenth of the run: a table that is still filling is no leak.
    """
    figures = run(Options(consignments, rate, patterns, per_manifest, seed))
    if as_json:
        click.echo(json_text(figures))
    else:
        show(figures, Console())
    return int(figures.verdict == FAIL)
