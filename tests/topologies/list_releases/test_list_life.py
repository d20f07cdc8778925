"""The life of a list on its topics: guard, names, versions, return, diff, show and status, as a user runs them."""

import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from screener.domain.consignment import Address
from screener.domain.listed_party import Alias, AliasKind, ListName
from tests.support.builders import NOW, importer_number, listed
from tests.support.worker_helpers import ORION, VESTA, encode, listing, send, snapshot, wait_for
from topologies import cli
from topologies.commands.lists import lists
from topologies.kafka.compacted_topics import publish
from topologies.kafka.topic_admin import touch_topics
from topologies.list_releases import list_update
from topologies.list_releases.archive import Archive, read_archive
from topologies.list_releases.list_files import read_list_files
from topologies.list_releases.lists_on_topic import ListsOnTopic, read_lists_on_topic, watchlist_version
from topologies.reference.follower import Follower
from topologies.sample.sam_csv import sam_csv
from topologies.settings import Settings, UsageError
from topologies.worker.metrics import Metrics

NAMES = tuple(f"{a} {b} WORKS" for a, b in itertools.product(("VEGA", "MIRA", "TARN"), ("NORTH", "SOUTH", "EAST")))
HEADER = '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t"Expiration_Date"'


@pytest.fixture
def bootstrap(embedded: str) -> str:
    touch_topics(embedded)
    return embedded


class Lists:
    """`screener lists` on a cluster, with files of a folder."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        self.given = Settings(kafka_bootstrap=bootstrap)
        self._folder = folder

    def sam(self, *names: str, file: str = "sam.csv", **changed: Any) -> Path:
        """A SAM extract of parties with these names."""
        path = self._folder / file
        parties = [listed(name, published=NOW.date()) for name in names]
        path.write_bytes(sam_csv([msgspec.structs.replace(party, **changed) for party in parties]))
        return path

    def denied(self, *names: str, file: str = "dpl.txt", street: str = "1 SAMPLE ROAD") -> Path:
        """A denied persons list, which has no dates of publication."""
        path = self._folder / file
        rows = [f'"{name}"\t"{street}"\t"EXAMPLEVILLE"\t"OH"\t""\t"00001"\t"01/02/2020"\t""' for name in names]
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return path

    def __call__(self, *arguments: object, **variables: str) -> Result:
        known = {"SCREENER_KAFKA_BOOTSTRAP": self.given.kafka_bootstrap, "KAFKA_BOOTSTRAP": ""}
        return CliRunner().invoke(lists, [*map(str, arguments)], env=known | variables)

    def done(self, *arguments: object, **variables: str) -> str:
        result = self(*arguments, **variables)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    def refused(self, *arguments: object) -> str:
        result = self(*arguments)
        assert isinstance(result.exception, UsageError), (result.output, result.exception)
        assert "\n" not in str(result.exception)
        return str(result.exception)

    @property
    def watched(self) -> ListsOnTopic:
        return read_lists_on_topic(self.given)

    @property
    def archive(self) -> Archive:
        return read_archive(self.given)

    def names(self) -> set[str]:
        return {party.name for parties in self.watched.lists.values() for party in parties.values()}


@pytest.fixture
def given(bootstrap: str, tmp_path: Path) -> Lists:
    return Lists(bootstrap, tmp_path)


@contextmanager
def following(given: Lists) -> Iterator[Follower]:
    made = Follower(given.given, Metrics())
    made.start()
    try:
        assert made.wait_until_ready(60)
        yield made
    finally:
        made.stop()
    assert made.failure is None


def test_a_large_drop_is_refused_until_it_is_confirmed(given: Lists) -> None:
    """One line with the share, the remedy and the list in force; another bound, or a person's word, lets it through."""
    given.done("load", given.sam(*NAMES))
    less = given.sam(*NAMES[:6])
    told = given.refused("load", less)
    assert told.startswith("sam: 3 of 9 records would end (33.3%), more than --max-drop 0.2 allows: ")
    assert "--confirm" in told
    assert given.names() == set(NAMES)
    assert [head.count for head in given.archive.versions] == [9]
    assert "sam: published, 0 added, 0 changed, 3 ended, 6 unchanged" in given.done("load", less, "--confirm")
    assert given.watched.markers[ListName.SAM].confirmed
    given.done("load", given.sam(*NAMES[:5]), "--confirm")
    assert not given.watched.markers[ListName.SAM].confirmed
    given.done("load", given.sam(*NAMES[:4]), "--max-drop", "0.3")
    given.done("load", given.sam(*NAMES[:3]), SCREENER_MAX_DROP="0.5")
    assert given.names() == set(NAMES[:3])


