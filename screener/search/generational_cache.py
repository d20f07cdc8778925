"""A bounded cache in two generations of a dictionary, so that what is used again stays."""

from collections.abc import Iterable
from itertools import islice
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class GenerationalCache(Generic[K, V]):
    """Keeps at least the last `limit / 2` and at most `limit` keys; a lookup costs as much as one in a dictionary.

    A single `put_all` of more keys is kept whole until the next key comes. `recent` is the younger generation, for direct
    lookups in a hot loop; only `put` and `put_all` change or replace it.
    """

    __slots__ = ("_half", "_old", "recent")

    def __init__(self, limit: int) -> None:
        self._half = max(1, limit // 2)
        self.recent: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self.recent) + len(self._old)

    def get(self, key: K) -> V | None:
        """The value of `key`, or None; a key that was in the older generation moves to the younger one."""
        value = self.recent.get(key)
        if value is None:
            value = self._old.pop(key, None)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        """Keeps `value`; the older generation is dropped when the younger one is full."""
        if key not in self.recent and len(self.recent) >= self._half:
            self._turn()
        self.recent[key] = value

    def put_all(self, keys: Iterable[K], value: V) -> None:
        """Keeps one `value` for all `keys`, all of them in `recent`."""
        fresh = dict.fromkeys(keys, value)
        if self.recent and len(self.recent) + len(fresh) > self._half:
            self._turn()
        self.recent.update(fresh)

    def _turn(self) -> None:
        """Starts a new generation: the younger one becomes the older one, which is dropped."""
        beyond = len(self.recent) - self._half
        self._old = dict(islice(self.recent.items(), beyond, None)) if beyond > 0 else self.recent
        self.recent = {}

    def clear(self) -> None:
        """Drops everything."""
        self.recent.clear()
        self._old.clear()
