"""`python -m load_tests soak`: hours of traffic in minutes, to see whether a worker's memory stays level."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click
from confluent_kafka import KafkaException
from msgspec import Struct
from rich import box
from rich.console import Console
from rich.table import Table

from load_tests.faults import oracle
from load_tests.faults.commits import Commits
from load_tests.faults.feed import Feed
from load_tests.faults.fleet import MEBIBYTE, Fleet
from load_tests.faults.lists import listed_parties, snapshots, version
from load_tests.faults.outcomes import Collector
from load_tests.faults.pool import PER_MANIFEST, Pool
from load_tests.faults.result import FAIL, PASS, verdict
from load_tests.inputs.lists import SEED
from load_tests.inputs.many_names import many_parties
from screener.domain.listed_party import ListedParty
from screener.search.watchlist import Watchlist
from topologies.json_output import json_text
from topologies.kafka.server import KafkaServer
from topologies.kafka.topic_admin import ensure_topics
from topologies.list_releases.loading import publish_snapshots
from topologies.settings import Settings
from topologies.topics import NOTICES, RECEIPTS

LIMITS = {
    "lost": 0,
    "doubled": 0,
    "phantom": 0,
    "out of order": 0,
    "not committed": 0,
    "committed back": 0,
    "not fed": 0,
    "crashes": 0,
    "growth": 0.10,
    "peak": 1024,
}
"""`growth` is of the last quarter's memory over the first's, `peak` in MiB."""
BOUNDED_DISK = {
    "log.segment.bytes": str(16 * MEBIBYTE),
    "log.retention.bytes": str(64 * MEBIBYTE),
    "log.retention.check.interval.ms": "5000",
    "log.segment.delete.delay.ms": "1000",
}
"""The broker deletes what everybody has long read: nothing is fed that is more than `AHEAD` records before the answers."""
AHEAD = 5_000
CHUNK = 500
POOL_SHARE, LARGEST_POOL = 20, 200_000
HOLDS_SHARE = 1_000
TURN_SECONDS = 0.02
PATIENCE_SECONDS = 120.0
COMMIT_SECONDS = 30.0
DISK_SECONDS = 5.0


class Options(Struct, frozen=True):
    """How much is fed, how fast (None: as fast as it is answered), and how many names are listed beside the sample's."""

    consignments: int = 10_000_000
    rate: float | None = None
    patterns: int = 0
    per_manifest: int = PER_MANIFEST
    seed: int = SEED


class SoakFigures(Struct, frozen=True):
    """What came of it; memory in MiB, medians over the first and the last quarter of the feeding."""

    verdict: str
    consignments: int
    records: int
    seconds: float
    per_second: int
    listed: int
    patterns: int
    first_quarter: float
    last_quarter: float
    growth: float
    peak: float
    holds_remembered: int
    disk: float
    found: dict[str, int]
    broken: tuple[str, ...]
    examples: dict[str, tuple[str, ...]]


