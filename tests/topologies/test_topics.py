import pytest

from topologies.settings import Settings
from topologies.topics import ARCHIVE, MANIFESTS, OUTCOMES, TOPICS, WATCHLIST, Topic


def test_every_topic_is_created_once() -> None:
    """The inputs and outputs of workers are among the topics that `screener topics create` creates."""
    names = [topic.name for topic in TOPICS]
    assert len(names) == len(set(names))
    assert {*MANIFESTS, *OUTCOMES} <= set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_takes_the_largest_record(topic: Topic) -> None:
    """A manifest may have `max_record_bytes`, and a dead letter or receipt must not be refused either."""
    assert int(topic.config["max.message.bytes"]) >= Settings().max_record_bytes


def test_a_topic_is_compacted_or_kept_for_days() -> None:
    """Lists and their versions are compacted; everything else has a retention."""
    assert WATCHLIST.config["cleanup.policy"] == ARCHIVE.config["cleanup.policy"] == "compact"
    kept = Topic("t", "k", 1, days=2).config
    assert (kept["cleanup.policy"], kept["retention.ms"]) == ("delete", str(2 * 86_400_000))


def test_the_broker_stamps_what_workers_write() -> None:
    """So a worker with a wrong clock neither fails to deliver nor shortens the retention; filers' own times stay."""
    assert all(topic.config["message.timestamp.type"] == "LogAppendTime" for topic in OUTCOMES)
    assert not any("message.timestamp.type" in topic.config for topic in MANIFESTS)


def test_a_single_partition_orders_a_list() -> None:
    """A marker must come after its records."""
    assert WATCHLIST.partitions == ARCHIVE.partitions == 1
