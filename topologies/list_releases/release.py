"""Puts updates of lists into force: their records, tombstones for those that ended, then all markers; and archives the versions.

Between its first record and its marker a list on the topic is not whole. Workers keep the lists they have until the last
marker arrives, so they switch once, to whole lists, however many lists change together.

Two commands that run at once both plan from the same old lists, so their records may interleave, and the last marker may
close a list that is not whole. Each command therefore reads the topics again after its last record. The list whose
marker came last wins: its command repairs what is missing, the others report that they were overtaken. Whoever wrote last also
read last, so once all commands have ended the lists are whole, or a user was told that they are not. A lock would outlive a
command that was killed, and not every cluster is set up for transactions.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from secrets import SystemRandom

import msgspec

from schemas.safe_text import one_line
from screener.domain.listed_party import ListedParty, ListName
from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.compacted_topics import Writer
from topologies.list_releases.archive import Archive, KeyValue, read_archive
from topologies.list_releases.list_update import ListUpdate
from topologies.list_releases.lists_on_topic import ListsOnTopic, marker_key, read_lists_on_topic
from topologies.settings import Settings, UsageError
from topologies.topics import ARCHIVE, WATCHLIST

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Mean seconds before each repair: another command that is still writing may finish meanwhile."""


def release(updates: Sequence[ListUpdate], on_topic: ListsOnTopic, archive: Archive, settings: Settings) -> None:
    """Publish the updates: the archive first, then the lists, then the tombstones of versions that are no longer kept.

    Returns once the topics were read again and hold the updates whole. Raises `UsageError` where the broker does not
    acknowledge everything (the old markers stay, so no worker takes half a list), where another command put its own
    version of a list into force meanwhile, and where others write so much that the list does not become whole.
    """
    _publish(updates, on_topic, archive, settings)
    for pause in (*PAUSES, None):
        on_topic, archive = read_lists_on_topic(settings), read_archive(settings)
        _refuse_overtaken(updates, on_topic)
        damage = _damage(updates, on_topic, archive)
        if not damage:
            return
        if pause is None:
            raise UsageError(
                f"{damage}: other commands change the lists at the same time; workers keep the last whole lists; "
                "wait until no other command changes the lists, then run this one again"
            )
        time.sleep(SystemRandom().uniform(0, 2 * pause))
        _publish(updates, read_lists_on_topic(settings), read_archive(settings), settings)


def _refuse_overtaken(updates: Sequence[ListUpdate], on_topic: ListsOnTopic) -> None:
    """Raise `UsageError` where the marker on the topic closes another version of a list than the update does."""
    for each in updates:
        ours, now = each.marker, on_topic.markers.get(each.marker.list)
        if now is not None and now.version != ours.version:
            raise UsageError(
                f"{ours.list}: another command put version {now.version} of {one_line(now.source) or 'no file'} into force "
                f"meanwhile, not version {ours.version}: see `screener lists status`, and run this one again if it is to win"
            )


def _damage(updates: Sequence[ListUpdate], on_topic: ListsOnTopic, archive: Archive) -> str:
    """The first updated list that is not whole, on its topic or in the archive; empty where all are."""
    for each in updates:
        name, version = each.marker.list, each.marker.version
        if not on_topic.is_whole(name):
            return f"{name}: the records on topic {WATCHLIST.name} are not those of version {version}"
        if not archive.has(name, version):
            return f"{name}: the records on topic {ARCHIVE.name} are not those of version {version}"
    return ""


def _publish(updates: Sequence[ListUpdate], on_topic: ListsOnTopic, archive: Archive, settings: Settings) -> None:
    in_force = on_topic.versions | {each.marker.list: each.marker.version for each in updates}
    writer = Writer(settings.kafka_bootstrap, settings.delivery_seconds)
    try:
        writer.publish(ARCHIVE.name, _archive_records(updates, on_topic, archive, in_force))
        writer.publish(WATCHLIST.name, watchlist_records(updates, on_topic))
        writer.publish(ARCHIVE.name, archive.prune(settings.list_versions, in_force))
    except DeliveryFailed as failed:
        raise UsageError(f"{failed}; the list in force stays, run the command again") from None


def watchlist_records(updates: Sequence[ListUpdate], on_topic: ListsOnTopic) -> Iterator[KeyValue]:
    """The records that bring the `watchlist` topic to the updates; the markers come last."""
    for each in updates:
        old = on_topic.lists.get(each.marker.list, {})
        for party in each.parties:
            if party.id not in old:
                yield party.id.encode(), msgspec.json.encode(party)
        keys = {key for key in on_topic.records if key.startswith(f"{each.marker.list}:".encode())}
        for key in sorted(keys - {party.id.encode() for party in each.parties}):
            yield key, None
    for each in updates:
        yield marker_key(each.marker.list), msgspec.json.encode(each.marker)


def _archive_records(
    updates: Sequence[ListUpdate], on_topic: ListsOnTopic, archive: Archive, in_force: Mapping[ListName, str]
) -> Iterator[KeyValue]:
    for name, marker in on_topic.markers.items():
        loaded_before_the_archive = archive.version(name, marker.version) is None
        if loaded_before_the_archive and on_topic.is_whole(name):
            yield from archive.put(marker, _sorted_by_id(on_topic.lists.get(name, {})))
    for each in updates:
        yield from archive.put(each.marker, each.parties)
    yield archive.put_watchlist(in_force, _moment_of(updates))


def _moment_of(updates: Sequence[ListUpdate]) -> datetime:
    return max(each.marker.returned or each.marker.closed for each in updates)


def _sorted_by_id(parties: Mapping[str, ListedParty]) -> list[ListedParty]:
    return [parties[each] for each in sorted(parties)]
