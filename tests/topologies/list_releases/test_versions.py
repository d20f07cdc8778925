import json

import pytest

from screener.domain.listed_party import ListName
from tests.support.list_commands import NAMES, ListCommands, ready_follower
from tests.support.worker_helpers import ORION, VESTA, listing, send, snapshot, wait_for
from topologies.kafka.compacted_topics import publish
from topologies.list_releases.archive import Archive
from topologies.list_releases.lists_on_topic import watchlist_version
from topologies.list_releases.versions import wanted_versions
from topologies.settings import UsageError


def test_a_version_is_named_listed_and_returned_to(lists: ListCommands) -> None:
    """By its name, by its version, by its first digits; it is then in force, and the next load continues from it."""
    lists.done("load", lists.sam(*NAMES[:8]), "--name", "2026-11 monthly")
    lists.done("load", lists.sam(*NAMES, file="december.csv"))
    table = json.loads(lists.done("versions", "--json"))
    assert [(each["records"], each.get("name", ""), each.get("in_force", False)) for each in table] == [
        (9, "", True),
        (8, "2026-11 monthly", False),
    ]
    assert "december.csv" in lists.done("versions")
    output = lists.done("return", "2026-11 monthly")
    assert output == f"sam: version {table[1]['version']} is in force again, 0 added, 0 changed, 1 ended, 8 unchanged\n"
    assert lists.names() == set(NAMES[:8])
    lists.done("return", table[0]["version"][:6])
    assert lists.names() == set(NAMES)
    lists.done("load", lists.sam(*NAMES[1:]))
    assert lists.names() == set(NAMES[1:])


def test_a_text_that_names_no_version_is_refused() -> None:
    """One line, with the command that lists the versions."""
    with pytest.raises(
        UsageError, match=r"^'nothing' is no version and no name of a list: see `screener lists versions`$"
    ):
        wanted_versions("nothing", Archive())


def test_a_return_is_guarded_like_a_load(lists: ListCommands) -> None:
    """The return to a much smaller list must be confirmed, too."""
    lists.done("load", lists.sam(*NAMES[:2]), "--name", "small")
    lists.done("load", lists.sam(*NAMES))
    line = lists.refused("return", "small")
    assert "sam: 7 of 9 records would end" in line
    assert "`screener lists diff current small`" in line
    lists.done("return", "small", "--confirm")
    assert lists.names() == set(NAMES[:2])


def test_a_watchlist_version_returns_every_list_to_what_it_was(lists: ListCommands) -> None:
    """The version that a decision names is enough to screen against the same lists again."""
    lists.done("load", lists.sam(*NAMES), lists.denied("ALTAIR ROAD MILLS"))
    version = watchlist_version(lists.on_topic.versions)
    lists.done("load", lists.sam(*NAMES, "NEW NAME MILLS"), lists.denied("ALTAIR ROAD MILLS", "DENEB ROAD MILLS"))
    with ready_follower(lists.settings) as follower:
        assert follower.reference
        assert follower.reference.watchlist.version != version
        assert lists.done("return", version, "--confirm").count("is in force again") == 2
        wait_for(lambda: follower.reference and follower.reference.watchlist.version == version, 20, "the version")
    assert lists.names() == {*NAMES, "ALTAIR ROAD MILLS"}


def test_a_list_loaded_before_there_was_an_archive_can_be_returned_to(lists: ListCommands) -> None:
    """The list in force is archived before the first new one replaces it."""
    publish(lists.settings.kafka_bootstrap, "watchlist", snapshot(ORION, VESTA), delivery_seconds=10)
    before = lists.on_topic.markers[ListName.SAM].version
    lists.done("load", lists.sam(*NAMES), "--confirm")
    lists.done("return", before, "--confirm")
    assert lists.names() == {ORION.name, VESTA.name}


def test_the_status_says_what_is_in_force(lists: ListCommands) -> None:
    """Version, name, count, closing time, files, the last change and the guard; and whether the list is not whole."""
    lists.done("load", lists.sam(*NAMES), "--name", "one")
    lists.done("load", lists.sam(*NAMES[1:], "A NEW NAME MILLS"))
    (found,) = json.loads(lists.done("status", "--json"))
    assert (found["list"], found["records"], found["source"], found["max_drop"]) == ("sam", 9, "sam.csv", 0.2)
    assert found["delta"] == {"added": 1, "changed": 0, "ended": 1, "kept": 8}
    assert found["dropped"] == round(1 / 9, 4)
    assert found["age_seconds"] < 60
    with ready_follower(lists.settings) as follower:
        assert follower.reference
        assert found["watchlist"] == follower.reference.versions.watchlist
    lists.done("return", "one")
    output = lists.done("status")
    for text in ('"one", 9 records', "0 min ago, returned to", "(11.1% dropped)", "drops over 20% of the records"):
        assert text in output
    assert "NOT WHOLE" not in output
    send(lists.settings.kafka_bootstrap, "watchlist", [listing(VESTA)])
    assert "NOT WHOLE" in lists.done("status")


def test_without_a_list_the_status_says_how_to_load_one(lists: ListCommands) -> None:
    """An empty topic has no status."""
    assert lists.done("status") == "no list is in force: load one with `screener lists load FILE...`\n"
    assert json.loads(lists.done("status", "--json")) == []
