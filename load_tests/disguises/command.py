"""`python -m load_tests disguises`."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from load_tests.disguises.measurement import DisguiseResult, measure
from load_tests.inputs.lists import SEED, Inputs, inputs, list_option
from topologies.json_output import json_text


@click.command()
@list_option
@click.option("--names", default=2_000, show_default=True, type=click.IntRange(min=10), help="Of each kind, at most.")
@click.option(
    "--show", default=0, show_default=True, type=click.IntRange(min=0), help="Missed names to show for each trick."
)
@click.option("--seed", default=SEED, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def disguises(lists: tuple[Path, ...], names: int, show: int, seed: int, *, as_json: bool) -> None:
    """Disguise listed names by each trick and search for them; a match that reaches officers counts as found."""
    given = inputs(lists)
    results = measure(given, names, seed)
    if as_json:
        click.echo(json_text(results))
    else:
        _show(given, results, show, Console())


def _show(given: Inputs, results: Sequence[DisguiseResult], show: int, console: Console) -> None:
    console.print(f"Lists: {given.lists_from}")
    table = Table("kind", "disguise")
    for column in ("names", "found", "recall", "lost by the search"):
        table.add_column(column, justify="right")
    for each in results:
        numbers = (f"{each.names:,}", f"{each.found:,}", f"{each.recall:.3f}", str(each.kept_back))
        table.add_row(each.kind, each.trick, *numbers)
    console.print(table)
    for each in results:
        for miss in each.missed[:show]:
            console.print(f"{each.kind}, {each.trick}: {miss.disguised} / {miss.name} {miss.score:.3f}", markup=False)
