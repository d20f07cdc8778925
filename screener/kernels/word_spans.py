"""The words of packed names: where each begins and ends, and names without some of their words."""

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.hashing import Hashes, contains, hash_bytes
from screener.kernels.packed_strings import Buffers, Bytes, Offsets, copy_bytes

SPACE = ord(" ")
"""Separates the words of a name."""

_NINE = ord("9")


@compiled
def next_word(data: Bytes, at: int, end: int, gap: int) -> tuple[int, int]:
    """Where the next word of `data[at:end]` begins and ends; `gap` separates words. Both are `end` where there is none."""
    while at < end and data[at] == gap:
        at += 1
    begin = at
    while at < end and data[at] != gap:
        at += 1
    return begin, at


@compiled
def is_letter(byte: int) -> bool:
    """Whether a byte of a folded name is a letter: it is a digit or a space otherwise."""
    return byte > _NINE


@compiled
def remove_words(names: Buffers, table: Hashes, initials: bool, out: Buffers, kept: Offsets) -> int:  # noqa: FBT001 - a kernel
    """Writes the names without the words whose hashes are in the table to `out`; how many bytes there are.

    `kept`, all zeros before, counts the words that are left of each name. Where `initials`, one letter at the head of a name stays.
    """
    data, offsets = names
    out_data, out_offsets = out
    size = 0
    for name in range(len(offsets) - 1):
        last = offsets[name + 1]
        begin, end = next_word(data, offsets[name], last, SPACE)
        while begin < end:
            is_initial = initials and begin == offsets[name] and end - begin == 1 and is_letter(data[begin])
            if is_initial or not contains(hash_bytes(data, begin, end), table):
                if kept[name]:
                    out_data[size] = SPACE
                    size += 1
                size = copy_bytes(data, begin, end, out_data, size)
                kept[name] += 1
            begin, end = next_word(data, end, last, SPACE)
        out_offsets[name + 1] = size
    return size


@compiled
def mark_digits_in_words(names: Buffers, marked: NDArray[np.bool_]) -> None:
    """Marks the names that have a letter and a digit side by side."""
    data, offsets = names
    for name in range(len(offsets) - 1):
        for at in range(offsets[name] + 1, offsets[name + 1]):
            one, other = data[at - 1], data[at]
            if is_letter(one) != is_letter(other) and SPACE not in (one, other):
                marked[name] = True
