"""Publishing whose delivery is awaited: the broker has every record, or nothing of the batch may be acknowledged."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import confluent_kafka
import msgspec
from confluent_kafka import KafkaError, KafkaException, Message

from topologies.settings import Settings

FULL_SECONDS = 0.005  # how long to wait for room in a full queue
POLL_SECONDS = 0.1
QUEUED_MESSAGES = 200_000
QUEUED_KILOBYTES = 64 * 1024
BATCH_BYTES = 1_000_000
FRAMING_BYTES = 100
TRIES = 3
"""How often a record is sent again by itself: it may travel with a record of another batch that is refused."""

# What a broker holds against one record, whatever its neighbours are.
REFUSALS = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_MSG_SIZE, KafkaError.INVALID_RECORD})

library = logging.getLogger(f"{__name__}.librdkafka")
library.setLevel(
    logging.CRITICAL
)  # it repeats itself many times a second while a broker is down, and the consumer tells


class ProducerRecord(msgspec.Struct, frozen=True, gc=False):
    """One record to publish, as raw bytes; `value` None is a tombstone."""

    topic: str
    key: bytes | None
    value: bytes | None


class Refused(msgspec.Struct, frozen=True):
    """A record that the broker will never take, and why. It is not published."""

    record: ProducerRecord
    reason: str


Report = Callable[[KafkaError | None, Message], None]


class DeliveryFailed(Exception):  # noqa: N818 # it says what happened
    """Delivery of a batch is not certain: nothing of it may be acknowledged."""


def producer_config(settings: Settings, largest_batch: int | None = None) -> dict[str, Any]:
    """What librdkafka is told: idempotent, every replica in sync, Java's partitioner, a bounded queue.

    No batch of several records is larger than what every topic takes (`largest_batch`, where it is known): a broker refuses a
    batch as a whole, and records that are sent again come behind later ones of their key.
    """
    return {
        "bootstrap.servers": settings.kafka_bootstrap,
        "client.id": settings.worker,
        "enable.idempotence": True,
        "acks": "all",
        "compression.type": "lz4",
        "linger.ms": 5,
        "batch.size": max(1, min(BATCH_BYTES, (largest_batch or BATCH_BYTES) - FRAMING_BYTES)),
        "partitioner": "murmur2_random",
        "queue.buffering.max.messages": QUEUED_MESSAGES,
        "queue.buffering.max.kbytes": max(QUEUED_KILOBYTES, 2 * settings.max_record_bytes // 1024),
        "message.max.bytes": max(1_000_000, settings.max_record_bytes),
        "delivery.timeout.ms": int(settings.delivery_seconds * 1000),
        "socket.timeout.ms": 10_000,
        "socket.keepalive.enable": True,
        "reconnect.backoff.max.ms": 1_000,
        # A new leader is elected seconds after a broker dies, when librdkafka has asked for it once and in vain.
        "topic.metadata.refresh.interval.ms": 10_000,
    }


class _Delivery:
    """The outstanding reports of one batch. Reports arrive on the polling thread; the loop is woken once, by the last."""

    def __init__(self, records: Sequence[ProducerRecord]) -> None:
        self._loop = asyncio.get_running_loop()
        self._complete = self._loop.create_future()
        self._records = records
        self._expected = -1
        self._reported = 0
        self.refused: list[int] = []
        self.reasons: dict[int, str] = {}
        self.failure: KafkaError | None = None

    def report(self, index: int, error: KafkaError | None, _: Message) -> None:
        """Called by librdkafka, once for each record that it accepted."""
        if error is not None:
            self.note(index, error)
        self._reported += 1
        if self._reported == self._expected:
            self._loop.call_soon_threadsafe(self._finish)

    def note(self, index: int, error: KafkaError) -> None:
        """Sorts an error: this record's own, or the end of the batch."""
        if error.code() in REFUSALS:
            self.refused.append(index)
            self.reasons[index] = f"{error.name()}: {error.str()}"
        else:
            self.failure = error

    async def wait(self, expected: int) -> None:
        """Waits until so many records are reported; raises `DeliveryFailed` if one of them failed."""
        self._expected = expected
        if self._reported == expected:
            self._finish()
        await self._complete
        if self.failure is not None:
            raise DeliveryFailed(f"not acknowledged: {self.failure}")

    def _finish(self) -> None:
        if not self._complete.done():
            self._complete.set_result(None)


class Publisher:
    """The one producer of a worker. Make it at start, so that it is connected when the first batch comes; `close` it at the end.

    `largest_batch` is what every topic takes that is published to, in bytes, where it is known.
    """

    def __init__(self, settings: Settings, largest_batch: int | None = None) -> None:
        self._producer = confluent_kafka.Producer(producer_config(settings, largest_batch), logger=library)
        self._closed = threading.Event()
        self._polling = threading.Thread(target=self._poll, name="outbox", daemon=True)
        self._polling.start()

    def __len__(self) -> int:
        """Records that the broker has not acknowledged; `QUEUED_MESSAGES` at most."""
        return len(self._producer)

    async def publish(self, records: Sequence[ProducerRecord]) -> list[Refused]:
        """Publishes all and waits for the broker's word on each; those that it refuses for themselves come back.

        Records are queued, in order, before the first wait (unless the queue is full). Where a topic takes less than the worker
        knew when it began, a refusal may name a whole batch of the wire: refused records are sent again one at a time before they
        count as refused, and come behind what was sent meanwhile.
        Raises `DeliveryFailed` for every other failure (time out, no broker, fatal error).
        """
        first = await self._send(records)
        if len(records) == 1:
            return [Refused(records[index], first.reasons[index]) for index in first.refused]
        again = [await self._alone(records[index]) for index in sorted(first.refused)]
        return [each for each in again if each is not None]

    async def _alone(self, record: ProducerRecord) -> Refused | None:
        reasons: list[str] = []
        for _ in range(TRIES):
            reasons = [*(await self._send([record])).reasons.values()]
            if not reasons:
                return None
        return Refused(record, reasons[0])

    async def close(self) -> None:
        """Returns when every record is reported and the polling thread is gone."""
        while len(self._producer):
            await asyncio.to_thread(self._producer.flush, 1.0)
        self._closed.set()
        await asyncio.to_thread(self._polling.join)

    async def _send(self, records: Sequence[ProducerRecord]) -> _Delivery:
        delivery = _Delivery(records)
        expected = 0
        produce, report = self._producer.produce, delivery.report
        for index, record in enumerate(records):
            done = partial(report, index)
            try:
                try:
                    produce(record.topic, record.value, record.key, on_delivery=done)
                except BufferError:
                    await self._produce_once_there_is_room(record, done)
            except KafkaException as error:
                delivery.note(index, error.args[0])
            else:
                expected += 1
        await delivery.wait(expected)
        return delivery

    async def _produce_once_there_is_room(self, record: ProducerRecord, report: Report) -> None:
        while True:
            try:
                self._producer.produce(record.topic, record.value, record.key, on_delivery=report)
            except BufferError:
                await asyncio.sleep(FULL_SECONDS)
            else:
                return

    def _poll(self) -> None:
        while not self._closed.is_set():
            self._producer.poll(POLL_SECONDS)
