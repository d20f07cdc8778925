"""A batch: consecutive records of one partition, screened, published and committed together."""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

import confluent_kafka
import faust
import msgspec
from faust.types import AppT, Message

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

    Its offsets may be committed only once the agent calls `delivered()`, whatever Faust itself acknowledges.
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
        """The partition of the records."""
        return Partition(self.topic, self.partition)

    @property
    def first(self) -> int:
        """The offset of the first record."""
        return self.records[0].offset

    @property
    def last(self) -> int:
        """The offset of the last record."""
        return self.records[-1].offset

    def on_delivered(self, call: Callable[[], None]) -> None:
        """Have `call` called, once, when the batch is delivered."""
        self._on_delivered = call

    def delivered(self) -> None:
        """The broker has acknowledged every outcome of the batch. Only the first call has an effect."""
        call, self._on_delivered = self._on_delivered, None
        if call is not None:
            call()

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        return f"<RecordBatch {self.topic}/{self.partition} {self.first}-{self.last}>"


def batches(messages: Iterable[confluent_kafka.Message], max_records: int, max_bytes: int) -> Iterator[RecordBatch]:
    """Group messages into batches of one partition each. Only a batch of a single record may exceed `max_bytes`."""
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
    """Passes the batch on as the value of its event. The agent decodes, because Faust drops what it cannot decode."""

    def loads_key(self, app: AppT, message: Message, **_: object) -> None:
        """A batch has no key: each of its records has its own."""

    def loads_value(self, app: AppT, message: Message, **_: object) -> RecordBatch:  # noqa: ARG002 # Faust's signature
        """The batch itself."""
        return cast("RecordBatch", message.value)
