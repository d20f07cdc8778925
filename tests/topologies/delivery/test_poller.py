import asyncio
import time
from collections.abc import Iterator
from random import Random

import pytest
from confluent_kafka import (
    OFFSET_BEGINNING,
    OFFSET_INVALID,
    OFFSET_STORED,
    Consumer,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)

from topologies.delivery.poller import COMMITTED_TRIES, QUIET_SECONDS, STARTS_SECONDS, Poller, consumer_config
from topologies.delivery.watermark import Partition
from topologies.kafka.topic_admin import ensure_topics
from topologies.settings import Settings
from topologies.topics import Topic

PARTITIONS = [TopicPartition("manifests.express", number) for number in range(3)]


class Rebalanced:
    """Whom a rebalance is told to; none happens here."""

    async def leaving(self, _: set[Partition]) -> dict[Partition, int]:
        return {}

    async def left(self, revoked: set[Partition]) -> None:
        pass

    async def joined(self, assigned: set[Partition]) -> None:
        pass

    def committed(self, offsets: dict[Partition, int]) -> None:
        pass


class Broker:
    """Stands for a consumer: what is committed, how often it does not answer, and where partitions begin (None: unknown)."""

    def __init__(self, commits: list[int], silent: int = 0, low: int | None = 7) -> None:
        self.commits, self.silent, self.low = commits, silent, low
        self.asked = 0

    def committed(self, partitions: list[TopicPartition], *, timeout: float = 0.0) -> list[TopicPartition]:  # noqa: ARG002 # a stand-in
        self.asked += 1
        if self.asked <= self.silent:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        return [
            TopicPartition(at.topic, at.partition, offset) for at, offset in zip(partitions, self.commits, strict=True)
        ]

    def get_watermark_offsets(self, _: TopicPartition, *, timeout: float = 0.0) -> tuple[int, int]:  # noqa: ARG002 # a stand-in
        if self.low is None:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        return self.low, 100


@pytest.fixture
def fetching() -> Iterator[Poller]:
    loop = asyncio.new_event_loop()
    made = Poller(Settings(kafka_bootstrap="127.0.0.1:9"), Rebalanced(), loop)
    own = made._consumer
    yield made
    own.close()
    made._thread.shutdown()
    loop.close()


def starts(fetching: Poller, broker: Broker) -> list[int]:
    fetching._consumer = broker  # type: ignore[assignment] # a stand-in
    return list(fetching._starts(PARTITIONS).values())


def test_a_partition_begins_at_its_commit_as_a_number(fetching: Poller) -> None:
    """A committed offset is given as it is; where nothing was committed, the first offset that is there."""
    assert starts(fetching, Broker([125, 0, OFFSET_INVALID])) == [125, 0, 7]


def test_a_broker_that_answers_late_is_asked_again(fetching: Poller) -> None:
    """An answer at the last try counts."""
    assert starts(fetching, Broker([1, 2, 3], silent=COMMITTED_TRIES - 1)) == [1, 2, 3]


def test_nothing_is_skipped_where_the_broker_does_not_tell(fetching: Poller) -> None:
    """Without commits librdkafka asks for them itself; without a beginning it begins at the beginning. Never at the end."""
    assert starts(fetching, Broker([], silent=COMMITTED_TRIES)) == [OFFSET_STORED] * 3
    assert starts(fetching, Broker([5, OFFSET_INVALID, 6], low=None)) == [5, OFFSET_BEGINNING, 6]
    assert consumer_config(Settings())["auto.offset.reset"] == "earliest"


class Away(Broker):
    """Stands for a consumer whose coordinator is away: a commit that waits never comes back, each look-up takes its whole time."""

    now = 0.0

    def commit(self, *, asynchronous: bool, **_: object) -> None:
        assert asynchronous, "it would wait for the coordinator, and nothing would be fetched"
        self.asked += 1

    def committed(self, partitions: list[TopicPartition], *, timeout: float = 0.0) -> list[TopicPartition]:
        self.now += timeout
        return super().committed(partitions)

    def get_watermark_offsets(self, _: TopicPartition, *, timeout: float = 0.0) -> tuple[int, int]:
        self.now += timeout
        return super().get_watermark_offsets(_)


def test_a_commit_does_not_hold_up_fetching(fetching: Poller) -> None:
    """Where the coordinator is away a commit is asked for once, without waiting, and again when it has failed."""
    fetching._consumer = broker = Away([])  # type: ignore[assignment] # a stand-in
    due = {Partition("manifests.express", 0): 5}
    assert fetching.commit_soon(due, fetching.epoch)
    assert not fetching.commit_soon(due, fetching.epoch)
    fetching._on_commit(KafkaError(KafkaError._WAIT_COORD), [])
    assert fetching.commit_soon(due, fetching.epoch)
    assert not fetching.commit_soon(due, fetching.epoch + 1)
    assert broker.asked == 2


@pytest.mark.parametrize("silent", [0, COMMITTED_TRIES])
def test_the_starts_of_all_partitions_take_a_bounded_time(
    fetching: Poller, monkeypatch: pytest.MonkeyPatch, silent: int
) -> None:
    """However many partitions there are and however slow the brokers: the group and the other partitions wait for this."""
    broker = Away([OFFSET_INVALID] * 3, silent, low=None)
    monkeypatch.setattr("topologies.delivery.poller.time.monotonic", lambda: broker.now)
    assert starts(fetching, broker) == [OFFSET_STORED if silent else OFFSET_BEGINNING] * 3
    assert broker.now <= STARTS_SECONDS


class Stopped(Broker):
    """Stands for a consumer whose fetching has stopped without a word: what it knows of the ends is old."""

    def get_watermark_offsets(
        self, at: TopicPartition, *, timeout: float = 0.0, cached: bool = False
    ) -> tuple[int, int]:
        return (0, 5) if cached else super().get_watermark_offsets(at, timeout=timeout)


def test_records_wait_where_fetching_has_stopped(fetching: Poller, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing has come for a while the broker is asked for the ends: the watchdog would else see no work and be content."""
    fetching._consumer = Stopped([])  # type: ignore[assignment] # a stand-in
    here = Partition("manifests.express", 0)
    fetching._next = {here: 5}
    fetching._measure_lag()
    assert fetching.lags == {here: 0}
    now = time.monotonic() + QUIET_SECONDS
    monkeypatch.setattr("topologies.delivery.poller.time.monotonic", lambda: now)
    fetching._measure_lag()
    assert fetching.lags == {here: 95}


def test_what_is_fetched_ahead_is_bounded() -> None:
    """However large a record may be, an answer beyond its first batch and the queue stay small."""
    config = consumer_config(Settings(max_record_bytes=500_000_000))
    assert config["fetch.max.bytes"] == 4 * 1024 * 1024
    assert (
        config["fetch.max.bytes"] >= 16 * config["fetch.message.max.bytes"]
    )  # every partition has a share of an answer
    assert config["queued.max.messages.kbytes"] == 16 * 1024
    assert config["receive.message.max.bytes"] > 500_000_000


@pytest.mark.kafka
def test_the_largest_record_is_read_although_fetches_are_small(kafka: str) -> None:
    """The real Kafka hands out a record of nearly 16 MiB, and what stands around it, to a client that asks for 256 KiB."""
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
