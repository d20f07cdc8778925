"""An open-loop feeder: records are due by the clock, whatever the screener does, and each acknowledgement is noted."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from zlib import crc32

from confluent_kafka import KafkaError, Message, Producer
from msgspec import Struct

from load_tests.faults.pool import Sent, without_value
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
    "queue.buffering.max.kbytes": 2_000_000,  # a minute at half capacity while the broker is away
    "queue.buffering.max.messages": 1_000_000,
    "delivery.timeout.ms": 600_000,
    "reconnect.backoff.max.ms": 1_000,
    "log_level": 0,
}


class Acknowledged(Struct, gc=False):
    """A record that the broker has: where, and since when (monotonic seconds)."""

    topic: str
    partition: int
    offset: int
    at: float
    sent: Sent


class Feed:
    """Sends `source` at `rate` consignments a second on a thread of its own, until it is stopped."""

    def __init__(self, bootstrap: str, source: Iterable[Sent]) -> None:
        self._producer = Producer(_CONFIG | {"bootstrap.servers": bootstrap})
        self._source: Iterator[Sent] = iter(source)
        self._between: deque[Sent] = deque()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.acknowledged: list[Acknowledged] = []
        self.failures: list[str] = []
        self.tried: set[str] = set()
        self.consignments = 0

    def send(self, records: Iterable[Sent], shift: int | None = None) -> None:
        """Send these now and return when the broker has them; while the thread runs, put them between its own.

        With a `shift` every record goes so many partitions further than its key, so that another worker meets its parties.
        """
        if self._thread is not None:
            self._between.extend(records)
            return
        for sent in records:
            self._produce(sent, BY_KEY if shift is None else (crc32(sent.record.key.encode()) + shift) % PARTITIONS)
        self._producer.flush(FLUSH_SECONDS)

    def take(self, records: int) -> list[Sent]:
        """The next records of the source, which are then not sent by themselves."""
        return list(islice(self._source, records))

    def salt(self, mixed: Callable[[Iterator[Sent]], Iterator[Sent]]) -> None:
        """From now on send what `mixed` makes of the source."""
        self._source = mixed(self._source)

    def start(self, rate: float) -> None:
        """Begin to send so many consignments a second."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, args=(rate,), name="feeder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send no more; returns when every record sent is acknowledged or has failed."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        left = self._producer.flush(FLUSH_SECONDS)
        if left:
            self.failures.append(f"{left} records are neither acknowledged nor refused after {FLUSH_SECONDS:g} s")

    def _run(self, rate: float) -> None:
        due = time.monotonic()
        while not self._stopped.is_set():
            while self._between:
                self._produce(self._between.popleft())
            while due <= time.monotonic() and not self._stopped.is_set():
                sent = next(self._source, None)
                if sent is None:
                    self.failures.append("the traffic has come to its end before the run")
                    return
                self._produce(sent)
                due += max(1, sent.consignments) / rate
            self._producer.poll(TURN_SECONDS)
            due = max(due, time.monotonic() - BURST_SECONDS)

    def _produce(self, sent: Sent, partition: int = BY_KEY) -> None:
        record, done = sent.record, partial(self._note, sent)
        self.tried.add(sent.manifest)
        while True:
            try:
                self._producer.produce(record.topic, record.value, record.key.encode(), partition, on_delivery=done)
                break
            except BufferError:  # the broker is away: what is due waits here
                self._producer.poll(TURN_SECONDS)
        self._producer.poll(0)
        self.consignments += sent.consignments

    def _note(self, sent: Sent, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self.failures.append(error.str())
            return
        place = (str(message.topic()), int(message.partition() or 0), int(message.offset() or 0))
        self.acknowledged.append(Acknowledged(*place, time.monotonic(), without_value(sent)))
