"""Topics on the cluster: created with their partitions and retention, and compared with the table where they exist."""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, Literal

from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its documented names are not marked as exports
    AdminClient,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
    TopicMetadata,
)
from msgspec import Struct

from topologies.kafka.broker import admin_client, is_embedded
from topologies.settings import UsageError
from topologies.topics import TOPICS, Topic

REQUEST_SECONDS = 30.0
MOST_REPLICAS = 3
EMBEDDED_PARTITIONS = 4
LARGEST = "max.message.bytes"
"""The largest batch that a topic accepts, in bytes. A broker refuses all records of a batch that is larger."""

SERVER = "--bootstrap-server HOST:PORT"


class TopicStatus(Struct, frozen=True, omit_defaults=True):
    """The state of one topic; each of `differences` ends with its remedy."""

    name: str
    state: Literal["created", "right", "missing", "differs"]
    partitions: int
    replication: int
    differences: tuple[str, ...] = ()


def prepare_topics(bootstrap: str, *, embedded: bool) -> list[TopicStatus]:
    """Create every topic of the screener that is missing, on either kind of broker."""
    return touch_topics(bootstrap) if embedded else ensure_topics(bootstrap)


def touch_topics(bootstrap: str, topics: Sequence[Topic] = TOPICS) -> list[TopicStatus]:
    """Create topics on the in-memory cluster, which has no CreateTopics, by asking for them: each has 4 partitions."""
    client = Producer({"bootstrap.servers": bootstrap, "allow.auto.create.topics": True, "log_level": 0})
    for topic in topics:
        try:
            client.list_topics(topic.name, timeout=REQUEST_SECONDS)
        except KafkaException as error:
            raise UsageError(f"topic {topic.name} cannot be created at {bootstrap}: {_text(error)}") from None
    return [TopicStatus(topic.name, "created", EMBEDDED_PARTITIONS, 1) for topic in topics]


def missing_topics(bootstrap: str, topics: Sequence[Topic] = TOPICS) -> list[str]:
    """The names of the topics that do not exist at `bootstrap`; none is created."""
    try:
        known = admin_client(bootstrap).list_topics(timeout=REQUEST_SECONDS).topics
    except KafkaException as error:
        raise UsageError(f"the topics at {bootstrap} cannot be listed: {_text(error)}") from None
    return [topic.name for topic in topics if topic.name not in known]


def largest_batch(bootstrap: str, topics: Sequence[Topic]) -> int | None:
    """The largest batch of records, in bytes, that every one of these topics accepts; None if it is not known.

    The embedded broker never answers such a request, so it is not asked; a cluster may also forbid it.
    """
    if is_embedded(bootstrap):
        return None
    try:
        return min(int(config[LARGEST].value or 0) for config in _configs(admin_client(bootstrap), topics).values())
    except (KafkaException, KeyError, TimeoutError):
        return None


def ensure_topics(
    bootstrap: str, replication: int | None = None, *, create: bool = True, topics: Sequence[Topic] = TOPICS
) -> list[TopicStatus]:
    """Create the topics that are missing and compare those that exist, which are never changed.

    `replication` is 3 by default, or the number of brokers where there are fewer. With 3 replicas a write is
    acknowledged by 2 (`min.insync.replicas`). More partitions than in the table are accepted: that is how one scales out.
    Raises `UsageError` if the cluster refuses.
    """
    client = admin_client(bootstrap)
    try:
        known = client.list_topics(timeout=REQUEST_SECONDS)
        replicas = replication or min(MOST_REPLICAS, len(known.brokers))
        created = (
            _create(client, [topic for topic in topics if topic.name not in known.topics], replicas)
            if create
            else set()
        )
        existing = [topic for topic in topics if topic.name in known.topics or (create and topic.name not in created)]
        found = {status.name: status for status in _compare(client, existing, replicas)}
    except KafkaException as error:
        raise UsageError(f"the Kafka cluster at {bootstrap} refuses: {_text(error)}") from None
    state: Literal["created", "missing"] = "created" if create else "missing"
    return [found.get(topic.name) or TopicStatus(topic.name, state, topic.partitions, replicas) for topic in topics]