def test_one_list_that_drops_too_much_keeps_the_others_back(given: Lists) -> None:
    """A command loads all its lists or none."""
    given.done("load", given.sam(*NAMES), given.denied("ALTAIR ROAD MILLS"))
    both = given.denied("ALTAIR ROAD MILLS", "DENEB ROAD MILLS")
    assert "sam: 8 of 9" in given.refused("load", given.sam(NAMES[0]), both)
    assert given.names() == {*NAMES, "ALTAIR ROAD MILLS"}


def test_a_record_with_other_content_is_no_drop(given: Lists) -> None:
    """A list whose every record changed is loaded: each old one has its successor."""
    given.done("load", given.denied(*NAMES))
    moved = given.done("load", given.denied(*NAMES, street="2 SAMPLE ROAD"))
    assert "csl: published, 0 added, 9 changed, 0 ended, 0 unchanged" in moved


def test_a_version_is_named_listed_and_returned_to(given: Lists) -> None:
    """By its name, by its version, by a few digits of it; it is then what is in force, and the next load goes on from it."""
    given.done("load", given.sam(*NAMES[:8]), "--name", "2026-11 monthly")
    given.done("load", given.sam(*NAMES, file="december.csv"))
    table = json.loads(given.done("versions", "--json"))
    assert [(each["records"], each.get("name", ""), each.get("in_force", False)) for each in table] == [
        (9, "", True),
        (8, "2026-11 monthly", False),
    ]
    assert "december.csv" in given.done("versions")
    told = given.done("return", "2026-11 monthly")
    assert told == f"sam: version {table[1]['version']} is in force again, 0 added, 0 changed, 1 ended, 8 unchanged\n"
    assert given.names() == set(NAMES[:8])
    given.done("return", table[0]["version"][:6])
    assert given.names() == set(NAMES)
    given.done("load", given.sam(*NAMES[1:]))
    assert given.names() == set(NAMES[1:])
    assert "'nothing' is no version and no name of a list" in given.refused("return", "nothing")


def test_a_return_is_guarded_like_a_load(given: Lists) -> None:
    """Going back to a much smaller list needs a person's word, too."""
    given.done("load", given.sam(*NAMES[:2]), "--name", "small")
    given.done("load", given.sam(*NAMES))
    told = given.refused("return", "small")
    assert "sam: 7 of 9 records would end" in told
    assert "`screener lists diff current small`" in told
    given.done("return", "small", "--confirm")
    assert given.names() == set(NAMES[:2])


def test_a_watchlist_version_returns_every_list_to_what_it_was(given: Lists) -> None:
    """What a decision names is enough to screen against the same lists again."""
    given.done("load", given.sam(*NAMES), given.denied("ALTAIR ROAD MILLS"))
    version = watchlist_version(given.watched.versions)
    given.done("load", given.sam(*NAMES, "NEW NAME MILLS"))
    given.done("load", given.denied("ALTAIR ROAD MILLS", "DENEB ROAD MILLS"))
    with following(given) as made:
        assert made.reference
        assert made.reference.watchlist.version != version
        assert given.done("return", version, "--confirm").count("is in force again") == 2
        wait_for(lambda: made.reference and made.reference.watchlist.version == version, 5, "the version")
    assert given.names() == {*NAMES, "ALTAIR ROAD MILLS"}


