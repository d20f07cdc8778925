"""The words of packed names: where each begins and ends, and names without some of their words."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled, inlined
from screener.kernels.hashing import Hashes, contains, hash_bytes
from screener.kernels.packed_strings import Buffers, Bytes, Offsets, copy_bytes

SPACE = ord(" ")
"""Separates the words of a name."""

_NINE = ord("9")


class Span(NamedTuple):
    """Bytes in a row: `data[begin:end]`."""

    begin: int
    end: int


class Word(NamedTuple):
    """A word: where its letters stand, and where its phonetic codes."""

    letters: Span
    codes: Span


Words: TypeAlias = NDArray[np.void]
"""Words as records of `WORD`."""

WORD = np.dtype([(name, np.int64) for name in ("begin", "end", "code_begin", "code_end")])


LACKS_STOPWORDS, TRANSLITERATED = 1, 2
"""Flags of a name: stopwords were left out of it, so the other name may have them within a word; it may be in a script other than Latin, which the
full comparison transliterates in a way of its own."""


class NameWords(NamedTuple):
    """The words of a name: the first `size` of an array, with the flags of the name."""

    words: Words
    size: int
    flags: int


@inlined
def length(span: Span) -> int:
    """How many bytes there are."""
    return span.end - span.begin


@inlined
def word_at(words: Words, at: int) -> Word:
    """The word of a record."""
    word = words[at]
    return Word(Span(word.begin, word.end), Span(word.code_begin, word.code_end))


@inlined
def set_word(words: Words, at: int, word: Word) -> None:
    """Writes a word to the record at `at`."""
    record = words[at]
    record.begin, record.end = word.letters.begin, word.letters.end
    record.code_begin, record.code_end = word.codes.begin, word.codes.end


@inlined
def next_word(data: Bytes, at: int, end: int, gap: int) -> tuple[int, int]:
    """Where the next word of `data[at:end]` begins and ends; `gap` separates words. Both are `end` where there is none."""
    while at < end and data[at] == gap:
        at += 1
    begin = at
    while at < end and data[at] != gap:
        at += 1
    return begin, at


@inlined
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
