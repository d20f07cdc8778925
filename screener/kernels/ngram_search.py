"""Names by their n-grams: which n-grams of a name are rare, and which names a text may be, by its n-grams and letters."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import allocating, compiled, inlined
from screener.kernels.packed_strings import BitMasks, Buffers, Bytes, Ids, Offsets
from screener.kernels.phonetic_codes import GAP, LetterSignatures

SHORTEST, LONGEST = 2, 5
"""Letters of an n-gram."""

OFFSETS = np.cumsum([0] * (SHORTEST + 1) + [GAP**size + 1 for size in range(SHORTEST, LONGEST + 1)])
"""Every n-gram has a number: its codes as digits to the base `GAP`, plus the offset for its length."""

MAX_LETTERS = 63
"""Letters of a name that are indexed; a longer name is compared as if it had so many."""

MAX_NGRAMS = 4
"""N-grams of a name that are indexed."""

_SHORT_NAME = 8
"""Two-letter n-grams are in every other text: only names of at most so many letters are indexed by them."""

EDITS = ((5, 1), (10, 2), (20, 3))
"""(letters of a name, edits within which it is found); a shorter name is found only as it is spelled."""

_SPOILED_PAIRS = np.array([0, 3, 4, 6], np.int64)
"""The pairs of letters that so many edits spoil, or make: two each, and three where two letters change places."""

SIZE_CLASSES = np.searchsorted(np.array([8, 11, 14, 17, 20, 24, 30]), np.arange(MAX_LETTERS + 1), side="right")
CLASSES = int(SIZE_CLASSES[-1]) + 1
"""Names of about as many letters are in one class; the names of an n-gram are sorted by it."""

SIZE_SHIFT, EDITS_SHIFT, FORMS_SHIFT, SIZE_MASK, EDITS_MASK = (np.uint64(number) for number in (51, 57, 59, 63, 3))
_LETTERS_MASK = (np.uint64(1) << SIZE_SHIFT) - np.uint64(1)
"""A summary of a name has the bits of its letters, and above them its size, edits and forms: most candidates are rejected by it."""

_ONE = np.uint64(1)
_IMPOSSIBLE, _BASE_COST = np.float32(1e9), np.float32(0.5)


def edits_for(letters: Offsets) -> Bytes:
    """The edits within which names of so many letters are found."""
    edits = np.zeros(len(letters), np.uint8)
    for least, allowed in EDITS:
        edits[letters >= least] = allowed
    return edits


def _reach() -> Offsets:
    """By the letters of a text: the fewest, and one more than the most, of a name whose edits it may be within."""
    size = np.arange(MAX_LETTERS + 1)
    edits = edits_for(size).astype(np.int64)
    fewest = [size[size + edits >= letters].min() for letters in size]
    most = [size[size - edits <= letters].max() + 1 for letters in size]
    return np.array([fewest, most])


_REACH = _reach()


class NgramTables(NamedTuple):
    """The names of each n-gram, sorted by size, and what they are compared by.

    Few n-grams have any name: `used` has a bit for each n-gram, and `used_before` counts those before each 64. The names in class `c` of
    the n-th used one are `names[first[n * CLASSES + c]:...]`, up to the next entry of `first`, and likewise their `summaries`: so the
    tables are small enough for the caches of a processor. `largest` is the size of the largest name by length of n-gram;
    `pairs` and `gaps`, by name, are those of its `LetterSignatures`.
    """

    used: BitMasks
    used_before: Ids
    first: Ids
    names: Ids
    summaries: BitMasks
    largest: Offsets
    pairs: BitMasks
    gaps: Offsets


class Query(NamedTuple):
    """A text that is searched for: its number, letters and forms, and from how many letters up to how many (exclusive) a name may have."""

    text: int
    letters: np.uint64
    forms: np.uint64
    fewest: int
    beyond: int


@compiled
def count_ngrams(names: Buffers, counts: Ids) -> None:
    """Adds to `counts`, by number, how often each n-gram occurs inside the words of names in phonetic codes."""
    codes, offsets = names
    for name in range(len(offsets) - 1):
        end = min(offsets[name + 1], offsets[name] + MAX_LETTERS)
        for at in range(offsets[name], end):
            number = np.int64(0)
            for size in range(1, min(LONGEST, end - at) + 1):
                if codes[at + size - 1] == GAP:
                    break
                number = number * GAP + codes[at + size - 1]
                if size >= SHORTEST:
                    counts[OFFSETS[size] + number] += 1


@allocating
def choose_ngrams(names: Buffers, counts: Ids, edits: Bytes, chosen: Ids) -> None:
    """Writes the numbers of the rarest disjoint n-grams of each name to a row of `chosen`: one more than its edits.

    Lowers the edits of a name that has not so many.
    """
    codes, offsets = names
    costs = np.empty((MAX_NGRAMS + 1, MAX_LETTERS + LONGEST + 1), np.float32)
    sizes = np.zeros((MAX_NGRAMS + 1, MAX_LETTERS + 1), np.int64)
    for name in range(len(offsets) - 1):
        begin = offsets[name]
        width = min(offsets[name + 1] - begin, MAX_LETTERS)
        find_rarest(codes[begin : begin + width], counts, costs, sizes)
        while edits[name] > 0 and costs[edits[name] + 1, 0] >= _IMPOSSIBLE:
            edits[name] -= 1
        wanted, at, row = np.int64(edits[name]) + 1, 0, 0
        while at < width and wanted:
            size = sizes[wanted, at]
            if size:
                number = np.int64(0)
                for place in range(at, at + size):
                    number = number * GAP + codes[begin + place]
                chosen[name, row] = OFFSETS[size] + number
                row += 1
                wanted -= 1
            at += max(1, size)


@compiled
def find_rarest(codes: Bytes, counts: Ids, costs: NDArray[np.float32], sizes: Offsets) -> None:
    """By how many n-grams are taken from each letter on: the least that they cost, and the size of the first one, 0 for none."""
    width = len(codes)
    letters = 0
    for at in range(width):
        letters += codes[at] != GAP
    costs[0] = np.float32(0)
    costs[1:] = _IMPOSSIBLE
    sizes[:] = 0
    for at in range(width - 1, -1, -1):
        for taken in range(1, MAX_NGRAMS + 1):
            costs[taken, at] = costs[taken, at + 1]
        number = np.int64(0)
        for size in range(1, min(LONGEST, width - at) + 1):
            if codes[at + size - 1] == GAP:
                break
            number = number * GAP + codes[at + size - 1]
            if size > SHORTEST or (size == SHORTEST and letters <= _SHORT_NAME):
                cost = np.float32(counts[OFFSETS[size] + number]) + _BASE_COST
                for taken in range(1, MAX_NGRAMS + 1):
                    if cost + costs[taken - 1, at + size] < costs[taken, at]:
                        costs[taken, at] = cost + costs[taken - 1, at + size]
                        sizes[taken, at] = size


@compiled
def post_names(ngrams: Ids, order: Offsets, first: Ids, posted: Ids) -> None:
    """Writes the names of each n-gram, taken in `order`, to `posted`, and where they begin to `first`, all zeros before."""
    for name in range(len(ngrams)):
        for row in range(ngrams.shape[1]):
            if ngrams[name, row] >= 0:
                first[ngrams[name, row] + 1] += 1
    for ngram in range(1, len(first)):
        first[ngram] += first[ngram - 1]
    for at in range(len(order)):
        name = order[at]
        for row in range(ngrams.shape[1]):
            ngram = ngrams[name, row]
            if ngram >= 0:
                posted[first[ngram]] = name
                first[ngram] += 1
    for ngram in range(len(first) - 1, 0, -1):
        first[ngram] = first[ngram - 1]
    first[0] = 0


@inlined
def count_bits(word: np.uint64) -> int:
    """How many bits are set."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inlined
