"""Records put on the manifest topics before the clock starts, and where each group begins to read them."""

from collections.abc import Iterable, Sequence

from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined] # not marked as an export

from topologies.delivery.publisher import DeliveryFailed
from topologies.local_run.manifest_record import ManifestRecord
from topologies.topics import Topic

SECONDS = 30.0


def partitions(bootstrap: str, topics: Sequence[Topic]) -> list[TopicPartition]:
    """Every partition of these topics."""
    known = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0}).list_topics(timeout=SECONDS).topics
    return [TopicPartition(topic.name, number) for topic in topics for number in known[topic.name].partitions]


class Ends:
    """The end offsets of some partitions, asked in one call."""

    def __init__(self, bootstrap: str, topics: Sequence[Topic]) -> None:
        self._client = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
        latest: OffsetSpec = OffsetSpec.latest()  # type: ignore[no-untyped-call] # it bears no types
        self._wanted = dict.fromkeys(partitions(bootstrap, topics), latest)

    def offsets(self) -> list[TopicPartition]:
        """Each partition with its end offset."""
        futures = self._client.list_offsets(self._wanted, request_timeout=SECONDS)
        return [TopicPartition(at.topic, at.partition, each.result().offset) for at, each in futures.items()]

    def total(self) -> int:
        """The sum of the end offsets: it grows by one with every record."""
        return sum(each.offset for each in self.offsets())


def start_group(bootstrap: str, group: str, offsets: list[TopicPartition]) -> None:
    """Commit `offsets` for a group that has no members, so that it begins to read there."""
    consumer = Consumer(
        {"bootstrap.servers": bootstrap, "group.id": group, "enable.auto.commit": False, "log_level": 0}
    )
    consumer.commit(offsets=offsets, asynchronous=False)
    consumer.close()


def produce_all(bootstrap: str, records: Iterable[ManifestRecord]) -> int:
    """Put all records on their topics; how many. Raises `DeliveryFailed` where the broker does not take one."""
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 20, "log_level": 0})
    failures: list[str] = []
    count = 0

    def report(error: KafkaError | None, _: Message) -> None:
        if error is not None:
            failures.append(error.str())

    for record in records:
        while True:
            try:
                producer.produce(record.topic, record.value, record.key.encode(), on_delivery=report)
                break
            except BufferError:
                producer.poll(0.05)
        producer.poll(0)
        count += 1
    if producer.flush(SECONDS) or failures:
        raise DeliveryFailed(f"a manifest was not taken by the broker: {(failures or ['time ran out'])[0]}")
    return count
