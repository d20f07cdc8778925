"""`python -m load_tests planted`."""

import click
from rich.console import Console

from load_tests.planted.figures import show
from load_tests.planted.run import run_planted
from topologies.json_output import json_text


@click.command()
@click.option("--consignments", default=100_000, show_default=True, type=click.IntRange(min=1_000))
@click.option("--seed", default=4, show_default=True)
@click.option("--workers", "count", default=1, show_default=True, type=click.IntRange(1, 8), help="Worker processes.")
@click.option("--broker", default="kafka", show_default=True, help="kafka or embedded.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def planted(consignments: int, seed: int, count: int, broker: str, *, as_json: bool) -> int:
    """Plant parties of the real SAM and OFAC lists in traffic of innocent names. The exit code is 0 only if each is found."""
    result = run_planted(consignments, seed, count, broker)
    if as_json:
        click.echo(json_text(result))
    else:
        show(result, Console())
    return 0 if result.passed else 1
