import asyncio
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition

from tests.support.fake_consumer import FakeConsumer, FakeMessage
from topologies.delivery.poller import Poller
from topologies.delivery.record_batch import RecordBatch
from topologies.delivery.watermark import Partition
from topologies.settings import Settings

HERE, THERE = Partition("manifests.express", 0), Partition("manifests.express", 1)


class Listener:
    """A rebalance listener with nothing in flight; notes the commits."""

    def __init__(self) -> None:
        self.commits: list[dict[Partition, int]] = []

    async def before_revoke(self, _: set[Partition]) -> dict[Partition, int]:
        return {}

    async def after_revoke(self, partitions: set[Partition]) -> None:
        pass

    async def after_assign(self, partitions: set[Partition]) -> None:
        pass

    def committed(self, offsets: dict[Partition, int]) -> None:
        self.commits.append(offsets)


class Fixture:
    """A poller to which two partitions are assigned, its fake consumer and its listener."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.listener = Listener()
        settings = Settings(kafka_bootstrap="127.0.0.1:9", batch_records=3)
        self.poller = Poller(settings, self.listener, self.loop)
        self._own = self.poller._consumer
        self.consumer = FakeConsumer()
        self.poller._consumer = self.consumer  # type: ignore[assignment] # a fake
        self.poller._positions = {HERE: 0, THERE: None}

    def close(self) -> None:
        self._own.close()
        self.poller._thread.shutdown()
        self.loop.close()

    def arrive(self, *messages: FakeMessage) -> None:
        self.consumer.messages += [cast("Message", each) for each in messages]

    def fetch(self, *, has_room: bool = True) -> list[RecordBatch]:
        return self.poller.fetch(0.0, has_room=has_room)


@pytest.fixture
def fixture() -> Iterator[Fixture]:
    made = Fixture()
    yield made
    made.close()


def test_records_come_in_batches_of_one_partition(fixture: Fixture) -> None:
    """At most `batch_records` a fetch, in the order in which they arrived; the next fetch goes on from there."""
    fixture.arrive(*(FakeMessage(at, offset) for offset in range(2) for at in (HERE, THERE)))
    assert [(batch.at, batch.first, batch.last) for batch in fixture.fetch()] == [(HERE, 0, 1), (THERE, 0, 0)]
    assert [(batch.at, batch.first, batch.last) for batch in fixture.fetch()] == [(THERE, 1, 1)]
    assert fixture.fetch() == []


def test_a_full_worker_pauses_its_partitions(fixture: Fixture) -> None:
    """Without room the consumer is polled, to stay in the group, but its partitions are paused and nothing is returned."""
    fixture.arrive(FakeMessage(HERE, 0))
    assert fixture.fetch(has_room=False) == []
    assert fixture.fetch(has_room=False) == []
    assert fixture.consumer.paused == [True]
    (batch,) = fixture.fetch()
    assert fixture.consumer.paused == [True, False]
    assert batch.first == 0  # it had arrived before the pause


def test_what_arrived_before_a_revocation_is_dropped(fixture: Fixture) -> None:
    """The next owner of the partitions reads it again; here it would be screened twice."""
    fixture.arrive(FakeMessage(HERE, 0), FakeMessage(HERE, 1))

    def revoke() -> None:
        fixture.poller.epoch += 1

    fixture.consumer.on_poll = revoke
    assert fixture.fetch() == []
    fixture.consumer.on_poll = lambda: None
    assert fixture.poller._pending == []


def test_the_end_of_a_partition_moves_the_position(fixture: Fixture) -> None:
    """Offsets without a record, such as a transaction's marker, are no lag; an end that lies behind moves nothing."""
    end = KafkaError(KafkaError._PARTITION_EOF)
    fixture.arrive(FakeMessage(HERE, 0), FakeMessage(HERE, 9, error=end), FakeMessage(THERE, 4, error=end))
    fixture.fetch()
    assert fixture.poller._positions == {HERE: 9, THERE: 4}
    fixture.arrive(FakeMessage(HERE, 3, error=end))
    fixture.fetch()
    assert fixture.poller._positions == {HERE: 9, THERE: 4}


def test_an_error_is_logged_once_and_a_fatal_one_raised(fixture: Fixture, caplog: pytest.LogCaptureFixture) -> None:
    """librdkafka repeats itself while a broker is down; what it cannot recover from ends the worker."""
    down = KafkaError(KafkaError._TRANSPORT)
    fixture.arrive(*[FakeMessage(HERE, 0, error=down)] * 5)
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            assert fixture.fetch() == []
    assert len([each for each in caplog.messages if each.startswith("consumer: ")]) == 1
    fixture.arrive(FakeMessage(HERE, 0, error=KafkaError(KafkaError.GROUP_AUTHORIZATION_FAILED)))
    with pytest.raises(KafkaException):
        fixture.fetch()


def test_a_commit_does_not_block_fetching(fixture: Fixture) -> None:
    """One commit is sent without waiting; the next one only after its answer, and none of an earlier assignment."""
    poller, due = fixture.poller, {HERE: 5}
    assert poller.commit_async(due, poller.epoch)
    assert not poller.commit_async(due, poller.epoch)
    poller._on_commit(KafkaError(KafkaError._WAIT_COORD), [])
    assert poller.commit_async(due, poller.epoch)
    assert not poller.commit_async(due, poller.epoch + 1)
    assert not poller.commit_async({}, poller.epoch)
    assert fixture.consumer.sent == [due, due]


def test_the_listener_gets_what_the_broker_acknowledged(fixture: Fixture) -> None:
    """Offsets that it refused are committed again later."""
    refused = SimpleNamespace(
        topic=THERE.topic, partition=THERE.partition, error=KafkaError(KafkaError.UNKNOWN_MEMBER_ID)
    )
    fixture.poller._on_commit(None, [TopicPartition(*HERE, 5), cast("TopicPartition", refused)])
    fixture.loop.run_until_complete(asyncio.sleep(0))
    assert fixture.listener.commits == [{HERE: 5}]


def test_a_commit_that_waits_returns_what_was_acknowledged(fixture: Fixture) -> None:
    """Nothing of an earlier assignment is sent at all."""
    poller = fixture.poller
    assert poller.commit({HERE: 5}, poller.epoch) == {HERE: 5}
    assert poller.commit({HERE: 6}, poller.epoch - 1) == {}
    assert fixture.consumer.sent == [{HERE: 5}]
