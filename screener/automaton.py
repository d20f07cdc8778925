"""The Aho-Corasick automaton: folded text -> hits. The only file that knows pyahocorasick."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import TypeAlias

import ahocorasick
import numpy as np

OneOrMore: TypeAlias = int | tuple[int, ...]
"""The numbers of entries; most names have one, which stands for itself: a tuple for each would be half of the memory."""


def each(numbers: OneOrMore) -> tuple[int, ...]:
    """The numbers, one by one."""
    return (numbers,) if isinstance(numbers, int) else numbers


def add(known: dict[str, OneOrMore], key: str, number: int) -> None:
    """One number more under `key`."""
    known[key] = (*each(known[key]), number) if key in known else number


_SIGNS = tuple(tuple(chr(256 * (place + 1) + number) for number in range(256)) for place in range(3))


def _sign(word: str) -> str:
    """The sign of a word: its characters tell by themselves which of the three they are.

    Hardly any other word has it, and a table of the signs of all words would be a fifth of the memory of a long list.
    """
    number = hash(word)
    return _SIGNS[0][number >> 16 & 255] + _SIGNS[1][number >> 8 & 255] + _SIGNS[2][number & 255]


AT_ONCE, COUNTED_AT_ONCE = 50_000, 10_000
"""Names in one automaton, and names whose words are counted: it is done in one go, in which no other thread gets on."""


class Automaton:
    """Finds every listed name in a text, at word boundaries, in one pass over many texts.

    A pattern is a folded name, each word written as a sign of three characters: shorter than most words, so the automaton takes
    a third of the memory, and a name ends only where a word ends. Hits are candidates: they are verified before anything is decided. Names whose words
    stand in another order are found beside the automaton, by `in_order`, and only where the whole text is the name.
    """

    __slots__ = ("_anchors", "_automata", "_by_words", "_partners", "patterns")

    def __init__(self, names: Iterable[tuple[str, str, int]], whole: Container[int] = frozenset()) -> None:
        """Build from names, each folded, `in_order`, and with the number of its entry; entries of one name share a pattern.

        The entries in `whole` are hit only where they are the whole text, in whatever order of words.
        """
        anywhere: dict[str, OneOrMore] = {}
        self._by_words: dict[str, OneOrMore] = {}
        every: dict[str, None] = {}
        for name, ordered, entry in names:
            every[name] = None
            add(self._by_words, ordered, entry)
            if entry not in whole:
                add(anywhere, name, entry)
        waiting = iter(anywhere.items())
        self._automata = [self._made(part) for part in iter(lambda: list(islice(waiting, AT_ONCE)), [])]
        self._partners = _two_rarest(every, anywhere, _ranked(every))
        self._anchors = self._partners.keys()
        self.patterns = len(every)

    def _made(self, names: Sequence[tuple[str, OneOrMore]]) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for name, numbers in names:
            pattern = "".join(map(_sign, name.split()))
            known = each(automaton.get(pattern, ()))  # of a name with the same signs: neither may be lost
            automaton.add_word(pattern, (*known, *each(numbers)) if known else numbers)
        automaton.make_automaton()
        return automaton

    @property
    def size(self) -> int:
        """Bytes that the automata occupy."""
        return sum(int(automaton.get_stats()["total_size"]) for automaton in self._automata)

    def hits(self, texts: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
        """(number of the text, number of the entry) for each hit; a text is given as the words of its folded form."""
        apart, may_hold = self._anchors.isdisjoint, self._may_hold
        numbers = [
            number for number, words in enumerate(texts) if len(words) == 1 or (not apart(words) and may_hold(words))
        ]
        return self._in_texts(texts, numbers) | self._same_words(texts, numbers) if numbers else set()

    def _may_hold(self, words: Sequence[str]) -> bool:
        """Whether the two rarest words of some name are among `words`; any other text need not be searched."""
        for word in words:
            partners = self._partners.get(word)
            if partners is not None and (
                partners in words if isinstance(partners, str) else not partners.isdisjoint(words)
            ):
                return True
        return False

    def _in_texts(self, texts: Sequence[Sequence[str]], numbers: Sequence[int]) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        for number in numbers:
            text = "".join(map(_sign, texts[number]))
            for automaton in self._automata:
                for _, entries in automaton.iter(text):
                    found.update((number, entry) for entry in each(entries))
        return found

    def _same_words(self, texts: Sequence[Sequence[str]], numbers: Sequence[int]) -> set[tuple[int, int]]:
        known = self._by_words.get
        return {(number, entry) for number in numbers for entry in each(known(in_order(texts[number]), ()))}


def _ranked(names: Iterable[str]) -> dict[str, int]:
    """The words of the names by their rank: the rarest first, of equally rare ones the longest."""
    counts: Counter[str] = Counter()
    waiting = iter(names)
    while part := list(islice(waiting, COUNTED_AT_ONCE)):
        counts.update(chain.from_iterable(map(str.split, part)))
    words = list(counts)
    letters, many = np.fromiter(map(len, words), np.int64), np.fromiter(counts.values(), np.int64)
    return {words[number]: rank for rank, number in enumerate(np.lexsort((-letters, many)).tolist())}


def _two_rarest(
    names: Iterable[str], anywhere: Container[str], rank: Mapping[str, int]
) -> dict[str, str | frozenset[str]]:
    """The rarest word of each name, with the second rarest ones of the names that share it; `rank` puts the rarest first.

    A name of one word stands beside itself; where it counts only as the whole text it needs no entry here.
    """
    found: dict[str, set[str]] = {}
    for name in names:
        words = sorted(name.split(), key=rank.__getitem__)
        if len(words) > 1 or name in anywhere:
            found.setdefault(words[0], set()).add(words[min(1, len(words) - 1)])
    return {word: frozenset(partners) if len(partners) > 1 else min(partners) for word, partners in found.items()}


def in_order(words: Iterable[str]) -> str:
    """The words sorted and joined: equal for two names that differ only in the order of their words."""
    return " ".join(sorted(words))
