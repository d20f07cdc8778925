"""The lists as they stand on the `watchlist` topic, read once by a command."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from schemas.messages import SnapshotMarker
from screener.domain.listed_party import ListedParty, ListName
from screener.search.watchlist import content_version
from topologies.kafka.compacted_topics import read_to_end
from topologies.settings import Settings
from topologies.topics import WATCHLIST

MARKER = b"marker:"


class ListsOnTopic(Struct, frozen=True):
    """Every listed party and every marker by list; `held` has the records as bytes. What cannot be read is left out."""

    held: Mapping[bytes, bytes]
    lists: Mapping[ListName, Mapping[str, ListedParty]]
    markers: Mapping[ListName, SnapshotMarker]

    def is_whole(self, name: ListName) -> bool:
        """Whether the records of a list are those that its marker closed."""
        marker, ids = self.markers.get(name), self.lists.get(name, {}).keys()
        return marker is not None and marker.count == len(ids) and marker.version == content_version(ids)

    def find(self, party: str) -> ListedParty | None:
        """The listed party with this id, or None."""
        return next((parties[party] for parties in self.lists.values() if party in parties), None)


def read_lists_on_topic(given: Settings) -> ListsOnTopic:
    """The lists on the topic. Raises `UsageError`, one line, where no broker answers or the topic does not exist."""
    held = read_to_end(given.kafka_bootstrap, WATCHLIST.name, connect_seconds=given.connect_seconds)
    lists: dict[ListName, dict[str, ListedParty]] = {}
    markers: dict[ListName, SnapshotMarker] = {}
    for key, value in held.items():
        try:
            if key.startswith(MARKER):
                marker = msgspec.json.decode(value, type=SnapshotMarker)
                markers[marker.list] = marker
            else:
                party = msgspec.json.decode(value, type=ListedParty)
                lists.setdefault(party.list, {})[key.decode()] = party
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue  # a worker refuses it too, and counts it
    return ListsOnTopic(held, lists, markers)
