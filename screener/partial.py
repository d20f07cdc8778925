"""Names with more or fewer words: people leave out given names, add some or write their initials, and are the same person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

from msgspec import Struct

from screener.spelling import code

FEWEST = 2
"""Words that two names must have in common, unless the rest are initials."""

LONGEST_INITIALS = 3
"""Letters of a word that may be nothing but initials."""

MOST_WORDS = 12
"""Words of a text that are looked at: a name has no more."""

Sounds = Sequence[bytes]
"""The words of a name as `spelling.spelled_words` gives them."""


class Named(Struct, frozen=True, gc=False):
    """The words of a listed name, and the number of its entry."""

    words: tuple[bytes, ...]
    entry: int


class Partial:
    """Finds names of which a text has every word and more, and names that have every word of a text and more.

    Words are compared by their spelling in sounds, in any order; `Pieces` finds those that are misspelled. A word of one letter
    stands for any word that begins with it.
    """

    __slots__ = ("_by_consonants", "_by_rarest", "_by_word", "_known", "_rarest")

    def __init__(self, names: Iterable[tuple[Sounds, int]], called: Iterable[tuple[Sounds, int]] = ()) -> None:
        """Build from the telling words of each name and the number of its entry; `called` are what its bearer is called besides.

        What somebody is called besides is found as a whole or within more words.
        """
        named = _named(names)
        counts = Counter(word for each in named for word in each.words)
        self._by_rarest: dict[tuple[bytes, bytes], list[Named]] = {}
        self._by_word: dict[bytes, list[Named]] = {}
        self._by_consonants: dict[bytes, list[Named]] = {}
        for each in (*named, *_named(called)):
            rarest, second, *_ = sorted(each.words, key=lambda word: (counts[word], word))
            self._by_rarest.setdefault((rarest, second), []).append(each)
        for each in named:
            for word in each.words:
                self._by_word.setdefault(word, []).append(each)
            self._by_consonants.setdefault(_consonants(each.words), []).append(each)
        self._rarest = frozenset(rarest for rarest, _ in self._by_rarest)
        self._known = frozenset(self._by_word) | frozenset(word[:1] for word in self._by_word)

    def hits(self, texts: Sequence[Sounds]) -> Iterator[tuple[int, int]]:
        """(number of the text, number of the entry) for each hit; a text is given as its telling words."""
        apart, known = self._rarest.isdisjoint, self._known.issuperset
        for number, words in enumerate(texts):
            if len(words) >= FEWEST:
                if not apart(words):
                    yield from ((number, each.entry) for each in self._within(words))
                if known(words):
                    yield from ((number, each.entry) for each in self._around(words))
                elif len(words) == FEWEST and min(map(len, words)) <= LONGEST_INITIALS:
                    yield from ((number, each.entry) for each in self._with_initials(*words))
                elif _has_no_vowels(words):
                    yield from ((number, each.entry) for each in self._by_consonants.get(_consonants(words), ()))

    def _within(self, words: Sounds) -> Iterator[Named]:
        for both in permutations(words[:MOST_WORDS], 2):
            if both in self._by_rarest:
                yield from (each for each in self._by_rarest[both] if all(word in words for word in each.words))

    def _with_initials(self, one: bytes, other: bytes) -> Iterator[Named]:
        """`JC Juncker`: the letters of the shorter word, each for a word of its own."""
        short, word = (one, other) if len(one) <= len(other) else (other, one)
        initials = [short[at : at + 1] for at in range(len(short))]
        for each in self._by_word.get(word, ()):
            if len(each.words) > len(initials) and _stand_for(initials, [rest for rest in each.words if rest != word]):
                yield each

    def _around(self, words: Sounds) -> Iterator[Named]:
        whole = frozenset(word for word in words if len(word) > 1)
        initials = [word for word in words if len(word) == 1]
        if whole and len(whole) + len(initials) >= FEWEST:
            fewest = min((self._by_word[word] for word in whole), key=len)
            for each in fewest:
                rest = [word for word in each.words if word not in whole]
                if rest and len(rest) + len(whole) == len(each.words) and _stand_for(initials, rest):
                    yield each


_VOWELS = bytes(code(letter) for letter in "aiuv")
_MOST_VOWELS = 4
"""A text in which not one letter of so many is a vowel was written without them."""

_ARTICLE = bytes(map(code, "al"))
_ALIKE = bytes.maketrans(bytes(map(code, "fp")), bytes(map(code, "bb")))


def _has_no_vowels(words: Sounds) -> bool:
    whole = b"".join(words)
    return len(whole.translate(None, _VOWELS)) * _MOST_VOWELS > len(whole) * (_MOST_VOWELS - 1)


def _consonants(words: Iterable[bytes]) -> bytes:
    """The consonants of each word, in any order of the words: all that Arabic and Hebrew write of a name."""
    return b" ".join(sorted(_without_article(word).translate(_ALIKE, _VOWELS) for word in words))


def _without_article(word: bytes) -> bytes:
    """Arabic writes its article in one word with the name: `almundhiri`."""
    return word.removeprefix(_ARTICLE) if len(word) > LONGEST_INITIALS + 1 else word


def _named(names: Iterable[tuple[Sounds, int]]) -> list[Named]:
    shared: dict[bytes, bytes] = {}  # one object for each word, however many names have it
    named = [
        Named(tuple(shared.setdefault(word, word) for word in dict.fromkeys(words)), entry) for words, entry in names
    ]
    return [each for each in named if len(each.words) >= FEWEST]


def _stand_for(initials: Iterable[bytes], words: Iterable[bytes]) -> bool:
    return all(any(word.startswith(initial) for word in words) for initial in initials)
