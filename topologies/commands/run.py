"""`screener run`: the main job on one machine, from manifests to a summary that a person can read."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from schemas.lists import Snapshot
from screener.domain.listed_party import ListedParty
from screener.domain.scorecards import Scorecard
from screener.regime.suppression import Suppression
from screener.search.watchlist import content_version
from topologies.commands.suppressions import publish_suppressions
from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.broker import BROKERS, bootstrap_for
from topologies.kafka.compacted_topics import publish
from topologies.kafka.topic_admin import prepare_topics
from topologies.list_releases.list_files import read_list_files
from topologies.list_releases.lists_on_topic import read_lists_on_topic
from topologies.list_releases.loading import publish_snapshots
from topologies.local_run.collector import Collector
from topologies.local_run.drain import drain
from topologies.local_run.feeder import Fed, Feeder, Stuck
from topologies.local_run.manifest_files import count_consignments, read_records
from topologies.local_run.manifest_record import ManifestRecord
from topologies.local_run.report import show
from topologies.reference.files import read_suppressions
from topologies.sample.day import SampleDay, sample_day
from topologies.settings import Settings, UsageError, kafka_given, load_settings
from topologies.topics import MANIFESTS, POSTS
from topologies.worker.processes import worker_processes

WINDOW = 1024 * 1024
READY_SECONDS = 60.0
EXIT_DISAGREES = 1
EXIT_INTERNAL = 70


class Job(Struct):
    """What is to be run: the reference data, the manifests, and what was planted where that is known."""

    snapshots: Sequence[Snapshot]
    scorecards: Sequence[Scorecard]
    records: Iterable[ManifestRecord]
    consignments: int
    day: SampleDay | None = None
    suppressions: Sequence[Suppression] = ()


@click.command()
@click.option("--broker", default="embedded", show_default=True, help=f"{' or '.join(BROKERS)}.")
@click.option(
    "--consignments", default=20_000, show_default=True, type=click.IntRange(min=100), help="Of the sample day."
)
@click.option("--seed", default=13904, show_default=True, help="The same seed gives the same sample day.")
@click.option(
    "--list", "list_files", multiple=True, type=click.Path(path_type=Path), help="Your own list; may be repeated."
)
@click.option(
    "--manifests", multiple=True, type=click.Path(path_type=Path), help="Your own manifests, NDJSON; may be repeated."
)
@click.option(
    "--suppressions",
    type=click.Path(path_type=Path),
    help="Suppressions, as `screener suppressions list --json` prints them.",
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 16), help="Worker processes.")
@click.option(
    "--out", default=Path("out"), show_default=True, type=click.Path(path_type=Path), help="Where the outcomes go."
)
@click.option("--keep", is_flag=True, help="Stay up afterwards, until Ctrl-C.")
def run(
    broker: str,
    consignments: int,
    seed: int,
    list_files: tuple[Path, ...],
    manifests: tuple[Path, ...],
    suppressions: Path | None,
    workers: int,
    out: Path,
    *,
    keep: bool,
) -> int:
    """Stream a sample day, or your own files, through the screener and say what was found.

    Without files it invents a day of consignments with a known number of planted matches, and ends with exit code 0
    only where exactly these were found, none lost and none doubled.
    """
    console = Console(stderr=True)
    job = _own(list_files, manifests) if list_files or manifests else _sample(console, consignments, seed)
    job.suppressions = read_suppressions(suppressions) if suppressions else ()
    given = load_settings()
    existing = given.kafka_bootstrap if kafka_given() else ""
    with ExitStack() as stack:
        console.print(f"Broker: {_WORDS[broker]}" if broker in _WORDS else "", highlight=False)
        bootstrap = stack.enter_context(bootstrap_for(broker, given, existing))
        given = msgspec.structs.replace(given, kafka_bootstrap=bootstrap)
        prepare_topics(bootstrap, embedded=broker == "embedded")
        _publish_reference(job, given)
        collector = stack.enter_context(Collector(bootstrap, out))
        alive = stack.enter_context(
            worker_processes(given, workers, out / "workers.log", embedded=broker == "embedded")
        )
        fed = _stream(console, job, given, collector, alive, WINDOW)
        drain(given, collector)
        right = show(Console(), collector, fed, job.day)
        if keep:
            _stay(console, given, collector, alive)
    return 0 if right else EXIT_DISAGREES


_WORDS = {
    "embedded": "the embedded one (librdkafka's in-memory cluster; no server is needed)",
    "kafka": "Apache Kafka",
}


def _sample(console: Console, consignments: int, seed: int) -> Job:
    now = datetime.now(UTC)
    day = sample_day(seed, consignments, now=now)
    console.print(
        f"A sample day, all names invented: {day.planted.consignments:,} consignments in {len(day.manifests):,} records, "
        f"{len(day.listed):,} listed parties, {len(day.scorecards):,} scorecards of posts (seed {seed}).",
        highlight=False,
    )
    return Job(_snapshots(day.listed, "sample day"), day.scorecards, day.manifests, day.planted.consignments, day)


def _own(list_files: Sequence[Path], manifests: Sequence[Path]) -> Job:
    if not list_files or not manifests:
        raise UsageError("give both --list FILE and --manifests FILE, or neither for the sample day")
    snapshots = read_list_files(list_files)
    for snapshot in snapshots:
        if snapshot.incomplete:
            raise UsageError(f"{snapshot.list}: {snapshot.incomplete}")
    return Job(snapshots, (), read_records(manifests), count_consignments(manifests))


def _snapshots(listed: Sequence[ListedParty], source: str) -> list[Snapshot]:
    names = sorted({party.list for party in listed})
    parties = {name: tuple(sorted((p for p in listed if p.list is name), key=lambda p: p.id)) for name in names}
    return [
        Snapshot(name, found, content_version(party.id for party in found), (source,), 0, ())
        for name, found in parties.items()
    ]


def _publish_reference(job: Job, given: Settings) -> None:
    """Bring the control topics to the job's lists and scorecards; a cluster that holds other lists is left alone."""
    markers = read_lists_on_topic(given).markers.values()
    ours = {snapshot.list: snapshot.version for snapshot in job.snapshots}
    for marker in markers:
        if ours.get(marker.list) != marker.version:
            raise UsageError(
                f"the cluster at {given.kafka_bootstrap} has list {marker.list} version {marker.version} in force, which a run would "
                "replace: run against another cluster, or without KAFKA_BOOTSTRAP"
            )
    try:
        publish_snapshots(job.snapshots, given)
        cards = [
            (f"{card.operator}:{card.quarter}".encode(), msgspec.json.encode(card)) for card in _last(job.scorecards)
        ]
        _publish(given, POSTS.name, cards)
        publish_suppressions(given, job.suppressions)
    except DeliveryFailed as failed:
        raise UsageError(str(failed)) from None


