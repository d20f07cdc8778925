"""Puts records on the manifest topics before the clock starts, and sets where each group starts to read."""

from collections.abc import Iterable, Sequence

from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined] # not marked as an export

from topologies.delivery.publisher import DeliveryFailed
from topologies.local_run.manifest_files import ManifestRecord
from topologies.topics import Topic

REQUEST_SECONDS = 30.0


def partitions(bootstrap: str, topics: Sequence[Topic]) -> list[TopicPartition]:
    """Every partition of these topics."""
    known = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0}).list_topics(timeout=REQUEST_SECONDS).topics
    return [TopicPartition(topic.name, number) for topic in topics for number in known[topic.name].partitions]


class Ends:
    """The end offsets of all partitions of some topics, in one request."""

    def __init__(self, bootstrap: str, topics: Sequence[Topic]) -> None:
        self._client = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
        latest: OffsetSpec = OffsetSpec.latest()  # type: ignore[no-untyped-call] # it has no types
        self._wanted = dict.fromkeys(partitions(bootstrap, topics), latest)

    def offsets(self) -> list[TopicPartition]:
        """Each partition with its end offset."""
        futures = self._client.list_offsets(self._wanted, request_timeout=REQUEST_SECONDS)
        return [TopicPartition(at.topic, at.partition, each.result().offset) for at, each in futures.items()]

    def total(self) -> int:
        """The sum of the end offsets, which grows by one with every record."""
        return sum(each.offset for each in self.offsets())


def start_group(bootstrap: str, group: str, offsets: list[TopicPartition]) -> None:
    """Commits `offsets` for a group without members, so that it starts to read there."""
    consumer = Consumer(
        {"bootstrap.servers": bootstrap, "group.id": group, "enable.auto.commit": False, "log_level": 0}
    )
    consumer.commit(offsets=offsets, asynchronous=False)
    consumer.close()


def produce_all(bootstrap: str, records: Iterable[ManifestRecord]) -> int:
    """Produces all records; returns their number. Raises `DeliveryFailed` where the broker does not accept one."""
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
    if producer.flush(REQUEST_SECONDS) or failures:
        raise DeliveryFailed(f"the broker did not accept a manifest: {(failures or ['no answer in time'])[0]}")
    return count
