"""The Prometheus metrics of a worker."""

import collections
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Gauge, Metric, ProcessCollector
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from screener.domain.consignment import Mode
from screener.domain.manifest import Manifest, ScreeningResult
from screener.domain.policy import Family
from topologies.delivery.record_batch import RecordBatch
from topologies.delivery.watermark import Partition
from topologies.reference.snapshot import Reference

LATENCY_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)

MODES = tuple(mode.value for mode in Mode)


class LatencyHistogram(Collector):
    """A histogram by mode that observes all records of a batch in one call: one call a record would cost more than decoding."""

    _labelnames = ("mode",)  # the attribute that the library's own metrics have

    def __init__(self, name: str, documentation: str) -> None:
        self._name, self._documentation = name, documentation
        self._counts = {mode: [0] * (len(LATENCY_BUCKETS) + 1) for mode in MODES}
        self._sums = dict.fromkeys(MODES, 0.0)

    def observe(self, mode: str, now: float, timestamps_ms: Sequence[int]) -> None:
        """Count the seconds from each timestamp to `now`, in seconds since the epoch; 0 for a timestamp in the future."""
        counts, total = self._counts[mode], 0.0
        for timestamp, times in collections.Counter(timestamps_ms).items():
            latency = max(0.0, now - timestamp / 1000)
            counts[bisect_left(LATENCY_BUCKETS, latency)] += times
            total += latency * times
        self._sums[mode] += total

    def describe(self) -> list[HistogramMetricFamily]:
        """The histogram without samples."""
        return [HistogramMetricFamily(self._name, self._documentation, labels=self._labelnames)]

    def collect(self) -> Iterator[Metric]:
        """The histogram with its samples."""
        (family,) = self.describe()
        for mode, counts in self._counts.items():
            bounds = [*map(floatToGoString, LATENCY_BUCKETS), "+Inf"]
            family.add_metric([mode], list(zip(bounds, accumulate(counts), strict=True)), self._sums[mode])
        yield family


