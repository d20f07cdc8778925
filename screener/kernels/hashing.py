"""FNV-1a hashes of bytes, and open hash tables of such hashes (linear probing)."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled, inlined
from screener.kernels.packed_strings import Bytes, Ids, Offsets

Hashes: TypeAlias = NDArray[np.uint64]
"""Hashes, or an open table of them, whose length is a power of two. A table marks a free slot by `NO_HASH`."""

FNV_START, FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
NO_HASH, ONE = np.uint64(0), np.uint64(1)
_MIX, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
"""The last byte hardly changes the middle bits of an FNV hash, so a slot is chosen by the middle bits of its product with `_MIX`."""


def empty_table(count: int, slots: int = 2) -> Hashes:
    """A table with room for `count` hashes, with at least so many `slots` for each."""
    return np.zeros(1 << (slots * count).bit_length(), np.uint64)


class IdsByHash(NamedTuple):
    """The ids that share a hash: those of the hash in slot `s` of `table` are `ids[begins[s]:ends[s]]`."""

    table: Hashes
    begins: Ids
    ends: Ids
    ids: Ids

    @property
    def size(self) -> int:
        """Bytes that it occupies."""
        return sum(array.nbytes for array in self)


def group_by_hash(hashes: Hashes, ids: Ids) -> IdsByHash:
    """Ids, each with its hash, grouped; those with `NO_HASH` are left out."""
    order = np.argsort(hashes, kind="stable")
    distinct, begins, counts = np.unique(hashes[order], return_index=True, return_counts=True)
    table = empty_table(len(distinct))
    groups = IdsByHash(table, np.zeros(len(table), np.int32), np.zeros(len(table), np.int32), ids[order])
    fill_groups(distinct, begins, counts, groups)
    return groups


@inlined
def extend_hash(start: np.uint64, data: Bytes, begin: int, end: int) -> np.uint64:
    """The FNV-1a hash of what `start` is the hash of, followed by `data[begin:end]`."""
    state = start
    for at in range(begin, end):
        state = (state ^ np.uint64(data[at])) * FNV_PRIME
    return state


@inlined
def hash_bytes(data: Bytes, begin: int, end: int) -> np.uint64:
    """A hash of `data[begin:end]` that is never `NO_HASH`."""
    return extend_hash(FNV_START, data, begin, end) | ONE


@inlined
def slot_of(hashed: np.uint64, table: Hashes) -> int:
    """The slot that holds a hash, or the free one where it belongs."""
    slot = int(np.int64(((hashed * _MIX) >> _HALF) & np.uint64(len(table) - 1)))
    while table[slot] not in (NO_HASH, hashed):
        slot = (slot + 1) & (len(table) - 1)
    return slot


@inlined
def contains(hashed: np.uint64, table: Hashes) -> bool:
    """Whether a hash is in the table."""
    return bool(table[slot_of(hashed, table)] != NO_HASH)


@inlined
def insert(hashed: np.uint64, table: Hashes) -> None:
    """Puts a hash into the table, which must have a free slot."""
    table[slot_of(hashed, table)] = hashed


@inlined
def ids_of(hashed: np.uint64, groups: IdsByHash) -> tuple[int, int]:
    """Where the ids with a hash begin and end; equal where there are none."""
    slot = slot_of(hashed, groups.table)
    if groups.table[slot] == NO_HASH:  # the other tables are far away in memory
        return 0, 0
    return int(groups.begins[slot]), int(groups.ends[slot])


@compiled
def insert_strings(strings: tuple[Bytes, Offsets], table: Hashes) -> None:
    """Puts the hash of each string into the table."""
    data, offsets = strings
    for number in range(len(offsets) - 1):
        insert(hash_bytes(data, offsets[number], offsets[number + 1]), table)


@compiled
def fill_groups(distinct: Hashes, begins: Offsets, counts: Offsets, groups: IdsByHash) -> None:
    """Puts each distinct hash into the table, with where its ids begin and how many there are."""
    for number in range(len(distinct)):
        if distinct[number] != NO_HASH:
            slot = slot_of(distinct[number], groups.table)
            groups.table[slot] = distinct[number]
            groups.begins[slot], groups.ends[slot] = begins[number], begins[number] + counts[number]
