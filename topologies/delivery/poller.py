"""The librdkafka consumer: every call on it is made by one thread of its own."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

import confluent_kafka
from confluent_kafka import KafkaException, Message, TopicPartition

from topologies.delivery.fencing import FencedError, Fencings, require_hope
from topologies.delivery.record_batch import RecordBatch, batches
from topologies.delivery.watermark import Partition
from topologies.settings import Settings

CHUNK = 500  # messages taken at once, so that the bound in bytes holds roughly
LAG_SECONDS = 0.5
# The broker answers a fetch at so many bytes or after so long: few large answers instead of thousands of small ones a second.
FETCH_BYTES, FETCH_MS = 16 * 1024, 15
# What is fetched ahead, so that a backlog does not fill memory. The first record of an answer comes however large it is, and
# answers are compressed: a MiB becomes 5 to 10 of manifests, and the queue is only looked at between answers.
# Each partition has a share of an answer: where one may fill it, librdkafka works off its backlog before it asks for the next.
FETCH_PARTITION_BYTES = 256 * 1024
FETCH_MOST_BYTES = 16 * FETCH_PARTITION_BYTES
QUEUED_KILOBYTES = 16 * 1024
COMMITTED_SECONDS, COMMITTED_TRIES = 5.0, 3
STARTS_SECONDS = 8.0  # for all partitions of an assignment together: while they are looked up, nothing is fetched
ANSWER_SECONDS = (
    10.0  # beyond the session, after which librdkafka gives a commit up: one that is never answered is not waited for
)
QUIET_SECONDS = 10.0
END_SECONDS = 1.0  # how long the broker is asked for the end of one partition

REBALANCE_SECONDS = 60.0  # beyond the drain, for what Faust does in a rebalance

logger = logging.getLogger(__name__)
library = logging.getLogger(f"{__name__}.librdkafka")
library.setLevel(logging.CRITICAL)  # it repeats itself many times a second; what matters also comes through `error_cb`
Result = TypeVar("Result")


class Rebalance(Protocol):
    """What a rebalance asks of the event loop; the fetching thread waits for each of these."""

    async def leaving(self, revoked: set[Partition]) -> dict[Partition, int]:
        """Finishes what is in flight, within bounds; the offsets to commit before the partitions go."""

    async def left(self, revoked: set[Partition]) -> None:
        """The partitions are gone."""

    async def joined(self, assigned: set[Partition]) -> None:
        """The partitions are ours, and paused."""

    def committed(self, offsets: dict[Partition, int]) -> None:
        """The broker acknowledged these commits, some time after `commit_soon`."""


def consumer_config(settings: Settings) -> dict[str, Any]:
    """What librdkafka is told. Outputs are not transactional, so uncommitted reads lose nothing (and work on every broker)."""
    session_ms = int(settings.session_seconds * 1000)
    config = {
        "bootstrap.servers": settings.kafka_bootstrap,
        "client.id": settings.worker,
        "group.id": settings.group,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "earliest",
        "enable.partition.eof": True,
        "isolation.level": "read_uncommitted",
        "partition.assignment.strategy": "roundrobin",
        "session.timeout.ms": session_ms,
        "heartbeat.interval.ms": min(3000, session_ms // 6),
        "max.poll.interval.ms": max(300_000, session_ms),
        "fetch.min.bytes": FETCH_BYTES,
        "fetch.wait.max.ms": FETCH_MS,
        "fetch.queue.backoff.ms": 10,
        "queued.max.messages.kbytes": QUEUED_KILOBYTES,
        "fetch.message.max.bytes": FETCH_PARTITION_BYTES,
        "fetch.max.bytes": FETCH_MOST_BYTES,
        "receive.message.max.bytes": 2 * max(FETCH_MOST_BYTES, settings.max_record_bytes) + 1_000_000,
        "socket.timeout.ms": 10_000,
        "socket.keepalive.enable": True,
        "reconnect.backoff.max.ms": 1_000,
        "topic.metadata.refresh.interval.ms": 10_000,
    }
    return config | ({"group.instance.id": settings.instance} if settings.instance else {})


class Poller:
    """Fetches batches, commits offsets and serves rebalances. Methods that block run on its thread: `await call(...)`."""

    def __init__(self, settings: Settings, rebalance: Rebalance, loop: asyncio.AbstractEventLoop) -> None:
        self._settings = settings
        self._rebalance = rebalance
        self._loop = loop
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kafka")
        self._errors = _Errors()
        self._fencings = Fencings()
        self._topics: list[str] = []
        self._consumer = self._new_consumer()
        self._next: dict[Partition, int | None] = {}
        self._held: list[Message] = []
        self._paused = False
        self._lag_due = 0.0
        self._commit_asked: float | None = None
        self._taken_at = time.monotonic()
        self._ends: dict[Partition, int] = {}
        self._to_ask: list[Partition] = []
        self.epoch = 0
        self.lags: dict[Partition, int] = {}

    async def call(self, method: Callable[..., Result], *args: object) -> Result:
        """Runs a method of this object on its thread."""
        return await self._loop.run_in_executor(self._thread, method, *args)

    def _new_consumer(self) -> confluent_kafka.Consumer:
        own = {"error_cb": self._errors, "on_commit": self._on_commit}
        return confluent_kafka.Consumer(consumer_config(self._settings) | own, logger=library)

    def subscribe(self, topics: list[str]) -> None:
        """Joins the group for these topics; assignments arrive while `fetch` polls."""
        self._topics = topics
        self._consumer.subscribe(topics, on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_lost)

    def fetch(self, seconds: float, *, wanted: bool) -> list[RecordBatch]:
        """Waits up to `seconds` for a record and takes what has come with it. Nothing is taken unless `wanted`.

        Either way the group is served. Raises `KafkaException` when the consumer cannot go on.
        """
        try:
            return self._fetch(seconds, wanted=wanted)
        except FencedError as error:
            self._join_again(error)
            return []

    def _join_again(self, error: FencedError) -> None:
        """A new consumer takes the place of a fenced one; what was in flight is read again by whoever has its partitions."""
        self._fencings.count(self._settings.instance)
        logger.warning("%s; this worker joins again", error)
        self._consumer.close()  # the partitions are given up, where they were not yet
        if self._next:
            self._drop(set(self._next))
        self._consumer = self._new_consumer()
        self.subscribe(self._topics)

    def _fetch(self, seconds: float, *, wanted: bool) -> list[RecordBatch]:
        self._pause(paused=not wanted)
        epoch = self.epoch
        self._take([self._consumer.poll(seconds)])
        self._measure_lag()
        if not wanted:
            return []
        size = sum(map(len, self._held))
        while self._held and len(self._held) < self._settings.batch_records and size < self._settings.batch_bytes:
            chunk = self._consumer.consume(min(CHUNK, self._settings.batch_records - len(self._held)), 0)
            size += self._take(chunk)
            if not chunk or epoch != self.epoch:
                break
        if epoch != self.epoch:
            self._held = []  # fetched under an assignment that is gone: whoever owns the partitions reads them again
        messages, self._held = self._held, []
        return self._batches(messages)

    def commit_soon(self, offsets: dict[Partition, int], epoch: int) -> bool:
        """Asks for a commit and does not wait; `Rebalance.committed` hears what the broker acknowledged. False if none was asked.

        A commit that waits holds up all fetching, and every rebalance of the group, for as long as the coordinator is away.
        """
        if epoch != self.epoch or not offsets or self._awaits_commit():
            return False
        try:
            self._consumer.commit(offsets=_positions(offsets), asynchronous=True)
        except KafkaException as error:
            logger.warning("commit failed, it is due again: %s", error)
            return False
        self._commit_asked = time.monotonic()
        return True

    def _awaits_commit(self) -> bool:
        patience = self._settings.session_seconds + ANSWER_SECONDS
        return self._commit_asked is not None and time.monotonic() < self._commit_asked + patience

    def _on_commit(self, error: confluent_kafka.KafkaError | None, answers: list[TopicPartition]) -> None:
        """Called by librdkafka, while `fetch` polls."""
        self._commit_asked = None
        if error is not None:
            logger.warning("commit failed, it is due again: %s", error)
        elif done := _acknowledged(answers):
            self._loop.call_soon_threadsafe(self._rebalance.committed, done)

    def commit(self, offsets: dict[Partition, int], epoch: int) -> dict[Partition, int]:
        """Commits and waits for the broker; the offsets that it acknowledged. Nothing of an earlier assignment is committed."""
        if epoch != self.epoch or not offsets:
            return {}
        try:
            answers = self._consumer.commit(offsets=_positions(offsets), asynchronous=False) or []
        except KafkaException as error:
            logger.warning("commit failed, it is due again: %s", error)
            return {}
        return _acknowledged(answers)

    def close(self) -> None:
        """Leaves the group (a static member keeps its place) and ends the thread's work."""
        self._consumer.close()
        self._thread.shutdown(wait=False)

    def _take(self, messages: Iterable[Message | None]) -> int:
        size = 0
        for message in messages:
            if message is None:
                continue
            if (error := message.error()) is not None:
                self._note(message, error)
                continue
            self._held.append(message)
            self._taken_at = time.monotonic()
            size += len(message)
        return size

    def _note(self, message: Message, error: confluent_kafka.KafkaError) -> None:
        require_hope(error)
        if error.code() == confluent_kafka.KafkaError._PARTITION_EOF:  # noqa: SLF001 # its public name begins so
            # The end was reached; offsets without a record (of transactions, say) are no lag.
            self._advance(Partition(str(message.topic()), int(message.partition() or 0)), int(message.offset() or 0))
        else:
            self._errors(error)

    def _advance(self, at: Partition, position: int) -> None:
        if at in self._next:
            self._next[at] = max(self._next[at] or 0, position)

    def _batches(self, messages: list[Message]) -> list[RecordBatch]:
        made = list(batches(messages, self._settings.batch_records, self._settings.batch_bytes))
        for batch in made:
            self._advance(batch.at, batch.last + 1)
        return made

    def _measure_lag(self) -> None:
        if time.monotonic() >= self._lag_due:
            self._lag_due = time.monotonic() + LAG_SECONDS
            if time.monotonic() >= self._taken_at + QUIET_SECONDS:
                self._ask_for_an_end()
            self.lags = {at: self._lag(at, position) for at, position in self._next.items()}

    def _lag(self, at: Partition, position: int | None) -> int:
        low, high = self._consumer.get_watermark_offsets(TopicPartition(at.topic, at.partition), cached=True)
        high = max(high, self._ends.get(at, 0))
        return int(max(0, high - max(low, position or 0))) if high > 0 else 0

    def _ask_for_an_end(self) -> None:
        """Ask the broker where the next partition ends: librdkafka knows it from fetching, and sees no lag where that has stopped."""
        self._to_ask = self._to_ask or list(self._next)
        if not self._to_ask or (at := self._to_ask.pop()) not in self._next:
            return
        try:
            _, end = self._consumer.get_watermark_offsets(TopicPartition(at.topic, at.partition), timeout=END_SECONDS)
        except KafkaException as error:
            logger.debug("the end of %s/%s is not known: %s", at.topic, at.partition, error)
        else:
            self._ends[at] = int(end)

    def _pause(self, *, paused: bool) -> None:
        if paused != self._paused and self._next:
            change = self._consumer.pause if paused else self._consumer.resume
            change([TopicPartition(at.topic, at.partition) for at in self._next])
            self._paused = paused

    def _on_revoke(self, _: confluent_kafka.Consumer, partitions: list[TopicPartition]) -> None:
        revoked = _names(partitions)
        logger.info("%d partitions are to be given up", len(revoked))
        self.commit(self._ask(self._rebalance.leaving(revoked)), self.epoch)
        self._drop(revoked)

    def _on_lost(self, _: confluent_kafka.Consumer, partitions: list[TopicPartition]) -> None:
        logger.warning("partitions lost to another worker: %s", sorted(_names(partitions)))
        self._drop(_names(partitions))

    def _drop(self, revoked: set[Partition]) -> None:
        self._ask(self._rebalance.left(revoked))
        self.epoch += 1
        self._commit_asked = None
        self._ends = {}
        self._held = []
        self._next = {at: position for at, position in self._next.items() if at not in revoked}
        self.lags = {}

    def _on_assign(self, consumer: confluent_kafka.Consumer, partitions: list[TopicPartition]) -> None:
        began = time.monotonic()
        starts = self._starts(partitions) if partitions else {}
        logger.info("%d partitions assigned; where they begin took %.1f s", len(partitions), time.monotonic() - began)
        consumer.assign([TopicPartition(at.topic, at.partition, offset) for at, offset in starts.items()])
        if partitions:
            consumer.pause(partitions)
        self._next = {at: offset if offset >= 0 else None for at, offset in starts.items()}
        self._paused = True
        self._ask(self._rebalance.joined(_names(partitions)))

    def _starts(self, partitions: list[TopicPartition]) -> dict[Partition, int]:
        """Where each partition begins, as a number: librdkafka may begin twice one whose start it has to ask for itself.

        It takes `STARTS_SECONDS` at most, however many partitions there are. Where the broker does not tell in time, librdkafka asks (`OFFSET_STORED`), and begins at the earliest where it must.
        """
        deadline = time.monotonic() + STARTS_SECONDS
        starts = {Partition(at.topic, at.partition): confluent_kafka.OFFSET_STORED for at in partitions}
        for at in self._known_commits(partitions, deadline):
            where = Partition(at.topic, at.partition)
            if at.error is None:
                starts[where] = at.offset if at.offset >= 0 else self._earliest(at, deadline)
        return starts

    def _known_commits(self, partitions: list[TopicPartition], deadline: float) -> list[TopicPartition]:
        for _ in range(COMMITTED_TRIES):
            if not (left := _left(deadline)):
                break
            try:
                return list(self._consumer.committed(partitions, timeout=left))
            except KafkaException as error:
                logger.info("committed offsets are not known yet: %s", error)
        return []

    def _earliest(self, at: TopicPartition, deadline: float) -> int:
        """Nothing was ever committed: all that is there is due."""
        if not (left := _left(deadline)):
            return int(confluent_kafka.OFFSET_BEGINNING)
        try:
            low, _ = self._consumer.get_watermark_offsets(at, timeout=left)
        except KafkaException as error:
            logger.info("the beginning of %s/%s is not known yet: %s", at.topic, at.partition, error)
            return int(confluent_kafka.OFFSET_BEGINNING)
        return int(low)

    def _ask(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        limit = self._settings.drain_seconds + REBALANCE_SECONDS
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(limit)


def _names(partitions: Iterable[TopicPartition]) -> set[Partition]:
    return {Partition(at.topic, at.partition) for at in partitions}


def _positions(offsets: Mapping[Partition, int]) -> list[TopicPartition]:
    return [TopicPartition(at.topic, at.partition, offset) for at, offset in offsets.items()]


def _acknowledged(answers: Iterable[TopicPartition]) -> dict[Partition, int]:
    """What the broker took; what it refused is logged, and due again."""
    done = {}
    for answer in answers:
        if answer.error is not None:
            logger.warning("commit of %s/%s failed: %s", answer.topic, answer.partition, answer.error)
        else:
            done[Partition(answer.topic, answer.partition)] = answer.offset
    return done


def _left(deadline: float) -> float:
    """The seconds that one request may take, 0 once the deadline is over."""
    return max(0.0, min(COMMITTED_SECONDS, deadline - time.monotonic()))


class _Errors:
    """Logs what librdkafka complains of, each kind at most once in `QUIET_SECONDS`: a broker that is down is told often."""

    def __init__(self) -> None:
        self._due: dict[int, float] = {}

    def __call__(self, error: confluent_kafka.KafkaError) -> None:
        now = time.monotonic()
        if now >= self._due.get(error.code(), 0.0):
            self._due[error.code()] = now + QUIET_SECONDS
            logger.warning("consumer: %s", error.str())
