"""Lists take force: their records, tombstones for what ended, then every marker at once, and what can be returned to is kept.

Between its first record and its marker no list is whole, so workers keep the old ones until the last marker has come: they
change over once, whole, however many lists change together.

Two commands at once write what follows from the same old lists, so one's records may lie between the other's, and the marker
that comes last may close a list that is not whole. Therefore each command reads the topics again after its last record. The
list of the last marker wins: its command mends what is amiss, the others say that they were overtaken. Whoever wrote
last has read last, so once all have ended the lists are whole, or somebody was told that they are not. No lock is taken that a
command that was killed could keep, and no transaction, which not every cluster is set up for.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from secrets import SystemRandom

import msgspec
from msgspec import Struct, structs

from schemas.formats import shown
from schemas.messages import SnapshotMarker
from screener.domain.listed_party import ListedParty, ListName
from screener.search.list_deltas import Counts, Delta, delta
from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.compacted_topics import Writer
from topologies.list_releases.archive import Archive, Out, read_archive
from topologies.reference.lists_on_topic import ListsOnTopic, read_lists_on_topic
from topologies.settings import Settings, UsageError
from topologies.topics import ARCHIVE, WATCHLIST

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds, on average, before each attempt to mend: another command that is still writing may end meanwhile."""


class ListUpdate(Struct, frozen=True):
    """One list's turn from what is on the topic to what its marker will close."""

    marker: SnapshotMarker
    parties: tuple[ListedParty, ...]
    change: Delta


def plan_update(
    marker: SnapshotMarker, wanted: Iterable[ListedParty], watched: ListsOnTopic, archive: Archive
) -> ListUpdate:
    """The turn of a list to the parties `wanted`, each with the day on which its record was first seen.

    A record that is on the topic stays as it is, one that was there before comes back with its day, one that took the place
    of another inherits its day (a new telephone number does not start the 60 days again), any other begins today, the day
    on which `marker` closes.
    """
    old = watched.lists.get(marker.list, {})
    new = {party.id: old.get(party.id, party) for party in wanted}
    change = delta(old, new)
    days = {each.after.id: each.before.first_seen for each in change.changed}
    for each in (*change.added, *(changed.after for changed in change.changed)):
        known = each.first_seen or archive.first_seen(each.id) or days.get(each.id)
        new[each.id] = structs.replace(each, first_seen=known or today_of(marker))
    parties = tuple(new[party] for party in sorted(new))
    return ListUpdate(structs.replace(marker, count=len(new), delta=change.counts), parties, change)


def today_of(marker: SnapshotMarker) -> date:
    """The day on which what a marker closes came to the topic."""
    return (marker.returned or marker.closed).date()


def refuse_large_drops(turns: Sequence[ListUpdate], most: float, what: str = "FILE") -> None:
    """Raises `UsageError`, one line, where more than the share `most` of a list's records would end.

    `what` is how the user named what is to be in force, for the command that shows the difference.
    """
    for each in turns:
        counts = each.change.counts
        if counts.dropped > most:
            before = counts.kept + counts.changed + counts.ended
            raise UsageError(
                f"{each.marker.list}: {counts.ended:,} of {before:,} records would end ({counts.dropped:.1%}), more than "
                f"--max-drop {most:g} allows: look at `screener lists diff current {what}`, then give --confirm; the list in force stays"
            )


def confirmed(given: ListUpdate, most: float) -> ListUpdate:
    """The turn, its marker saying whether a person's word was needed for it."""
    return structs.replace(given, marker=structs.replace(given.marker, confirmed=given.change.counts.dropped > most))


def in_words(counts: Counts) -> str:
    """A delta's numbers as a person reads them."""
    return f"{counts.added:,} added, {counts.changed:,} changed, {counts.ended:,} ended, {counts.kept:,} unchanged"


