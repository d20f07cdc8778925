"""An embedded broker with every topic, and a stand-in for the workers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
import pytest
from confluent_kafka import Consumer, Producer

from schemas.messages import Receipt
from screener.domain.consignment import Mode
from screener.domain.decision import Versions, outcome_id
from topologies.kafka.topic_admin import touch_topics
from topologies.settings import Settings
from topologies.topics import MANIFESTS, RECEIPTS

DECIDED = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def settings(embedded: str) -> Settings:
    """The settings of an in-memory cluster with every topic."""
    touch_topics(embedded)
    return Settings(kafka_bootstrap=embedded)


def receipt(receipt_id: str, manifest: str = "M1", consignments: int = 1) -> Receipt:
    """A receipt of clear consignments."""
    versions = Versions("w1", "m1", "p1")
    counts = {"clear": consignments}
    return Receipt(
        receipt_id,
        "SWIFT",
        manifest,
        Mode.EXPRESS,
        consignments,
        consignments,
        0,
        counts,
        (),
        versions,
        DECIDED,
    )


def id_of_receipt(topic: str, partition: int, offset: int) -> str:
    """The id of the receipt of a record."""
    return outcome_id("receipt", topic, str(partition), str(offset))


@contextmanager
def answering(settings: Settings) -> Iterator[None]:
    """Answers every manifest by a receipt and commits it, as a worker does."""
    ended = threading.Event()
    consumer = Consumer(
        {
            "bootstrap.servers": settings.kafka_bootstrap,
            "group.id": settings.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "log_level": 0,
        }
    )
    producer = Producer({"bootstrap.servers": settings.kafka_bootstrap, "linger.ms": 0, "log_level": 0})

    def answer() -> None:
        while not ended.is_set():
            message = consumer.poll(0.05)
            if message is None or message.error() is not None:
                continue
            answered = receipt(id_of_receipt(message.topic() or "", message.partition() or 0, message.offset() or 0))
            producer.produce(RECEIPTS.name, msgspec.json.encode(answered))
            producer.flush(10)
            consumer.commit(message=message, asynchronous=False)

    consumer.subscribe([topic.name for topic in MANIFESTS])
    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        consumer.close()
