"""Everything that workers publish, in the order of the topics, with the time at which it was read."""

import threading
import time
import uuid
from collections import Counter
from hashlib import blake2b
from typing import Any, Self

import msgspec
import orjson
from confluent_kafka import Consumer, KafkaException, TopicPartition
from msgspec import Struct

from screener.domain.consignment import Moment
from screener.domain.decision import Hold, Notice, Versions
from topologies.topics import DEAD_LETTERS, HOLDS, NOTICES, OUTCOMES, RECEIPTS

POLL_SECONDS = 0.05
FETCH_AT_ONCE = 2_000
REQUEST_SECONDS = 10.0
TIMES = ("decided", "seen")
"""Fields with times; they differ when an outcome is published a second time."""


class ReceiptSeen(Struct, gc=False):
    """The fields of a receipt that the oracle needs."""

    id: str
    filer: str
    manifest: str
    consignments: int
    versions: Versions
    decided: Moment


class LetterSeen(Struct, gc=False):
    """The fields of a dead letter that the oracle needs."""

    id: str
    topic: str
    partition: int
    offset: int
    reason: str
    index: int | None = None


Message = ReceiptSeen | LetterSeen | Hold | Notice


class Outcome(Struct, gc=False):
    """The first occurrence of an outcome: its partition, when it was read (monotonic seconds), and its content."""

    partition: int
    at: float
    digest: bytes
    message: Any


_TYPES: dict[str, type[Any]] = {
    HOLDS.name: Hold,
    NOTICES.name: Notice,
    RECEIPTS.name: ReceiptSeen,
    DEAD_LETTERS.name: LetterSeen,
}


class Outcomes:
    """The outcomes of a run by topic and id. Repeats of an id are counted; those with other content are listed in `conflicts`."""

    def __init__(self) -> None:
        self.first: dict[str, dict[str, Outcome]] = {name: {} for name in _TYPES}
        self.repeats: Counter[str] = Counter()
        self.conflicts: list[str] = []

    def take(self, topic: str, partition: int, value: bytes, at: float) -> None:
        """Adds one record of an outcome topic."""
        message = msgspec.json.decode(value, type=_TYPES[topic])
        known = self.first[topic].get(message.id)
        if known is None:
            self.first[topic][message.id] = Outcome(partition, at, digest(value), message)
            return
        self.repeats[topic] += 1
        # a new identity in several consignments is one notice, with the content of whichever comes first
        if topic != NOTICES.name and known.digest != digest(value):
            self.conflicts.append(f"{topic} {message.id}")


def digest(value: bytes) -> bytes:
    """A digest of an outcome without its times."""
    fields = orjson.loads(value)
    content = {name: field for name, field in fields.items() if name not in TIMES}
    return blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=12).digest()


class OutcomeReader:
    """Reads the outcome topics from their beginning, on its own thread, during the `with` block."""

    def __init__(self, bootstrap: str) -> None:
        self.outcomes = Outcomes()
        self._consumer = Consumer(_config(bootstrap))
        self._watermarks = Consumer(_config(bootstrap))  # the thread is using the other one
        self._next: dict[tuple[str, int], int] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outcomes", daemon=True)

    def __enter__(self) -> Self:
        known = self._consumer.list_topics(timeout=REQUEST_SECONDS).topics
        self._next = {(topic.name, number): 0 for topic in OUTCOMES for number in known[topic.name].partitions}
        self._consumer.assign([TopicPartition(*at, 0) for at in self._next])
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        self._consumer.close()
        self._watermarks.close()

    def caught_up(self) -> bool:
        """Whether everything on the topics was read."""
        try:
            return all(self._end(at) <= offset for at, offset in dict(self._next).items())
        except KafkaException:
            return False

    def _end(self, at: tuple[str, int]) -> int:
        bounds: tuple[int, int] = self._watermarks.get_watermark_offsets(TopicPartition(*at), timeout=REQUEST_SECONDS)
        return bounds[1]

    def _run(self) -> None:
        while not self._stopped.is_set():
            for message in self._consumer.consume(FETCH_AT_ONCE, timeout=POLL_SECONDS):
                if message.error() is not None:  # a broker that is down comes back
                    continue
                at = (str(message.topic()), int(message.partition() or 0))
                self.outcomes.take(*at, message.value() or b"", time.monotonic())
                self._next[at] = int(message.offset() or 0) + 1


def _config(bootstrap: str) -> dict[str, Any]:
    return {
        "bootstrap.servers": bootstrap,
        "group.id": f"oracle-{uuid.uuid4()}",
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 20,
        "reconnect.backoff.max.ms": 1_000,
        "log_level": 0,
    }
