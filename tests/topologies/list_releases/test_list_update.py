"""Updates are planned from what is on the topics; no broker is needed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from schemas.messages import SnapshotMarker
from screener.domain.listed_party import ListedParty, ListName
from screener.search.list_deltas import Counts
from screener.search.watchlist import content_version
from tests.support.builders import listed
from topologies.list_releases.archive import Archive, KeyValue
from topologies.list_releases.list_update import ListUpdate, approved, in_words, plan_update
from topologies.list_releases.lists_on_topic import ListsOnTopic
from topologies.list_releases.release import watchlist_records
from topologies.settings import UsageError

START = datetime(2026, 7, 1, tzinfo=UTC)


class Topics:
    """The records of `watchlist` and `watchlist.archive`, to which updates are applied day by day."""

    def __init__(self) -> None:
        self._watchlist: dict[bytes, bytes] = {}
        self._archive: dict[bytes, bytes] = {}
        self._day = 0

    @property
    def on_topic(self) -> ListsOnTopic:
        return ListsOnTopic.of(self._watchlist)

    def plan(self, *parties: ListedParty, returned: bool = False) -> ListUpdate:
        """The update to these parties, one day after the last one."""
        self._day += 1
        now = START + timedelta(days=self._day - 1)
        version = content_version(party.id for party in parties)
        marker = SnapshotMarker(ListName.SAM, len(parties), version, START if returned else now)
        marker = msgspec.structs.replace(marker, returned=now if returned else None)
        return plan_update(marker, parties, self.on_topic, Archive(self._archive))

    def apply(self, update: ListUpdate) -> None:
        """Publish the update."""
        _write(self._archive, Archive(self._archive).put(update.marker, update.parties))
        _write(self._watchlist, watchlist_records([update], self.on_topic))

    def load(self, *parties: ListedParty, returned: bool = False) -> dict[str, int]:
        """Plan and apply; the day of the month on which each party was first seen."""
        self.apply(self.plan(*parties, returned=returned))
        assert self.on_topic.is_whole(ListName.SAM)
        found = self.on_topic.lists[ListName.SAM].values()
        return {party.name: party.first_seen.day for party in found if party.first_seen}


def _write(topic: dict[bytes, bytes], records: Iterable[KeyValue]) -> None:
    for key, value in records:
        if value is None:
            del topic[key]
        else:
            topic[key] = value


def party(name: str, *, content: int = 1) -> ListedParty:
    """A listed party; its id changes with its content, as that of a list's record does."""
    return listed(name, id=f"sam:{name}{content}")


VEGA, MIRA = party("VEGA"), party("MIRA")


def test_the_day_a_record_was_first_seen_stays() -> None:
    """Through reloads, an end and a return, and a change of content; a new record gets its own."""
    topics = Topics()
    assert topics.load(VEGA) == {"VEGA": 1}
    assert topics.load(VEGA, MIRA) == {"VEGA": 1, "MIRA": 2}
    assert topics.load(MIRA) == {"MIRA": 2}
    assert topics.load(MIRA, VEGA) == {"VEGA": 1, "MIRA": 2}
    assert topics.load(party("VEGA", content=2), MIRA) == {"VEGA": 1, "MIRA": 2}
    assert topics.load(party("VEGA", content=2), MIRA, party("TARN")) == {"VEGA": 1, "MIRA": 2, "TARN": 6}


def test_a_return_dates_new_records_to_its_own_day() -> None:
    """A record that the archive does not know starts on the day of the return, not on that of the old version."""
    topics = Topics()
    topics.load(VEGA)
    assert topics.load(VEGA, MIRA, returned=True) == {"VEGA": 1, "MIRA": 2}


def test_a_record_on_the_topic_stays_as_it_is() -> None:
    """A reload publishes only what changed, and tombstones for what ended; the marker comes last and counts the change."""
    topics = Topics()
    topics.load(VEGA, MIRA)
    update = topics.plan(VEGA, party("TARN"))
    keys = [(key, value is None) for key, value in watchlist_records([update], topics.on_topic)]
    assert keys == [(b"sam:TARN1", False), (b"sam:MIRA1", True), (b"marker:sam", False)]
    assert update.marker.delta == Counts(1, 0, 1, 1)
    assert update.marker.count == 2


def test_a_large_drop_needs_a_confirmation() -> None:
    """The refusal is one line with the share, the command that shows the difference, and the remedy; the marker records it."""
    topics = Topics()
    topics.load(VEGA, MIRA, party("TARN"))
    update = topics.plan(VEGA)
    with pytest.raises(
        UsageError, match=r"^sam: 2 of 3 records would end \(66\.7%\), more than --max-drop 0\.2 allows"
    ) as no:
        approved([update], 0.2, confirm=False, source="monthly")
    assert "`screener lists diff current monthly`" in str(no.value)
    assert "\n" not in str(no.value)
    assert approved([update], 0.7, confirm=False) == [update]
    (confirmed,) = approved([update], 0.2, confirm=True)
    assert confirmed.marker.confirmed
    (unneeded,) = approved([update], 0.7, confirm=True)
    assert not unneeded.marker.confirmed


def test_a_record_with_other_content_is_no_drop() -> None:
    """If every record changed, each old one has its successor."""
    topics = Topics()
    topics.load(VEGA, MIRA)
    update = topics.plan(party("VEGA", content=2), party("MIRA", content=2))
    assert in_words(update.change.counts) == "0 added, 2 changed, 0 ended, 0 unchanged"
    approved([update], 0.0, confirm=False)
