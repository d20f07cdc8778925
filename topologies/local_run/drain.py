"""The end of a run: all manifests committed, all outcomes collected."""

import time

from confluent_kafka import Consumer, TopicPartition

from topologies.local_run.collector import Collector
from topologies.settings import Settings
from topologies.topics import MANIFESTS

COMMIT_SECONDS = 30.0


def drain(given: Settings, collector: Collector) -> None:
    """Wait until the workers have committed every manifest and all outcomes are collected; 30 s at most."""
    deadline = time.monotonic() + COMMIT_SECONDS
    consumer = Consumer(
        {"bootstrap.servers": given.kafka_bootstrap, "group.id": given.group, "enable.auto.commit": False}
    )
    try:
        while time.monotonic() < deadline and not (_all_committed(consumer) and collector.caught_up()):
            collector.collect(0.1, time.monotonic())
    finally:
        consumer.close()
    while collector.collect(0.05, time.monotonic()):
        pass


def _all_committed(consumer: Consumer) -> bool:
    known = consumer.list_topics(timeout=10).topics
    partitions = [TopicPartition(topic.name, number) for topic in MANIFESTS for number in known[topic.name].partitions]
    for each in consumer.committed(partitions, timeout=10):
        low, high = consumer.get_watermark_offsets(each, timeout=10)
        if high > low and each.offset < high:
            return False
    return True
