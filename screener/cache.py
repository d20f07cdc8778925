"""A bounded memo: two generations of a dictionary, so that what is asked for again stays."""

from collections.abc import Iterable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Remembers at least the last `limit / 2` and at most `limit` keys; looking one up costs a dictionary's time.

    `recent` is the younger generation, for a hot loop to look up in directly; only `put` may change it.
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
        if len(self.recent) >= self._half:
            self._old = dict(self.recent)
            self.recent.clear()
        self.recent[key] = value

    def put_all(self, keys: Iterable[K], value: V) -> None:
        """Remember one `value` for all `keys`; they are as bounded as with `put` once the next key comes."""
        self.recent.update(dict.fromkeys(keys, value))

    def clear(self) -> None:
        """Forget everything."""
        self.recent.clear()
        self._old.clear()