def _last(cards: Iterable[Scorecard]) -> list[Scorecard]:
    """As a compacted topic keeps them: of a restated quarter the latest publication."""
    ordered = sorted(cards, key=lambda card: card.published)
    return list({(card.operator, card.quarter): card for card in ordered}.values())


def _publish(given: Settings, topic: str, records: Iterable[tuple[bytes, bytes | None]]) -> None:
    publish(given.kafka_bootstrap, topic, records, delivery_seconds=given.delivery_seconds)


def _stream(
    console: Console, job: Job, given: Settings, collector: Collector, alive: Callable[[], None], window: int
) -> Fed:
    columns = (TextColumn("Screening"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("screening", total=job.consignments)
        feeder = Feeder(given, collector, window, alive, lambda done: progress.update(task, completed=done))
        try:
            return feeder.feed(job.records)
        except (DeliveryFailed, Stuck) as error:
            alive()
            raise UsageError(f"{error}; see workers.log beside the outcomes") from None


def _stay(console: Console, given: Settings, collector: Collector, alive: Callable[[], None]) -> None:
    console.print(
        f"Staying up: Kafka at {given.kafka_bootstrap}; send manifests to {MANIFESTS[0].name}. Ctrl-C ends it.",
        highlight=False,
    )
    try:
        while True:
            collector.collect(1.0, time.monotonic())
            alive()
    except KeyboardInterrupt:
        console.print("Ending.")
