import json
import secrets
import time
from collections.abc import Sequence

import pytest
from click.testing import CliRunner
from confluent_kafka import cimpl
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its documented names are not marked as exports
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)

from topologies.commands.kafka import topics as command
from topologies.kafka.broker import admin_client
from topologies.kafka.topic_admin import TopicStatus, ensure_topics, largest_batch, prepare_topics, touch_topics
from topologies.settings import UsageError
from topologies.topics import OUTCOMES, TOPICS, Topic


@pytest.fixture
def two_topics() -> tuple[Topic, Topic]:
    """A kept and a compacted topic with names that no other run has."""
    run = secrets.token_hex(4)
    return Topic(f"parcels-{run}", "parcel", 3, 10), Topic(f"parties-{run}", "party", 1)


def states(statuses: Sequence[TopicStatus]) -> list[str]:
    return [status.state for status in statuses]


def set_config(bootstrap: str, topic: str, name: str, value: str) -> None:
    entry = ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    client = admin_client(bootstrap)
    for future in client.incremental_alter_configs([resource]).values():
        future.result(10)


def test_every_topic_is_there_on_the_embedded_broker(embedded: str) -> None:
    """The in-memory cluster knows every topic before the first message, with its own 4 partitions."""
    statuses = prepare_topics(embedded, embedded=True)
    known = admin_client(embedded).list_topics(timeout=10).topics
    assert [status.name for status in statuses] == [topic.name for topic in TOPICS]
    assert {status.name: status.partitions for status in statuses} == {
        name: len(topic.partitions) for name, topic in known.items()
    }


def test_the_embedded_broker_is_not_asked_for_its_limits(embedded: str) -> None:
    """It would never answer, and a worker would start half a minute late."""
    started = time.monotonic()
    assert largest_batch(embedded, OUTCOMES) is None
    assert time.monotonic() - started < 5


def test_what_workers_write_is_stamped_by_the_broker() -> None:
    """Outcomes bear the broker's time, so that it takes them from a worker whose clock is wrong; manifests bear their own."""
    stamped = {topic.name for topic in TOPICS if topic.config.get("message.timestamp.type") == "LogAppendTime"}
    assert stamped == {topic.name for topic in OUTCOMES}


def test_touching_topics_twice_is_harmless(embedded: str, two_topics: tuple[Topic, Topic]) -> None:
    """A second run finds what the first one made."""
    assert touch_topics(embedded, two_topics) == touch_topics(embedded, two_topics)


@pytest.mark.kafka
def test_missing_topics_are_made_and_then_right(kafka: str, two_topics: tuple[Topic, Topic]) -> None:
    """A check makes nothing, the first run makes everything, the second finds it as it should be."""
    assert states(ensure_topics(kafka, create=False, topics=two_topics)) == ["missing", "missing"]
    assert states(ensure_topics(kafka, topics=two_topics)) == ["created", "created"]
    second = ensure_topics(kafka, topics=two_topics)
    assert states(second) == ["right", "right"]
    assert [status.partitions for status in second] == [3, 1]


@pytest.mark.kafka
@pytest.mark.parametrize(
    ("name", "value"), [("retention.ms", "1000"), ("max.message.bytes", "1000"), ("cleanup.policy", "compact")]
)
def test_a_setting_that_differs_is_told_and_left(
    kafka: str, two_topics: tuple[Topic, Topic], name: str, value: str
) -> None:
    """Found, wanted and the command that mends it are told; the topic stays as somebody made it."""
    kept, _ = two_topics
    ensure_topics(kafka, topics=[kept])
    set_config(kafka, kept.name, name, value)
    for _ in range(2):
        (status,) = ensure_topics(kafka, topics=[kept])
        assert status.state == "differs"
        (difference,) = status.differences
        assert difference.startswith(f"{name} is {value}, should be {kept.config[name]}: kafka-configs.sh")


@pytest.mark.kafka
@pytest.mark.parametrize(("partitions", "state"), [(1, "differs"), (3, "right"), (6, "right")])
def test_only_too_few_partitions_are_wrong(
    kafka: str, two_topics: tuple[Topic, Topic], partitions: int, state: str
) -> None:
    """A topic with more partitions than the table's was scaled out; one with fewer holds the workers back."""
    kept, _ = two_topics
    made = cimpl.NewTopic(kept.name, partitions, 1, config=kept.config)
    client = admin_client(kafka)
    client.create_topics([made])[kept.name].result(10)
    (status,) = ensure_topics(kafka, topics=[kept])
    assert (status.state, status.partitions) == (state, partitions)


@pytest.mark.kafka
def test_more_replicas_than_brokers_is_a_usage_error(kafka: str, two_topics: tuple[Topic, Topic]) -> None:
    """Copies that no broker could hold are refused with the option that says how many."""
    with pytest.raises(UsageError, match="--replication"):
        ensure_topics(kafka, 99, topics=two_topics)


@pytest.mark.kafka
def test_too_few_copies_are_told(kafka: str, two_topics: tuple[Topic, Topic]) -> None:
    """A topic of one copy, where three are wanted, would not survive the loss of its broker."""
    kept, _ = two_topics
    ensure_topics(kafka, 1, topics=[kept])
    (status,) = ensure_topics(kafka, 3, create=False, topics=[kept])
    assert [difference.split(":")[0] for difference in status.differences] == [
        "replication is 1, should be 3",
        "min.insync.replicas is 1, should be 2",
    ]


@pytest.mark.kafka
def test_the_command_exits_by_what_it_found(
    kafka: str, two_topics: tuple[Topic, Topic], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 0 when all is right, 1 when a topic differs; --json prints the same as data."""
    monkeypatch.setattr("topologies.commands.kafka.ensure_topics", _only(two_topics))
    environment = {"KAFKA_BOOTSTRAP": kafka}
    made = CliRunner().invoke(command, ["create", "--json"], env=environment)
    assert (made.exit_code, [row["state"] for row in json.loads(made.stdout)]) == (0, ["created", "created"])
    set_config(kafka, two_topics[0].name, "retention.ms", "1000")
    found = CliRunner().invoke(command, ["create"], env=environment)
    assert found.exit_code == 1
    assert "retention.ms is 1000, should be 864000000" in found.stderr
    assert "differs" in found.stdout


def test_no_broker_is_a_usage_error() -> None:
    """With nobody at the address the command raises the one line that the program prints with exit code 2."""
    environment = {"KAFKA_BOOTSTRAP": "127.0.0.1:9", "SCREENER_CONNECT_SECONDS": "0.6"}
    result = CliRunner().invoke(command, ["create"], env=environment)
    assert isinstance(result.exception, UsageError)
    assert "no Kafka broker answers at 127.0.0.1:9" in str(result.exception)


def _only(chosen: Sequence[Topic]) -> object:
    def ensure(bootstrap: str, replication: int | None = None, *, create: bool = True) -> list[TopicStatus]:
        return ensure_topics(bootstrap, replication, create=create, topics=chosen)

    return ensure
