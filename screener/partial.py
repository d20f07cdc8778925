"""Names with more or fewer words: people leave out given names, or add some, and are the same person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

FEWEST = 2
"""Words that two names must have in common."""

LONG = 3
"""Words of a name that may be named by some of them."""


class Named(Struct, frozen=True, gc=False):
    """The telling words of a listed name, and the number of its entry."""

    words: frozenset[str]
    entry: int


class Partial:
    """Finds names of which a text has every word and more, and names that have every word of a text and more.

    Words are compared letter for letter, in any order; `Pieces` finds those that are misspelled.
    """

    __slots__ = ("_by_rarest", "_by_word")

    def __init__(self, names: Iterable[tuple[frozenset[str], int]]) -> None:
        """Build from the telling words of each name and the number of its entry."""
        named = [Named(words, entry) for words, entry in names if len(words) >= FEWEST]
        counts = Counter(word for each in named for word in each.words)
        by_rarest: dict[str, dict[str, list[Named]]] = {}
        by_word: dict[str, list[Named]] = {}
        for each in named:
            rarest, second, *_ = sorted(each.words, key=lambda word: (counts[word], word))
            by_rarest.setdefault(rarest, {}).setdefault(second, []).append(each)
            if len(each.words) >= LONG:
                for word in each.words:
                    by_word.setdefault(word, []).append(each)
        self._by_rarest = by_rarest
        self._by_word = by_word

    def hits(self, texts: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
        """(number of the text, number of the entry) for each hit; a text is given as its telling words, folded."""
        rarest, known = self._by_rarest, self._by_word
        for number, words in enumerate(texts):
            if len(words) < FEWEST:
                continue
            for word in words:
                if word in rarest:
                    yield from ((number, each.entry) for each in _within(rarest[word], words))
            for word in words:
                if word not in known:
                    break
            else:
                yield from ((number, each.entry) for each in self._around(words))

    def _around(self, words: Sequence[str]) -> Iterator[Named]:
        fewest = min((self._by_word[word] for word in words), key=len)
        distinct = frozenset(words)
        if len(distinct) >= FEWEST:
            yield from (each for each in fewest if distinct < each.words)


def _within(partners: dict[str, list[Named]], words: Sequence[str]) -> Iterator[Named]:
    for word in words:
        if word in partners:
            yield from (each for each in partners[word] if each.words.issubset(words))
