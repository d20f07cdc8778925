import time
from random import Random

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from topologies.delivery.client_config import BATCH_BYTES, consumer_config, producer_config
from topologies.kafka.topic_admin import ensure_topics
from topologies.settings import Settings
from topologies.topics import Topic

BROKER_DEFAULT_BYTES = 1_048_588


def test_the_consumer_commits_nothing_by_itself() -> None:
    """Only delivered outcomes lead to a commit; where nothing was committed, every record that is there is read."""
    config = consumer_config(Settings())
    assert config["enable.auto.commit"] is False
    assert config["enable.auto.offset.store"] is False
    assert config["auto.offset.reset"] == "earliest"


def test_only_a_worker_with_a_name_is_a_static_member() -> None:
    """Workers without a name would all be the same member."""
    assert "group.instance.id" not in consumer_config(Settings())
    assert consumer_config(Settings(instance="w1"))["group.instance.id"] == "w1"


@pytest.mark.parametrize("largest", [16_000_000, 500_000_000])
def test_what_is_fetched_ahead_is_bounded(largest: int) -> None:
    """The consumer accepts the largest record, but what it asks for and queues stays small, with room for 16 partitions."""
    config = consumer_config(Settings(max_record_bytes=largest))
    assert config["fetch.max.bytes"] == 4 * 1024 * 1024
    assert config["fetch.max.bytes"] >= 16 * config["fetch.message.max.bytes"]
    assert config["queued.max.messages.kbytes"] == 16 * 1024
    assert config["receive.message.max.bytes"] > largest


def test_a_wire_batch_fits_every_topic() -> None:
    """No batch is larger than a broker accepts by default, nor than the limit of a topic where that is known."""
    assert producer_config(Settings())["batch.size"] <= BATCH_BYTES < BROKER_DEFAULT_BYTES
    assert producer_config(Settings(), 8_000)["batch.size"] < 8_000
    assert producer_config(Settings(), 50)["batch.size"] == 1


def test_the_producer_waits_for_every_replica() -> None:
    """Idempotent, acknowledged by all in-sync replicas, and with the same partitioner as Java's clients."""
    config = producer_config(Settings(delivery_seconds=1.5))
    assert config["enable.idempotence"] is True
    assert config["acks"] == "all"
    assert config["partitioner"] == "murmur2_random"
    assert config["delivery.timeout.ms"] == 1_500


@pytest.mark.kafka
def test_the_largest_record_is_read_although_fetches_are_small(kafka: str) -> None:
    """The real Kafka returns a record of nearly 16 MiB, and its neighbours, to a client that asks for 256 KiB."""
    topic = Topic(f"large-{time.time_ns()}", "filer", 1, 1)
    ensure_topics(kafka, topics=[topic])
    producer = Producer({"bootstrap.servers": kafka, "message.max.bytes": 64_000_000, "log_level": 0})
    sizes = [5, 16 * 1024 * 1024 - 4_096, 7]
    for size in sizes:
        producer.produce(topic.name, Random(size).randbytes(size))
        assert producer.flush(30) == 0
    consumer = Consumer(consumer_config(Settings(kafka_bootstrap=kafka, group=topic.name)))
    consumer.assign([TopicPartition(topic.name, 0, 0)])
    found: list[int] = []
    deadline = time.monotonic() + 30
    while len(found) < len(sizes) and time.monotonic() < deadline:
        found += [len(each.value() or b"") for each in consumer.consume(10, 0.5) if each.error() is None]
    consumer.close()
    assert found == sizes
