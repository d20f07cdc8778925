"""Prometheus metrics, by its conventions, and who counts what."""

import time
from bisect import bisect_left
from collections import Counter as Counts
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


class Waits(Collector):
    """A histogram of waits by mode that takes the records of a batch together: one call for each would cost more than decoding."""

    _labelnames = ("mode",)  # where the library's own metrics have them

    def __init__(self, name: str, words: str) -> None:
        self._name, self._words = name, words
        self._counts = {mode: [0] * (len(LATENCY_BUCKETS) + 1) for mode in MODES}
        self._sums = dict.fromkeys(MODES, 0.0)

    def observe(self, mode: str, now: float, timestamps_ms: Sequence[int]) -> None:
        """Count the waits from each timestamp until `now`, in seconds since the epoch; a clock ahead of ours waits nothing."""
        counts, total = self._counts[mode], 0.0
        for timestamp, times in Counts(timestamps_ms).items():
            wait = max(0.0, now - timestamp / 1000)
            counts[bisect_left(LATENCY_BUCKETS, wait)] += times
            total += wait * times
        self._sums[mode] += total

    def describe(self) -> list[HistogramMetricFamily]:
        """The histogram without its figures."""
        return [HistogramMetricFamily(self._name, self._words, labels=self._labelnames)]

    def collect(self) -> Iterator[Metric]:
        """The histogram as a scrape reads it."""
        (family,) = self.describe()
        for mode, counts in self._counts.items():
            bounds = [*map(floatToGoString, LATENCY_BUCKETS), "+Inf"]
            family.add_metric([mode], list(zip(bounds, accumulate(counts), strict=True)), self._sums[mode])
        yield family


class Metrics:
    """One worker's metrics. It observes the transport and the reference data; nothing here raises."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        mode = ["mode"]
        self._consignments = Counter("screener_consignments", "Consignments screened.", mode, registry=registry)
        self._records = Counter("screener_records", "Records of the manifest topics handled.", mode, registry=registry)
        self._outcomes = Counter("screener_outcomes", "Consignments by family.", ["family", "mode"], registry=registry)
        self._notices = Counter("screener_notices", "Notices written.", mode, registry=registry)
        self._suppressed = Counter(
            "screener_suppressed", "Resemblances that suppressions kept quiet.", mode, registry=registry
        )
        self._rejected = Counter("screener_rejected", "Errors in consignments, by code.", ["code"], registry=registry)
        self._dead = Counter("screener_dead_letters", "Dead letters, by reason.", ["reason"], registry=registry)
        self._latency = Waits("screener_latency_seconds", "From a record's timestamp to the delivery of its outcomes.")
        registry.register(self._latency)
        self._lag = Gauge("screener_lag_records", "Records not yet fetched.", ["topic", "partition"], registry=registry)
        self._ready = Gauge("screener_ready", "1 once the reference data were read.", registry=registry)
        self._age = Gauge("screener_list_age_seconds", "Since the newest list was closed.", registry=registry)
        self._listed = Gauge("screener_list_records", "Listed parties in force.", registry=registry)
        self._automaton = Gauge("screener_automaton_bytes", "Bytes of the automaton.", registry=registry)
        self._refused = Counter(
            "screener_reference_refused", "Control records or lists refused.", ["topic"], registry=registry
        )
        self._remembered = Gauge("screener_remembered", "Entries of a bounded table.", ["table"], registry=registry)
        self._in_flight = Gauge("screener_in_flight_bytes", "Bytes of the batches being screened.", registry=registry)
        self._waiting = Gauge("screener_outbox_records", "Outcomes not acknowledged yet.", registry=registry)
        self._dropped = Counter("screener_dropped_messages", "Records lost between fetch and agent.", registry=registry)
        self._stalls = Counter("screener_stalls", "Stops for want of progress.", registry=registry)
        self._commits = Counter("screener_commits", "Commits acknowledged.", registry=registry)
        self._age.set_function(self._list_age)
        self._closed = 0.0
        self._touch()

    def _touch(self) -> None:
        for mode in MODES:
            self._consignments.labels(mode)
            self._suppressed.labels(mode)
            self._notices.labels(mode)
            for family in Family:
                self._outcomes.labels(family.value, mode)

    def _list_age(self) -> float:
        return time.time() - self._closed if self._closed else float("inf")

    def watch_publisher(self, waiting: Callable[[], int]) -> None:
        """Whom to ask, at each scrape, how many outcomes are on their way to the broker."""
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

    def on_screened(self, manifest: Manifest, screened: ScreeningResult) -> None:
        """A manifest was screened and its outcomes delivered."""
        self._consignments.labels(manifest.mode.value).inc(screened.consignment_count)
        for family, count in screened.family_counts.items():
            if count:
                self._outcomes.labels(family.value, manifest.mode.value).inc(count)
        self._suppressed.labels(manifest.mode.value).inc(screened.suppressed_count)
        notices = sum([len(decision.notices) for decision in screened.decisions])
        if notices:
            self._notices.labels(manifest.mode.value).inc(notices)
        codes = Counts([each.code.value for decision in screened.decisions for each in decision.problems])
        for code, count in codes.items():
            self._rejected.labels(code).inc(count)

    def on_dead_letter(self, reason: str) -> None:
        """A dead letter was delivered."""
        self._dead.labels(reason).inc()

    def on_clear(self, mode: str, consignments: int) -> None:
        """So many consignments were clear at a glance, and the receipts of their manifests delivered."""
        self._consignments.labels(mode).inc(consignments)
        self._outcomes.labels(Family.CLEAR.value, mode).inc(consignments)

    def on_delivered(self, mode: str, timestamps_ms: Sequence[int]) -> None:
        """The outcomes of records with these timestamps are delivered."""
        self._latency.observe(mode, time.time(), timestamps_ms)
        self._records.labels(mode).inc(len(timestamps_ms))

    def on_remembered(self, table: str, entries: int) -> None:
        """The size of a bounded table."""
        self._remembered.labels(table).set(entries)

    def on_batch(self, batch: RecordBatch) -> None:
        """A batch was handed to its agent."""

    def on_in_flight(self, batches: int, size: int) -> None:  # noqa: ARG002 - the bytes are what is bounded
        """So many bytes are on their way through the agents."""
        self._in_flight.set(size)

    def on_commit(self, at: Partition, offset: int) -> None:  # noqa: ARG002 - the transport tells which
        """The broker acknowledged a commit."""
        self._commits.inc()

    def on_lag(self, at: Partition, records: int) -> None:
        """So many records of a partition are not fetched yet."""
        self._lag.labels(at.topic, str(at.partition)).set(records)

    def on_dropped(self, records: int) -> None:
        """Records could not be handed over."""
        self._dropped.inc(records)

    def on_stall(self) -> None:
        """There is work and nothing moves."""
        self._stalls.inc()
