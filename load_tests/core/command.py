"""`python -m load_tests core`."""

from pathlib import Path

import click
from rich.console import Console

from load_tests.core.comparison import compare, show_comparison
from load_tests.core.measurement import measure
from load_tests.core.tables import show
from load_tests.inputs.checkout import ROOT
from load_tests.inputs.lists import inputs, list_option
from topologies.json_output import json_text


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@list_option
@click.option(
    "--consignments", default=40_000, show_default=True, type=click.IntRange(min=2_000), help="Of each kind of traffic."
)
@click.option(
    "--per-manifest", default=200, show_default=True, type=click.IntRange(min=1), help="Consignments a manifest."
)
@click.option("--distinct", is_flag=True, help="Measure only traffic in which every name is new.")
@click.option(
    "--against",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another checkout, to compare with.",
)
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(min=1), help="Of a comparison.")
def core(
    lists: tuple[Path, ...],
    consignments: int,
    per_manifest: int,
    against: Path | None,
    rounds: int,
    *,
    as_json: bool,
    distinct: bool,
) -> None:
    """Consignments a second on one core, and the time of screening over that of orjson.loads on the same bytes.

    With --against, this checkout and another one are measured in turn, each time by a process of its own, and compared.
    """
    if against is None:
        figures = measure(inputs(lists), consignments, per_manifest, only_distinct=distinct)
        click.echo(json_text(figures)) if as_json else show(figures, Console())
        return
    arguments = ["--consignments", str(consignments), "--per-manifest", str(per_manifest), *(["--distinct"] * distinct)]
    arguments += [part for path in lists for part in ("--list", str(path.resolve()))]
    console = Console(stderr=True)
    comparison = compare(ROOT, against.resolve(), arguments, rounds, lambda text: console.print(text, highlight=False))
    click.echo(json_text(comparison)) if as_json else show_comparison(comparison, Console())
