import time
from functools import partial
from pathlib import Path

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException

from tests.support.delivery_helpers import WAIT_SECONDS, Notes, feed, new_topic, worker
from tests.support.worker_helpers import wait_for
from topologies.delivery.client_config import consumer_config
from topologies.delivery.fencing import MAX_FENCINGS, WITHIN_SECONDS, FencedError, Fencings, raise_if_fatal
from topologies.settings import Settings

FENCED = KafkaError(KafkaError.FENCED_INSTANCE_ID).str()


def test_an_error_that_ends_a_consumer_is_recognised() -> None:
    """librdkafka does not mark an error that comes with a message as fatal; it counts as fatal all the same."""
    raise_if_fatal(KafkaError(KafkaError._TRANSPORT))
    with pytest.raises(FencedError, match="Static consumer fenced"):
        raise_if_fatal(KafkaError(KafkaError._FATAL, f"Fatal error: {FENCED}"))
    for error in (
        KafkaError(KafkaError._FATAL, "Fatal error: another"),
        KafkaError(KafkaError.INVALID_SESSION_TIMEOUT),
    ):
        with pytest.raises(KafkaException):
            raise_if_fatal(error)


def test_a_worker_that_is_fenced_again_and_again_shares_its_name() -> None:
    """Failing brokers never end a worker, however often they fail in a day; a fourth fencing within a minute names the remedy."""
    now = 0.0
    fencings = Fencings(lambda: now)
    for _ in range(10 * MAX_FENCINGS):
        fencings.count("w0")
        now += WITHIN_SECONDS / MAX_FENCINGS
    now -= 1
    with pytest.raises(KafkaException, match="another worker has the name w0: give each worker a SCREENER_INSTANCE"):
        fencings.count("w0")


@pytest.mark.kafka
def test_a_fenced_worker_joins_again(kafka: str, tmp_path: Path) -> None:
    """On the real Kafka a worker whose membership another consumer took over rejoins when that one is gone, and every record is delivered."""
    topic = new_topic(kafka)
    notes = Notes(tmp_path / "notes")
    named = {"topic": topic, "SCREENER_GROUP": topic, "SCREENER_INSTANCE": "one", "SCREENER_SESSION_SECONDS": "6"}
    feed(kafka, range(300), topic)
    with worker(kafka, notes, **named) as process:
        wait_for(partial(notes.has, 300))
        _take_over(kafka, topic)
        feed(kafka, range(300, 600), topic)
        wait_for(partial(notes.has, 600))
        assert process.poll() is None


@pytest.mark.kafka
def test_two_workers_of_one_name(kafka: str, tmp_path: Path) -> None:
    """On the real Kafka they do not fence one another for ever: one of them ends, and every record is delivered."""
    topic = new_topic(kafka)
    notes, others = Notes(tmp_path / "notes"), Notes(tmp_path / "others")
    named = {"topic": topic, "SCREENER_GROUP": topic, "SCREENER_INSTANCE": "one", "SCREENER_SESSION_SECONDS": "6"}
    with worker(kafka, notes, **named) as one, worker(kafka, others, **named) as other:
        wait_for(lambda: 70 in (one.poll(), other.poll()), 2 * WAIT_SECONDS)
        feed(kafka, range(300), topic)
        wait_for(lambda: notes.values() | others.values() == set(range(300)))


@pytest.mark.kafka
def test_settings_that_the_broker_refuses_end_the_worker(kafka: str, tmp_path: Path) -> None:
    """It would otherwise retry for ever."""
    topic = new_topic(kafka)
    variables = {"SCREENER_GROUP": topic, "SCREENER_SESSION_SECONDS": "1"}
    with worker(kafka, Notes(tmp_path / "notes"), topic=topic, **variables) as process:
        assert process.wait(WAIT_SECONDS) == 70


def _take_over(kafka: str, topic: str) -> None:
    """Join under the worker's name until partitions are assigned; a static member leaves without notice."""
    settings = Settings(kafka_bootstrap=kafka, group=topic, instance="one", session_seconds=6)
    consumer = Consumer(consumer_config(settings) | {"log_level": 0})
    consumer.subscribe([topic])
    deadline = time.monotonic() + WAIT_SECONDS
    while not consumer.assignment() and time.monotonic() < deadline:
        consumer.poll(0.2)
    assert consumer.assignment()
    consumer.close()
