"""The librdkafka consumer: a single thread makes every call on it."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import confluent_kafka
from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition

from topologies.delivery.client_config import consumer_config, library_logger
from topologies.delivery.fencing import FencedError, Fencings, raise_if_fatal
from topologies.delivery.offsets import LagMeter, start_offsets
from topologies.delivery.record_batch import RecordBatch, batches
from topologies.delivery.watermark import Partition
from topologies.settings import Settings

CHUNK = 500  # messages consumed per call, so that the bound on bytes holds approximately
COMMIT_SECONDS = (
    10.0  # beyond the session, after which librdkafka gives up a commit; one without any answer counts as failed
)
REBALANCE_SECONDS = 60.0  # beyond the drain, for Faust's own part of a rebalance
REPEAT_SECONDS = 10.0  # between two log lines of the same error

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


class RebalanceListener(Protocol):
    """Is called on the event loop during a rebalance, while the polling thread waits; and after an asynchronous commit."""

    async def before_revoke(self, partitions: set[Partition]) -> dict[Partition, int]:
        """Finish what is in flight, within bounds. Returns the offsets to commit before the partitions are revoked."""

    async def after_revoke(self, partitions: set[Partition]) -> None:
        """The partitions are revoked or lost."""

    async def after_assign(self, partitions: set[Partition]) -> None:
        """The partitions are assigned, and paused."""

    def committed(self, offsets: dict[Partition, int]) -> None:
        """The broker acknowledged these offsets, some time after `commit_async`."""


class Poller:
    """Fetches batches, commits offsets and takes part in rebalances. Blocking methods run on its thread: `await call(...)`.

    `epoch` grows with each revocation. What was fetched under an earlier epoch is dropped, and none of its offsets committed.
    """

    def __init__(self, settings: Settings, listener: RebalanceListener, loop: asyncio.AbstractEventLoop) -> None:
        self._settings = settings
        self._listener = listener
        self._loop = loop
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="poller")
        self._errors = _ErrorLog()
        self._fencings = Fencings()
        self._lag_meter = LagMeter()
        self._topics: list[str] = []
        self._consumer = self._new_consumer()
        self._positions: dict[Partition, int | None] = {}
        self._pending: list[Message] = []
        self._paused = False
        self._commit_sent: float | None = None
        self.epoch = 0

    @property
    def lags(self) -> dict[Partition, int]:
        """How many records of each assigned partition are not fetched yet."""
        return self._lag_meter.lags

    async def call(self, method: Callable[..., Result], *args: object) -> Result:
        """Run a method of this object on its thread."""
        return await self._loop.run_in_executor(self._thread, method, *args)

    def _new_consumer(self) -> confluent_kafka.Consumer:
        callbacks = {"error_cb": self._errors, "on_commit": self._on_commit}
        return confluent_kafka.Consumer(consumer_config(self._settings) | callbacks, logger=library_logger)

    def subscribe(self, topics: list[str]) -> None:
        """Join the group for these topics; partitions are assigned while `fetch` polls."""
        self._topics = topics
        self._consumer.subscribe(topics, on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_lost)

    # --- fetching

    def fetch(self, timeout: float, *, has_room: bool) -> list[RecordBatch]:
        """Wait up to `timeout` seconds for a record, and return all that arrived, in batches; nothing without `has_room`.

        Either way the consumer stays in its group. Raises `KafkaException` for an error from which it cannot recover.
        """
        try:
            return self._fetch(timeout, has_room=has_room)
        except FencedError as error:
            self._rejoin(error)
            return []

    def _rejoin(self, error: FencedError) -> None:
        """Replace a fenced consumer; what was in flight is read again by whoever owns its partitions next."""
        self._fencings.count(self._settings.instance)
        logger.warning("%s; this worker joins the group again", error)
        self._consumer.close()  # which revokes the partitions, unless they were revoked already
        if self._positions:
            self._forget(set(self._positions))
        self._consumer = self._new_consumer()
        self.subscribe(self._topics)

    def _fetch(self, timeout: float, *, has_room: bool) -> list[RecordBatch]:
        self._pause(paused=not has_room)
        epoch = self.epoch
        self._accept([self._consumer.poll(timeout)])
        self._lag_meter.measure(self._consumer, self._positions)
        if not has_room:
            return []
        size = sum(map(len, self._pending))
        while self._pending and len(self._pending) < self._settings.batch_records and size < self._settings.batch_bytes:
            chunk = self._consumer.consume(min(CHUNK, self._settings.batch_records - len(self._pending)), 0)
            size += self._accept(chunk)
            if not chunk or epoch != self.epoch:
                break
        if epoch != self.epoch:
            self._pending = []  # fetched under an earlier assignment: the owner of the partitions reads them again
        messages, self._pending = self._pending, []
        return self._batches(messages)

    def _accept(self, messages: Iterable[Message | None]) -> int:
        """Keep the records among `messages`; their bytes."""
        size = 0
        for message in messages:
            if message is None:
                continue
            if (error := message.error()) is not None:
                self._on_message_error(message, error)
                continue
            self._pending.append(message)
            self._lag_meter.fetched()
            size += len(message)
        return size

    def _on_message_error(self, message: Message, error: KafkaError) -> None:
        raise_if_fatal(error)
        if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 # librdkafka's public name for it
            # Offsets at the end that hold no record, such as a transaction's marker, do not count as lag.
            self._advance(Partition(str(message.topic()), int(message.partition() or 0)), int(message.offset() or 0))
        else:
            self._errors(error)

    def _advance(self, at: Partition, position: int) -> None:
        if at in self._positions:
            self._positions[at] = max(self._positions[at] or 0, position)

    def _batches(self, messages: list[Message]) -> list[RecordBatch]:
        made = list(batches(messages, self._settings.batch_records, self._settings.batch_bytes))
        for batch in made:
            self._advance(batch.at, batch.last + 1)
        return made

    def _pause(self, *, paused: bool) -> None:
        if paused != self._paused and self._positions:
            change = self._consumer.pause if paused else self._consumer.resume
            change([TopicPartition(*at) for at in self._positions])
            self._paused = paused

    # --- commits

    def commit_async(self, offsets: dict[Partition, int], epoch: int) -> bool:
        """Send a commit without waiting for it; True if one was sent. The listener's `committed` gets what was acknowledged.

        One commit is in flight at a time. Waiting for it would stop fetching, and block every rebalance of the group, for as
        long as the coordinator is away.
        """
        if epoch != self.epoch or not offsets or self._commit_in_flight():
            return False
        try:
            self._consumer.commit(offsets=_to_librdkafka(offsets), asynchronous=True)
        except KafkaException as error:
            logger.warning("a commit failed and will be repeated: %s", error)
            return False
        self._commit_sent = time.monotonic()
        return True

    def _commit_in_flight(self) -> bool:
        timeout = self._settings.session_seconds + COMMIT_SECONDS
        return self._commit_sent is not None and time.monotonic() < self._commit_sent + timeout

    def _on_commit(self, error: KafkaError | None, answers: list[TopicPartition]) -> None:
        """Called by librdkafka while `fetch` polls."""
        self._commit_sent = None
        if error is not None:
            logger.warning("a commit failed and will be repeated: %s", error)
        elif acknowledged := _acknowledged(answers):
            self._loop.call_soon_threadsafe(self._listener.committed, acknowledged)

    def commit(self, offsets: dict[Partition, int], epoch: int) -> dict[Partition, int]:
        """Commit and wait for the broker; the offsets that it acknowledged, none if `epoch` is over."""
        if epoch != self.epoch or not offsets:
            return {}
        try:
            answers = self._consumer.commit(offsets=_to_librdkafka(offsets), asynchronous=False) or []
        except KafkaException as error:
            logger.warning("a commit failed and will be repeated: %s", error)
            return {}
        return _acknowledged(answers)

    def close(self) -> None:
        """Leave the group (a static member keeps its membership) and stop the thread."""
        self._consumer.close()
        self._thread.shutdown(wait=False)

    # --- rebalances

    def _on_revoke(self, _: confluent_kafka.Consumer, partitions: list[TopicPartition]) -> None:
        revoked = _from_librdkafka(partitions)
        logger.info("%d partitions are being revoked", len(revoked))
        self.commit(self._on_loop(self._listener.before_revoke(revoked)), self.epoch)
        self._forget(revoked)

    def _on_lost(self, _: confluent_kafka.Consumer, partitions: list[TopicPartition]) -> None:
        logger.warning("partitions lost to another worker: %s", sorted(_from_librdkafka(partitions)))
        self._forget(_from_librdkafka(partitions))

    def _forget(self, revoked: set[Partition]) -> None:
        self._on_loop(self._listener.after_revoke(revoked))
        self.epoch += 1
        self._commit_sent = None
        self._pending = []
        self._positions = {at: position for at, position in self._positions.items() if at not in revoked}
        self._lag_meter.reset()

    def _on_assign(self, consumer: confluent_kafka.Consumer, partitions: list[TopicPartition]) -> None:
        started = time.monotonic()
        starts = start_offsets(consumer, partitions) if partitions else {}
        seconds = time.monotonic() - started
        logger.info("%d partitions assigned; finding their start offsets took %.1f s", len(partitions), seconds)
        consumer.assign(_to_librdkafka(starts))
        if partitions:
            consumer.pause(partitions)
        self._positions = {at: offset if offset >= 0 else None for at, offset in starts.items()}
        self._paused = True
        self._on_loop(self._listener.after_assign(_from_librdkafka(partitions)))

    def _on_loop(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        limit = self._settings.drain_seconds + REBALANCE_SECONDS
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(limit)


def _from_librdkafka(partitions: Iterable[TopicPartition]) -> set[Partition]:
    return {Partition(each.topic, each.partition) for each in partitions}


def _to_librdkafka(offsets: Mapping[Partition, int]) -> list[TopicPartition]:
    return [TopicPartition(*at, offset) for at, offset in offsets.items()]


def _acknowledged(answers: Iterable[TopicPartition]) -> dict[Partition, int]:
    """The offsets that the broker accepted; the others are logged, and committed again later."""
    offsets = {}
    for answer in answers:
        if answer.error is not None:
            logger.warning("the commit of %s/%s failed: %s", answer.topic, answer.partition, answer.error)
        else:
            offsets[Partition(answer.topic, answer.partition)] = answer.offset
    return offsets


class _ErrorLog:
    """Logs librdkafka's errors, each kind at most once in `REPEAT_SECONDS`: it repeats them while a broker is down."""

    def __init__(self) -> None:
        self._due: dict[int, float] = {}

    def __call__(self, error: KafkaError) -> None:
        now = time.monotonic()
        if now >= self._due.get(error.code(), 0.0):
            self._due[error.code()] = now + REPEAT_SECONDS
            logger.warning("consumer: %s", error.str())
