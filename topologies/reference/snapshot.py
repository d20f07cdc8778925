"""What workers screen against, read from the control topics: an immutable view, swapped whole and never half."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from sys import intern
from typing import Final, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from schemas.messages import SnapshotMarker
from screener.domain.decision import Hold, Versions
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecard, Scorecards
from screener.domain.status_codes import HoldEvent
from screener.regime.suppression import NO_SUPPRESSIONS, Suppression, Suppressions, suppression_id
from screener.search.watchlist import Watchlist
from topologies.list_releases.lists_on_topic import MARKER_PREFIX, is_whole, watchlist_version

K = TypeVar("K")
V = TypeVar("V")
POLICY_KEY: Final = b"policy"
KEY_COLONS: Final = 2

_LISTED = msgspec.json.Decoder(ListedParty)
_MARKER = msgspec.json.Decoder(SnapshotMarker)
_SCORECARD = msgspec.json.Decoder(Scorecard)
_POLICY = msgspec.json.Decoder(Policy)
_SUPPRESSION = msgspec.json.Decoder(Suppression)
_HOLD = msgspec.json.Decoder(Hold)
_pack = msgspec.json.Encoder().encode


class Reference(Struct, frozen=True):
    """Everything that a decision depends on beside the consignment, of one moment."""

    watchlist: Watchlist
    scorecards: Scorecards
    policy: Policy
    suppressions: Suppressions = NO_SUPPRESSIONS

    @property
    def versions(self) -> Versions:
        """The versions that a decision against this reference bears."""
        return Versions(
            self.watchlist.version,
            self.scorecards.version,
            self.policy.version,
            suppressions=self.suppressions.version,
        )


class Lists:
    """The records of the `watchlist` topic, and whether they make whole snapshots."""

    def __init__(self) -> None:
        self._parties: dict[str, ListedParty] = {}
        self._markers: dict[bytes, SnapshotMarker] = {}

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one record; a value of None is a tombstone. Raises `msgspec.MsgspecError` for a record that is none."""
        if key.startswith(MARKER_PREFIX):
            _set(self._markers, key, None if value is None else _MARKER.decode(value))
        else:
            party = None if value is None else _sharing(_LISTED.decode(value))
            name = key.decode()
            _set(self._parties, party.id if party is not None and party.id == name else name, party)

    @property
    def version(self) -> str:
        """The version of the lists together, by their markers; empty where there is none."""
        return watchlist_version({m.list: m.version for m in self._markers.values()}) if self._markers else ""

    def incomplete(self) -> str:
        """Why these are no whole lists, in words; empty where every list is what its marker says."""
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

    def watchlist(self, remember: int, old: Watchlist | None = None) -> Watchlist:
        """The watchlist that the records make: `old` itself where nothing changed, built upon it where little did."""
        if old is None:
            return Watchlist(self._parties.values(), self.version, remember)
        return old if old.version == self.version else old.updated(self._parties.values(), self.version)

    @property
    def closed(self) -> float:
        """When the newest snapshot was closed, in seconds since the epoch; 0 where there is none."""
        return max((marker.closed.timestamp() for marker in self._markers.values()), default=0.0)


class ScorecardsInForce:
    """The records of the `posts` topic."""

    def __init__(self) -> None:
        self._cards: dict[bytes, Scorecard] = {}
        self._raw: dict[bytes, bytes] = {}

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one record. Raises `msgspec.MsgspecError` for a record that is no scorecard."""
        _set(self._cards, key, None if value is None else _SCORECARD.decode(value))
        _set(self._raw, key, value)

    def scorecards(self) -> Scorecards:
        """The scorecards as the core wants them; the version hashes their content."""
        return Scorecards.of(self._cards.values(), _content(self._raw) if self._raw else "empty")


class SuppressionsInForce:
    """The records of the `suppressions` topic."""

    def __init__(self) -> None:
        self._held: dict[bytes, Suppression] = {}

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one record; a tombstone revokes. Raises `msgspec.MsgspecError` for a record that is none, or whose key is not its pair's."""
        found = None if value is None else _SUPPRESSION.decode(value)
        if (
            found is not None
            and not key == found.id.encode() == suppression_id(found.party_identity, found.listed_party).encode()
        ):
            raise msgspec.ValidationError(f"the key {key!r} is not the id of the pair that the suppression names")
        _set(self._held, key, found)

    def suppressions(self) -> Suppressions:
        """The suppressions as the core wants them."""
        return Suppressions(self._held.values())


