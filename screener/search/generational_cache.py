"""A bounded memo: two generations of a dictionary, so that what is asked for again stays."""

from collections.abc import Iterable
from itertools import islice
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class GenerationalCache(Generic[K, V]):
    """Remembers at least the last `limit / 2` and at most `limit` keys; looking one up costs a dictionary's time.

    Only one `put_all` of more keys than that is remembered whole, until the next key comes. `recent` is the younger
    generation, for a hot loop to look up in directly; only `put` and `put_all` may change it, or put another in its place.
    """

    __slots__ = ("_half", "_old", "recent")

    def __init__(self, limit: int) -> None:
        self._half = max(1, limit // 2)
        self.recent: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self.recent) + len(self._old)

    def get(self, key: K) -> V | None:
        """What was remembered of `key`, or None."""
        value = self.recent.get(key)
        if value is None:
            value = self._old.pop(key, None)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        """Remember `value`; the older generation is forgotten when the younger one is full."""
        if key not in self.recent and len(self.recent) >= self._half:
            self._turn()
        self.recent[key] = value

    def put_all(self, keys: Iterable[K], value: V) -> None:
        """Remember one `value` for all `keys`, in `recent` all of them."""
        fresh = dict.fromkeys(keys, value)
        if self.recent and len(self.recent) + len(fresh) > self._half:
            self._turn()
        self.recent.update(fresh)

    def _turn(self) -> None:
        """Begin a new generation: what was recent is old, and what was old is forgotten."""
        beyond = len(self.recent) - self._half
        self._old = dict(islice(self.recent.items(), beyond, None)) if beyond > 0 else self.recent
        self.recent = {}

    def clear(self) -> None:
        """Forget everything."""
        self.recent.clear()
        self._old.clear()
