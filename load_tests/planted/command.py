"""`python -m load_tests planted`: traffic against real lists through a real broker; every planted party must be held, or told to officers."""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from load_tests.inputs.lists import reference_inputs, snapshots_of
from load_tests.inputs.traffic import traffic
from screener.domain.decision import NoticeKind
from screener.domain.listed_party import ListedParty
from topologies.json_output import json_text
from topologies.kafka.broker import bootstrap_for
from topologies.kafka.topic_admin import prepare_topics
from topologies.list_releases.loading import publish_snapshots
from topologies.local_run.collector import Collector, Tally
from topologies.local_run.drain import drain
from topologies.local_run.feeder import Fed, Feeder
from topologies.sample.planted_cases import PlantedCases
from topologies.settings import kafka_given, load_settings
from topologies.worker.processes import worker_processes

WINDOW = 4 * 1024 * 1024


class Result(Struct, frozen=True):
    """What came of a run. `reviewed` are planted parties without a hold whose match went to officers as a notice, as the policy
    has it for names that many bear or that say little; `missed` those without either; `weak` holds on a weak alias alone.
    """

    consignments: int
    records: int
    listed: int
    seconds: float
    consignments_per_second: float
    planted: dict[str, int]
    held: dict[str, int]
    reviewed: list[str]
    missed: list[str]
    weak: list[str]
    namesakes: list[str]
    lost: int
    doubled: int

    @property
    def right(self) -> bool:
        """Whether nothing planted was missed, nothing lost or doubled, and no weak alias held anybody alone."""
        return not (self.missed or self.weak or self.lost or self.doubled)


@click.command()
@click.option("--consignments", default=100_000, show_default=True, type=click.IntRange(min=1_000))
@click.option("--seed", default=4, show_default=True)
@click.option("--workers", "count", default=1, show_default=True, type=click.IntRange(1, 8), help="Worker processes.")
@click.option("--broker", default="kafka", show_default=True, help="kafka or embedded.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def planted(consignments: int, seed: int, count: int, broker: str, *, as_json: bool) -> int:
    """Plant parties of the real SAM and OFAC lists in traffic of innocent names, and look for each of them."""
    result = run_planted(consignments, seed, count, broker)
    if as_json:
        click.echo(json_text(result))
    else:
        _show(result)
    return 0 if result.right else 1


def run_planted(consignments: int, seed: int, count: int, broker: str) -> Result:
    """The same as a function. Raises `UsageError` where lists, names or broker cannot be had."""
    given = load_settings()
    existing = given.kafka_bootstrap if kafka_given() else ""
    data = reference_inputs()
    today = datetime.now(UTC).date()
    source = traffic(data.listed, data.people, data.companies, consignments=consignments, seed=seed, today=today)
    with ExitStack() as stack:
        bootstrap = stack.enter_context(bootstrap_for(broker, given, existing))
        given = msgspec.structs.replace(given, kafka_bootstrap=bootstrap)
        prepare_topics(bootstrap, embedded=broker == "embedded")
        publish_snapshots(snapshots_of(data.listed), given)
        folder = Path(stack.enter_context(TemporaryDirectory()))
        collector = stack.enter_context(Collector(bootstrap, folder))
        alive = stack.enter_context(
            worker_processes(given, count, folder / "workers.log", embedded=broker == "embedded")
        )
        fed = Feeder(given, collector, WINDOW, alive, lambda _: None).feed(source)
        drain(given, collector)
    return _result(source.planted, data.listed, collector.tally, fed)


def _result(planted: PlantedCases, listed: Sequence[ListedParty], tally: Tally, fed: Fed) -> Result:
    held = {(key, hold.match.listed_party) for key, holds in tally.holds.items() for hold in holds if hold.match}
    places = {match.consignment for match in planted.matches}
    told = {(each.consignment, each.listed_party) for each in tally.notices if each.kind is NoticeKind.REVIEW} - held
    unheld = [m for m in planted.matches if (m.consignment, m.listed_party) not in held]
    reviewed = [each for each in unheld if (each.consignment, each.listed_party) in told]
    missed = [each for each in unheld if (each.consignment, each.listed_party) not in told]
    matches = [hold.match for key, holds in tally.holds.items() if key not in places for hold in holds if hold.match]
    seconds = time.monotonic() - fed.started if not fed.finished else fed.seconds
    return Result(
        consignments=tally.consignments,
        records=fed.records,
        listed=len(listed),
        seconds=round(seconds, 2),
        consignments_per_second=round(tally.consignments / seconds),
        planted=dict(Counter(str(match.kind) for match in planted.matches)),
        held=dict(
            Counter(str(match.kind) for match in planted.matches if (match.consignment, match.listed_party) in held)
        ),
        reviewed=[f"{each.kind}: {each.party_name} ({each.listed_name})" for each in reviewed],
        missed=[f"{each.kind}: {each.party_name} ({each.listed_name})" for each in missed],
        weak=[f"{each.party_name} ({each.matched_name})" for each in matches if each.weak and len(each.evidence) == 1],
        namesakes=sorted({f"{each.party_name} = {each.matched_name} ({each.score})" for each in matches}),
        lost=len(fed.awaited - tally.receipts),
        doubled=tally.doubled,
    )


def _show(result: Result) -> None:
    console = Console()
    table = Table(
        title=f"{result.consignments:,} consignments against {result.listed:,} listed parties", title_justify="left"
    )
    for heading in ("planted as", "planted", "held"):
        table.add_column(heading, justify="left" if heading == "planted as" else "right")
    for kind, number in result.planted.items():
        table.add_row(kind, f"{number:,}", f"{result.held.get(kind, 0):,}")
    console.print(table)
    for words, names in (
        ("not held, and told to officers", result.reviewed),
        ("missed", result.missed),
        ("held on a weak alias alone", result.weak),
        ("namesakes held", result.namesakes),
    ):
        console.print(f"{words}: {len(names)}", highlight=False)
        for name in names[:20]:
            console.print(f"  {name}", highlight=False, soft_wrap=True)
    console.print(
        f"{result.seconds} s, {result.consignments_per_second:,} consignments/s; {result.lost} lost, {result.doubled} doubled.",
        highlight=False,
    )