def summary_fits(summary: np.uint64, query: Query) -> bool:
    """Whether the form, the size and the letters of a name allow for the text to be within its edits."""
    if not (summary >> FORMS_SHIFT) & query.forms:
        return False
    edits, size = np.int64((summary >> EDITS_SHIFT) & EDITS_MASK), np.int64((summary >> SIZE_SHIFT) & SIZE_MASK)
    lost, made = count_bits(summary & _LETTERS_MASK & ~query.letters), count_bits(query.letters & ~summary)
    # one sign for four comparisons, as few candidates pass any
    return bool(((edits - lost) | (edits - made) | (size - query.fewest) | (query.beyond - 1 - size)) >= 0)


@inlined
def pairs_fit(texts: LetterSignatures, text: int, tables: NgramTables, name: int, edits: int) -> bool:
    """Whether the pairs of letters allow for the text to be within the edits of a name.

    Whatever the order of its words and whether they are run together or split: where words are run together, each
    joint makes a pair of letters that the name has not.
    """
    lost = made = 0
    for at in range(tables.pairs.shape[1]):
        lost += count_bits(tables.pairs[name, at] & ~texts.anywhere[text, at])
        made += count_bits(texts.inside[text, at] & ~tables.pairs[name, at])
    return bool(lost <= _SPOILED_PAIRS[edits] and made <= _SPOILED_PAIRS[edits] + tables.gaps[name])


