"""Many strings in two arrays, as Arrow keeps them: their bytes one after the other, and where each begins."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.kernels.compilation import compiled

Bytes: TypeAlias = NDArray[np.uint8]
Offsets: TypeAlias = NDArray[np.int64]
Ids: TypeAlias = NDArray[np.int32]
BitMasks: TypeAlias = NDArray[np.uint64]


class PackedStrings(Struct, frozen=True):
    """Many names one behind the other: the bytes of name `n` are those from `begins[n]` to `begins[n + 1]`."""

    letters: Bytes
    begins: Offsets

    @classmethod
    def of(cls, names: Sequence[str]) -> "PackedStrings":
        """From folded names: words in lower-case ASCII letters, parted by spaces."""
        begins = np.zeros(len(names) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, names), np.int64, len(names)), out=begins[1:])
        return cls(np.frombuffer("".join(names).encode("ascii"), np.uint8), begins)

    @classmethod
    def joined(cls, parts: Sequence["PackedStrings"]) -> "PackedStrings":
        """The names of all parts, in order; at least one part."""
        before = np.cumsum([0, *(len(part.letters) for part in parts)])
        begins = [part.begins[1:] + start for part, start in zip(parts, before.tolist(), strict=False)]
        return cls(np.concatenate([part.letters for part in parts]), np.concatenate([parts[0].begins[:1], *begins]))

    def __len__(self) -> int:
        return len(self.begins) - 1

    def __getitem__(self, number: int) -> str:
        return self.letters[self.begins[number] : self.begins[number + 1]].tobytes().decode("ascii")

    def among(self, first: int, last: int) -> "PackedStrings":
        """The names from `first` to `last`, without it."""
        begins = self.begins[first : last + 1]
        return PackedStrings(self.letters[begins[0] : begins[-1]], begins - begins[0])

    def chosen(self, numbers: Offsets) -> "PackedStrings":
        """The names of these numbers, in their order."""
        sizes = self.begins[numbers + 1] - self.begins[numbers]
        begins = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        letters = np.empty(int(begins[-1]), np.uint8)
        _choose(self.letters, self.begins, numbers, letters)
        return PackedStrings(letters, begins)


@compiled
def _choose(letters: Bytes, begins: Offsets, numbers: Offsets, chosen: Bytes) -> None:
    many = 0
    for number in numbers:
        for at in range(begins[number], begins[number + 1]):
            chosen[many] = letters[at]
            many += 1
