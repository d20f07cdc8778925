"""A Bloom filter over the first words of patterns: it drops nearly all texts that no pattern can be in, and never another one."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import allocating, compiled, inlined
from screener.kernels.hashing import NO_HASH, ONE, Hashes, hash_bytes
from screener.kernels.packed_strings import BitMasks, Buffers, Bytes, Offsets
from screener.kernels.word_spans import SPACE, next_word

BITS_PER_KEY = 32
"""Bits of the filter for each key, of which a key sets three: about 1 of 1,000 other keys passes."""

_Flags: TypeAlias = NDArray[np.bool_]

_MULTIPLIER, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_SIX, _TWELVE, _SIX_BITS = np.uint64(6), np.uint64(12), np.uint64(63)
_ALONE, _TOGETHER = np.uint64(0xA24BAED4963EE407), np.uint64(0x9FB21C651E98DF25)
"""Set the keys of single words, and of all words of a pattern, apart from those of pairs."""


def empty_filter(keys: int) -> BitMasks:
    """A filter with room for `keys` keys, and none in it."""
    return np.zeros(max(1, keys * BITS_PER_KEY // 64), np.uint64)


@inlined
def _mixed(key: np.uint64) -> np.uint64:
    key = (key ^ (key >> _HALF)) * _MULTIPLIER
    return (key ^ (key >> _HALF)) * _MULTIPLIER


@inlined
def _word_hash(data: Bytes, begin: int, end: int) -> np.uint64:
    """Never `NO_HASH`. Mixed, because the sums of plain FNV hashes of similar words collide."""
    return _mixed(hash_bytes(data, begin, end))


@allocating
def word_hashes(strings: Buffers) -> tuple[Hashes, Offsets]:
    """The hash of each word of each string, and the offset of each string's first word (one offset more than strings)."""
    data, string_offsets = strings
    hashes = np.empty((len(data) + len(string_offsets)) // 2 + 1, np.uint64)
    offsets = np.zeros(len(string_offsets), np.int64)
    count = 0
    for number in range(len(string_offsets) - 1):
        last = string_offsets[number + 1]
        begin, end = next_word(data, string_offsets[number], last, SPACE)
        while begin < end:
            hashes[count] = _word_hash(data, begin, end)
            count += 1
            begin, end = next_word(data, end, last, SPACE)
        offsets[number + 1] = count
    return hashes[:count].copy(), offsets


@inlined
def _place(mixed: np.uint64, table: BitMasks) -> int:
    return int(np.int64(((mixed >> _HALF) * np.uint64(len(table))) >> _HALF))


@inlined
def _bits(mixed: np.uint64) -> np.uint64:
    first, second, third = mixed & _SIX_BITS, (mixed >> _SIX) & _SIX_BITS, (mixed >> _TWELVE) & _SIX_BITS
    return (ONE << first) | (ONE << second) | (ONE << third)


@inlined
def _add(key: np.uint64, table: BitMasks) -> None:
    mixed = _mixed(key)
    table[_place(mixed, table)] |= _bits(mixed)


@inlined
def _has(key: np.uint64, table: BitMasks) -> bool:
    mixed = _mixed(key)
    bits = _bits(mixed)
    return bool(table[_place(mixed, table)] & bits == bits)


@inlined
def _pair(first: np.uint64, second: np.uint64) -> np.uint64:
    return first * _MULTIPLIER + second


@compiled
def add_patterns(hashes: Hashes, offsets: Offsets, contained: _Flags, table: BitMasks) -> None:
    """Adds patterns, given as `word_hashes` returns them; only those in `contained` are to be found within longer texts."""
    for number in range(len(offsets) - 1):
        first, last = offsets[number], offsets[number + 1]
        if contained[number] and last > first + 1:
            _add(_pair(hashes[first], hashes[first + 1]), table)
        elif contained[number] and last > first:
            _add(hashes[first] ^ _ALONE, table)
        words = NO_HASH
        for at in range(first, last):
            words += hashes[at]
        _add(words ^ _TOGETHER, table)


@allocating
def may_hit(texts: Buffers, table: BitMasks) -> _Flags:
    """Which texts may contain a pattern, or have the same words as one; none of the others does."""
    data, offsets = texts
    passed = np.zeros(len(offsets) - 1, np.bool_)
    for text in range(len(passed)):
        last, words, before = offsets[text + 1], NO_HASH, NO_HASH
        begin, end = next_word(data, offsets[text], last, SPACE)
        while begin < end and not passed[text]:
            hashed = _word_hash(data, begin, end)
            passed[text] = _has(hashed ^ _ALONE, table) or (before != NO_HASH and _has(_pair(before, hashed), table))
            words += hashed
            before = hashed
            begin, end = next_word(data, end, last, SPACE)
        if before != NO_HASH and not passed[text]:
            passed[text] = _has(words ^ _TOGETHER, table)
    return passed
