"""The Aho-Corasick automaton: folded text -> hits. The only file that knows pyahocorasick."""

from collections import Counter
from collections.abc import Iterable, Sequence

import ahocorasick


class Automaton:
    """Finds every listed name in a text, at word boundaries, in one pass over many texts.

    A pattern is a folded name. Hits are candidates: they are verified before anything is decided. Names whose words
    stand in another order are found beside the automaton, by `in_order`, and only where the whole text is the name.
    """

    __slots__ = ("_anchors", "_automaton", "_by_words", "patterns")

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        """Build from (folded name, number of its entry) pairs; entries of one name share a pattern."""
        entries: dict[str, list[int]] = {}
        by_words: dict[str, list[int]] = {}
        for name, entry in names:
            entries.setdefault(name, []).append(entry)
            by_words.setdefault(in_order(name.split()), []).append(entry)
        self._automaton = ahocorasick.Automaton()
        for name, numbers in entries.items():
            self._automaton.add_word(f" {name} ", tuple(numbers))
        if entries:
            self._automaton.make_automaton()
        self._by_words = {words: tuple(numbers) for words, numbers in by_words.items()}
        self._anchors = _rarest_words(entries)
        self.patterns = len(entries)

    @property
    def size(self) -> int:
        """Bytes that the automaton occupies."""
        return int(self._automaton.get_stats()["total_size"]) if self.patterns else 0

    def hits(self, texts: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
        """(number of the text, number of the entry) for each hit; a text is given as the words of its folded form."""
        apart = self._anchors.isdisjoint
        numbers = [number for number, words in enumerate(texts) if not apart(words)]
        return self._in_texts(texts, numbers) | self._same_words(texts, numbers) if numbers else set()

    def _in_texts(self, texts: Sequence[Sequence[str]], numbers: Sequence[int]) -> set[tuple[int, int]]:
        joined = " \n ".join([" ".join(texts[number]) for number in numbers])
        found: set[tuple[int, int]] = set()
        line, counted = 0, 0
        for end, entries in self._automaton.iter(f" {joined} "):
            line += joined.count("\n", counted, end)
            counted = end
            found.update((numbers[line], entry) for entry in entries)
        return found

    def _same_words(self, texts: Sequence[Sequence[str]], numbers: Sequence[int]) -> set[tuple[int, int]]:
        known = self._by_words.get
        return {(number, entry) for number in numbers for entry in known(in_order(texts[number]), ())}


def _rarest_words(names: Iterable[str]) -> frozenset[str]:
    """The rarest word of each name: a text that holds none of them holds no whole name either, and need not be read."""
    split = [name.split() for name in names]
    counts = Counter(word for words in split for word in words)
    return frozenset(min(words, key=lambda word: (counts[word], -len(word), word)) for words in split)


def in_order(words: Iterable[str]) -> str:
    """The words sorted and joined: equal for two names that differ only in the order of their words."""
    return " ".join(sorted(words))
