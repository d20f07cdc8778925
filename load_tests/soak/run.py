"""A soak: one worker on a real Kafka is fed for a long time, while its memory and the disk of the broker are sampled."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from msgspec import Struct

from load_tests.faults.harness.commits import Commits
from load_tests.faults.harness.feed import Feed
from load_tests.faults.harness.fleet import MEBIBYTE, Fleet
from load_tests.faults.harness.lists import listed_parties, snapshots, version
from load_tests.faults.harness.outcomes import OutcomeReader
from load_tests.faults.harness.pool import PER_MANIFEST, Pool
from load_tests.faults.problems import NONE_ALLOWED, problems, repeats
from load_tests.faults.result import verdict
from load_tests.inputs.lists import SEED
from load_tests.inputs.many_names import many_parties
from load_tests.soak.figures import SoakFigures
from screener.search.watchlist import Watchlist
from topologies.kafka.server import KafkaServer
from topologies.kafka.topic_admin import ensure_topics
from topologies.list_releases.loading import publish_snapshots
from topologies.settings import Settings
from topologies.topics import RECEIPTS

LIMITS = {**NONE_ALLOWED, "growth": 0.10, "peak": 1024}
"""`growth` is the share by which memory in the last quarter exceeds that in the first; `peak` is in MiB."""

BOUNDED_DISK = {
    "log.segment.bytes": str(16 * MEBIBYTE),
    "log.retention.bytes": str(64 * MEBIBYTE),
    "log.retention.check.interval.ms": "5000",
    "log.segment.delete.delay.ms": "1000",
}
"""The broker deletes what has long been read: at most `AHEAD` records wait for their answers."""

AHEAD = 5_000
CHUNK = 500
POOL_SHARE, LARGEST_POOL = 20, 200_000
HOLDS_SHARE = 1_000
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 120.0
DISK_SECONDS = 5.0


class Options(Struct, frozen=True):
    """The size of a soak; `rate` None is as fast as the worker answers, `patterns` are names listed beside the sample's."""

    consignments: int = 10_000_000
    rate: float | None = None
    patterns: int = 0
    per_manifest: int = PER_MANIFEST
    seed: int = SEED


def run(options: Options) -> SoakFigures:
    """Feeds and judges. Raises `UsageError` where broker or worker do not start."""
    with ExitStack() as stack:
        soak = _Soak(options, stack)
        soak.go()
    return soak.figures()


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
        self._version = self._publish_lists(given)
        pool = max(1_000, min(LARGEST_POOL, options.consignments // POOL_SHARE))
        self._feed = Feed(server.bootstrap, Pool(planted, pool, options.seed, today, options.per_manifest))
        stack.callback(self._feed.stop)
        self._reader = stack.enter_context(OutcomeReader(server.bootstrap))
        self._commits = stack.enter_context(Commits(server.bootstrap, given.group))
        self._holds_remembered = max(100, options.consignments // HOLDS_SHARE)
        environment = {"TMPDIR": str(folder), "SCREENER_HOLDS_REMEMBERED": str(self._holds_remembered)}
        self._fleet = stack.enter_context(Fleet(given, 1, folder, environment))
        self._began = self._ended = self._largest_disk = self._disk_due = 0.0
        self._memory: list[int] = []

    def _publish_lists(self, given: Settings) -> str:
        made = snapshots(self._listed, 0)
        publish_snapshots(made, given)
        return version(made)

    def go(self) -> None:
        """Feeds no faster than records are answered, then waits for the last answer and its commit."""
        self._fleet.wait_until_ready()
        self._began = time.monotonic()
        while self._feed.consignments < self._options.consignments:
            self._wait_for_answers(AHEAD)
            self._feed.send(self._feed.take(CHUNK))
            self._keep_pace()
            self._sample()
        self._wait_for_answers(0)
        self._ended = time.monotonic()
        self._disk_due = 0.0
        self._sample()
        self._commits.settle(self._reader)

    def _wait_for_answers(self, ahead: int) -> None:
        """Returns when at most `ahead` records wait for their answers, or nothing has been answered for a long time."""
        answers = self._reader.outcomes.first[RECEIPTS.name]
        last, moved = len(answers), time.monotonic()
        while len(self._feed.acknowledged) - len(answers) > ahead and time.monotonic() < moved + PATIENCE_SECONDS:
            time.sleep(POLL_SECONDS)
            if len(answers) > last:
                last, moved = len(answers), time.monotonic()

    def _keep_pace(self) -> None:
        if self._options.rate:
            due = self._began + self._feed.consignments / self._options.rate
            time.sleep(max(0.0, due - time.monotonic()))

    def _sample(self) -> None:
        """Memory after each chunk, so that short runs have figures too; the disk every few seconds."""
        self._memory.append(self._fleet.workers[0].rss)
        if time.monotonic() >= self._disk_due:
            self._disk_due = time.monotonic() + DISK_SECONDS
            self._largest_disk = max(self._largest_disk, sum(_log_sizes(self._disk)))

    def _quarters(self) -> tuple[float, float]:
        """The median memory of the worker in the first and in the last quarter of the feeding, in MiB."""
        each = max(1, len(self._memory) // 4)
        first, last = (median(part) / MEBIBYTE for part in (self._memory[:each], self._memory[-each:]))
        return round(first, 1), round(last, 1)

    def figures(self) -> SoakFigures:
        """The figures and the verdict."""
        feed, outcomes, seconds = self._feed, self._reader.outcomes, self._ended - self._began
        wrong = problems(feed, outcomes, {self._version}, self._commits, self._fleet)
        found = {name: len(examples) for name, examples in wrong.items()}
        first, last = self._quarters()
        growth = round(last / first - 1, 3) if first else 1.0
        peak = round(max(self._fleet.peak, max(self._memory) / MEBIBYTE), 1)
        judged = verdict("soak", "", {**found, "growth": growth, "peak": peak}, wrong, LIMITS, {})
        consignments = sum(each.sent.consignments for each in feed.acknowledged)
        return SoakFigures(
            verdict=judged.verdict,
            consignments=consignments,
            records=len(feed.acknowledged),
            seconds=round(seconds, 1),
            per_second=round(consignments / seconds),
            listed=len(self._listed),
            patterns=Watchlist(self._listed).patterns,
            first_quarter=first,
            last_quarter=last,
            growth=growth,
            peak=peak,
            holds_remembered=self._holds_remembered,
            disk=round(self._largest_disk / MEBIBYTE, 1),
            found={**found, "repeats": repeats(outcomes)},
            broken=judged.broken,
            examples=dict(judged.examples),
        )


def _log_sizes(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*.log"):
        try:
            yield path.stat().st_size
        except OSError:  # the broker has deleted it
            continue
