from pathlib import Path

import pytest

from screener.domain.listed_party import ListName
from tests.support.builders import NOW
from tests.support.list_commands import NAMES, ListCommands, ListFiles
from tests.support.list_files import SDN
from topologies.list_releases.list_files import read_list_files
from topologies.list_releases.loading import load_snapshots, publish_snapshots
from topologies.settings import Settings, UsageError


def test_a_large_drop_is_refused_until_it_is_confirmed(lists: ListCommands) -> None:
    """The list in force stays; another bound, by option or variable, or --confirm lets the load through."""
    lists.done("load", lists.sam(*NAMES))
    less = lists.sam(*NAMES[:6])
    assert lists.refused("load", less).startswith("sam: 3 of 9 records would end (33.3%)")
    assert lists.names() == set(NAMES)
    assert [head.count for head in lists.archive.versions] == [9]
    assert "sam: published, 0 added, 0 changed, 3 ended, 6 unchanged" in lists.done("load", less, "--confirm")
    assert lists.on_topic.markers[ListName.SAM].confirmed
    lists.done("load", lists.sam(*NAMES[:4]), "--max-drop", "0.4")
    lists.done("load", lists.sam(*NAMES[:2]), SCREENER_MAX_DROP="0.5")
    assert lists.names() == set(NAMES[:2])


def test_one_list_that_drops_too_much_holds_back_the_others(lists: ListCommands) -> None:
    """A command loads all its lists or none."""
    lists.done("load", lists.sam(*NAMES), lists.denied("ALTAIR ROAD MILLS"))
    both = lists.denied("ALTAIR ROAD MILLS", "DENEB ROAD MILLS")
    assert "sam: 8 of 9" in lists.refused("load", lists.sam(NAMES[0]), both)
    assert lists.names() == {*NAMES, "ALTAIR ROAD MILLS"}


@pytest.mark.parametrize("name", ["current", "0123456789abcdef", "a\tb", "x" * 61, " y"])
def test_a_misleading_name_is_refused(lists: ListCommands, name: str) -> None:
    """A name must not look like a version, nor hide what it is."""
    assert "--name " in lists.refused("load", lists.sam(*NAMES), "--name", name)
    assert lists.names() == set()


def test_a_name_belongs_to_one_version(lists: ListCommands) -> None:
    """No other version can have it; the same content may be loaded under it again, and keeps it."""
    lists.done("load", lists.sam(*NAMES), "--name", "monthly")
    assert "belongs to version" in lists.refused("load", lists.sam(*NAMES[1:]), "--name", "monthly")
    lists.done("load", lists.sam(*NAMES), "--name", "monthly")
    lists.done("load", lists.sam(*NAMES))
    assert [(head.name, head.count) for head in lists.archive.versions] == [("monthly", 9)]


def test_the_number_of_archived_versions_is_bounded(lists: ListCommands) -> None:
    """SCREENER_LIST_VERSIONS limits them for each list; the version in force is always among them."""
    for count in range(6, 9):
        lists.done("load", lists.sam(*NAMES[:count]), SCREENER_LIST_VERSIONS="2")
    assert [head.count for head in lists.archive.versions] == [8, 7]
    assert len(list(lists.archive.records())) == 8


def test_a_list_that_gives_dates_keeps_both(lists: ListCommands) -> None:
    """The day of publication is the list's; the day on which a record was first seen is our own, and belongs to no content."""
    lists.done("load", lists.sam("VEGA WEST MILLS"))
    (before,) = lists.on_topic.lists[ListName.SAM].values()
    lists.done("load", lists.sam("VEGA WEST MILLS", program="Reciprocal"))
    (party,) = lists.on_topic.lists[ListName.SAM].values()
    assert (party.publication, party.published) == (NOW.date(), NOW.date())
    assert party.first_seen == before.first_seen
    (snapshot,) = read_list_files([lists.sam("VEGA WEST MILLS", program="Reciprocal")])
    assert party.id == snapshot.parties[0].id != before.id


def test_an_incomplete_snapshot_is_refused_before_anything_is_published(tmp_path: Path) -> None:
    """By both functions, and without asking a broker."""
    sdn = tmp_path / "sdn.csv"
    sdn.write_text(SDN, encoding="ascii")
    nobody = Settings(kafka_bootstrap="127.0.0.1:1", connect_seconds=0.1)
    snapshots = read_list_files([sdn])
    with pytest.raises(UsageError, match="nothing was published"):
        load_snapshots(snapshots, nobody, name="", confirm=True)
    with pytest.raises(UsageError, match="nothing was published"):
        publish_snapshots(snapshots, nobody)


def test_a_list_can_be_published_without_an_archive(lists: ListCommands, tmp_path: Path) -> None:
    """For a run on one machine: the list is whole on its topic, and nothing is archived."""
    changes = publish_snapshots(read_list_files([ListFiles(tmp_path).sam(*NAMES)]), lists.settings)
    assert changes[ListName.SAM].added == 9
    assert lists.on_topic.is_whole(ListName.SAM)
    assert lists.archive.versions == []
