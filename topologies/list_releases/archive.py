"""Earlier versions of the lists, on a compacted topic: each record once, and the ids of each version.

Only commands read it. A version's head is written last and removed first, so every head on the topic is that of a whole version.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from schemas.messages import ListVersion, SnapshotMarker, VersionPart, WatchlistVersion
from screener.domain.listed_party import ListedParty, ListName
from topologies.kafka.compacted_topics import read_to_end
from topologies.list_releases.lists_on_topic import is_whole, watchlist_version
from topologies.settings import Settings, UsageError
from topologies.topics import ARCHIVE

IDS_A_PART = 10_000
"""Ids in one record: about 400 KB, below the default limit of every broker."""

CURRENT = "current"
"""What users call the lists in force."""

SHORTEST_PREFIX = 4
"""A version may be shortened to this many digits."""

T = TypeVar("T", bound=Struct)
KeyValue = tuple[bytes, bytes | None]
"""A record to publish; a value of None is a tombstone."""
_encode = msgspec.json.Encoder().encode


class Archive:
    """The records of the topic, and those to publish for each change; records that cannot be decoded are ignored."""

    def __init__(self, records: Mapping[bytes, bytes] = {}) -> None:
        self._records = dict(records)

    @property
    def versions(self) -> list[ListVersion]:
        """Every version that can be returned to, the latest of each list first."""
        found = [each for key in self._records if key.startswith(b"version:") and (each := self._head(key))]
        return sorted(found, key=lambda each: (each.list, -each.closed.timestamp(), each.version))

    def version(self, name: ListName, version: str) -> ListVersion | None:
        """A version of a list, or None where it is not archived."""
        return self._head(_head_key(name, version))

    def named(self, text: str) -> list[ListVersion]:
        """The versions that `text` names: by their name, by the version of one list, or by that of a whole watchlist.

        A version may be shortened to its first digits. Raises `UsageError` where several versions begin with them.
        """
        by_name = [each for each in self.versions if text and each.name == text]
        if by_name:
            return by_name
        if len(text) < SHORTEST_PREFIX:
            return []
        watchlists = [each for each in self._watchlists() if each.version.startswith(text)]
        versions = [each for each in self.versions if each.version.startswith(text)]
        if len(watchlists) + len(versions) > 1:
            raise UsageError(f"{len(watchlists) + len(versions)} versions begin with {text!r}: give more of its digits")
        if versions or not watchlists:
            return versions
        heads = [self.version(name, version) for name, version in sorted(watchlists[0].lists.items())]
        return [head for head in heads if head is not None]

    def has(self, name: ListName, version: str) -> bool:
        """Whether a version of a list is archived whole: its head and every record."""
        head = self.version(name, version)
        return head is not None and is_whole(head, {each for each in self._ids(head) if self.record(each)})

    def parties(self, head: ListVersion) -> dict[str, ListedParty]:
        """The records of a version by id. Raises `UsageError` where the topic does not hold all of them."""
        ids = self._ids(head)
        found = {each: party for each in ids if (party := self.record(each)) is not None}
        if not is_whole(head, found):
            raise UsageError(
                f"version {head.version} of {head.list} is not whole on topic {ARCHIVE.name} ({len(found):,} of {head.count:,} records): load the list from its files"
            )
        return found

    def record(self, party: str) -> ListedParty | None:
        """The record with this id, or None where it is not archived."""
        return _decoded(self._records.get(_record_key(party)), ListedParty)

    def records(self) -> Iterator[ListedParty]:
        """Every archived record, whatever its version."""
        for key, value in self._records.items():
            party = _decoded(value, ListedParty) if key.startswith(b"record:") else None
            if party is not None:
                yield party

    def first_seen(self, party: str) -> date | None:
        """The day on which a record was first loaded, where the archive knows it."""
        found = self.record(party)
        return found.first_seen if found else None

    def put(self, marker: SnapshotMarker, parties: Sequence[ListedParty]) -> Iterator[KeyValue]:
        """The records that archive the version that `marker` closes: new listed parties, then the ids, then the head."""
        ids = [party.id for party in parties]
        parts = [ids[at : at + IDS_A_PART] for at in range(0, len(ids), IDS_A_PART)]
        for party in parties:
            if _record_key(party.id) not in self._records:
                yield self._keep(_record_key(party.id), _encode(party))
        known = self.version(marker.list, marker.version)
        for number, ids_of_part in enumerate(() if known else parts):
            part = VersionPart(marker.list, marker.version, number, tuple(ids_of_part))
            yield self._keep(_part_key(marker.list, marker.version, number), _encode(part))
        name = marker.name or (known.name if known else "")
        head = ListVersion(marker.list, marker.version, marker.count, marker.closed, len(parts), marker.source, name)
        yield self._keep(_head_key(marker.list, marker.version), _encode(head))

    def put_watchlist(self, lists: Mapping[ListName, str], closed: datetime) -> KeyValue:
        """The record that says which versions of lists make up a watchlist version."""
        version = watchlist_version(lists)
        return self._keep(_watchlist_key(version), _encode(WatchlistVersion(version, dict(lists), closed)))

    def prune(self, keep: int, in_force: Mapping[ListName, str]) -> Iterator[KeyValue]:
        """Tombstones that leave at most `keep` versions of each list, and only the records that these need.

        The version in force always stays; of the others the named ones stay longest, then the latest.
        """
        for name in ListName:
            for head in self._surplus(name, keep, in_force.get(name, "")):
                yield self._drop(_head_key(head.list, head.version))
        left = {(each.list, each.version) for each in self.versions}
        parts = {_part_key(each.list, each.version, number) for each in self.versions for number in range(each.parts)}
        orphans = [key for key in self._records if key.startswith(b"part:") and key not in parts]
        if orphans:  # parts of the versions removed now, or left by a command that was interrupted
            needed = {_record_key(party) for head in self.versions for party in self._ids(head)}
            orphans += [key for key in self._records if key.startswith(b"record:") and key not in needed]
        orphans += [_watchlist_key(each.version) for each in self._watchlists() if not set(each.lists.items()) <= left]
        yield from (self._drop(key) for key in orphans)

    def _surplus(self, name: ListName, keep: int, in_force: str) -> list[ListVersion]:
        own = [each for each in self.versions if each.list is name]
        return sorted(own, key=lambda each: (each.version != in_force, not each.name, -each.closed.timestamp()))[keep:]

    def _ids(self, head: ListVersion) -> list[str]:
        parts = (self._records.get(_part_key(head.list, head.version, number)) for number in range(head.parts))
        return [each for part in parts if (found := _decoded(part, VersionPart)) for each in found.ids]

    def _head(self, key: bytes) -> ListVersion | None:
        return _decoded(self._records.get(key), ListVersion)

    def _watchlists(self) -> list[WatchlistVersion]:
        keys = [key for key in self._records if key.startswith(b"watchlist:")]
        return [found for key in keys if (found := _decoded(self._records[key], WatchlistVersion))]

    def _keep(self, key: bytes, value: bytes) -> KeyValue:
        self._records[key] = value
        return key, value

    def _drop(self, key: bytes) -> KeyValue:
        self._records.pop(key, None)
        return key, None


def read_archive(settings: Settings) -> Archive:
    """Read the archive. Raises `UsageError`, one line, where no broker answers or the topic does not exist."""
    return Archive(read_to_end(settings.kafka_bootstrap, ARCHIVE.name, connect_seconds=settings.connect_seconds))


def _decoded(value: bytes | None, kind: type[T]) -> T | None:
    try:
        return None if value is None else msgspec.json.decode(value, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _record_key(party: str) -> bytes:
    return f"record:{party}".encode()


def _head_key(name: ListName, version: str) -> bytes:
    return f"version:{name}:{version}".encode()


def _part_key(name: ListName, version: str, number: int) -> bytes:
    return f"part:{name}:{version}:{number}".encode()


def _watchlist_key(version: str) -> bytes:
    return f"watchlist:{version}".encode()