@pytest.mark.parametrize("name", ["current", "0123456789abcdef", "a\tb", "x" * 61, " y"])
def test_a_name_that_would_mislead_is_refused(given: Lists, name: str) -> None:
    """A name must not pass for a version, nor hide what it is."""
    assert "--name " in given.refused("load", given.sam(*NAMES), "--name", name)
    assert given.names() == set()


def test_a_name_stands_for_one_version(given: Lists) -> None:
    """It is not taken from a version that has it; the same content may be loaded under it again, and keeps it."""
    given.done("load", given.sam(*NAMES), "--name", "monthly")
    assert "belongs to version" in given.refused("load", given.sam(*NAMES[1:]), "--name", "monthly")
    given.done("load", given.sam(*NAMES), "--name", "monthly")
    given.done("load", given.sam(*NAMES))
    assert [(head.name, head.count) for head in given.archive.versions] == [("monthly", 9)]


def test_so_many_versions_are_kept(given: Lists) -> None:
    """SCREENER_LIST_VERSIONS bounds them for each list; what is in force stays among them."""
    for count in range(4, 9):
        given.done("load", given.sam(*NAMES[:count]), SCREENER_LIST_VERSIONS="2")
    assert [head.count for head in given.archive.versions] == [8, 7]
    assert len(list(given.archive.records())) == 8


def test_what_was_loaded_before_there_was_an_archive_can_be_returned_to(given: Lists, bootstrap: str) -> None:
    """The list in force is kept as it stands before the first new one replaces it."""
    publish(bootstrap, "watchlist", snapshot(ORION, VESTA), delivery_seconds=10)
    before = given.watched.markers[ListName.SAM].version
    given.done("load", given.sam(*NAMES), "--confirm")
    given.done("return", before, "--confirm")
    assert given.names() == {ORION.name, VESTA.name}


