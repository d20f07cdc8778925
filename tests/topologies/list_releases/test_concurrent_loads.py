"""Two commands that change a list at the same time: in the end the topic holds one of both lists, whole."""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import NOW, listed
from topologies.kafka.server import KafkaServer
from topologies.kafka.topic_admin import ensure_topics, touch_topics
from topologies.list_releases import release
from topologies.list_releases.archive import KeyValue, read_archive
from topologies.list_releases.list_files import read_list_files
from topologies.list_releases.list_update import ListUpdate
from topologies.list_releases.lists_on_topic import ListsOnTopic, read_lists_on_topic
from topologies.list_releases.loading import load_snapshots
from topologies.sample.sam_csv import sam_csv
from topologies.settings import Settings, UsageError

FIRST = ("VEGA NORTH WORKS", "MIRA NORTH WORKS")
OURS = ("MIRA NORTH WORKS", "TARN NORTH WORKS")
THEIRS = ("VEGA NORTH WORKS", "OSLO NORTH WORKS")


class Loading:
    """Loads of SAM lists of these names, on a cluster."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        self.given = Settings(kafka_bootstrap=bootstrap, max_drop=1)
        self._folder = folder

    def __call__(self, names: Sequence[str]) -> None:
        path = self._folder / f"{names[-1].split()[0].lower()}.csv"
        path.write_bytes(sam_csv([listed(name, published=NOW.date()) for name in names]))
        load_snapshots(read_list_files([path]), self.given, name="", confirm=False)

    def names(self) -> set[str]:
        """What is in force; it is whole, on the topic and among the versions that can be returned to."""
        watched, archive = read_lists_on_topic(self.given), read_archive(self.given)
        for name, marker in watched.markers.items():
            assert watched.is_whole(name)
            head = archive.version(name, marker.version)
            assert head is not None
            assert archive.parties(head).keys() == watched.lists[name].keys()
        return {party.name for parties in watched.lists.values() for party in parties.values()}


@pytest.fixture
def load(embedded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loading:
    monkeypatch.setattr(release, "PAUSES", (0.0, 0.0))
    touch_topics(embedded)
    made = Loading(embedded, tmp_path)
    made(FIRST)
    return made


def before_the_marker(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Let `meanwhile` happen between the last record and the marker of the next publication."""
    left, real = [None], release.watchlist_records

    def watchlist_records(turns: Sequence[ListUpdate], watched: ListsOnTopic) -> Iterator[KeyValue]:
        records = list(real(turns, watched))
        yield from records[:-1]
        if left:
            left.pop()
            meanwhile()
        yield records[-1]

    monkeypatch.setattr(release, "watchlist_records", watchlist_records)


def test_a_load_within_another_is_put_right(load: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """The marker that comes last closes a whole list: what the other load left behind, or ended, is mended."""
    before_the_marker(monkeypatch, lambda: load(THEIRS))
    load(OURS)
    assert load.names() == set(OURS)


def test_a_load_whose_list_was_replaced_says_so(load: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """The later marker wins, whole; the earlier load ends with one line that names what is in force, and the remedy."""
    left = [None]

    def read(given: Settings) -> ListsOnTopic:
        if left:
            left.pop()
            load(THEIRS)
        return read_lists_on_topic(given)

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


def test_what_does_not_become_whole_is_told(load: Loading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where others write without end, it is one line after a few attempts; workers keep the last whole lists."""
    monkeypatch.setattr(release, "_damage", lambda *_: "sam: not whole")
    with pytest.raises(UsageError, match=r"sam: not whole.*wait until no other command changes the lists"):
        load(OURS)


def both(loads: Sequence[Callable[[], Any]]) -> list[BaseException | None]:
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
    ensure_topics(own_kafka.bootstrap, 1)
    folders = [tmp_path / str(number) for number in range(3)]
    for folder in folders:
        folder.mkdir()
    loads = [Loading(own_kafka.bootstrap, folder) for folder in folders]
    for _ in range(3):
        raised = both([partial(load, names) for load, names in zip(loads, MANY, strict=True)])
        done = [set(names) for names, error in zip(MANY, raised, strict=True) if error is None]
        assert loads[0].names() in done, raised
