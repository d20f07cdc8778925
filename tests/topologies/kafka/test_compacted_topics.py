"""Compacted topics, on the in-memory cluster and on the real Kafka."""

import time
import uuid

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]  # documented, not marked as exports

from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.compacted_topics import publish, read_to_end
from topologies.kafka.topic_admin import touch_topics
from topologies.settings import UsageError
from topologies.topics import Topic

NOBODY = "127.0.0.1:1"


def a_topic(bootstrap: str, partitions: int = 3) -> str:
    name = f"compacted-{uuid.uuid4()}"
    client = AdminClient({"bootstrap.servers": bootstrap})
    client.create_topics([NewTopic(name, partitions, 1)])[name].result(30)
    return name


def test_the_last_value_of_each_key_counts(embedded: str) -> None:
    """A later value replaces an earlier one, a tombstone ends its key, over all partitions."""
    touch_topics(embedded, [Topic("t", "key", 1)])
    records: list[tuple[bytes, bytes | None]] = [(str(n).encode(), b"first") for n in range(500)]
    records += [(b"7", b"second"), (b"8", None)]
    assert publish(embedded, "t", records, delivery_seconds=20) == 502
    found = read_to_end(embedded, "t", connect_seconds=10)
    assert found == {str(n).encode(): b"first" for n in range(500) if n != 8} | {b"7": b"second"}


def test_an_empty_topic_is_empty(embedded: str) -> None:
    """A topic that holds nothing is read at once."""
    touch_topics(embedded, [Topic("t", "key", 1)])
    started = time.monotonic()
    assert read_to_end(embedded, "t", connect_seconds=10) == {}
    assert time.monotonic() - started < 5


def test_no_broker_is_one_line_after_a_bounded_wait() -> None:
    """Where nobody answers, the wait ends with one line that names the address."""
    started = time.monotonic()
    with pytest.raises(UsageError, match=rf"^no Kafka broker answers at {NOBODY}[^\n]+$"):
        read_to_end(NOBODY, "t", connect_seconds=1)
    assert time.monotonic() - started < 5


def test_undelivered_records_are_an_error() -> None:
    """What no broker acknowledged is never counted as published."""
    with pytest.raises(DeliveryFailed, match=r"acknowledged 0 of 2 records: [^\n]+$"):
        publish(NOBODY, "t", [(b"a", b"1"), (b"b", None)], delivery_seconds=1)


@pytest.mark.kafka
def test_a_missing_topic_is_told_apart_from_an_empty_one(kafka: str) -> None:
    """A topic that does not exist is an error, or empty where the caller says so."""
    with pytest.raises(UsageError, match="topic nowhere does not exist: create it with `screener topics create`"):
        read_to_end(kafka, "nowhere", connect_seconds=10)
    assert read_to_end(kafka, "nowhere", connect_seconds=10, missing_is_empty=True) == {}


@pytest.mark.kafka
def test_gaps_of_transactions_do_not_stop_the_reading(kafka: str) -> None:
    """A commit marker at the end of a partition is no record: the reading ends all the same."""
    topic = a_topic(kafka, 1)
    producer = Producer({"bootstrap.servers": kafka, "transactional.id": str(uuid.uuid4())})
    producer.init_transactions(30)
    for value in (b"1", b"2"):
        producer.begin_transaction()
        producer.produce(topic, value, b"key")
        producer.commit_transaction(30)
    assert read_to_end(kafka, topic, connect_seconds=10) == {b"key": b"2"}


@pytest.mark.kafka
def test_many_partitions_of_the_real_broker(kafka: str) -> None:
    """Every partition is read to where it ended."""
    topic = a_topic(kafka)
    records: list[tuple[bytes, bytes | None]] = [(str(n).encode(), b"x" * 100) for n in range(5000)]
    assert publish(kafka, topic, records, delivery_seconds=30) == 5000
    assert len(read_to_end(kafka, topic, connect_seconds=10)) == 5000


@pytest.mark.kafka
def test_a_record_that_is_too_large_is_an_error(kafka: str) -> None:
    """A record that the client refuses names its size."""
    with pytest.raises(DeliveryFailed, match="refuses a record of 20,000,000 bytes"):
        publish(kafka, a_topic(kafka), [(b"a", b"x" * 20_000_000)], delivery_seconds=10)
