"""Names by the hashes of their words: which names have all words of a text, and of which names a text has all words."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import allocating, compiled, inlined
from screener.kernels.hashing import (
    FNV_PRIME,
    FNV_START,
    NO_HASH,
    ONE,
    Hashes,
    IdsByHash,
    contains,
    extend_hash,
    ids_of,
)
from screener.kernels.packed_strings import Buffers, Bytes, Ids, Offsets
from screener.kernels.phonetic_codes import GAP, has_no_vowels, hash_consonants
from screener.kernels.word_spans import next_word

MIN_WORDS = 2
"""Words that two names must have in common, unless the rest are initials."""

MAX_INITIALS = 3
"""Letters of a word that may be nothing but initials."""

MAX_WORDS = 12
"""Words of a text that are compared: a name has no more."""

FIRST_CODE = np.uint64(31)
"""Bits of a word's hash that are its first code."""

_SIZE_SHIFT, _SIZE_MASK, _HASH_SHIFT, _MAX_SIZE = np.uint64(5), np.uint64(7), np.uint64(8), 7
_COMMONEST = np.int64(1) << 40


class WordTables(NamedTuple):
    """The words of name `n` are `words[offsets[n]:offsets[n + 1]]`, hashes of different words; ids are numbers of names.

    `by_pair` leads from the two rarest words of a name to it, `by_consonants` from its consonants, `bare` likewise for the names that a list
    gives without vowels. `initials` marks the first codes of words.
    """

    words: Hashes
    offsets: Offsets
    initials: NDArray[np.bool_]
    by_word: IdsByHash
    by_pair: IdsByHash
    by_consonants: IdsByHash
    bare: IdsByHash


class Wanted(NamedTuple):
    """What a name must have: the first `size` of `words`, words for the first `initial_count` of `initials`, and more than `fewer` words."""

    words: Hashes
    size: int
    initials: Hashes
    initial_count: int
    fewer: int


class Text(NamedTuple):
    """A text that is searched for: its number, and its phonetic codes `codes[begin:end]`."""

    number: int
    codes: Bytes
    begin: int
    end: int


@inlined
def hash_word(codes: Bytes, begin: int, end: int) -> np.uint64:
    """A hash of a word in which its first code and its length, up to seven, can be read."""
    size = np.uint64(min(end - begin, _MAX_SIZE))
    return (extend_hash(FNV_START, codes, begin, end) << _HASH_SHIFT) | (size << _SIZE_SHIFT) | np.uint64(codes[begin])


@inlined
def hash_pair(one: np.uint64, other: np.uint64) -> np.uint64:
    """A hash of two words in this order."""
    return ((one * FNV_PRIME) ^ other) * FNV_PRIME | ONE


@inlined
def is_among(hashed: np.uint64, words: Hashes, begin: int, end: int) -> bool:
    """Whether a hash is in `words[begin:end]`."""
    for at in range(begin, end):  # noqa: SIM110 - compiled
        if words[at] == hashed:
            return True
    return False


@compiled
def hash_words(names: Buffers, words: Hashes, word_offsets: Offsets) -> int:
    """Writes the hashes of the different words of each name to `words`; how many there are of all names."""
    codes, offsets = names
    count = 0
    for name in range(len(offsets) - 1):
        since = count
        begin, end = next_word(codes, offsets[name], offsets[name + 1], GAP)
        while begin < end:
            hashed = hash_word(codes, begin, end)
            if not is_among(hashed, words, since, count):
                words[count] = hashed
                count += 1
            begin, end = next_word(codes, end, offsets[name + 1], GAP)
        word_offsets[name + 1] = count
    return count


@compiled
def hash_rarest_pairs(words: Hashes, offsets: Offsets, by_word: IdsByHash, pairs: Hashes) -> None:
    """Writes to `pairs` the hash of the two rarest words of each name that has two."""
    for name in range(len(offsets) - 1):
        rarest = second = NO_HASH
        least = more = _COMMONEST
        for at in range(offsets[name], offsets[name + 1]):
            begin, end = ids_of(words[at], by_word)
            count = np.int64(end - begin)
            if count < least:
                rarest, second, least, more = words[at], rarest, count, least
            elif count < more:
                second, more = words[at], count
        if second != NO_HASH:
            pairs[name] = hash_pair(rarest, second)


@inlined
def add_row(text: int, name: int, found: Ids, count: int) -> int:
    """Writes a row where there is room; how many rows there are, or would be."""
    if count < len(found):
        found[count, 0], found[count, 1] = text, name
    return count + 1


@inlined
def add_group(text: int, hashed: np.uint64, groups: IdsByHash, found: Ids, count: int) -> int:
    """Writes a row for each id with this hash; how many rows there are, or would be."""
    begin, end = ids_of(hashed, groups)
    for at in range(begin, end):
        count = add_row(text, groups.ids[at], found, count)
    return count


@inlined
def add_subsets(text: int, own: Hashes, tables: WordTables, found: Ids, count: int) -> int:
    """Writes the names of which a text, given by its different words, has every word; how many rows there are, or would be."""
    for one in range(min(len(own), MAX_WORDS)):
        for other in range(min(len(own), MAX_WORDS)):
            if one == other:
                continue
            begin, end = ids_of(hash_pair(own[one], own[other]), tables.by_pair)
            for at in range(begin, end):
                name = tables.by_pair.ids[at]
                every = True
                for word in range(tables.offsets[name], tables.offsets[name + 1]):
                    every = every and is_among(tables.words[word], own, 0, len(own))
                if every:
                    count = add_row(text, name, found, count)
    return count


