"""Following the control topics on a thread of its own: to their end before a worker is ready, then for ever."""

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
from topologies.reference.snapshot import (
    Lists,
    PolicyInForce,
    Reference,
    RememberedHolds,
    ScorecardsInForce,
    SuppressionsInForce,
)
from topologies.settings import Settings
from topologies.topics import HOLDS, POLICY, POSTS, SUPPRESSIONS, WATCHLIST

log = structlog.get_logger(__name__)
FETCH_AT_ONCE = 5_000
POLL_SECONDS = 0.2
FETCH_MOST_BYTES = 1024 * 1024
QUEUED_KILOBYTES = 8 * 1024


class Reader(Protocol):
    """What takes the records of one control topic."""

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one record; raises `msgspec.MsgspecError` where it cannot be read."""


class Watcher(Protocol):
    """Who is told about the reference data."""

    def on_reference(self, reference: Reference, closed: float) -> None:
        """A new reference is in force; its newest list was closed at `closed` (seconds since the epoch)."""

    def on_refused(self, topic: str) -> None:
        """A record of a control topic cannot be read, or a list is not whole."""


class Follower:
    """Reads `watchlist`, `posts`, `policy`, `suppressions` and `holds`; `reference` is None until all were read to their end and are whole.

    A refresh that does not make whole lists keeps the last good reference.
    """

    def __init__(self, settings: Settings, watcher: Watcher) -> None:
        self._settings = settings
        self._watcher = watcher
        self._lists = Lists()
        self._cards = ScorecardsInForce()
        self._policy = PolicyInForce()
        self._suppressions = SuppressionsInForce()
        self.holds = RememberedHolds(settings.holds_remembered)
        self._readers: dict[str, Reader] = {
            WATCHLIST.name: self._lists,
            POSTS.name: self._cards,
            POLICY.name: self._policy,
            SUPPRESSIONS.name: self._suppressions,
            HOLDS.name: self.holds,
        }
        self.reference: Reference | None = None
        self.waits_for = "the control topics are being read"
        self.failure: BaseException | None = None
        self._open: set[tuple[str, int]] = set()
        self._closed = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="following", daemon=True)

    @property
    def not_ready(self) -> str:
        """What keeps a worker from screening, in words; empty once there is a reference, whatever a refresh waits for."""
        return self.waits_for if self.reference is None else ""

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Stop reading; returns when the thread is gone."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def wait_until_ready(self, seconds: float, stopped: Callable[[], bool] = lambda: False) -> bool:
        """Whether the reference was ready within `seconds`; raises what the reading thread failed on."""
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
                changed |= self._take(consumer.consume(FETCH_AT_ONCE, timeout=POLL_SECONDS))
                if changed and not self._open:
                    changed = False
                    self._refresh()
        finally:
            consumer.close()

    def _assign(self, consumer: Consumer) -> None:
        known = consumer.list_topics(timeout=self._settings.connect_seconds).topics
        partitions = [
            TopicPartition(name, partition, OFFSET_BEGINNING)
            for name in self._readers
            for partition in (known[name].partitions if name in known else ())
        ]
        self._open = {(each.topic, each.partition) for each in partitions}
        consumer.assign(partitions)

    def _take(self, messages: list[Message]) -> bool:
        """Apply messages; whether the reference may have changed."""
        changed = False
        for message in messages:
            error = message.error()
            topic = message.topic() or ""
            if error is not None:
                changed |= self._ended(error, topic, message.partition() or 0)
                continue
            try:
                self._readers[topic].apply(message.key() or b"", message.value())
            except (msgspec.MsgspecError, UnicodeDecodeError) as refusal:
                log.warning("a control record cannot be read", topic=topic, offset=message.offset(), error=str(refusal))
                self._watcher.on_refused(topic)
            changed |= topic != HOLDS.name
        return changed

    def _ended(self, error: KafkaError, topic: str, partition: int) -> bool:
        if error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own codes are named so
            if error.fatal():
                raise KafkaException(error)
            log.warning("reading the control topics", error=error.str())
            return False
        reached = (topic, partition) in self._open
        self._open.discard((topic, partition))
        return reached

    def _refresh(self) -> None:
        reason = self._lists.incomplete()
        if reason:
            if reason != self.waits_for:
                log.warning("the lists on the topic are not whole; the last good ones stay", reason=reason)
                self._watcher.on_refused(WATCHLIST.name)
            self.waits_for = reason
            return
        self.waits_for = "the lists are being built"
        old = self.reference
        watchlist = self._lists.watchlist(self._settings.party_cache, old.watchlist if old else None)
        reference = Reference(
            watchlist, self._cards.scorecards(), self._policy.policy, self._suppressions.suppressions()
        )
        changed = old is None or old.versions != reference.versions
        if changed or self._closed != self._lists.closed:  # also where a load confirmed the list as it is
            self._closed = self._lists.closed
            self._watcher.on_reference(reference, self._closed)
        if changed:
            gc.freeze()  # no collection goes through the lists again; nothing in them is cyclic
            self.reference = reference
            malloc.trim()  # what reading and building took, which is more than what stays
            log.info("reference data in force", **_versions(reference), listed=len(reference.watchlist))
        self.waits_for = ""


def _versions(reference: Reference) -> dict[str, str]:
    versions = reference.versions
    return msgspec.structs.asdict(versions)


def _config(settings: Settings) -> dict[str, object]:
    return {
        "bootstrap.servers": settings.kafka_bootstrap,
        "client.id": f"{settings.worker}-reference",
        "group.id": f"reference-{uuid.uuid4()}",  # librdkafka asks for a name; with manual assignment it is never used
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
        "isolation.level": "read_uncommitted",
        "fetch.wait.max.ms": 100,
        "fetch.message.max.bytes": FETCH_MOST_BYTES,
        "fetch.max.bytes": FETCH_MOST_BYTES,
        "receive.message.max.bytes": 2 * max(1_000_000, settings.max_record_bytes) + 1_000_000,
        "queued.max.messages.kbytes": QUEUED_KILOBYTES,
        "reconnect.backoff.max.ms": 1_000,
        "log_level": 0,  # what matters comes as an event, and is logged once
    }
