"""`python -m load_tests automaton`."""

import subprocess
import sys

import click
import msgspec
from rich.console import Console

from load_tests.automaton.figures import AutomatonFigures, show
from load_tests.automaton.measurement import LISTS
from load_tests.inputs.checkout import ROOT
from topologies.json_output import json_text
from topologies.settings import UsageError

DELTA, ORDINARY, LARGE = 1_000, 50_000, 400_000


@click.command()
@click.option(
    "--names",
    multiple=True,
    type=click.IntRange(1, 2_000_000),
    help=f"Invented names of an automaton; may be repeated.  [default: {DELTA}, {ORDINARY}, {LARGE}]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def automaton(names: tuple[int, ...], *, as_json: bool) -> None:
    """Time, memory and pauses of the automaton: of the lists, of a delta, and of lists of invented names, each in its own process."""
    figures = [_measured(which) for which in (LISTS, *map(str, names or (DELTA, ORDINARY, LARGE)))]
    if as_json:
        click.echo(json_text(figures))
    else:
        show(figures, Console())


def _measured(which: str) -> AutomatonFigures:
    done = subprocess.run(
        [sys.executable, "-m", "load_tests.automaton.measurement", which], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1]
        raise UsageError(f"the measurement of {which} ended with exit code {done.returncode}: {reason}")
    return msgspec.json.decode(done.stdout, type=AutomatonFigures)