@inlined
def postings_of(ngram: int, tables: NgramTables, query: Query) -> tuple[int, int]:
    """Where the names of an n-gram begin and end that are in the size classes of a query; equal where there are none."""
    word, bit = tables.used[ngram >> 6], np.uint64(ngram & 63)
    if not (word >> bit) & _ONE:
        return 0, 0
    rank = (tables.used_before[ngram >> 6] + count_bits(word & ((_ONE << bit) - _ONE))) * CLASSES
    begin, end = SIZE_CLASSES[query.fewest], SIZE_CLASSES[query.beyond - 1] + 1
    return int(tables.first[rank + begin]), int(tables.first[rank + end])


@inlined
def is_among(name: int, found: Ids, begin: int, end: int) -> bool:
    """Whether one of these rows is of the name."""
    for row in range(begin, end):  # noqa: SIM110 - compiled
        if found[row, 1] == name:
            return True
    return False


@inlined
def search_text(
    codes: Bytes, query: Query, texts: LetterSignatures, tables: NgramTables, found: Ids, begin: int
) -> int:
    """Writes (text, name) from row `begin` of `found` on, once for each name; where the rows end, or -1 where there is no room."""
    count = begin
    for at in range(len(codes)):
        number = np.int64(codes[at])
        for size in range(SHORTEST, min(LONGEST, len(codes) - at) + 1):
            number = number * GAP + codes[at + size - 1]
            if query.fewest > tables.largest[size]:
                continue
            first, last = postings_of(OFFSETS[size] + number, tables, query)
            for post in range(first, last):
                summary = tables.summaries[post]
                if not summary_fits(summary, query):
                    continue
                name, edits = tables.names[post], int(np.int64((summary >> EDITS_SHIFT) & EDITS_MASK))
                if pairs_fit(texts, query.text, tables, name, edits) and not is_among(name, found, begin, count):
                    if count == len(found):
                        return -1
                    found[count, 0], found[count, 1] = query.text, name
                    count += 1
    return count


@allocating
def search(
    texts: Buffers, signatures: LetterSignatures, forms: BitMasks, tables: NgramTables, from_text: int, found: Ids
) -> tuple[int, int]:
    """Writes (text, name) to `found`, a row each; how many rows, and the text to go on with where `found` is full."""
    codes, offsets = texts
    closed = np.empty(max(1, len(codes)), np.uint8)
    count = 0
    for text in range(from_text, len(offsets) - 1):
        letters = np.int64(0)
        for at in range(offsets[text], offsets[text + 1]):
            if codes[at] != GAP:
                closed[letters] = codes[at]
                letters += 1
        size = min(signatures.size[text], MAX_LETTERS)
        query = Query(text, signatures.letters[text], forms[text], _REACH[0, size], _REACH[1, size])
        end = search_text(closed[:letters], query, signatures, tables, found, count)
        if end < 0:
            return count, text
        count = end
    return count, len(offsets) - 1
