"""A batch: consecutive records of one partition, the unit of screening, of publishing and of the watermark."""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

import faust
import msgspec
from confluent_kafka import Message
from faust.types import AppT
from faust.types import Message as FaustMessage

from topologies.delivery.watermark import Partition


class ConsumerRecord(msgspec.Struct, frozen=True, gc=False):
    """One Kafka record, its payload as raw bytes; `value` is None for a tombstone."""

    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None

    @property
    def size(self) -> int:
        """Bytes of key and value."""
        return len(self.key or b"") + len(self.value or b"")


class RecordBatch:
    """Records of one partition in the order of their offsets, handed to an agent as one event.

    It counts as done only when the agent calls `delivered()`, whatever Faust itself acknowledges.
    """

    __slots__ = ("_on_delivered", "partition", "records", "size", "topic")

    def __init__(self, at: Partition, records: list[ConsumerRecord], size: int) -> None:
        self.topic = at.topic
        self.partition = at.partition
        self.records = records
        self.size = size
        self._on_delivered: Callable[[], None] | None = None

    @property
    def at(self) -> Partition:
        """Where the records come from."""
        return Partition(self.topic, self.partition)

    @property
    def first(self) -> int:
        """The lowest offset."""
        return self.records[0].offset

    @property
    def last(self) -> int:
        """The highest offset."""
        return self.records[-1].offset

    def on_delivered(self, call: Callable[[], None]) -> None:
        """Who is told when the batch is delivered."""
        self._on_delivered = call

    def delivered(self) -> None:
        """Every outcome of the batch is acknowledged by the broker: its offsets may be committed. Later calls do nothing."""
        call, self._on_delivered = self._on_delivered, None
        if call is not None:
            call()

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        return f"<Batch {self.topic}/{self.partition} {self.first}-{self.last}>"


def batches(messages: Iterable[Message], max_records: int, max_bytes: int) -> Iterator[RecordBatch]:
    """Splits consumed messages into batches of one partition each, none above the bounds unless it is a single record."""
    grouped: dict[tuple[str, int], list[ConsumerRecord]] = {}
    for message in messages:
        record = ConsumerRecord(message.offset(), message.timestamp()[1], message.key(), message.value())  # type: ignore[arg-type] # a consumed message has all of these
        grouped.setdefault((message.topic(), message.partition()), []).append(record)  # type: ignore[arg-type] # likewise
    for at, records in grouped.items():
        for part, size in _parts(records, max_records, max_bytes):
            yield RecordBatch(Partition(*at), part, size)


def _parts(
    records: list[ConsumerRecord], max_records: int, max_bytes: int
) -> Iterator[tuple[list[ConsumerRecord], int]]:
    part: list[ConsumerRecord] = []
    total = 0
    for record in records:
        size = record.size
        if part and (len(part) >= max_records or total + size > max_bytes):
            yield part, total
            part, total = [], 0
        part.append(record)
        total += size
    if part:
        yield part, total


class RecordBatchSchema(faust.Schema[None, RecordBatch]):
    """Hands a batch through as the value of its event: nothing is decoded before the agent, so nothing is dropped there."""

    def loads_key(self, app: AppT, message: FaustMessage, **_: object) -> None:
        """The key of a batch is nothing: each record has its own."""

    def loads_value(self, app: AppT, message: FaustMessage, **_: object) -> RecordBatch:  # noqa: ARG002 # Faust's signature
        """The batch itself."""
        return cast("RecordBatch", message.value)
