"""Reading compacted topics to their end, and writing to them with every delivery checked."""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from topologies.delivery.client_config import producer_config
from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.broker import check_broker
from topologies.settings import Settings, UsageError

Report = Callable[[KafkaError | None, Message], None]
READ_AT_ONCE = 10_000
QUEUE_FULL_SECONDS = 1.0
AGAIN_SECONDS = 0.1
CONNECT_SECONDS = 1.0
POLL_SECONDS = 0.1  # a batch that is not full by then is delivered as it is
_NO_LEADER = (KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.LEADER_NOT_AVAILABLE, KafkaError.UNKNOWN_TOPIC_OR_PART)
_NO_TOPIC = (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC, KafkaError._UNKNOWN_PARTITION)  # noqa: SLF001 - librdkafka's own codes are named so


def read_to_end(
    bootstrap: str, topic: str, *, connect_seconds: float, missing_is_empty: bool = False
) -> dict[bytes, bytes]:
    """The last value of every key of `topic`, over all partitions, up to where each ended when the reading began.

    Nothing is committed and no group is joined. Raises `UsageError`, one line, where no broker answers within
    `connect_seconds`, where nothing is read for that long, and where the topic does not exist (unless
    `missing_is_empty`).
    """
    found: dict[bytes, bytes] = {}
    for key, value in each_record(bootstrap, topic, connect_seconds=connect_seconds, missing_is_empty=missing_is_empty):
        if value is None:
            found.pop(key, None)
        else:
            found[key] = value
    return found


def each_record(
    bootstrap: str, topic: str, *, connect_seconds: float, missing_is_empty: bool = False
) -> Iterator[tuple[bytes, bytes | None]]:
    """Every (key, value) of `topic` that has a key, up to where each partition ended when the reading began.

    Raises what `read_to_end` raises.
    """
    check_broker(bootstrap, connect_seconds)
    consumer = Consumer(_reading(bootstrap))
    try:
        ends = _ends(consumer, topic, connect_seconds, missing_is_empty=missing_is_empty)
        yield from _read(consumer, topic, ends, connect_seconds)
    except KafkaException as error:
        raise UsageError(f"topic {topic} at {bootstrap} cannot be read: {error.args[0]}") from None
    finally:
        consumer.close()


def publish(
    bootstrap: str, topic: str, records: Iterable[tuple[bytes, bytes | None]], *, delivery_seconds: float
) -> int:
    """Publish (key, value) in order, None as a tombstone; their number. Raises what `Writer.publish` raises."""
    return Writer(bootstrap, delivery_seconds).publish(topic, records)


class Writer:
    """One producer for several topics, one after the other. Idempotent, acknowledged by every replica in sync."""

    def __init__(self, bootstrap: str, delivery_seconds: float) -> None:
        self._bootstrap = bootstrap
        self._seconds = delivery_seconds
        config = producer_config(Settings(kafka_bootstrap=bootstrap, delivery_seconds=delivery_seconds))
        self._producer = Producer(config | {"log_level": 0})  # the delivery reports name what fails
        with suppress(KafkaException):  # connected first, an idempotent producer does not wait half a second for its id
            self._producer.list_topics(timeout=CONNECT_SECONDS)

    def publish(self, topic: str, records: Iterable[tuple[bytes, bytes | None]]) -> int:
        """Publish (key, value) in order, None as a tombstone, and wait until all are acknowledged; their number.

        Raises `DeliveryFailed` if the broker did not acknowledge every one; earlier ones may have been written.
        """
        failures: list[str] = []
        acknowledged = 0

        def report(error: KafkaError | None, _: Message) -> None:
            nonlocal acknowledged
            if error is None:
                acknowledged += 1
            else:
                failures.append(error.str())

        sent = 0
        for key, value in records:
            _produce(self._producer, topic, key, value, report)
            sent += 1
            self._producer.poll(0)
            if failures:
                break
        left = self._producer.flush(self._seconds)
        if failures or left or acknowledged != sent:
            reason = failures[0] if failures else f"no answer within {self._seconds:g} s"
            raise DeliveryFailed(
                f"topic {topic} at {self._bootstrap} acknowledged {acknowledged:,} of {sent:,} records: {reason}"
            )
        return sent


def _produce(producer: Producer, topic: str, key: bytes, value: bytes | None, report: Report) -> None:
    while True:
        try:
            producer.produce(topic, value, key, on_delivery=report)
        except BufferError:
            producer.poll(QUEUE_FULL_SECONDS)
        except KafkaException as error:
            raise DeliveryFailed(
                f"topic {topic} refuses a record of {len(value or b''):,} bytes: {error.args[0]}"
            ) from None
        else:
            return


def _reading(bootstrap: str) -> dict[str, Any]:
    return {
        "bootstrap.servers": bootstrap,
        "group.id": f"reader-{uuid.uuid4()}",  # librdkafka asks for a name; with manual assignment it is never used
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
        "isolation.level": "read_uncommitted",
        "queued.max.messages.kbytes": 65_536,
        "log_level": 0,
    }


def _ends(consumer: Consumer, topic: str, seconds: float, *, missing_is_empty: bool) -> dict[int, int]:
    """Partition -> its end, for the partitions that hold anything."""
    known = consumer.list_topics(topic, timeout=seconds).topics[topic]
    if known.error is not None or not known.partitions:
        if missing_is_empty and (known.error is None or known.error.code() in _NO_TOPIC):
            return {}
        raise UsageError(f"topic {topic} does not exist: create it with `screener topics create`")
    ends = {}
    for partition in known.partitions:
        low, high = _watermarks(consumer, TopicPartition(topic, partition), seconds)
        if high > low:
            ends[partition] = high
    return ends


def _watermarks(consumer: Consumer, at: TopicPartition, seconds: float) -> tuple[int, int]:
    """The bounds of a partition, requested again while it is so new that it has no leader yet."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            bounds: tuple[int, int] = consumer.get_watermark_offsets(at, timeout=seconds)
        except KafkaException as error:
            if error.args[0].code() not in _NO_LEADER or time.monotonic() > deadline:
                raise
            time.sleep(AGAIN_SECONDS)
        else:
            return bounds


def _read(consumer: Consumer, topic: str, ends: dict[int, int], seconds: float) -> Iterator[tuple[bytes, bytes | None]]:
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in ends])
    open_partitions = set(ends)
    while open_partitions:
        messages = consumer.consume(READ_AT_ONCE, timeout=POLL_SECONDS) or _waited(consumer, topic, seconds)
        for message in messages:
            if _is_last(message, ends):
                open_partitions.discard(message.partition())
            key, partition, offset = message.key(), message.partition(), message.offset()
            if message.error() is None and key is not None and (offset or 0) < ends.get(partition or 0, 0):
                yield key, message.value()


def _waited(consumer: Consumer, topic: str, seconds: float) -> list[Message]:
    messages: list[Message] = consumer.consume(1, timeout=seconds)
    if not messages:
        raise UsageError(f"topic {topic} cannot be read to its end: no answer for {seconds:g} s")
    return messages


def _is_last(message: Message, ends: dict[int, int]) -> bool:
    """Whether its partition is read to its end. Compaction and transactions leave gaps, so records are not counted."""
    error = message.error()
    if error is not None:
        if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own codes are named so
            return True
        raise KafkaException(error)
    offset, partition = message.offset(), message.partition()
    if offset is None or partition is None:
        return False  # librdkafka's types allow it; a message without an error always has both
    return offset + 1 >= ends[partition]