@inlined
def has_initials(wanted: Wanted, words: Hashes, begin: int, end: int) -> bool:
    """Whether every initial is that of a word of `words[begin:end]` which is none of the wanted words."""
    for at in range(wanted.initial_count):
        is_initial = False
        for word in range(begin, end):
            if words[word] & FIRST_CODE == wanted.initials[at] and not is_among(
                words[word], wanted.words, 0, wanted.size
            ):
                is_initial = True
        if not is_initial:
            return False
    return True


@inlined
def add_supersets(text: int, wanted: Wanted, tables: WordTables, found: Ids, count: int) -> int:
    """Writes the names that have all that is wanted; how many rows there are, or would be."""
    by_word = tables.by_word
    first, last = 0, -1
    for word in range(wanted.size):
        begin, end = ids_of(wanted.words[word], by_word)
        if last < 0 or end - begin < last - first:
            first, last = begin, end
    for at in range(first, last):
        name = by_word.ids[at]
        begin, end = tables.offsets[name], tables.offsets[name + 1]
        shared = 0
        for word in range(begin, end):
            shared += is_among(tables.words[word], wanted.words, 0, wanted.size)
        if shared == wanted.size and end - begin > wanted.fewer and has_initials(wanted, tables.words, begin, end):
            count = add_row(text, name, found, count)
    return count


@inlined
def is_listed(word: np.uint64, tables: WordTables) -> bool:
    """Whether a listed name has this word, or one that begins with it where it is a single letter."""
    one_letter = (word >> _SIZE_SHIFT) & _SIZE_MASK == ONE
    return (one_letter and tables.initials[np.int64(word & FIRST_CODE)]) or contains(word, tables.by_word.table)


@inlined
def set_initials_apart(own: Hashes, words: Hashes, initials: Hashes) -> tuple[int, int]:
    """Writes the single letters of a text to `initials` and its other words to `words`; how many of either."""
    size = count = 0
    for at in range(len(own)):
        if (own[at] >> _SIZE_SHIFT) & _SIZE_MASK == ONE:
            initials[count] = own[at] & FIRST_CODE
            count += 1
        else:
            words[size] = own[at]
            size += 1
    return size, count


@inlined
def split_initials(text: Text, words: Hashes, initials: Hashes) -> int:
    """Writes the letters of the shorter word of a text of two words to `initials`, and the other word to `words`.

    How many letters; none where there are too many for initials.
    """
    begin, end = next_word(text.codes, text.begin, text.end, GAP)
    other, other_end = next_word(text.codes, end, text.end, GAP)
    if end - begin > other_end - other:
        begin, end, other, other_end = other, other_end, begin, end
    if end - begin > MAX_INITIALS:
        return 0
    for at in range(begin, end):
        initials[at - begin] = np.uint64(text.codes[at])
    words[0] = hash_word(text.codes, other, other_end)
    return end - begin


@inlined
def read_text(text: Text, tables: WordTables, own: Hashes) -> tuple[int, int, bool]:
    """How many words a text has, how many different ones, written to `own`, and whether listed names have every one of them."""
    every = different = 0
    listed = True
    begin, end = next_word(text.codes, text.begin, text.end, GAP)
    while begin < end:
        word = hash_word(text.codes, begin, end)
        listed = listed and is_listed(word, tables)
        if not is_among(word, own, 0, different):
            own[different] = word
            different += 1
        every += 1
        begin, end = next_word(text.codes, end, text.end, GAP)
    return every, different, listed


@allocating
def search(texts: Buffers, tables: WordTables, from_text: int, found: Ids) -> tuple[int, int]:
    """Writes (text, name) to `found`, a row each; how many rows, and the text to go on with where `found` is full."""
    codes, offsets = texts
    room = max(2 * MAX_INITIALS, len(codes))
    own, words, initials = np.empty(room, np.uint64), np.empty(room, np.uint64), np.empty(room, np.uint64)
    count = 0
    for number in range(from_text, len(offsets) - 1):
        text = Text(number, codes, offsets[number], offsets[number + 1])
        since = count
        every, different, listed = read_text(text, tables, own)
        if every < MIN_WORDS:
            continue
        count = add_subsets(number, own[:different], tables, found, count)
        if len(tables.bare.ids):
            consonants = hash_consonants(codes, text.begin, text.end)
            count = add_group(number, consonants, tables.bare, found, count)
        if listed:
            size, letters = set_initials_apart(own[:different], words, initials)
            wanted = Wanted(words, size, initials, letters, size)
            count = add_supersets(number, wanted, tables, found, count)
        else:
            letters = split_initials(text, words, initials) if every == MIN_WORDS else 0
            if letters:
                wanted = Wanted(words, 1, initials, letters, letters)
                count = add_supersets(number, wanted, tables, found, count)
            if has_no_vowels(codes, text.begin, text.end):
                consonants = hash_consonants(codes, text.begin, text.end)
                count = add_group(number, consonants, tables.by_consonants, found, count)
        if count > len(found):
            return since, number
    return count, len(offsets) - 1
