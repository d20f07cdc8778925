"""`python -m load_tests peer`."""

import click
from rich.console import Console

from load_tests.peer.measurement import measure
from topologies.json_output import json_text


@click.command()
@click.option(
    "--names", default=20_000, show_default=True, type=click.IntRange(min=500), help="Screened by the screener."
)
@click.option("--peer-names", default=60, show_default=True, type=click.IntRange(min=5), help="Screened by logic-v2.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def peer(names: int, peer_names: int, *, as_json: bool) -> int:
    """Screen innocent names against the list, with the screener, and with logic-v2 on the listed names that share a word."""
    result = measure(names, peer_names)
    if as_json:
        click.echo(json_text(result))
        return 0
    console = Console(soft_wrap=True)
    console.print(f"{result.listed_names:,} listed names. The screener: {result.names_per_second:,.0f} names/s.")
    console.print(
        f"logic-v2: {result.peer_pairs / result.peer_names:,.0f} candidates a name that share a word with it, "
        f"{result.peer_microseconds_a_pair:.0f} µs each: {result.peer_names_per_second:,.2f} names/s."
    )
    console.print(f"{result.ratio:,.0f} times as many.")
    return 0