def _create(client: AdminClient, missing: Sequence[Topic], replicas: int) -> set[str]:
    """The names of the created topics; one that another program created meanwhile is not among them."""
    if not missing:
        return set()
    wanted = [NewTopic(topic.name, topic.partitions, replicas, config=_config(topic, replicas)) for topic in missing]
    futures: dict[str, Future[None]] = client.create_topics(wanted, operation_timeout=REQUEST_SECONDS)
    return {name for name, future in futures.items() if _is_created(name, future)}


def _is_created(name: str, future: "Future[None]") -> bool:
    try:
        future.result(REQUEST_SECONDS)
    except KafkaException as error:
        if error.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS:
            return False
        if error.args[0].code() == KafkaError.INVALID_REPLICATION_FACTOR:
            raise UsageError(f"topic {name}: {_text(error)} Give --replication as many as there are brokers.") from None
        raise UsageError(f"topic {name} cannot be created: {_text(error)}") from None
    return True


def _compare(client: AdminClient, topics: Sequence[Topic], replicas: int) -> list[TopicStatus]:
    if not topics:
        return []
    known = _described(client, topics)
    configs = _configs(client, topics)
    return [_status(topic, known[topic.name], configs[topic.name], replicas) for topic in topics]


def _configs(client: AdminClient, topics: Sequence[Topic]) -> dict[str, dict[str, ConfigEntry]]:
    """The configuration of each topic, by name. The answers end with the client, which is kept until all have come."""
    resources = [ConfigResource(ResourceType.TOPIC, topic.name) for topic in topics]
    futures: dict[ConfigResource, Future[dict[str, ConfigEntry]]] = client.describe_configs(resources)
    return {resource.name: future.result(REQUEST_SECONDS) for resource, future in futures.items()}


def _described(client: AdminClient, topics: Sequence[Topic]) -> dict[str, TopicMetadata]:
    """The topics' metadata, requested again while one that was just created is not yet known everywhere."""
    deadline = time.monotonic() + REQUEST_SECONDS
    while True:
        known = client.list_topics(timeout=REQUEST_SECONDS).topics
        if all(topic.name in known for topic in topics) or time.monotonic() > deadline:
            return known
        time.sleep(0.1)


def _status(topic: Topic, known: TopicMetadata, config: dict[str, ConfigEntry], replicas: int) -> TopicStatus:
    copies = min((len(partition.replicas) for partition in known.partitions.values()), default=0)
    differences = (
        *_differences_of_shape(topic, len(known.partitions), copies, replicas),
        *_differences_of_config(topic, {name: entry.value for name, entry in config.items()}, replicas),
    )
    return TopicStatus(topic.name, "differs" if differences else "right", len(known.partitions), copies, differences)


def _differences_of_shape(topic: Topic, partitions: int, copies: int, replicas: int) -> list[str]:
    differences = []
    if partitions < topic.partitions:
        remedy = f"with the workers stopped, kafka-topics.sh {SERVER} --alter --topic {topic.name} --partitions {topic.partitions}"
        differences.append(f"partitions is {partitions}, should be {topic.partitions} or more: {remedy}")
    if copies < replicas:
        differences.append(
            f"replication is {copies}, should be {replicas}: kafka-reassign-partitions.sh {SERVER}, or --replication {copies}"
        )
    return differences


def _differences_of_config(topic: Topic, found: dict[str, Any], replicas: int) -> list[str]:
    alter = f"kafka-configs.sh {SERVER} --alter --entity-type topics --entity-name {topic.name} --add-config"
    return [
        f"{name} is {found.get(name)}, should be {value}: {alter} {name}={value}"
        for name, value in _config(topic, replicas).items()
        if found.get(name) != value
    ]


def _config(topic: Topic, replicas: int) -> dict[str, str]:
    return topic.config | ({"min.insync.replicas": "2"} if replicas >= MOST_REPLICAS else {})


def _text(error: KafkaException) -> str:
    detail = error.args[0]
    return detail.str() if isinstance(detail, KafkaError) else str(detail)
