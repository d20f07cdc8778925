"""Publishes outcomes and awaits their delivery: unless the broker has every record, the batch must not be committed."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from functools import partial

import confluent_kafka
import msgspec
from confluent_kafka import KafkaError, KafkaException, Message

from topologies.delivery.client_config import library_logger, producer_config
from topologies.settings import Settings

FULL_SECONDS = 0.005  # pause while the producer's queue is full
POLL_SECONDS = 0.1
TRIES = 3
"""How often a refused record is sent alone: it may still share a wire batch with another one that is refused."""

REFUSALS = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_MSG_SIZE, KafkaError.INVALID_RECORD})
"""Errors that concern a single record, whatever else is sent."""


class ProducerRecord(msgspec.Struct, frozen=True, gc=False):
    """One record to publish, as raw bytes; a `value` of None is a tombstone."""

    topic: str
    key: bytes | None
    value: bytes | None


class Refused(msgspec.Struct, frozen=True):
    """A record that the broker will never accept, and why. It is not published."""

    record: ProducerRecord
    reason: str


Report = Callable[[KafkaError | None, Message], None]


class DeliveryFailed(Exception):  # noqa: N818 # it says what happened
    """Delivery is not certain: none of the batch may be committed."""


class _Delivery:
    """The pending delivery reports of one batch. They arrive on the polling thread; only the last one wakes the event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._complete = self._loop.create_future()
        self._expected = -1
        self._reported = 0
        self.refusals: dict[int, str] = {}
        """Why a record was refused, by its index."""
        self.failure: KafkaError | None = None

    def report(self, index: int, error: KafkaError | None, _: Message) -> None:
        """Called by librdkafka, once for each queued record."""
        if error is not None:
            self.note(index, error)
        self._reported += 1
        if self._reported == self._expected:
            self._loop.call_soon_threadsafe(self._finish)

    def note(self, index: int, error: KafkaError) -> None:
        """Note an error: it concerns either this record alone, or the whole batch."""
        if error.code() in REFUSALS:
            self.refusals[index] = f"{error.name()}: {error.str()}"
        else:
            self.failure = error

    async def wait(self, expected: int) -> None:
        """Wait for `expected` reports. Raises `DeliveryFailed` if the batch failed."""
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
    """The producer of a worker. Create it at start, so that it is connected when the first batch comes; `close` it at the end.

    `largest_batch` is the batch size in bytes that every topic accepts, where it is known.
    """

    def __init__(self, settings: Settings, largest_batch: int | None = None) -> None:
        self._producer = confluent_kafka.Producer(producer_config(settings, largest_batch), logger=library_logger)
        self._closed = threading.Event()
        self._polling = threading.Thread(target=self._poll, name="publisher", daemon=True)
        self._polling.start()

    def __len__(self) -> int:
        """The number of records that the broker has not acknowledged yet."""
        return len(self._producer)

    async def publish(self, records: Sequence[ProducerRecord]) -> list[Refused]:
        """Publish all records and wait for the delivery report of each; returns those that the broker refuses.

        Records are queued in order before the first wait (unless the queue is full). If the limit of a topic was lowered after
        the worker started, the broker may refuse a whole wire batch: its records are then sent again one at a time, behind what
        was sent meanwhile, and only those refused alone are returned.
        Raises `DeliveryFailed` for every other failure (timeout, no broker, fatal error).
        """
        first = await self._send(records)
        if len(records) == 1:
            return [Refused(records[0], reason) for reason in first.refusals.values()]
        again = [await self._send_alone(records[index]) for index in sorted(first.refusals)]
        return [each for each in again if each is not None]

    async def _send_alone(self, record: ProducerRecord) -> Refused | None:
        reason = ""
        for _ in range(TRIES):
            refusals = (await self._send([record])).refusals
            if not refusals:
                return None
            reason = refusals[0]
        return Refused(record, reason)

    async def close(self) -> None:
        """Return once every record is reported and the polling thread has ended."""
        while len(self._producer):
            await asyncio.to_thread(self._producer.flush, 1.0)
        self._closed.set()
        await asyncio.to_thread(self._polling.join)

    async def _send(self, records: Sequence[ProducerRecord]) -> _Delivery:
        delivery = _Delivery()
        expected = 0
        produce, report = self._producer.produce, delivery.report
        for index, record in enumerate(records):
            on_delivery = partial(report, index)
            try:
                try:
                    produce(record.topic, record.value, record.key, on_delivery=on_delivery)
                except BufferError:
                    await self._produce_when_queue_has_room(record, on_delivery)
            except KafkaException as error:
                delivery.note(index, error.args[0])
            else:
                expected += 1
        await delivery.wait(expected)
        return delivery

    async def _produce_when_queue_has_room(self, record: ProducerRecord, report: Report) -> None:
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
