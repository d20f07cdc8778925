"""Sends manifests as fast as they are answered, as the embedded broker keeps only the latest records."""

import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from msgspec import Struct

from screener.domain.decision import outcome_id
from topologies.delivery.client_config import producer_config
from topologies.delivery.publisher import DeliveryFailed
from topologies.local_run.collector import Collector
from topologies.local_run.manifest_files import ManifestRecord
from topologies.settings import Settings

MOST_RECORDS = 20_000
COLLECT_SECONDS = 0.02
CONNECT_SECONDS = 1.0
PATIENCE_SECONDS = 120.0
_MANIFEST = re.compile(rb'"manifest":\s*"([^"]{1,200})"')


class FeedResult(Struct):
    """What was sent, and the ids of the receipts that must come."""

    records: int = 0
    bytes: int = 0
    started: float = 0.0
    finished: float = 0.0
    awaited: set[str] = set()

    @property
    def seconds(self) -> float:
        """Seconds from the first record to the last receipt."""
        return self.finished - self.started


class NoAnswer(Exception):  # noqa: N818 - it says what happened
    """Receipts no longer come."""


class Feeder:
    """Sends records, of which at most `window_bytes` are unanswered, and collects the outcomes in between.

    `check` raises if a worker has ended; `progress` hears the number of consignments that were screened.
    """

    def __init__(
        self,
        settings: Settings,
        collector: Collector,
        window_bytes: int,
        check: Callable[[], None],
        progress: Callable[[int], None],
    ) -> None:
        self._producer = Producer(producer_config(settings) | {"linger.ms": 2, "log_level": 0})
        with suppress(KafkaException):  # connected before the first record, which would wait half a second for it
            self._producer.list_topics(timeout=CONNECT_SECONDS)
        self._collector = collector
        self._window = window_bytes
        self._check = check
        self._progress = progress
        self._sizes: dict[str, int] = {}
        self._failures: list[str] = []
        self._unreported = 0
        self.fed = FeedResult()

    def feed(self, records: Iterable[ManifestRecord]) -> FeedResult:
        """Send all records and wait for a receipt of each.

        Raises `DeliveryFailed` if the broker refuses one, `NoAnswer` if receipts stop coming.
        """
        self.fed.started = time.monotonic()
        for record in records:
            self._send(record)
            while self._outstanding() > self._window or len(self._sizes) > MOST_RECORDS:
                self._collect()
        self._flush()
        while self._sizes:
            self._collect()
        self.fed.finished = time.monotonic()
        return self.fed

    def _outstanding(self) -> int:
        return sum(self._sizes.values()) + self._unreported

    def _send(self, record: ManifestRecord) -> None:
        size = len(record.value)
        self._unreported += size

        def report(error: KafkaError | None, message: Message) -> None:
            self._unreported -= size
            if error is not None:
                self._failures.append(error.str())
                return
            identity = outcome_id("receipt", message.topic() or "", str(message.partition()), str(message.offset()))
            self.fed.awaited.add(identity)
            if identity not in self._collector.collected.receipts:
                self._sizes[identity] = size

        name = _MANIFEST.search(record.value)
        if name is not None:
            self._collector.sent[name[1].decode("utf-8", "replace")] = time.monotonic()
        while True:
            try:
                self._producer.produce(record.topic, record.value, record.key.encode(), on_delivery=report)
                break
            except BufferError:
                self._collect()
        self._producer.poll(0)
        self.fed.records += 1
        self.fed.bytes += size

    def _flush(self) -> None:
        self._producer.flush(PATIENCE_SECONDS)
        if self._failures:
            raise DeliveryFailed(f"a manifest was not delivered: {self._failures[0]}")

    def _collect(self) -> None:
        self._producer.poll(0)
        if self._failures:
            self._flush()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._collector.collect(COLLECT_SECONDS, time.monotonic()):
            self._producer.poll(0)
            self._check()
            if time.monotonic() > deadline:
                raise NoAnswer(f"no outcome for {PATIENCE_SECONDS:g} s with {len(self._sizes)} records unanswered")
            if not self._sizes:
                break
        receipts = self._collector.collected.receipts
        for identity in [each for each in self._sizes if each in receipts]:
            del self._sizes[identity]
        self._progress(self._collector.collected.consignments)