@click.command()
@click.option("--consignments", default=10_000_000, show_default=True, type=click.IntRange(min=1_000), help="To feed.")
@click.option("--rate", type=click.FloatRange(min=10), help="Consignments a second.  [default: as fast as answered]")
@click.option("--patterns", default=0, type=click.IntRange(0, 2_000_000), help="List so many invented names besides.")
@click.option("--per-manifest", default=PER_MANIFEST, show_default=True, type=click.IntRange(1, 2_000))
@click.option("--seed", default=SEED, show_default=True, help="Of the traffic.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def soak(consignments: int, rate: float | None, patterns: int, per_manifest: int, seed: int, *, as_json: bool) -> int:
    """Feed one worker on a real Kafka steadily. Exit code 0 only if its memory is flat and nothing is lost or doubled.

    The same parties come again and again, every consignment has a key of its own. The table of holds is so small that it
    is full after a tenth of the run (SCREENER_HOLDS_REMEMBERED): a table that still fills is no leak.
    """
    figures = run(Options(consignments, rate, patterns, per_manifest, seed))
    if as_json:
        click.echo(json_text(figures))
    else:
        show(figures, Console())
    return int(figures.verdict == FAIL)


def run(options: Options) -> SoakFigures:
    """Feed, judge. Raises `UsageError` where broker or worker do not begin."""
    with ExitStack() as stack:
        made = _Soak(options, stack)
        made.go()
    return made.figures()


class _Soak:
    def __init__(self, options: Options, stack: ExitStack) -> None:
        self._options = options
        today = datetime.now(UTC).date()
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="soak-")))
        self._disk = folder / "kafka"
        server = stack.enter_context(KafkaServer(directory=self._disk, properties=BOUNDED_DISK))
        given = Settings(kafka_bootstrap=server.bootstrap)
        ensure_topics(server.bootstrap)
        planted = listed_parties(today)
        self._listed = [*planted, *many_parties(planted[0], options.patterns)]
        self._version = _publish(self._listed, given)
        pool = max(1_000, min(LARGEST_POOL, options.consignments // POOL_SHARE))
        self._feed = Feed(server.bootstrap, Pool(planted, pool, options.seed, today, options.per_manifest))
        stack.callback(self._feed.stop)
        self._collector = stack.enter_context(Collector(server.bootstrap))
        self._commits = stack.enter_context(Commits(server.bootstrap, given.group))
        self._holds = max(100, options.consignments // HOLDS_SHARE)
        environment = {"TMPDIR": str(folder), "SCREENER_HOLDS_REMEMBERED": str(self._holds)}
        self._fleet = stack.enter_context(Fleet(given, 1, folder, environment))
        self._began = self._ended = self._most_on_disk = self._disk_due = 0.0
        self._memory: list[int] = []
        self._uncommitted = ["never looked at"]

    def go(self) -> None:
        """Feed no faster than it is answered, then wait for the last answer and its commit."""
        self._fleet.wait_until_ready()
        self._began = time.monotonic()
        while self._feed.consignments < self._options.consignments:
            self._wait(AHEAD)
            self._feed.send(self._feed.take(CHUNK))
            self._keep_pace()
            self._look_at_memory()
            self._look_at_disk()
        self._wait(0)
        self._ended = time.monotonic()
        self._look_at_memory()
        self._disk_due = 0.0
        self._look_at_disk()
        self._settle()

    def _wait(self, ahead: int) -> None:
        """Until no more records than that wait for their answers, or nothing has been answered for a long time."""
        answers = self._collector.outcomes.first[RECEIPTS.name]
        last, moved = len(answers), time.monotonic()
        while len(self._feed.acknowledged) - len(answers) > ahead and time.monotonic() < moved + PATIENCE_SECONDS:
            time.sleep(TURN_SECONDS)
            if len(answers) > last:
                last, moved = len(answers), time.monotonic()

    def _keep_pace(self) -> None:
        if self._options.rate:
            due = self._began + self._feed.consignments / self._options.rate
            time.sleep(max(0.0, due - time.monotonic()))

    def _look_at_memory(self) -> None:
        """Once a chunk, so that a run that is over in a moment has figures too."""
        self._memory.append(self._fleet.workers[0].rss)

    def _look_at_disk(self) -> None:
        if time.monotonic() >= self._disk_due:
            self._disk_due = time.monotonic() + DISK_SECONDS
            self._most_on_disk = max(self._most_on_disk, _size(self._disk))

    def _settle(self) -> None:
        deadline = time.monotonic() + COMMIT_SECONDS
        while time.monotonic() < deadline:
            try:
                self._uncommitted = self._commits.open()
            except KafkaException as error:
                self._uncommitted = [str(error)]
            if not self._uncommitted and self._collector.caught_up():
                return
            time.sleep(0.2)

    def _quarters(self) -> tuple[float, float]:
        """The median memory of the worker in the first and in the last quarter of the feeding."""
        each = max(1, len(self._memory) // 4)
        first, last = (median(part) / MEBIBYTE for part in (self._memory[:each], self._memory[-each:]))
        return round(first, 1), round(last, 1)

    def figures(self) -> SoakFigures:
        """The verdict."""
        acknowledged, seconds = self._feed.acknowledged, self._ended - self._began
        wrong = self._wrong()
        first, last = self._quarters()
        found = {name: len(each) for name, each in wrong.items()}
        repeats = sum(count for topic, count in self._collector.outcomes.repeats.items() if topic != NOTICES.name)
        growth, peak = (
            round(last / first - 1, 3) if first else 1.0,
            round(max(self._fleet.peak, max(self._memory) / MEBIBYTE), 1),
        )
        judged = verdict("soak", "", {**found, "growth": growth, "peak": peak}, wrong, LIMITS, {})
        consignments = sum(each.sent.consignments for each in acknowledged)
        return SoakFigures(
            verdict=judged.verdict,
            consignments=consignments,
            records=len(acknowledged),
            seconds=round(seconds, 1),
            per_second=round(consignments / seconds),
            listed=len(self._listed),
            patterns=Watchlist(self._listed).patterns,
            first_quarter=first,
            last_quarter=last,
            growth=growth,
            peak=peak,
            holds_remembered=self._holds,
            disk=round(self._most_on_disk / MEBIBYTE, 1),
            found={**found, "repeats": repeats},
            broken=judged.broken,
            examples=dict(judged.examples),
        )

    def _wrong(self) -> dict[str, Sequence[str]]:
        feed = self._feed
        found = oracle.judge(feed.acknowledged, self._collector.outcomes, feed.tried, {self._version})
        return {
            "lost": found.lost,
            "doubled": found.doubled,
            "phantom": found.phantom,
            "out of order": found.disorder,
            "not committed": self._uncommitted,
            "committed back": self._commits.backwards,
            "not fed": feed.failures,
            "crashes": [*map(str, self._fleet.crashes)],
        }


def _publish(listed: Sequence[ListedParty], given: Settings) -> str:
    made = snapshots(listed, 0)
    publish_snapshots(made, given)
    return version(made)


def _size(folder: Path) -> int:
    return sum(_bytes(folder))


def _bytes(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*.log"):
        try:
            yield path.stat().st_size
        except OSError:  # deleted meanwhile, as it should be
            continue


def show(figures: SoakFigures, console: Console) -> None:
    """The figures, a line each, and what breaks its limit."""
    console.print(
        f"{figures.consignments:,} consignments in {figures.records:,} manifests, {figures.seconds:,.0f} s, "
        f"{figures.per_second:,} a second; {figures.listed:,} listed under {figures.patterns:,} patterns; "
        f"{figures.holds_remembered:,} holds remembered, {figures.disk:,.0f} MiB of log on disk at most",
        highlight=False,
    )
    table = Table("memory of the worker", "MiB", box=box.SIMPLE_HEAD)
    table.columns[1].justify = "right"
    for words, value in (("first quarter", figures.first_quarter), ("last quarter", figures.last_quarter)):
        table.add_row(words, f"{value:,.1f}")
    table.add_row("peak", f"{figures.peak:,.1f}")
    table.add_row("growth", f"{figures.growth:+.1%}")
    console.print(table)
    console.print(", ".join(f"{name} {count:,}" for name, count in figures.found.items()), highlight=False)
    for limit in figures.broken:
        console.print(f"BROKEN: {limit}", highlight=False, markup=False)
    for name, found in figures.examples.items():
        console.print(f"  {name}: {'; '.join(found)}", highlight=False, markup=False, soft_wrap=True)
    console.print(figures.verdict, style="green" if figures.verdict == PASS else "red")
