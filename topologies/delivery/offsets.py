"""Offsets that the broker is asked for: where an assigned partition starts, and how far it has been fetched."""

import logging
import time
from collections.abc import Mapping

import confluent_kafka
from confluent_kafka import KafkaException, TopicPartition

from topologies.delivery.watermark import Partition

REQUEST_SECONDS, COMMITTED_TRIES = 5.0, 3
STARTS_SECONDS = 8.0  # for all partitions of an assignment together: nothing is fetched meanwhile
LAG_SECONDS = 0.5
QUIET_SECONDS = 10.0
END_SECONDS = 1.0  # for the end of one partition

logger = logging.getLogger(__name__)


def start_offsets(consumer: confluent_kafka.Consumer, partitions: list[TopicPartition]) -> dict[Partition, int]:
    """The offset at which to start each partition, as a number: librdkafka may start one twice if it must look it up itself.

    Takes at most `STARTS_SECONDS`, however many partitions there are. Where the broker does not answer in time the offset is
    `OFFSET_STORED` (librdkafka looks up the commit) or `OFFSET_BEGINNING`: records may be read twice, but none is skipped.
    """
    deadline = time.monotonic() + STARTS_SECONDS
    starts = {Partition(each.topic, each.partition): confluent_kafka.OFFSET_STORED for each in partitions}
    for each in _committed(consumer, partitions, deadline):
        if each.error is None:
            start = each.offset if each.offset >= 0 else _earliest(consumer, each, deadline)
            starts[Partition(each.topic, each.partition)] = start
    return starts


def _committed(
    consumer: confluent_kafka.Consumer, partitions: list[TopicPartition], deadline: float
) -> list[TopicPartition]:
    for _ in range(COMMITTED_TRIES):
        if not (timeout := _request_timeout(deadline)):
            break
        try:
            return list(consumer.committed(partitions, timeout=timeout))
        except KafkaException as error:
            logger.info("committed offsets are not known yet: %s", error)
    return []


def _earliest(consumer: confluent_kafka.Consumer, at: TopicPartition, deadline: float) -> int:
    """The first offset of a partition of which nothing was ever committed."""
    if not (timeout := _request_timeout(deadline)):
        return int(confluent_kafka.OFFSET_BEGINNING)
    try:
        low, _ = consumer.get_watermark_offsets(at, timeout=timeout)
    except KafkaException as error:
        logger.info("the first offset of %s/%s is not known yet: %s", at.topic, at.partition, error)
        return int(confluent_kafka.OFFSET_BEGINNING)
    return int(low)


def _request_timeout(deadline: float) -> float:
    """The seconds that the next request may take; 0 once the deadline has passed."""
    return max(0.0, min(REQUEST_SECONDS, deadline - time.monotonic()))


class LagMeter:
    """Measures the lag: how many records of each partition are not fetched yet, in `lags`."""

    def __init__(self) -> None:
        self.lags: dict[Partition, int] = {}
        self._due = 0.0
        self._last_fetch = time.monotonic()
        self._ends: dict[Partition, int] = {}
        self._to_ask: list[Partition] = []

    def fetched(self) -> None:
        """A record arrived."""
        self._last_fetch = time.monotonic()

    def reset(self) -> None:
        """Partitions were revoked: nothing is known of those that stay either, until the next measurement."""
        self.lags, self._ends = {}, {}

    def measure(self, consumer: confluent_kafka.Consumer, positions: Mapping[Partition, int | None]) -> None:
        """Measure the lag behind `positions`, the next offset of each partition, unless that was done a moment ago."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + LAG_SECONDS
        if time.monotonic() >= self._last_fetch + QUIET_SECONDS:
            self._ask_for_an_end(consumer, positions)
        self.lags = {at: self._lag(consumer, at, position) for at, position in positions.items()}

    def _lag(self, consumer: confluent_kafka.Consumer, at: Partition, position: int | None) -> int:
        low, high = consumer.get_watermark_offsets(TopicPartition(*at), cached=True)
        high = max(high, self._ends.get(at, 0))
        return int(max(0, high - max(low, position or 0))) if high > 0 else 0

    def _ask_for_an_end(self, consumer: confluent_kafka.Consumer, positions: Mapping[Partition, int | None]) -> None:
        """Ask the broker for the end of one partition: librdkafka caches what fetches report, so a stuck fetch shows no lag."""
        self._to_ask = self._to_ask or list(positions)
        if not self._to_ask or (at := self._to_ask.pop()) not in positions:
            return
        try:
            _, end = consumer.get_watermark_offsets(TopicPartition(*at), timeout=END_SECONDS)
        except KafkaException as error:
            logger.debug("the end of %s/%s is not known: %s", at.topic, at.partition, error)
        else:
            self._ends[at] = int(end)
