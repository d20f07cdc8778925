import pytest

from screener.domain.listed_party import ListName
from tests.support.list_commands import ListCommands
from tests.support.worker_helpers import ORION, VESTA, encode, listing, marker, send, snapshot
from topologies.list_releases.lists_on_topic import ListsOnTopic, marker_key, read_lists_on_topic, watchlist_version
from topologies.settings import Settings, UsageError


def of(*records: tuple[bytes, bytes | None]) -> ListsOnTopic:
    return ListsOnTopic.of({key: value for key, value in records if value is not None})


def test_a_list_is_whole_only_with_the_records_of_its_marker() -> None:
    """A record too few or too many, another record, or no marker at all."""
    assert of(*snapshot(ORION, VESTA)).is_whole(ListName.SAM)
    for records in (
        [listing(ORION), marker([ORION, VESTA])],
        [*snapshot(ORION), listing(VESTA)],
        [listing(ORION), marker([VESTA])],
        [listing(ORION)],
    ):
        assert not of(*records).is_whole(ListName.SAM)
    assert not of().is_whole(ListName.CSL)


def test_records_that_cannot_be_decoded_are_left_out() -> None:
    """They stay among the records, so that the next load can remove them."""
    found = of(*snapshot(ORION), (b"sam:garbage", b"{"), (b"marker:csl", b"[]"), (b"\xff", encode(VESTA)))
    assert found.lists == {ListName.SAM: {ORION.id: ORION}}
    assert found.markers.keys() == {ListName.SAM}
    assert b"sam:garbage" in found.records


def test_a_party_is_found_by_its_id() -> None:
    """In whatever list it is; an unknown id is None."""
    found = of(*snapshot(ORION, VESTA))
    assert found.find(VESTA.id) == VESTA
    assert found.find("sam:nobody") is None


def test_the_version_of_a_watchlist_depends_on_each_list() -> None:
    """Not on the order of the lists."""
    one = {ListName.SAM: "a", ListName.CSL: "b"}
    assert watchlist_version(one) == watchlist_version(dict(reversed(one.items())))
    assert watchlist_version(one) != watchlist_version({ListName.SAM: "b", ListName.CSL: "a"})
    assert marker_key(ListName.SAM) == b"marker:sam"


def test_the_lists_are_read_from_the_topic(lists: ListCommands) -> None:
    """To its end; without a topic or a broker there is one line."""
    send(lists.settings.kafka_bootstrap, "watchlist", snapshot(ORION))
    assert read_lists_on_topic(lists.settings).versions.keys() == {ListName.SAM}
    with pytest.raises(UsageError, match="no Kafka broker answers"):
        read_lists_on_topic(Settings(kafka_bootstrap="127.0.0.1:9", connect_seconds=0.2))
