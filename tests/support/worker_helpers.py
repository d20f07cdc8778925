"""Shared by the tests of workers: control records, manifests as bytes, and waiting for a condition."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition

from schemas.messages import ExpressManifest, PostalManifest, SnapshotMarker
from screener.domain.consignment import ExpressConsignment, Party, PostalItem
from screener.domain.listed_party import ListedParty, ListName
from screener.search.watchlist import content_version
from tests.support.builders import express, listed, scorecard
from topologies.delivery.publisher import ProducerRecord, Refused

ORION = listed("ORION KADE TRADING", id="sam:orion")
VESTA = listed("VESTA MOROZ LOGISTICS", id="sam:vesta")
ControlRecord = tuple[bytes, bytes | None]
encode = msgspec.json.encode


def wait_for(condition: Callable[[], object], seconds: float = 30, what: str = "the condition") -> None:
    """Return once `condition` is true; fail where it is not within `seconds`, which leave room for a busy machine."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"no {what.removeprefix('the ').removeprefix('a ')} within {seconds:g} s"
        time.sleep(0.05)


def listing(party: ListedParty) -> ControlRecord:
    """The record of one listed party."""
    return party.id.encode(), encode(party)


def marker(parties: Sequence[ListedParty], name: ListName = ListName.SAM, **changed: Any) -> ControlRecord:
    """The marker that closes a list of these parties."""
    closed = SnapshotMarker(name, len(parties), content_version(p.id for p in parties), datetime.now(UTC), "test")
    return f"marker:{name}".encode(), encode(msgspec.structs.replace(closed, **changed))


def snapshot(*parties: ListedParty) -> list[ControlRecord]:
    """A whole SAM list: its records and its marker."""
    return [*map(listing, parties), marker(parties)]


def score(quarter: str, points: float, *, operator: str = "CNA", published: datetime | None = None) -> ControlRecord:
    """The record of one scorecard."""
    card = scorecard(quarter, points, operator=operator, published=published)
    return f"{operator}:{quarter}".encode(), encode(card)


def express_manifest(
    *consignments: ExpressConsignment[Party], manifest: str = "M1", filer: str = "SWIFT", **more: Any
) -> bytes:
    """An express manifest, as its filer sends it."""
    return encode(ExpressManifest(filer=filer, manifest=manifest, consignments=list(consignments), **more))


def postal_manifest(*items: PostalItem[Party], manifest: str = "P1", operator: str = "CNA") -> bytes:
    """A postal pre-advice, as a post sends it."""
    return encode(PostalManifest(filer=operator, manifest=manifest, consignments=list(items), operator=operator))


def today(*parties: Party, identifier: str = "HB100001", **more: Any) -> ExpressConsignment[Party]:
    """A valid express consignment filed today, since workers use the clock."""
    return express(*parties, identifier=identifier, filed=datetime.now(UTC).date(), **more)


def send(bootstrap: str, topic: str, records: Iterable[tuple[bytes | None, bytes | None]]) -> None:
    """Send records of any size, and wait until the broker has them."""
    failures: list[object] = []

    def report(error: KafkaError | None, _: Message) -> None:
        if error is not None:
            failures.append(error)

    producer = Producer({"bootstrap.servers": bootstrap, "message.max.bytes": 64_000_000, "log_level": 0})
    for key, value in records:
        producer.produce(topic, value, key, on_delivery=report)
    assert producer.flush(30) == 0
    assert not failures


def committed(bootstrap: str, group: str, topics: Iterable[str]) -> dict[tuple[str, int], tuple[int, int]]:
    """The offset that `group` committed and the end, of each partition that is not empty."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": group, "log_level": 0})
    try:
        known = consumer.list_topics(timeout=10).topics
        partitions = [TopicPartition(name, number) for name in topics for number in known[name].partitions]
        offsets = {(at.topic, at.partition): at.offset for at in consumer.committed(partitions, timeout=10)}
        ends = {(at.topic, at.partition): consumer.get_watermark_offsets(at, timeout=10)[1] for at in partitions}
    finally:
        consumer.close()
    return {at: (offsets[at], end) for at, end in ends.items() if end}


class Published:
    """A publisher without a broker: keeps what it is given, refuses the records of one topic, and can fail."""

    def __init__(self, refuse: str = "", *, fail: bool = False) -> None:
        self.calls: list[list[ProducerRecord]] = []
        self._refuse = refuse
        self._fail = fail

    async def publish(self, records: Sequence[ProducerRecord]) -> list[Refused]:
        """Keep all records; those of the topic to refuse are returned as refused."""
        if self._fail:
            raise RuntimeError("no broker")
        self.calls.append(list(records))
        return [Refused(record, "MSG_SIZE_TOO_LARGE: too large") for record in records if record.topic == self._refuse]

    def messages(self, topic: str, call: int = 0) -> list[Any]:
        """The decoded messages of one topic in one call."""
        return [msgspec.json.decode(each.value or b"") for each in self.calls[call] if each.topic == topic]
