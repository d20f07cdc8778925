"""An open-loop feeder: it sends by the clock, whatever the screener does, and records each acknowledgement."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from zlib import crc32

from confluent_kafka import KafkaError, Message, Producer
from msgspec import Struct

from load_tests.faults.harness.pool import Sent, without_value
from topologies.topics import MANIFESTS

TURN_SECONDS = 0.01
BURST_SECONDS = 0.25
FLUSH_SECONDS = 300.0
PARTITIONS = min(topic.partitions for topic in MANIFESTS)
BY_KEY = -1
_CONFIG: dict[str, str | int | bool] = {
    "client.id": "feeder",
    "enable.idempotence": True,
    "acks": "all",
    "compression.type": "lz4",
    "linger.ms": 5,
    "partitioner": "murmur2_random",
    "message.max.bytes": 64_000_000,
    "queue.buffering.max.kbytes": 2_000_000,  # a minute at half capacity while the broker is down
    "queue.buffering.max.messages": 1_000_000,
    "delivery.timeout.ms": 600_000,
    "reconnect.backoff.max.ms": 1_000,
    "log_level": 0,
}


class Acknowledged(Struct, gc=False):
    """A record that the broker acknowledged: its coordinates, and when (monotonic seconds)."""

    topic: str
    partition: int
    offset: int
    at: float
    sent: Sent


class Feed:
    """Sends `source` at a steady rate on its own thread until it is stopped.

    `tried` are the names of all manifests that were handed to the producer, `failures` what went wrong, in words.
    """

    def __init__(self, bootstrap: str, source: Iterable[Sent]) -> None:
        self._producer = Producer(_CONFIG | {"bootstrap.servers": bootstrap})
        self._source: Iterator[Sent] = iter(source)
        self._interleaved: deque[Sent] = deque()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.acknowledged: list[Acknowledged] = []
        self.failures: list[str] = []
        self.tried: set[str] = set()
        self.consignments = 0

    def send(self, records: Iterable[Sent], shift: int | None = None) -> None:
        """Sends these now and returns when the broker has acknowledged them; while the thread runs, it interleaves them instead.

        With a `shift`, each record goes that many partitions beyond the one of its key, so that another worker sees its parties.
        """
        if self._thread is not None:
            self._interleaved.extend(records)
            return
        for sent in records:
            self._produce(sent, BY_KEY if shift is None else (crc32(sent.record.key.encode()) + shift) % PARTITIONS)
        self._producer.flush(FLUSH_SECONDS)

    def take(self, records: int) -> list[Sent]:
        """Takes the next records from the source, for the caller to send."""
        return list(islice(self._source, records))

    def mix(self, mixed: Callable[[Iterator[Sent]], Iterator[Sent]]) -> None:
        """From now on sends what `mixed` makes of the source."""
        self._source = mixed(self._source)

    def start(self, rate: float) -> None:
        """Starts sending `rate` consignments a second."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, args=(rate,), name="feeder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stops sending; returns when every record is acknowledged or has failed."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        left = self._producer.flush(FLUSH_SECONDS)
        if left:
            self.failures.append(f"{left} records are neither acknowledged nor rejected after {FLUSH_SECONDS:g} s")

    def _run(self, rate: float) -> None:
        due = time.monotonic()
        while not self._stopped.is_set():
            while self._interleaved:
                self._produce(self._interleaved.popleft())
            while due <= time.monotonic() and not self._stopped.is_set():
                sent = next(self._source, None)
                if sent is None:
                    self.failures.append("the traffic ended before the run did")
                    return
                self._produce(sent)
                due += max(1, sent.consignments) / rate
            self._producer.poll(TURN_SECONDS)
            due = max(due, time.monotonic() - BURST_SECONDS)

    def _produce(self, sent: Sent, partition: int = BY_KEY) -> None:
        record, done = sent.record, partial(self._on_delivery, sent)
        self.tried.add(sent.manifest)
        while True:
            try:
                self._producer.produce(record.topic, record.value, record.key.encode(), partition, on_delivery=done)
                break
            except BufferError:  # the broker is down: due records wait here
                self._producer.poll(TURN_SECONDS)
        self._producer.poll(0)
        self.consignments += sent.consignments

    def _on_delivery(self, sent: Sent, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self.failures.append(error.str())
            return
        coordinates = (str(message.topic()), int(message.partition() or 0), int(message.offset() or 0))
        self.acknowledged.append(Acknowledged(*coordinates, time.monotonic(), without_value(sent)))