def test_the_day_a_record_was_first_seen_stays(given: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through reloads, an end and a new beginning, and a return; its id stays that of its content; a new record gets its own."""
    days = iter(range(1, 20))
    monkeypatch.setattr(list_update, "day_of", lambda _: datetime(2026, 7, next(days), tzinfo=UTC).date())

    def seen() -> dict[str, int]:
        parties = given.watched.lists[ListName.CSL].values()
        return {party.name.split()[0]: party.first_seen.day for party in parties if party.first_seen}

    given.done("load", given.denied("VEGA WEST MILLS"))
    assert seen() == {"VEGA": 1}
    given.done("load", given.denied("VEGA WEST MILLS", "MIRA WEST MILLS"), "--name", "two")
    assert seen() == {"VEGA": 1, "MIRA": 2}
    given.done("load", given.denied("MIRA WEST MILLS"), "--confirm")
    given.done("load", given.denied("MIRA WEST MILLS", "VEGA WEST MILLS"))
    assert seen() == {"VEGA": 1, "MIRA": 2}
    given.done("load", given.denied("MIRA WEST MILLS"), "--confirm")
    given.done("return", "two")
    assert seen() == {"VEGA": 1, "MIRA": 2}
    given.done("load", given.denied("MIRA WEST MILLS", "VEGA WEST MILLS", street="2 SAMPLE ROAD"))
    assert seen() == {"VEGA": 1, "MIRA": 2}
    assert all(party.id.startswith("csl:") for party in given.watched.lists[ListName.CSL].values())
    (found,) = read_list_files([given.denied("MIRA WEST MILLS", "VEGA WEST MILLS", street="2 SAMPLE ROAD")])
    assert given.watched.lists[ListName.CSL].keys() == {party.id for party in found.parties}


def test_a_list_that_gives_dates_keeps_both(given: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of publication is the list's; the day on which a record was first seen here stands beside it, and is its own."""
    days = iter([datetime(2026, 8, 1, tzinfo=UTC).date(), datetime(2026, 8, 2, tzinfo=UTC).date()])
    monkeypatch.setattr(list_update, "day_of", lambda _: next(days))
    given.done("load", given.sam("VEGA WEST MILLS"))
    given.done("load", given.sam("VEGA WEST MILLS", program="Reciprocal"))
    (party,) = given.watched.lists[ListName.SAM].values()
    assert (party.publication, party.published) == (NOW.date(), NOW.date())
    assert str(party.first_seen) == "2026-08-01"


def test_the_watchlist_is_never_empty_and_never_half(given: Lists, bootstrap: str) -> None:
    """Whatever is loaded and returned to, a worker has one whole version after the other, of all lists together."""
    given.done("load", given.sam(*NAMES), given.denied(*NAMES[:3]), "--name", "first")
    seen: list[frozenset[str]] = []
    with following(given) as made:
        stop = threading.Event()

        def look() -> None:
            while not stop.is_set():
                assert made.reference
                watchlist = made.reference.watchlist
                now = frozenset(p.id for n, p in enumerate(watchlist.parties) if n not in watchlist.ended)
                if not seen or seen[-1] != now:
                    seen.append(now)
                time.sleep(0.001)

        looking = threading.Thread(target=look)
        looking.start()
        versions = [made.reference]
        for command in (
            ("load", given.sam(*NAMES[3:], "A NEW NAME"), given.denied(*NAMES[3:6]), "--confirm", "--name", "second"),
            ("return", "first", "--confirm"),
            ("return", "second", "--confirm"),
        ):
            given.done(*command)
            before = versions[-1]
            wait_for(lambda before=before: made.reference is not before, 5, str(command))  # type: ignore[misc] # a default of a lambda
            versions.append(made.reference)
        send(bootstrap, "watchlist", [(ORION.id.encode(), encode(ORION))])
        time.sleep(0.5)
        stop.set()
        looking.join()
    whole = [
        frozenset(party for head in given.archive.named(name) for party in given.archive.parties(head))
        for name in ("first", "second")
    ]
    assert seen == [whole[0], whole[1], whole[0], whole[1]]


def test_two_files_are_compared_without_a_broker(given: Lists) -> None:
    """Counts, and a line for each record: added, changed with its fields, ended; several files of a list join by commas."""
    nobody = Lists("127.0.0.1:1", given._folder)
    one = given.denied("VEGA WEST MILLS", "MIRA WEST MILLS", "TARN WEST MILLS", file="one.txt")
    other = given.denied("VEGA WEST MILLS", "OSLO WEST MILLS", file="other.txt")
    more = given.denied("MIRA WEST MILLS", file="more.txt", street="2 SAMPLE ROAD")
    told = nobody.done("diff", one, f"{other},{more}").splitlines()
    assert told[1] == "  1 added, 1 changed, 1 ended, 1 unchanged; 33.3% dropped"
    assert told[2].startswith("  + OSLO WEST MILLS csl:")
    assert told[3].startswith("  ~ MIRA WEST MILLS csl:")
    assert told[3].endswith(": addresses")
    assert told[4].startswith("  - TARN WEST MILLS csl:")
    (figures,) = json.loads(nobody.done("diff", one, f"{other},{more}", "--json"))
    assert figures["counts"] == {"added": 1, "changed": 1, "ended": 1, "kept": 1}
    assert figures["changed"][0]["fields"] == ["addresses"]
    assert "+ and 9 more (--limit, --json)" in nobody.done(
        "diff", one, given.denied(*NAMES, file="n.txt"), "--limit", 0
    )


def test_what_is_in_force_is_compared_with_a_file_and_with_versions(given: Lists) -> None:
    """`current`, a version, a name and a file stand on either side; a side without the other's list is told."""
    given.done("load", given.sam(*NAMES[:8]), "--name", "small")
    given.done("load", given.sam(*NAMES))
    assert "  1 added, 0 changed, 0 ended, 8 unchanged" in given.done("diff", "small", "current")
    assert "  0 added, 0 changed, 0 ended, 9 unchanged" in given.done("diff", "current", given.sam(*NAMES))
    version = given.archive.named("small")[0].version
    assert "  0 added, 0 changed, 1 ended, 8 unchanged" in given.done("diff", given.sam(*NAMES), version)
    assert "no list is in both" in given.refused("diff", "current", given.denied(*NAMES))
    assert "'none.csv' is no file, and no version or name" in given.refused("diff", "current", "none.csv")


def test_nothing_in_force_is_told(given: Lists) -> None:
    """An empty topic is no difference and no status: it says how to load a list."""
    assert "current: no list is in force; load one" in given.refused("diff", "current", given.sam(*NAMES))
    assert given.done("status") == "no list is in force: load one with `screener lists load FILE...`\n"
    assert json.loads(given.done("status", "--json")) == []


KESTRIN = msgspec.structs.replace(
    listed(
        "VELMORA KESTRIN TRADING GMBH",
        id="sam:kestrin",
        aliases=[
            Alias("KESTRIN MARINE"),
            Alias("KESTRIN", AliasKind.CROSS_REFERENCE, weak=True),
            Alias("K 123-45-6789"),
        ],
        addresses=[Address(("4 Kai",), city="Hamburg", country="DE")],
        identifiers=[importer_number("123-45-6789"), importer_number("123456789"), importer_number("12-3456789AB")],
    ),
    reference="S4MR000",
    program="Reciprocal",
    births=("12 Mar 1960",),
)


def test_show_prints_everything_and_masks(given: Lists, bootstrap: str) -> None:
    """By id and by the list's number: names with weak ones marked, addresses, numbers, dates, agency; never an SSN."""
    send(bootstrap, "watchlist", snapshot(KESTRIN, ORION))
    for identity in (KESTRIN.id, KESTRIN.reference):
        told = given.done("show", identity)
        for text in (
            "VELMORA KESTRIN TRADING GMBH\n",
            "KESTRIN (cross-reference, weak)",
            "4 Kai, Hamburg, DE",
            "12-3456789AB",
            "***-**-****",
            "DHS-CBP",
            "Reciprocal",
            "12 Mar 1960",
            "from the beginning to no end",
        ):
            assert text in told
        for shown in (told, given.done("show", identity, "--json")):
            assert "123-45-6789" not in shown
            assert "123456789" not in shown
    assert "'S4MR' is neither the id of a listed party nor a number of its list" in given.refused("show", "S4MR")


def test_show_finds_what_is_no_longer_listed(given: Lists) -> None:
    """A suppression or an old hold may name it; it says that it is not in force."""
    given.done("load", given.denied("VEGA WEST MILLS", "MIRA WEST MILLS"))
    (gone,) = [p for p in given.watched.lists[ListName.CSL].values() if p.name.startswith("MIRA")]
    given.done("load", given.denied("VEGA WEST MILLS"), "--confirm")
    assert "no: kept of an earlier version of its list" in given.done("show", gone.id)
    assert f"first seen   {datetime.now(UTC).date()}" in given.done("show", gone.id)


def test_status_says_what_is_in_force(given: Lists, bootstrap: str) -> None:
    """Version, name, count, closing time, files, the last change and the guard; a list that is not whole is told so."""
    given.done("load", given.sam(*NAMES), "--name", "one")
    given.done("load", given.sam(*NAMES[1:], "A NEW NAME MILLS"))
    (found,) = json.loads(given.done("status", "--json"))
    assert (found["list"], found["records"], found["source"], found["max_drop"]) == ("sam", 9, "sam.csv", 0.2)
    assert found["delta"] == {"added": 1, "changed": 0, "ended": 1, "kept": 8}
    assert found["dropped"] == round(1 / 9, 4)
    assert found["age_seconds"] < 60
    with following(given) as made:
        assert made.reference
        assert found["watchlist"] == made.reference.versions.watchlist
    given.done("return", "one")
    told = given.done("status")
    for text in ('"one", 9 records', "0 min ago, returned to", "(11.1% dropped)", "drops over 20% of the records"):
        assert text in told
    assert "NOT WHOLE" not in told
    send(bootstrap, "watchlist", [listing(VESTA)])
    assert "NOT WHOLE" in given.done("status")


def test_every_command_of_a_lists_life_is_in_the_program() -> None:
    """They hang below `screener lists`."""
    assert cli.screener.commands["lists"].commands.keys() >= {"load", "versions", "return", "diff", "show", "status"}  # type: ignore[attr-defined] # a group
