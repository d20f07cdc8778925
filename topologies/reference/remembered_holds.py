"""The holds in place, as a worker remembers them: bounded, and packed as bytes."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

import msgspec
from msgspec import Struct

from screener.domain.decision import Hold
from screener.domain.status_codes import HoldEvent

KEY_COLONS: Final = 2
_decode = msgspec.json.Decoder(Hold).decode
_encode = msgspec.json.Encoder().encode


class PackedHolds(Mapping[str, tuple[Hold, ...]]):
    """Holds by identifier, kept as bytes: a hold as an object takes some 3.5 KB, as bytes 1 KB, and there may be a million.

    `packed` holds, by identifier, the holds by their own id. Its values are replaced and never changed, because another
    thread may be reading them.
    """

    def __init__(self) -> None:
        self.packed: OrderedDict[str, dict[str, bytes]] = OrderedDict()

    def __getitem__(self, identifier: str) -> tuple[Hold, ...]:
        return tuple(map(_decode, self.packed[identifier].values()))

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.packed

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)


class _HoldIds(Struct, gc=False):
    """The fields of a hold event that show whether the hold is already remembered."""

    consignment: str
    hold: str


_decode_ids = msgspec.json.Decoder(_HoldIds).decode


class RememberedHolds:
    """The holds in place, by the identifier of their consignment; the oldest are forgotten beyond `limit` identifiers.

    Two threads write: the worker, and the follower of the `holds` topic. A hold that stays in place is visible throughout.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self.by_identifier = PackedHolds()

    def apply(self, _: bytes, value: bytes | None) -> None:
        """Apply a record of the `holds` topic. Raises `msgspec.MsgspecError` if it is not a hold event."""
        if value is None:
            return
        ids = _decode_ids(value)
        if ids.consignment.count(":") < KEY_COLONS:
            raise msgspec.ValidationError(f"consignment {ids.consignment!r} is not mode:identifier:date")
        remembered = self.by_identifier.packed.get(_identifier(ids.consignment), {}).get(ids.hold)
        if remembered != value:  # equal where this worker placed the hold itself
            self.update((_decode(value),))

    def update(self, events: Iterable[Hold]) -> None:
        """Remember the holds that were placed or repeated, forget those removed."""
        with self._lock:
            for identifier, of_one in groupby(events, key=lambda hold: _identifier(hold.consignment)):
                self._update(identifier, of_one)
            while len(self.by_identifier) > self._limit:
                self.by_identifier.packed.popitem(last=False)

    def _update(self, identifier: str, events: Iterable[Hold]) -> None:
        packed = self.by_identifier.packed
        holds = dict(packed.get(identifier, {}))
        for event in events:
            holds.pop(event.hold, None)
            if event.event is not HoldEvent.REMOVED:
                holds[event.hold] = _encode(event)
        if holds:
            packed[identifier] = holds
            packed.move_to_end(identifier)
        else:
            packed.pop(identifier, None)

    def __len__(self) -> int:
        return len(self.by_identifier)


def _identifier(consignment: str) -> str:
    """The identifier in the key of a consignment, `mode:identifier:date`; it may contain colons itself."""
    return consignment.split(":", 1)[1].rsplit(":", 1)[0]
