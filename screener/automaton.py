"""The Aho-Corasick automaton: folded text -> hits. The only file that knows pyahocorasick."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence

import ahocorasick


class Automaton:
    """Finds every listed name in a text, at word boundaries, in one pass over many texts.

    A pattern is a folded name. Hits are candidates: they are verified before anything is decided. Names whose words
    stand in another order are found beside the automaton, by `in_order`, and only where the whole text is the name.
    """

    __slots__ = ("_anchors", "_automaton", "_by_words", "_partners", "patterns")

    def __init__(self, names: Iterable[tuple[str, int]], whole: Container[int] = frozenset()) -> None:
        """Build from (folded name, number of its entry) pairs; entries of one name share a pattern.

        The entries in `whole` are hit only where they are the whole text, in whatever order of words.
        """
        anywhere: dict[str, list[int]] = {}
        by_words: dict[str, list[int]] = {}
        known = list(names)
        for name, entry in known:
            by_words.setdefault(in_order(name.split()), []).append(entry)
            if entry not in whole:
                anywhere.setdefault(name, []).append(entry)
        self._automaton = ahocorasick.Automaton()
        for name, numbers in anywhere.items():
            self._automaton.add_word(f" {name} ", tuple(numbers))
        if anywhere:
            self._automaton.make_automaton()
        self._by_words = {words: tuple(numbers) for words, numbers in by_words.items()}
        self._partners = _two_rarest({name for name, _ in known}, anywhere)
        self._anchors = frozenset(self._partners)
        self.patterns = len({name for name, _ in known})

    @property
    def size(self) -> int:
        """Bytes that the automaton occupies."""
        return int(self._automaton.get_stats()["total_size"]) if len(self._automaton) else 0

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
            if partners is not None and not partners.isdisjoint(words):
                return True
        return False

    def _in_texts(self, texts: Sequence[Sequence[str]], numbers: Sequence[int]) -> set[tuple[int, int]]:
        if not len(self._automaton):
            return set()
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


def _two_rarest(names: Iterable[str], anywhere: Container[str]) -> dict[str, frozenset[str]]:
    """The rarest word of each name, with the second rarest ones of the names that share it.

    A name of one word stands beside itself; where it counts only as the whole text it needs no entry here.
    """
    split = [(name, name.split()) for name in names]
    counts = Counter(word for _, words in split for word in words)
    found: dict[str, set[str]] = {}
    for name, words in split:
        if len(words) > 1 or name in anywhere:
            rarest = sorted(words, key=lambda word: (counts[word], -len(word), word))
            found.setdefault(rarest[0], set()).add(rarest[min(1, len(rarest) - 1)])
    return {word: frozenset(partners) for word, partners in found.items()}


def in_order(words: Iterable[str]) -> str:
    """The words sorted and joined: equal for two names that differ only in the order of their words."""
    return " ".join(sorted(words))
