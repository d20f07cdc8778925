"""Whole names in folded texts: the Aho-Corasick automaton of pyahocorasick, at word boundaries, behind a compiled filter."""

from collections.abc import Iterator, Sequence
from itertools import islice

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from screener.kernels.hashing import Hashes
from screener.kernels.packed_strings import Ids, Offsets, PackedStrings
from screener.kernels.pattern_filter import add_patterns, empty_filter, may_hit, word_hashes

PART_PATTERNS = 25_000
"""Patterns of one pyahocorasick automaton; larger lists have several. Building one blocks other threads, for some 30 ms at this size."""

WORD_CHARACTERS = 2
SECOND_CHARACTERS = 512
"""A word is encoded as its rank in the vocabulary, in two characters; the second alphabet has this many."""

_UNKNOWN = -1
"""Rank of a word that is in no pattern."""

_NO_HITS = np.zeros((0, 2), np.int32)


class Automaton:
    """Finds every listed name that a text contains word for word, or whose words the text has in another order.

    pyahocorasick matches characters and searches the children of a node one by one. Here each word is encoded as two characters
    from two disjoint alphabets: matches begin and end at word boundaries, few nodes have many children, and there are a third as
    many nodes as with letters. Only texts that pass the filter, about one in fifty, are encoded and searched.

    Hits are candidates: they are verified before anything is decided.
    """

    __slots__ = ("_entries", "_filter", "_first", "_in_any_order", "_parts", "_vocabulary", "_word_sums", "patterns")

    def __init__(self, names: PackedStrings, whole: NDArray[np.bool_] | None = None) -> None:
        """Build from normalised names; name `n` belongs to entry `n`, and equal names share a pattern.

        Entries in `whole` are hit only by texts that have exactly their words, in any order.
        """
        hashes, offsets = word_hashes(names.buffers)
        contained = ~whole if whole is not None else np.ones(len(names), np.bool_)
        self._filter = empty_filter(2 * len(names))
        add_patterns(hashes, offsets, contained, self._filter)
        sums = _word_sums(hashes, offsets)
        self._in_any_order = np.argsort(sums, kind="stable").astype(np.int32)
        self._word_sums = sums[self._in_any_order]
        self._vocabulary, ranks = np.unique(hashes, return_inverse=True)
        encoded, pattern_of = _patterns(ranks, offsets)
        self.patterns = len(encoded)
        entries = np.flatnonzero(contained)
        self._entries = entries[np.argsort(pattern_of[entries], kind="stable")].astype(np.int32)
        counts = np.bincount(pattern_of[entries], minlength=len(encoded))
        self._first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        searched = ((encoded[number], number) for number in np.flatnonzero(counts).tolist())
        self._parts = tuple(_parts(searched))

    @property
    def size(self) -> int:
        """Bytes that it occupies."""
        tables = (self._entries, self._filter, self._first, self._in_any_order, self._vocabulary, self._word_sums)
        nodes: int = sum(part.get_stats()["total_size"] for part in self._parts)
        return nodes + sum(table.nbytes for table in tables)

    def hits(self, texts: PackedStrings) -> Ids:
        """(number of the text, number of the entry) for each hit in folded texts, a row each; a row may be repeated."""
        numbers = np.flatnonzero(may_hit(texts.buffers, self._filter))
        if not len(numbers):
            return _NO_HITS
        hashes, offsets = word_hashes(texts.take(numbers).buffers)
        rows = np.concatenate([self._contained(hashes, offsets), self._with_same_words(hashes, offsets)])
        rows[:, 0] = numbers[rows[:, 0]]
        return rows

    def _contained(self, hashes: Hashes, offsets: Offsets) -> Ids:
        """(text, entry) for each name that stands in a text, searched together."""
        ranks = np.minimum(np.searchsorted(self._vocabulary, hashes), len(self._vocabulary) - 1)
        ranks[self._vocabulary[ranks] != hashes] = _UNKNOWN
        # an unknown word before each text keeps names from running from one text into the next
        starts = offsets[:-1] + np.arange(len(offsets) - 1)
        encoded = _encoded(np.insert(ranks, offsets[:-1], _UNKNOWN))
        found = [hit for part in self._parts for hit in part.iter(encoded)]
        if not found:
            return _NO_HITS
        ends, patterns = np.array(found, np.int64).T
        texts = np.searchsorted(starts, ends // WORD_CHARACTERS, side="right") - 1
        return _rows(texts, self._first[patterns], self._first[patterns + 1], self._entries)

    def _with_same_words(self, hashes: Hashes, offsets: Offsets) -> Ids:
        """(text, entry) for each name that has the words of a text, in any order."""
        sums = _word_sums(hashes, offsets)
        begins, ends = (np.searchsorted(self._word_sums, sums, side=side) for side in ("left", "right"))
        return _rows(np.arange(len(sums)), begins, ends, self._in_any_order)


def _word_sums(hashes: Hashes, offsets: Offsets) -> Hashes:
    """The sum of the word hashes of each string, modulo 2**64: the same for the same words in any order."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(hashes)])
    found: Hashes = sums[offsets[1:]] - sums[offsets[:-1]]
    return found


def _encoded(ranks: Offsets) -> str:
    """Words as characters, for up to 28 million words; an unknown one is encoded as no word of a pattern is."""
    first, second = np.divmod(ranks, SECOND_CHARACTERS)
    characters = np.stack([first + SECOND_CHARACTERS + 1, second], axis=1)
    return characters.astype("<u2").tobytes().decode("utf-16-le")


def _patterns(ranks: Offsets, offsets: Offsets) -> tuple[Sequence[str], Offsets]:
    """The distinct names, encoded, and the pattern of each name.

    They are ordered by their first two words: neighbouring nodes are then allocated together, which halves the time of the build.
    """
    words = np.append(ranks, [0, 0])
    order = np.lexsort((words[offsets[:-1] + 1], words[offsets[:-1]]))
    encoded, places = _encoded(ranks), (WORD_CHARACTERS * offsets).tolist()
    patterns: dict[str, int] = {}
    pattern_of = [
        patterns.setdefault(encoded[places[name] : places[name + 1]], len(patterns)) for name in order.tolist()
    ]
    numbers = np.empty(len(order), np.int64)
    numbers[order] = pattern_of
    return list(patterns), numbers


def _parts(patterns: Iterator[tuple[str, int]]) -> Iterator[ahocorasick.Automaton]:
    while some := list(islice(patterns, PART_PATTERNS)):
        part = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for pattern, number in some:
            part.add_word(pattern, number)
        part.make_automaton()
        yield part


def _rows(texts: Offsets, begins: Offsets, ends: Offsets, entries: Ids) -> Ids:
    """(text, entry) for each of `entries[begins:ends]` of each text."""
    counts = ends - begins
    places = np.arange(counts.sum()) + np.repeat(begins - np.cumsum(counts) + counts, counts)
    return np.stack([np.repeat(texts, counts).astype(np.int32), entries[places]], axis=1)