class Metrics:
    """The metrics of one worker, which observe its transport and its reference data. No method raises."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        mode = ["mode"]
        self._consignments = Counter("screener_consignments", "Consignments screened.", mode, registry=registry)
        self._records = Counter("screener_records", "Records of the manifest topics screened.", mode, registry=registry)
        self._outcomes = Counter(
            "screener_outcomes", "Consignments, by the family of their measure.", ["family", "mode"], registry=registry
        )
        self._notices = Counter("screener_notices", "Notices published.", mode, registry=registry)
        self._suppressed = Counter(
            "screener_suppressed", "Matches that a suppression ruled out.", mode, registry=registry
        )
        self._rejected = Counter("screener_rejected", "Errors in consignments, by code.", ["code"], registry=registry)
        self._dead = Counter("screener_dead_letters", "Dead letters, by reason.", ["reason"], registry=registry)
        self._latency = LatencyHistogram(
            "screener_latency_seconds", "Seconds from a record's timestamp to the delivery of its outcomes."
        )
        registry.register(self._latency)
        self._lag = Gauge("screener_lag_records", "Records not yet fetched.", ["topic", "partition"], registry=registry)
        self._ready = Gauge("screener_ready", "1 once the reference data have been read.", registry=registry)
        self._age = Gauge("screener_list_age_seconds", "Seconds since the newest list was closed.", registry=registry)
        self._listed = Gauge("screener_list_records", "Listed parties in force.", registry=registry)
        self._automaton = Gauge("screener_automaton_bytes", "Bytes of the automaton.", registry=registry)
        self._refused = Counter(
            "screener_reference_refused",
            "Refused records of control topics, and lists that are not whole.",
            ["topic"],
            registry=registry,
        )
        self._remembered = Gauge("screener_remembered", "Entries of a bounded cache.", ["table"], registry=registry)
        self._in_flight = Gauge("screener_in_flight_bytes", "Bytes of the batches in flight.", registry=registry)
        self._waiting = Gauge(
            "screener_outbox_records", "Outcomes that the broker has not acknowledged yet.", registry=registry
        )
        self._dropped = Counter(
            "screener_dropped_messages", "Records lost between the fetch and the agent.", registry=registry
        )
        self._stalls = Counter("screener_stalls", "Stops because nothing progressed.", registry=registry)
        self._commits = Counter("screener_commits", "Acknowledged commits.", registry=registry)
        self._age.set_function(self._list_age)
        self._closed = 0.0
        self._create_labels()

    def _create_labels(self) -> None:
        for mode in MODES:
            self._consignments.labels(mode)
            self._suppressed.labels(mode)
            self._notices.labels(mode)
            for family in Family:
                self._outcomes.labels(family.value, mode)

    def _list_age(self) -> float:
        return time.time() - self._closed if self._closed else float("inf")

    def watch_publisher(self, waiting: Callable[[], int]) -> None:
        """Call `waiting` at each scrape for the number of outcomes that the broker has not acknowledged."""
        self._waiting.set_function(waiting)

    def on_reference(self, reference: Reference, closed: float) -> None:
        """A new reference is in force."""
        self._closed = closed
        self._ready.set(1)
        self._listed.set(len(reference.watchlist))
        self._automaton.set(reference.watchlist.size)

    def on_refused(self, topic: str) -> None:
        """A control record or list was refused."""
        self._refused.labels(topic).inc()

    def on_screened(self, manifest: Manifest, result: ScreeningResult) -> None:
        """A manifest was screened and its outcomes delivered."""
        self._consignments.labels(manifest.mode.value).inc(result.consignment_count)
        for family, count in result.family_counts.items():
            if count:
                self._outcomes.labels(family.value, manifest.mode.value).inc(count)
        self._suppressed.labels(manifest.mode.value).inc(result.suppressed_count)
        notices = sum([len(decision.notices) for decision in result.decisions])
        if notices:
            self._notices.labels(manifest.mode.value).inc(notices)
        codes = collections.Counter([each.code.value for decision in result.decisions for each in decision.problems])
        for code, count in codes.items():
            self._rejected.labels(code).inc(count)

    def on_dead_letter(self, reason: str) -> None:
        """A dead letter was delivered."""
        self._dead.labels(reason).inc()

    def on_clear(self, mode: str, consignments: int) -> None:
        """Consignments were clear on the fast path, and the receipts of their manifests delivered."""
        self._consignments.labels(mode).inc(consignments)
        self._outcomes.labels(Family.CLEAR.value, mode).inc(consignments)

    def on_delivered(self, mode: str, timestamps_ms: Sequence[int]) -> None:
        """The outcomes of records with these timestamps were delivered."""
        self._latency.observe(mode, time.time(), timestamps_ms)
        self._records.labels(mode).inc(len(timestamps_ms))

    def on_remembered(self, table: str, entries: int) -> None:
        """The size of a bounded cache."""
        self._remembered.labels(table).set(entries)

    def on_batch(self, batch: RecordBatch) -> None:
        """A batch was handed to its agent."""

    def on_in_flight(self, batches: int, size: int) -> None:  # noqa: ARG002 - what is bounded is the bytes
        """The bytes of the batches that agents are working on."""
        self._in_flight.set(size)

    def on_commit(self, at: Partition, offset: int) -> None:  # noqa: ARG002 - the transport passes them
        """The broker acknowledged a commit."""
        self._commits.inc()

    def on_lag(self, at: Partition, records: int) -> None:
        """The number of records of a partition that are not fetched yet."""
        self._lag.labels(at.topic, str(at.partition)).set(records)

    def on_dropped(self, records: int) -> None:
        """Records could not be handed to an agent."""
        self._dropped.inc(records)

    def on_stall(self) -> None:
        """The worker has stalled."""
        self._stalls.inc()