def release(turns: Sequence[ListUpdate], watched: ListsOnTopic, archive: Archive, given: Settings) -> None:
    """Publish the turns: first what can be returned to, then the lists, then what need not be kept any longer ends.

    Returns once the topics were read again and hold the turns whole. Raises `UsageError` where the broker does not
    acknowledge everything: then the old markers stand, and no worker takes half a list; where another command put its
    own version of a list into force meanwhile; and where others write so much that it does not become whole.
    """
    _publish(turns, watched, archive, given)
    for pause in (*PAUSES, None):
        watched, archive = read_lists_on_topic(given), read_archive(given)
        _refuse_overtaken(turns, watched)
        amiss = _amiss(turns, watched, archive)
        if not amiss:
            return
        if pause is None:
            raise UsageError(
                f"{amiss}: other commands change the lists at the same time; workers keep the last whole lists; "
                "wait until no other command changes the lists, then run this one again"
            )
        time.sleep(SystemRandom().uniform(0, 2 * pause))
        _publish(turns, read_lists_on_topic(given), read_archive(given), given)


def _refuse_overtaken(turns: Sequence[ListUpdate], watched: ListsOnTopic) -> None:
    """Raises `UsageError` where the marker that stands closes another version of a list than the turn's."""
    for each in turns:
        ours, now = each.marker, watched.markers.get(each.marker.list)
        if now is not None and now.version != ours.version:
            raise UsageError(
                f"{ours.list}: another command put version {now.version} of {shown(now.source) or 'no file'} into force "
                f"meanwhile, not version {ours.version}: see `screener lists status`, and run this one again if it is to win"
            )


def _amiss(turns: Sequence[ListUpdate], watched: ListsOnTopic, archive: Archive) -> str:
    """Which list of the turns is not whole, on its topic or among the versions to return to; empty where all are."""
    for each in turns:
        name, version = each.marker.list, each.marker.version
        if not watched.is_whole(name):
            return f"{name}: the records on topic {WATCHLIST.name} are not those of version {version}"
        if not archive.has(name, version):
            return f"{name}: the records on topic {ARCHIVE.name} are not those of version {version}"
    return ""


def _publish(turns: Sequence[ListUpdate], watched: ListsOnTopic, archive: Archive, given: Settings) -> None:
    in_force = {name: marker.version for name, marker in watched.markers.items()}
    then = in_force | {each.marker.list: each.marker.version for each in turns}
    closed = max(each.marker.returned or each.marker.closed for each in turns)
    writer = Writer(given.kafka_bootstrap, given.delivery_seconds)
    try:
        writer.publish(ARCHIVE.name, _archived(turns, watched, archive, then, closed))
        writer.publish(WATCHLIST.name, records_of(turns, watched))
        writer.publish(ARCHIVE.name, archive.prune(given.list_versions, then))
    except DeliveryFailed as failed:
        raise UsageError(f"{failed}; the list in force stays, run the command again") from None


def records_of(turns: Sequence[ListUpdate], watched: ListsOnTopic) -> Iterator[Out]:
    """What must be published for the topic to hold what the turns come to; the markers are the last."""
    for each in turns:
        old = watched.lists.get(each.marker.list, {})
        for party in each.parties:
            if party.id not in old:
                yield party.id.encode(), msgspec.json.encode(party)
        own = {key for key in watched.held if key.startswith(f"{each.marker.list}:".encode())}
        for key in sorted(own - {party.id.encode() for party in each.parties}):
            yield key, None
    for each in turns:
        yield f"marker:{each.marker.list}".encode(), msgspec.json.encode(each.marker)


def _archived(
    turns: Sequence[ListUpdate], watched: ListsOnTopic, archive: Archive, then: Mapping[ListName, str], closed: datetime
) -> Iterator[Out]:
    for name, marker in watched.markers.items():
        if (
            watched.is_whole(name) and archive.version(name, marker.version) is None
        ):  # loaded before there was an archive
            yield from archive.put(marker, sorted_by_id(watched.lists.get(name, {})))
    for each in turns:
        yield from archive.put(each.marker, each.parties)
    yield archive.put_watchlist(then, closed)


def sorted_by_id(parties: Mapping[str, ListedParty]) -> list[ListedParty]:
    """The parties in the order of their ids."""
    return [parties[each] for each in sorted(parties)]
