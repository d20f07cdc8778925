"""Many strings in two arrays, as Arrow keeps them: their bytes one after the other, and the offset at which each begins."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.kernels.compilation import compiled, inlined

Bytes: TypeAlias = NDArray[np.uint8]
Offsets: TypeAlias = NDArray[np.int64]
Ids: TypeAlias = NDArray[np.int32]
BitMasks: TypeAlias = NDArray[np.uint64]

Buffers: TypeAlias = tuple[Bytes, Offsets]
"""Packed strings as kernels take them, `data, offsets`. Numba takes a plain tuple four times as fast as a `NamedTuple`."""


class PackedStrings(Struct, frozen=True):
    """ASCII strings; the bytes of string `n` are `data[offsets[n]:offsets[n + 1]]`."""

    data: Bytes
    offsets: Offsets

    @classmethod
    def of(cls, strings: Sequence[str]) -> "PackedStrings":
        """Packs strings. Raises `UnicodeEncodeError` where one is not ASCII."""
        offsets = np.zeros(len(strings) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)), out=offsets[1:])
        # a bytearray, because numba compiles every kernel again for arrays that are read-only, as those of bytes are
        return cls(np.frombuffer(bytearray("".join(strings), "ascii"), np.uint8), offsets)

    @classmethod
    def joined(cls, parts: Sequence["PackedStrings"]) -> "PackedStrings":
        """The strings of all parts, in order; at least one part."""
        before = np.cumsum([0, *(len(part.data) for part in parts)])
        offsets = [part.offsets[1:] + start for part, start in zip(parts, before.tolist(), strict=False)]
        return cls(np.concatenate([part.data for part in parts]), np.concatenate([parts[0].offsets[:1], *offsets]))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> str:
        return self.data[self.offsets[number] : self.offsets[number + 1]].tobytes().decode("ascii")

    @property
    def buffers(self) -> Buffers:
        """Both arrays, for kernels."""
        return self.data, self.offsets

    def slice(self, first: int, last: int) -> "PackedStrings":
        """The strings from number `first` up to `last`, which is not included."""
        offsets = self.offsets[first : last + 1]
        return PackedStrings(self.data[offsets[0] : offsets[-1]], offsets - offsets[0])

    def take(self, numbers: Offsets) -> "PackedStrings":
        """The strings of these numbers, in their order."""
        sizes = self.offsets[numbers + 1] - self.offsets[numbers]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        data = np.empty(int(offsets[-1]), np.uint8)
        take(self.buffers, numbers, data)
        return PackedStrings(data, offsets)

    def replaced(self, which: NDArray[np.bool_], replacements: "PackedStrings") -> "PackedStrings":
        """The strings with `replacements`, in order, in the place of those marked in `which`."""
        if not len(replacements):
            return self
        out = empty_buffers(len(self.data) + len(replacements.data), len(self))
        size = replace(self.buffers, which, replacements.buffers, out)
        return PackedStrings(out[0][:size], out[1])

    def replaced_by(self, which: NDArray[np.bool_], replacement: Callable[[int], str]) -> "PackedStrings":
        """Likewise, where each replacement is made from the number of the string."""
        return self.replaced(which, PackedStrings.of([replacement(at) for at in np.flatnonzero(which).tolist()]))


def empty_buffers(size: int, count: int) -> Buffers:
    """Buffers that a kernel fills with `count` strings of at most `size` bytes together."""
    return np.empty(size, np.uint8), np.zeros(count + 1, np.int64)


@inlined
def copy_bytes(source: Bytes, begin: int, end: int, target: Bytes, at: int) -> int:
    """Copies `source[begin:end]` to `target` from `at` on; the offset behind the copy."""
    for place in range(begin, end):
        target[at] = source[place]
        at += 1
    return at


@compiled
def take(strings: Buffers, numbers: Offsets, out: Bytes) -> None:
    """Writes the strings of these numbers to `out`, one after the other."""
    data, offsets = strings
    size = 0
    for number in numbers:
        size = copy_bytes(data, offsets[number], offsets[number + 1], out, size)


@compiled
def replace(strings: Buffers, which: NDArray[np.bool_], replacements: Buffers, out: Buffers) -> int:
    """Writes the strings to `out`, with replacements in the place of those in `which`; how many bytes there are."""
    data, offsets = strings
    others, other_offsets = replacements
    out_data, out_offsets = out
    size = other = 0
    for number in range(len(offsets) - 1):
        if which[number]:
            size = copy_bytes(others, other_offsets[other], other_offsets[other + 1], out_data, size)
            other += 1
        else:
            size = copy_bytes(data, offsets[number], offsets[number + 1], out_data, size)
        out_offsets[number + 1] = size
    return size
