"""The lists in force as the `watchlist` topic holds them, read once by a command."""

from collections.abc import Collection, Mapping

import msgspec
from msgspec import Struct

from schemas.messages import ListVersion, SnapshotMarker
from screener.domain.listed_party import ListedParty, ListName
from screener.search.watchlist import content_version
from topologies.kafka.compacted_topics import read_to_end
from topologies.settings import Settings
from topologies.topics import WATCHLIST

MARKER_PREFIX = b"marker:"


class ListsOnTopic(Struct, frozen=True):
    """The parties of each list by id, and the marker of each list; records that cannot be decoded are left out.

    `records` holds every record of the topic as bytes, also those that cannot be decoded.
    """

    records: Mapping[bytes, bytes]
    lists: Mapping[ListName, Mapping[str, ListedParty]]
    markers: Mapping[ListName, SnapshotMarker]

    @staticmethod
    def of(records: Mapping[bytes, bytes]) -> "ListsOnTopic":
        """The lists that these records make."""
        lists: dict[ListName, dict[str, ListedParty]] = {}
        markers: dict[ListName, SnapshotMarker] = {}
        for key, value in records.items():
            try:
                if key.startswith(MARKER_PREFIX):
                    marker = msgspec.json.decode(value, type=SnapshotMarker)
                    markers[marker.list] = marker
                else:
                    party = msgspec.json.decode(value, type=ListedParty)
                    lists.setdefault(party.list, {})[key.decode()] = party
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue  # workers refuse the record too, and count it
        return ListsOnTopic(records, lists, markers)

    @property
    def versions(self) -> dict[ListName, str]:
        """The version of each list that has a marker."""
        return {name: marker.version for name, marker in self.markers.items()}

    def is_whole(self, name: ListName) -> bool:
        """Whether the records of a list are exactly those that its marker closed."""
        marker = self.markers.get(name)
        return marker is not None and is_whole(marker, self.lists.get(name, {}))

    def find(self, party: str) -> ListedParty | None:
        """The listed party with this id, or None."""
        return next((parties[party] for parties in self.lists.values() if party in parties), None)


def is_whole(version: SnapshotMarker | ListVersion, ids: Collection[str]) -> bool:
    """Whether `ids` are exactly those of a version of a list: as many as it counts, and with its hash."""
    return version.count == len(ids) and version.version == content_version(ids)


def watchlist_version(versions: Mapping[ListName, str]) -> str:
    """The version of a watchlist made of these versions of lists, as every decision names it."""
    return content_version(f"{name}:{version}" for name, version in versions.items())


def marker_key(name: ListName) -> bytes:
    """The key of a list's marker."""
    return MARKER_PREFIX + name.encode()


def read_lists_on_topic(settings: Settings) -> ListsOnTopic:
    """Read the `watchlist` topic to its end.

    Raises `UsageError`, one line, where no broker answers or the topic does not exist.
    """
    return ListsOnTopic.of(
        read_to_end(settings.kafka_bootstrap, WATCHLIST.name, connect_seconds=settings.connect_seconds)
    )
