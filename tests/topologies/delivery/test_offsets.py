import signal
import time
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from confluent_kafka import OFFSET_BEGINNING, OFFSET_INVALID, OFFSET_STORED, Consumer, Producer, TopicPartition

from tests.support.delivery_helpers import Notes, new_topic, worker
from tests.support.fake_consumer import FakeConsumer
from tests.support.worker_helpers import wait_for
from topologies.delivery.offsets import COMMITTED_TRIES, QUIET_SECONDS, STARTS_SECONDS, LagMeter, start_offsets
from topologies.delivery.watermark import Partition

PARTITIONS = [TopicPartition("manifests.express", number) for number in range(3)]
HERE = Partition("manifests.express", 0)


def starts(broker: FakeConsumer) -> list[int]:
    return list(start_offsets(cast("Consumer", broker), PARTITIONS).values())


def test_a_partition_starts_at_its_commit_as_a_number() -> None:
    """A committed offset is used as it is; where nothing was committed, the first offset of the partition."""
    assert starts(FakeConsumer([125, 0, OFFSET_INVALID])) == [125, 0, 7]


def test_a_broker_that_does_not_answer_is_asked_again() -> None:
    """An answer to the last request counts."""
    assert starts(FakeConsumer([1, 2, 3], unanswered=COMMITTED_TRIES - 1)) == [1, 2, 3]


def test_no_record_is_skipped_where_the_broker_does_not_answer() -> None:
    """Without the commits librdkafka looks them up itself; without the first offset it starts at the beginning. Never at the end."""
    assert starts(FakeConsumer([], unanswered=COMMITTED_TRIES)) == [OFFSET_STORED] * 3
    assert starts(FakeConsumer([5, OFFSET_INVALID, 6], low=None)) == [5, OFFSET_BEGINNING, 6]


@pytest.mark.parametrize("unanswered", [0, COMMITTED_TRIES])
def test_finding_the_starts_takes_a_bounded_time(monkeypatch: pytest.MonkeyPatch, unanswered: int) -> None:
    """However many partitions and however slow the brokers: the whole group waits for it."""
    broker = FakeConsumer([OFFSET_INVALID] * 3, unanswered, low=None)
    monkeypatch.setattr("topologies.delivery.offsets.time.monotonic", lambda: broker.now)
    assert starts(broker) == [OFFSET_STORED if unanswered else OFFSET_BEGINNING] * 3
    assert 0 < broker.now <= STARTS_SECONDS


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeConsumer:
    clock = FakeConsumer()
    monkeypatch.setattr("topologies.delivery.offsets.time.monotonic", lambda: clock.now)
    return clock


def test_the_lag_is_what_is_not_fetched_yet(clock: FakeConsumer) -> None:
    """It counts from the position, or from the first offset where that is later, and is measured every half second."""
    meter = LagMeter()
    clock.now = 1.0
    meter.measure(cast("Consumer", clock), {HERE: 40, Partition("manifests.express", 1): None})
    assert list(meter.lags.values()) == [60, 93]
    meter.measure(cast("Consumer", clock), {HERE: 100})
    assert len(meter.lags) == 2
    clock.now = 2.0
    meter.measure(cast("Consumer", clock), {HERE: 100})
    assert meter.lags == {HERE: 0}
    meter.reset()
    assert meter.lags == {}


def test_a_stuck_fetch_has_lag(clock: FakeConsumer) -> None:
    """When no record arrives for a while the broker is asked for the ends; otherwise the watchdog would see no work."""
    clock.low, clock.cached_end = 0, 5
    meter = LagMeter()
    clock.now = 1.0
    meter.measure(cast("Consumer", clock), {HERE: 5})
    assert meter.lags == {HERE: 0}
    clock.now = QUIET_SECONDS
    meter.measure(cast("Consumer", clock), {HERE: 5})
    assert meter.lags == {HERE: 95}


@pytest.mark.kafka
def test_offsets_of_a_transaction_are_no_lag(kafka: str, tmp_path: Path) -> None:
    """The marker at the end of a transaction has an offset but is no record: a worker that has read all is not stalled."""
    topic = new_topic(kafka)
    producer = Producer({"bootstrap.servers": kafka, "transactional.id": topic, "log_level": 0})
    producer.init_transactions(10)
    for start in (0, 50):
        producer.begin_transaction()
        for value in range(start, start + 50):
            producer.produce(topic, b"%d" % value, b"filer %d" % value)
        producer.commit_transaction(10)
    notes = Notes(tmp_path / "notes")
    stall = {"SCREENER_GROUP": topic, "SCREENER_STALL_SECONDS": "4"}
    with worker(kafka, notes, topic=topic, SCREENER_SESSION_SECONDS="6", **stall) as process:
        wait_for(partial(notes.has, 100))
        time.sleep(6)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert sorted(value for _, _, value in notes.records()) == list(range(100))
    assert not notes.lines("stall")
