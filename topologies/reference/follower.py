"""Follows the control topics on a thread of its own: to their end before the worker is ready, then for as long as it runs."""

import gc
import threading
import time
import uuid
from collections.abc import Callable
from typing import Protocol

import msgspec
import structlog
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

from topologies.delivery import malloc
from topologies.reference.control_topics import ListsInForce, PolicyInForce, ScorecardsInForce, SuppressionsInForce
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.settings import Settings
from topologies.topics import HOLDS, POLICY, POSTS, SUPPRESSIONS, WATCHLIST

log = structlog.get_logger(__name__)
MESSAGES_PER_CALL = 5_000
POLL_SECONDS = 0.2
FETCH_MAX_BYTES = 1024 * 1024
FETCH_QUEUE_KILOBYTES = 8 * 1024


class TopicState(Protocol):
    """The state of one control topic."""

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Apply one record. Raises `msgspec.MsgspecError` if it cannot be decoded."""


class ReferenceObserver(Protocol):
    """What the metrics observe of the reference."""

    def on_reference(self, reference: Reference, closed: float) -> None:
        """A new reference is in force; its newest list was closed at `closed`, in seconds since the epoch."""

    def on_refused(self, topic: str) -> None:
        """A record of a control topic cannot be decoded, or a list is not whole."""


class Follower:
    """Reads the control topics and the holds; `reference` is None until all are read to their end and the lists are whole.

    While a later change has not made the lists whole again, the last good reference stays.
    """

    def __init__(self, settings: Settings, observer: ReferenceObserver) -> None:
        self._settings = settings
        self._observer = observer
        self._lists = ListsInForce()
        self._scorecards = ScorecardsInForce()
        self._policy = PolicyInForce()
        self._suppressions = SuppressionsInForce()
        self.holds = RememberedHolds(settings.holds_remembered)
        self._topics: dict[str, TopicState] = {
            WATCHLIST.name: self._lists,
            POSTS.name: self._scorecards,
            POLICY.name: self._policy,
            SUPPRESSIONS.name: self._suppressions,
            HOLDS.name: self.holds,
        }
        self.reference: Reference | None = None
        self.waiting_for = "the control topics are being read"
        self.failure: BaseException | None = None
        self._not_at_end: set[tuple[str, int]] = set()
        self._closed = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    @property
    def not_ready(self) -> str:
        """Why the worker cannot screen yet, in words; empty once there is a reference, whatever a later change waits for."""
        return self.waiting_for if self.reference is None else ""

    def start(self) -> None:
        """Start reading."""
        self._thread.start()

    def stop(self) -> None:
        """Stop reading, and return once the thread has ended."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def wait_until_ready(self, seconds: float, stopped: Callable[[], bool] = lambda: False) -> bool:
        """Wait up to `seconds`, or until `stopped`; True once there is a reference. Raises what the thread failed on."""
        end = time.monotonic() + seconds
        while self.reference is None and time.monotonic() < end and not stopped():
            if self.failure is not None:
                raise self.failure
            time.sleep(0.02)
        return self.reference is not None

    def _run(self) -> None:
        try:
            self._follow()
        except BaseException as error:
            self.failure = error
            log.exception("reading the control topics failed")

    def _follow(self) -> None:
        consumer = Consumer(_config(self._settings))
        try:
            self._assign(consumer)
            changed = True
            while not self._stopped.is_set():
                changed |= self._apply(consumer.consume(MESSAGES_PER_CALL, timeout=POLL_SECONDS))
                if changed and not self._not_at_end:
                    changed = False
                    self._refresh()
        finally:
            consumer.close()

    def _assign(self, consumer: Consumer) -> None:
        known = consumer.list_topics(timeout=self._settings.connect_seconds).topics
        partitions = [
            TopicPartition(name, partition, OFFSET_BEGINNING)
            for name in self._topics
            for partition in (known[name].partitions if name in known else ())
        ]
        self._not_at_end = {(each.topic, each.partition) for each in partitions}
        consumer.assign(partitions)

    def _apply(self, messages: list[Message]) -> bool:
        """Apply messages; True where the reference may have changed."""
        changed = False
        for message in messages:
            error = message.error()
            topic = message.topic() or ""
            if error is not None:
                changed |= self._on_error(error, topic, message.partition() or 0)
                continue
            try:
                self._topics[topic].apply(message.key() or b"", message.value())
            except (msgspec.MsgspecError, UnicodeDecodeError) as refusal:
                log.warning("a control record cannot be read", topic=topic, offset=message.offset(), error=str(refusal))
                self._observer.on_refused(topic)
            changed |= topic != HOLDS.name
        return changed

    def _on_error(self, error: KafkaError, topic: str, partition: int) -> bool:
        """True where the error says that a partition was read to its end for the first time."""
        if error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own codes are named so
            if error.fatal():
                raise KafkaException(error)
            log.warning("an error while reading the control topics", error=error.str())
            return False
        first_time = (topic, partition) in self._not_at_end
        self._not_at_end.discard((topic, partition))
        return first_time

    def _refresh(self) -> None:
        reason = self._lists.incomplete()
        if reason:
            if reason != self.waiting_for:
                log.warning("the lists on the topic are not whole; the last good ones stay in force", reason=reason)
                self._observer.on_refused(WATCHLIST.name)
            self.waiting_for = reason
            return
        self.waiting_for = "the lists are being built"
        old, new = self.reference, self._build()
        changed = old is None or old.versions != new.versions
        if changed or self._closed != self._lists.closed:  # a load of an unchanged list still makes it younger
            self._closed = self._lists.closed
            self._observer.on_reference(new, self._closed)
        if changed:
            gc.freeze()  # spares collections the lists, which hold no cycles
            self.reference = new
            malloc.trim()  # reading and building take more memory than what remains
            log.info("reference data in force", **msgspec.structs.asdict(new.versions), listed=len(new.watchlist))
        self.waiting_for = ""

    def _build(self) -> Reference:
        old = self.reference.watchlist if self.reference else None
        watchlist = self._lists.watchlist(self._settings.party_cache, old)
        scorecards, suppressions = self._scorecards.scorecards(), self._suppressions.suppressions()
        return Reference(watchlist, scorecards, self._policy.policy, suppressions)


def _config(settings: Settings) -> dict[str, object]:
    return {
        "bootstrap.servers": settings.kafka_bootstrap,
        "client.id": f"{settings.worker}-reference",
        "group.id": f"reference-{uuid.uuid4()}",  # required by librdkafka, unused: partitions are assigned by hand
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
        "isolation.level": "read_uncommitted",
        "fetch.wait.max.ms": 100,
        "fetch.message.max.bytes": FETCH_MAX_BYTES,
        "fetch.max.bytes": FETCH_MAX_BYTES,
        "receive.message.max.bytes": 2 * max(1_000_000, settings.max_record_bytes) + 1_000_000,
        "queued.max.messages.kbytes": FETCH_QUEUE_KILOBYTES,
        "reconnect.backoff.max.ms": 1_000,
        "log_level": 0,  # what matters also arrives as an event, and is logged once
    }
