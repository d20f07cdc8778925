"""Traffic with planted parties through a broker and workers, and what became of each planted party."""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from load_tests.inputs.lists import reference_inputs, snapshots_of
from load_tests.inputs.traffic import traffic
from load_tests.planted.figures import PlantedResult
from screener.domain.decision import NoticeKind
from screener.domain.listed_party import ListedParty
from topologies.kafka.broker import bootstrap_for
from topologies.kafka.topic_admin import prepare_topics
from topologies.list_releases.loading import publish_snapshots
from topologies.local_run.collector import CollectedOutcomes, Collector
from topologies.local_run.drain import drain
from topologies.local_run.feeder import Feeder, FeedResult
from topologies.local_run.workers import RunWorkers
from topologies.sample.planted_cases import PlantedCases
from topologies.settings import kafka_given, load_settings

WINDOW = 4 * 1024 * 1024


def run_planted(consignments: int, seed: int, count: int, broker: str) -> PlantedResult:
    """Runs the traffic and returns the result. Raises `UsageError` where lists, names or broker are not available."""
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
        workers = stack.enter_context(RunWorkers(given, count, folder / "workers.log", embedded=broker == "embedded"))
        workers.wait_for_partitions(lambda _: None)
        fed = Feeder(given, collector, WINDOW, workers.check, lambda _: None).feed(source)
        drain(given, collector)
    return _result(source.planted, data.listed, collector.collected, fed)


def _result(
    planted: PlantedCases, listed: Sequence[ListedParty], collected: CollectedOutcomes, fed: FeedResult
) -> PlantedResult:
    held = {(key, hold.match.listed_party) for key, holds in collected.holds.items() for hold in holds if hold.match}
    places = {match.consignment for match in planted.matches}
    reviewed_pairs = {
        (each.consignment, each.listed_party) for each in collected.notices if each.kind is NoticeKind.REVIEW
    } - held
    unheld = [m for m in planted.matches if (m.consignment, m.listed_party) not in held]
    reviewed = [each for each in unheld if (each.consignment, each.listed_party) in reviewed_pairs]
    missed = [each for each in unheld if (each.consignment, each.listed_party) not in reviewed_pairs]
    matches = [
        hold.match for key, holds in collected.holds.items() if key not in places for hold in holds if hold.match
    ]
    seconds = time.monotonic() - fed.started if not fed.finished else fed.seconds
    return PlantedResult(
        consignments=collected.consignments,
        records=fed.records,
        listed=len(listed),
        seconds=round(seconds, 2),
        consignments_per_second=round(collected.consignments / seconds),
        planted=dict(Counter(str(match.kind) for match in planted.matches)),
        held=dict(
            Counter(str(match.kind) for match in planted.matches if (match.consignment, match.listed_party) in held)
        ),
        reviewed=[f"{each.kind}: {each.party_name} ({each.listed_name})" for each in reviewed],
        missed=[f"{each.kind}: {each.party_name} ({each.listed_name})" for each in missed],
        weak=[f"{each.party_name} ({each.matched_name})" for each in matches if each.weak and len(each.evidence) == 1],
        namesakes=sorted({f"{each.party_name} = {each.matched_name} ({each.score})" for each in matches}),
        lost=len(fed.awaited - collected.receipts),
        doubled=collected.doubled,
    )
