"""`python -m load_tests faults`."""

import click
from rich.console import Console

from load_tests.faults.result import FAIL, Result, show
from load_tests.faults.run import Options, run_scenario
from load_tests.faults.scenarios import SCENARIOS
from topologies.json_output import json_text

ALL = "all"


@click.command()
@click.option(
    "--scenario", "name", default=ALL, show_default=True, type=click.Choice([*SCENARIOS, ALL]), help="To run."
)
@click.option(
    "--scale", default=1.0, show_default=True, type=click.FloatRange(0.01, 10), help="Shortens or prolongs the faults."
)
@click.option(
    "--consignments", default=100_000, show_default=True, type=click.IntRange(min=1_000), help="To feed, at least."
)
@click.option("--rate", type=click.FloatRange(min=10), help="Consignments a second.  [default: half of the capacity]")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16), help="Worker processes.")
@click.option("--seed", default=13904, show_default=True, help="Of the traffic and the times of the faults.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def faults(
    name: str, scale: float, consignments: int, rate: float | None, workers: int, seed: int, *, as_json: bool
) -> int:
    """Inject faults while manifests are fed to a real Kafka, and count what is lost. The exit code is 0 only if all scenarios pass."""
    options = Options(scale, consignments, workers, rate, seed)
    results = [_run(each, options) for each in (SCENARIOS if name == ALL else [name])]
    if as_json:
        click.echo(json_text(results))
    else:
        show(results, Console(width=None if Console().is_terminal else 200))
    return int(any(each.verdict == FAIL for each in results))


def _run(name: str, options: Options) -> Result:
    click.echo(f"{name}: {SCENARIOS[name].what}", err=True)
    result = run_scenario(name, options)
    click.echo(f"{name}: {result.verdict}", err=True)
    return result
