"""`python -m load_tests delta`."""

import click
from rich.console import Console

from load_tests.inputs.lists import inputs
from load_tests.list_updates.figures import show
from load_tests.list_updates.measurement import measure, parties_of_one_list
from topologies.json_output import json_text
from topologies.kafka.broker import bootstrap_for
from topologies.kafka.topic_admin import prepare_topics
from topologies.settings import Settings
from topologies.worker import logs


@click.command()
@click.option("--records", default=0, type=click.IntRange(0), help="Listed parties.  [default: the lists as they are]")
@click.option(
    "--changed", default=200, show_default=True, type=click.IntRange(2), help="Records that a delta replaces."
)
@click.option("--rounds", default=7, show_default=True, type=click.IntRange(1), help="Deltas, one after the other.")
@click.option(
    "--broker",
    default="kafka",
    show_default=True,
    help="kafka (started for the run), or embedded, which has room for few records.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def delta(records: int, changed: int, rounds: int, broker: str, *, as_json: bool) -> None:
    """How soon deltas of the lists are in force, from the acknowledgement of their markers, and how long a thread is blocked."""
    logs.set_up(Settings(log_level="error"))
    given = inputs()
    listed = list(parties_of_one_list(given.listed, records or len(given.listed)))
    with bootstrap_for(broker, Settings()) as bootstrap:
        prepare_topics(bootstrap, embedded=broker == "embedded")
        figures = measure(listed, changed, rounds, bootstrap)
    if as_json:
        click.echo(json_text(figures))
    else:
        show(figures, Console())
