import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator

import confluent_kafka
import msgspec
import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from topologies.delivery import client_config
from topologies.delivery.publisher import (
    DeliveryFailed,
    ProducerRecord,
    Publisher,
    Refused,
)
from topologies.kafka.topic_admin import largest_batch
from topologies.settings import Settings
from topologies.topics import Topic

TOPIC = "holds"
LIMIT_BYTES = 8_000


@contextlib.asynccontextmanager
async def opened(settings: Settings, largest: int | None = None) -> AsyncIterator[Publisher]:
    publisher = Publisher(settings, largest)
    try:
        yield publisher
    finally:
        await publisher.close()


def read(bootstrap: str, topic: str, count: int) -> list[tuple[bytes | None, bytes | None]]:
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": bootstrap, "group.id": "reader", "auto.offset.reset": "earliest", "log_level": 0}
    )
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    consumer.assign([confluent_kafka.TopicPartition(topic, number, 0) for number in partitions])
    found: list[tuple[bytes | None, bytes | None]] = []
    deadline = time.monotonic() + 10
    while len(found) < count and time.monotonic() < deadline:
        found += [(message.key(), message.value()) for message in consumer.consume(count, 0.2)]
    consumer.close()
    return found


def test_publishes_all_in_order(embedded: str) -> None:
    """When `publish` returns, the broker has every record, in the order of its key."""
    records = [ProducerRecord(TOPIC, b"k%d" % (number % 3), b"%d" % number) for number in range(300)]

    async def run() -> list[Refused]:
        async with opened(Settings(kafka_bootstrap=embedded)) as publisher:
            assert await publisher.publish([]) == []
            return await publisher.publish(records)

    assert asyncio.run(run()) == []
    found = read(embedded, TOPIC, 300)
    assert sorted(found) == sorted((record.key, record.value) for record in records)
    for key in (b"k0", b"k1", b"k2"):
        values = [int(value or b"") for at, value in found if at == key]
        assert values == sorted(values)


def test_too_large_costs_one_record(embedded: str) -> None:
    """A record above the limit comes back with its reason; its neighbours are published."""
    records = [
        ProducerRecord(TOPIC, None, b"a"),
        ProducerRecord(TOPIC, None, b"x" * 1_100_000),
        ProducerRecord(TOPIC, None, b"b"),
    ]

    async def run() -> list[Refused]:
        async with opened(Settings(kafka_bootstrap=embedded, max_record_bytes=1_000_000)) as publisher:
            return await publisher.publish(records)

    (refused,) = asyncio.run(run())
    assert refused.record is records[1]
    assert "MSG_SIZE_TOO_LARGE" in refused.reason
    assert {value for _, value in read(embedded, TOPIC, 2)} == {b"a", b"b"}


@pytest.mark.kafka
def test_a_broker_refuses_one_record(kafka: str) -> None:
    """A record that only the broker finds too large comes back alone, though it travelled with others."""
    topic = f"publisher-{time.time_ns()}"
    admin = AdminClient({"bootstrap.servers": kafka})
    admin.create_topics([NewTopic(topic, 1, 1, config={"max.message.bytes": "2000"})])[topic].result(10)
    records = [ProducerRecord(topic, b"k", b"%d" % number) for number in range(20)]
    records.insert(10, ProducerRecord(topic, b"k", random.Random(1).randbytes(5_000)))  # it must not compress

    async def run() -> list[Refused]:
        async with opened(Settings(kafka_bootstrap=kafka)) as publisher:
            refused = await publisher.publish(records)
            assert await publisher.publish([ProducerRecord(topic, b"k", b"after")]) == []
            return refused

    (refused,) = asyncio.run(run())
    assert refused.record is records[10]
    assert "MSG_SIZE_TOO_LARGE" in refused.reason
    found = [value for _, value in read(kafka, topic, 21)]
    assert sorted(value for value in found if value) == sorted([b"after", *(b"%d" % number for number in range(20))])


@pytest.mark.kafka
def test_what_a_broker_refuses_does_not_change_the_order_of_the_rest(kafka: str) -> None:
    """No two records travel in a batch that a topic may refuse: none is sent again behind the next records of its key."""
    topic = f"publisher-{time.time_ns()}"
    admin = AdminClient({"bootstrap.servers": kafka})
    admin.create_topics([NewTopic(topic, 1, 1, config={"max.message.bytes": str(LIMIT_BYTES)})])[topic].result(10)
    assert largest_batch(kafka, [Topic(topic, "k", 1)]) == LIMIT_BYTES
    bits = random.Random(1).randbytes  # they must not compress
    batches = [
        [ProducerRecord(topic, b"k", b"%d " % number + bits(500)) for number in range(at, at + 50)] for at in (0, 50)
    ]
    for batch in batches:
        batch[10:10] = [ProducerRecord(topic, b"k", bits(9_000))]

    async def run() -> list[list[Refused]]:
        async with opened(Settings(kafka_bootstrap=kafka), largest_batch(kafka, [Topic(topic, "k", 1)])) as publisher:
            return await asyncio.gather(*map(publisher.publish, batches))

    refused = asyncio.run(run())
    assert [each.record for one in refused for each in one] == [batch[10] for batch in batches]
    found = [int((value or b"").split(b" ")[0]) for _, value in read(kafka, topic, 100)]
    assert found == list(range(100))


def test_no_broker() -> None:
    """Without a broker's word nothing may be acknowledged: `publish` raises once its time is up."""

    async def run() -> None:
        async with opened(Settings(kafka_bootstrap="127.0.0.1:1", delivery_seconds=0.5)) as publisher:
            await publisher.publish([ProducerRecord(TOPIC, None, b"a")])

    with pytest.raises(DeliveryFailed, match="not acknowledged"):
        asyncio.run(run())


def test_a_full_queue_is_waited_for(embedded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """More records than the queue holds are published all the same, none dropped."""
    monkeypatch.setattr(client_config, "PRODUCE_QUEUE_MESSAGES", 10)

    async def run() -> list[Refused]:
        async with opened(msgspec.structs.replace(Settings(), kafka_bootstrap=embedded)) as publisher:
            return await publisher.publish([ProducerRecord(TOPIC, None, b"%d" % number) for number in range(100)])

    assert asyncio.run(run()) == []
    assert len(read(embedded, TOPIC, 100)) == 100
