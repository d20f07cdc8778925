"""The state of each control topic: records are applied one by one, and give what is in force."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from sys import intern
from typing import Final, TypeVar

import msgspec
from msgspec import structs

from schemas.messages import SnapshotMarker
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecard, Scorecards
from screener.regime.suppression import Suppression, Suppressions, suppression_id
from screener.search.watchlist import Watchlist
from topologies.list_releases.lists_on_topic import MARKER_PREFIX, is_whole, watchlist_version

K = TypeVar("K")
V = TypeVar("V")
POLICY_KEY: Final = b"policy"

_decode_party = msgspec.json.Decoder(ListedParty).decode
_decode_marker = msgspec.json.Decoder(SnapshotMarker).decode
_decode_scorecard = msgspec.json.Decoder(Scorecard).decode
_decode_policy = msgspec.json.Decoder(Policy).decode
_decode_suppression = msgspec.json.Decoder(Suppression).decode


class ListsInForce:
    """The lists of the `watchlist` topic, and whether they are whole."""

    def __init__(self) -> None:
        self._parties: dict[str, ListedParty] = {}
        self._markers: dict[bytes, SnapshotMarker] = {}

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Apply a record; a value of None is a tombstone. Raises `msgspec.MsgspecError` if it cannot be decoded."""
        if key.startswith(MARKER_PREFIX):
            _set(self._markers, key, None if value is None else _decode_marker(value))
        else:
            party = None if value is None else _with_shared_values(_decode_party(value))
            name = key.decode()
            # The key of the dictionary is the party's own string, so that each id is in memory once.
            _set(self._parties, party.id if party is not None and party.id == name else name, party)

    @property
    def version(self) -> str:
        """The version of the lists together, according to their markers; empty where there is none."""
        return watchlist_version({m.list: m.version for m in self._markers.values()}) if self._markers else ""

    def incomplete(self) -> str:
        """Why the lists are not whole, in words; empty where every list is as its marker says."""
        if not self._markers:
            return "the watchlist topic holds no closed list: load one with `screener lists load FILE...`"
        ids: dict[str, list[str]] = {marker.list: [] for marker in self._markers.values()}
        for party in self._parties.values():
            ids.setdefault(party.list, []).append(party.id)
        markers = {str(marker.list): marker for marker in self._markers.values()}
        for name, found in ids.items():
            marker = markers.get(name)
            if marker is None:
                return f"list {name} has {len(found)} records and no closing marker"
            if not is_whole(marker, found):
                return f"list {name} has {len(found)} records where its marker says {marker.count}, version {marker.version}"
        return ""

    def watchlist(self, cache_size: int, old: Watchlist | None = None) -> Watchlist:
        """The watchlist of these lists: `old` itself where nothing changed, an update of it where there is one."""
        if old is None:
            return Watchlist(self._parties.values(), self.version, cache_size)
        return old if old.version == self.version else old.updated(self._parties.values(), self.version)

    @property
    def closed(self) -> float:
        """When the newest marker was written, in seconds since the epoch; 0 where there is none."""
        return max((marker.closed.timestamp() for marker in self._markers.values()), default=0.0)


class ScorecardsInForce:
    """The scorecards of the `posts` topic."""

    def __init__(self) -> None:
        self._scorecards: dict[bytes, Scorecard] = {}
        self._raw: dict[bytes, bytes] = {}

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Apply a record. Raises `msgspec.MsgspecError` if it is not a scorecard."""
        _set(self._scorecards, key, None if value is None else _decode_scorecard(value))
        _set(self._raw, key, value)

    def scorecards(self) -> Scorecards:
        """The scorecards in force; their version is a hash of their content."""
        return Scorecards.of(self._scorecards.values(), _content_hash(self._raw) if self._raw else "empty")


class SuppressionsInForce:
    """The suppressions of the `suppressions` topic."""

    def __init__(self) -> None:
        self._suppressions: dict[bytes, Suppression] = {}

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Apply a record; a tombstone revokes a suppression.

        Raises `msgspec.MsgspecError` if it is not a suppression, or if its key is not the id of the pair that it names.
        """
        found = None if value is None else _decode_suppression(value)
        if (
            found is not None
            and not key == found.id.encode() == suppression_id(found.party_identity, found.listed_party).encode()
        ):
            raise msgspec.ValidationError(f"the key {key!r} is not the id of the pair that the suppression names")
        _set(self._suppressions, key, found)

    def suppressions(self) -> Suppressions:
        """The suppressions in force."""
        return Suppressions(self._suppressions.values())


class PolicyInForce:
    """The policy of the `policy` topic; the built-in default where there is none."""

    def __init__(self) -> None:
        self.policy = Policy()

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Apply a record. Raises `msgspec.MsgspecError` if it is not a policy, or its key is not `policy`.

        A hash of the content is added to the version, so that no two policies have the same one.
        """
        if key != POLICY_KEY:
            raise msgspec.ValidationError(f"the key of a policy is {POLICY_KEY!r}, not {key!r}")
        policy = Policy() if value is None else _decode_policy(value)
        suffix = "" if value is None else f"@{blake2b(value, digest_size=4).hexdigest()}"
        self.policy = structs.replace(policy, version=policy.version + suffix)


def _set(held: dict[K, V], key: K, value: V | None) -> None:
    if value is None:
        held.pop(key, None)
    else:
        held[key] = value


def _content_hash(raw: Mapping[bytes, bytes]) -> str:
    digest = blake2b(digest_size=8)
    for key in sorted(raw):
        digest.update(key + b"\n" + raw[key] + b"\n")
    return digest.hexdigest()


def _with_shared_values(party: ListedParty) -> ListedParty:
    """An equal party that shares with the others the values that many have, such as country and programme."""
    addresses = tuple(
        structs.replace(each, city=intern(each.city), region=intern(each.region), country=intern(each.country))
        for each in party.addresses
    )
    return structs.replace(
        party,
        addresses=addresses,
        agency=intern(party.agency),
        program=intern(party.program),
        exclusion_type=intern(party.exclusion_type),
        active=_shared_date(party.active),
        terminates=_shared_date(party.terminates),
        published=_shared_date(party.published),
    )


@lru_cache(20_000)
def _shared_date(day: date | None) -> date | None:
    return day