class PolicyInForce:
    """The policy of the `policy` topic, the built-in default where there is none."""

    def __init__(self) -> None:
        self.policy = Policy()

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Take one record. Raises `msgspec.MsgspecError` for a record that is no policy, or is not keyed `policy`.

        The version in force bears a hash of the content, so two policies never go by one version.
        """
        if key != POLICY_KEY:
            raise msgspec.ValidationError(f"the key is {key!r} where a policy has {POLICY_KEY!r}")
        policy = Policy() if value is None else _POLICY.decode(value)
        mark = "" if value is None else f"@{blake2b(value, digest_size=4).hexdigest()}"
        self.policy = msgspec.structs.replace(policy, version=policy.version + mark)


class Packed(Mapping[str, tuple[Hold, ...]]):
    """Holds by identifier, kept as bytes: as objects each would take some 3.5 KB instead of one, and there may be a million.

    `bytes` has by identifier the holds by their own id. What stands there is never changed, only replaced: another thread may read it.
    """

    def __init__(self) -> None:
        self.bytes: OrderedDict[str, dict[str, bytes]] = OrderedDict()

    def __getitem__(self, identifier: str) -> tuple[Hold, ...]:
        return tuple(map(_HOLD.decode, self.bytes[identifier].values()))

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.bytes

    def __iter__(self) -> Iterator[str]:
        return iter(self.bytes)

    def __len__(self) -> int:
        return len(self.bytes)


class _Glance(msgspec.Struct, gc=False):
    """What of a hold event tells whether it is known."""

    consignment: str
    hold: str


_GLANCE = msgspec.json.Decoder(_Glance)


class RememberedHolds:
    """The holds in place, by the identifier of their consignment; the oldest are forgotten beyond `limit`.

    Two threads write, the worker and the reader of the `holds` topic: a hold that stays is never out of sight meanwhile.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self.by_identifier = Packed()

    def apply(self, _: bytes, value: bytes | None) -> None:
        """Take one hold event. Raises `msgspec.MsgspecError` for a record that is none."""
        if value is None:
            return
        glance = _GLANCE.decode(value)
        if glance.consignment.count(":") < KEY_COLONS:
            raise msgspec.ValidationError(f"consignment {glance.consignment!r} is not mode:identifier:date")
        if self.by_identifier.bytes.get(_identifier(glance.consignment), {}).get(glance.hold) != value:
            self.take((_HOLD.decode(value),))  # otherwise it is this worker's own, that it remembered when it placed it

    def take(self, holds: Iterable[Hold]) -> None:
        """Remember holds that were placed or repeated, forget those removed."""
        with self._lock:
            for identifier, events in groupby(holds, key=lambda hold: _identifier(hold.consignment)):
                self._take(identifier, events)
            while len(self.by_identifier) > self._limit:
                self.by_identifier.bytes.popitem(last=False)

    def _take(self, identifier: str, events: Iterable[Hold]) -> None:
        kept = dict(self.by_identifier.bytes.get(identifier, {}))
        for hold in events:
            kept.pop(hold.hold, None)
            if hold.event is not HoldEvent.REMOVED:
                kept[hold.hold] = _pack(hold)
        if kept:
            self.by_identifier.bytes[identifier] = kept
            self.by_identifier.bytes.move_to_end(identifier)
        else:
            self.by_identifier.bytes.pop(identifier, None)

    def __len__(self) -> int:
        return len(self.by_identifier)


def _identifier(consignment: str) -> str:
    """The identifier in the key of a consignment, `mode:identifier:date`."""
    return consignment.split(":", 1)[1].rsplit(":", 1)[0]


def _set(held: dict[K, V], key: K, value: V | None) -> None:
    if value is None:
        held.pop(key, None)
    else:
        held[key] = value


def _content(raw: Mapping[bytes, bytes]) -> str:
    digest = blake2b(digest_size=8)
    for key in sorted(raw):
        digest.update(key + b"\n" + raw[key] + b"\n")
    return digest.hexdigest()


def _sharing(party: ListedParty) -> ListedParty:
    """The same party; what many records have alike, as their country and programme, is in memory once."""
    addresses = tuple(
        replace(each, city=intern(each.city), region=intern(each.region), country=intern(each.country))
        for each in party.addresses
    )
    return replace(
        party,
        addresses=addresses,
        agency=intern(party.agency),
        program=intern(party.program),
        exclusion_type=intern(party.exclusion_type),
        active=_one(party.active),
        terminates=_one(party.terminates),
        published=_one(party.published),
    )


@lru_cache(20_000)
def _one(day: date | None) -> date | None:
    return day
