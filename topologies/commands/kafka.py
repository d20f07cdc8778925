"""`screener kafka` and `screener topics`: Apache Kafka on this machine, and the topics on a cluster."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from topologies import interrupts
from topologies.json_output import json_text
from topologies.kafka.broker import check_broker
from topologies.kafka.server import KafkaServer
from topologies.kafka.topic_admin import TopicStatus, ensure_topics
from topologies.settings import load_settings
from topologies.waiting import Waiting

EXIT_DIFFERS = 1
STYLES = {"created": "green", "right": "green", "missing": "yellow", "differs": "red"}


@click.command()
@click.option("--port", default=9092, show_default=True, help="Port of the first broker; the others follow it.")
@click.option(
    "--brokers", default="1", show_default=True, type=click.Choice(["1", "3"]), help="Only 3 survive losing one."
)
@click.option("--directory", type=click.Path(file_okay=False, path_type=Path), help="Keep the data here.")
def kafka(port: int, brokers: str, directory: Path | None) -> None:
    """Start Apache Kafka on this machine alone, and stay until Ctrl-C."""
    interrupts.clean_up_first()
    started = time.monotonic()
    with ExitStack() as stack:
        with Waiting("Starting Apache Kafka"):
            server = stack.enter_context(KafkaServer(int(brokers), directory, port))
        seconds = time.monotonic() - started
        try:
            click.echo(f"Apache Kafka answers at {server.bootstrap} after {seconds:.1f} s. Ctrl-C ends it.")
            click.echo(f"Next: KAFKA_BOOTSTRAP={server.bootstrap} screener topics create")
            server.watch()
        except KeyboardInterrupt:
            interrupts.release()  # the brokers may take their time to write their data
            click.echo("Kafka ends." if directory is None else f"Kafka ends; its data stays in {directory}.")


@click.group()
def topics() -> None:
    """The topics on the Kafka cluster."""


@topics.command()
@click.option(
    "--replication",
    type=click.IntRange(1),
    help="Copies of each topic.  [default: 3, or the number of brokers if fewer]",
)
@click.option("--check", is_flag=True, help="Only compare; create nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def create(replication: int | None, *, check: bool, as_json: bool) -> None:
    """Create the topics that are missing and check the others. Exit code 1 where one differs, 2 where no broker answers."""
    settings = load_settings()
    with Waiting(f"Waiting for Kafka at {settings.kafka_bootstrap}"):
        check_broker(settings.kafka_bootstrap, settings.connect_seconds)
        statuses = ensure_topics(settings.kafka_bootstrap, replication, create=not check)
    if as_json:
        click.echo(json_text(statuses))
    else:
        _show(statuses)
    if any(status.state in ("differs", "missing") for status in statuses):
        raise SystemExit(EXIT_DIFFERS)


def _show(statuses: Sequence[TopicStatus]) -> None:
    table = Table("topic", "state")
    for heading in ("partitions", "copies"):
        table.add_column(heading, justify="right")
    for status in statuses:
        style = STYLES[status.state]
        table.add_row(status.name, f"[{style}]{status.state}[/]", str(status.partitions), str(status.replication))
    Console().print(table)
    for status in statuses:
        for difference in status.differences:
            click.echo(f"{status.name}: {difference}", err=True)
