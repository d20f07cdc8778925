"""Two commands that change a list at the same time: in the end the topic holds one of both lists, whole."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.list_commands import NAMES, ListCommands, ListFiles, ready_follower
from tests.support.worker_helpers import ORION, encode, send, wait_for
from tests.support.worker_process import emptied
from topologies.kafka.server import KafkaServer
from topologies.kafka.topic_admin import ensure_topics, touch_topics
from topologies.list_releases import release
from topologies.list_releases.archive import KeyValue, read_archive
from topologies.list_releases.list_files import read_list_files
from topologies.list_releases.list_update import ListUpdate
from topologies.list_releases.lists_on_topic import ListsOnTopic, read_lists_on_topic
from topologies.list_releases.loading import load_snapshots
from topologies.settings import Settings, UsageError

FIRST = ("VEGA NORTH WORKS", "MIRA NORTH WORKS")
OURS = ("MIRA NORTH WORKS", "TARN NORTH WORKS")
THEIRS = ("VEGA NORTH WORKS", "OSLO NORTH WORKS")


class Loading:
    """Loads SAM lists of given names, whatever share of the records ends."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        self.settings = Settings(kafka_bootstrap=bootstrap, max_drop=1)
        self._files = ListFiles(folder)

    def __call__(self, names: Sequence[str]) -> None:
        path = self._files.sam(*names, file=f"{names[-1].split()[0].lower()}.csv")
        load_snapshots(read_list_files([path]), self.settings, name="", confirm=False)

    def names(self) -> set[str]:
        """The names in force, which are whole on the topic and in the archive."""
        on_topic, archive = read_lists_on_topic(self.settings), read_archive(self.settings)
        for name, marker in on_topic.markers.items():
            assert on_topic.is_whole(name)
            head = archive.version(name, marker.version)
            assert head is not None
            assert archive.parties(head).keys() == on_topic.lists[name].keys()
        return {party.name for parties in on_topic.lists.values() for party in parties.values()}


@pytest.fixture
def load(embedded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loading:
    monkeypatch.setattr(release, "PAUSES", (0.0, 0.0))
    touch_topics(embedded)
    made = Loading(embedded, tmp_path)
    made(FIRST)
    return made


def before_the_marker(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Have `meanwhile` happen between the last record and the marker of the next publication."""
    left, real = [None], release.watchlist_records

    def watchlist_records(updates: Sequence[ListUpdate], on_topic: ListsOnTopic) -> Iterator[KeyValue]:
        records = list(real(updates, on_topic))
        yield from records[:-1]
        if left:
            left.pop()
            meanwhile()
        yield records[-1]

    monkeypatch.setattr(release, "watchlist_records", watchlist_records)


def test_a_load_within_another_is_repaired(load: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """The marker that comes last closes a whole list: what the other load left behind, or ended, is repaired."""
    before_the_marker(monkeypatch, lambda: load(THEIRS))
    load(OURS)
    assert load.names() == set(OURS)


def test_a_load_whose_list_was_replaced_says_so(load: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """The later marker wins, whole; the earlier load ends with one line that names what is in force, and the remedy."""
    left = [None]

    def read(settings: Settings) -> ListsOnTopic:
        if left:
            left.pop()
            load(THEIRS)
        return read_lists_on_topic(settings)

    monkeypatch.setattr(release, "read_lists_on_topic", read)
    with pytest.raises(UsageError) as refused:
        load(OURS)
    assert str(refused.value).startswith("sam: another command put version ")
    assert " of oslo.csv into force meanwhile, not version " in str(refused.value)
    assert load.names() == set(THEIRS)


def test_the_same_list_loaded_twice_at_once_is_no_error(load: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two machines that load one file both succeed."""
    before_the_marker(monkeypatch, lambda: load(OURS))
    load(OURS)
    assert load.names() == set(OURS)


def test_a_list_that_does_not_become_whole_is_reported(load: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """If others write without end, one line says so after a few attempts; workers keep the last whole lists."""
    monkeypatch.setattr(release, "_damage", lambda *_: "sam: not whole")
    with pytest.raises(UsageError, match=r"sam: not whole.*wait until no other command changes the lists"):
        load(OURS)


def test_the_watchlist_is_never_empty_and_never_half(lists: ListCommands) -> None:
    """Whatever is loaded and returned to, a worker has one whole version after another, of all lists together."""
    lists.done("load", lists.sam(*NAMES), lists.denied(*NAMES[:3]), "--name", "first")
    seen: list[frozenset[str]] = []
    with ready_follower(lists.settings) as follower:
        stop = threading.Event()

        def observe() -> None:
            while not stop.wait(0.001):
                assert follower.reference
                watchlist = follower.reference.watchlist
                now = frozenset(p.id for n, p in enumerate(watchlist.parties) if n not in watchlist.ended)
                if not seen or seen[-1] != now:
                    seen.append(now)

        observing = threading.Thread(target=observe)
        observing.start()
        for command in (
            ("load", lists.sam(*NAMES[3:], "A NEW NAME"), lists.denied(*NAMES[3:6]), "--confirm", "--name", "second"),
            ("return", "first", "--confirm"),
        ):
            before = follower.reference
            lists.done(*command)
            wait_for(lambda before=before: follower.reference is not before, 20, str(command))  # type: ignore[misc] # a default of a lambda
        send(lists.settings.kafka_bootstrap, "watchlist", [(ORION.id.encode(), encode(ORION))])
        wait_for(lambda: "where its marker says" in follower.waiting_for, 20, "the half list")
        time.sleep(0.1)
        stop.set()
        observing.join()
    whole = [
        frozenset(party for head in lists.archive.named(name) for party in lists.archive.parties(head))
        for name in ("first", "second")
    ]
    assert seen == [whole[0], whole[1], whole[0]]


def errors_of(loads: Sequence[Callable[[], Any]]) -> list[BaseException | None]:
    """What each of the loads raises when they run at the same time."""
    raised: list[BaseException | None] = [None] * len(loads)

    def run(number: int) -> None:
        try:
            loads[number]()
        except UsageError as error:
            raised[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(loads))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return raised


MANY = [tuple(f"{place} WORKS OF {word}" for word in ("IRON", "TIN", "COPPER")) for place in ("VEGA", "MIRA", "TARN")]


@pytest.mark.kafka
def test_loads_at_the_same_time_on_a_real_kafka(own_kafka: KafkaServer, tmp_path: Path) -> None:
    """Three commands, three lists, again and again: one list is in force, whole, and its load succeeded."""
    bootstrap = emptied(own_kafka)
    ensure_topics(bootstrap, 1)
    folders = [tmp_path / str(number) for number in range(3)]
    for folder in folders:
        folder.mkdir()
    loads = [Loading(bootstrap, folder) for folder in folders]
    for _ in range(3):
        raised = errors_of([partial(load, names) for load, names in zip(loads, MANY, strict=True)])
        done = [set(names) for names, error in zip(MANY, raised, strict=True) if error is None]
        assert loads[0].names() in done, raised
