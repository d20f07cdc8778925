"""Two names side by side: which of their words agree, how well, and which are unmatched on either side."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from screener.comparison.name_parts import NameParts, Symbol, Word
from screener.comparison.phonetic_form import phonetic_form
from screener.comparison.word_similarity import is_abbreviation, similarity
from screener.domain.listed_party import PartyKind
from screener.names.nicknames import same_given_name
from screener.names.word_lists import KOREAN_SURNAMES

NICKNAME_SIMILARITY = 0.85
INITIAL_SIMILARITY = 0.75
ABBREVIATION_SIMILARITY = 0.9
INITIAL_WEIGHT = 3.0
"""What an initial weighs, in letters, with the word that it stands for."""

LONGEST_SYLLABLE = 6
GLIDE = "y"
"""Korean names with and without the glide are different names (`pong`, `pyong`), in every transliteration."""

MOST_INITIALS = 3
MOST_JOINED = 4
"""Words that may be joined to one, unless they are the whole name."""

MOST_LETTERS_PER_LETTER = 2
"""Words with more than this many letters for each letter of another word cannot sound like it when joined."""

SHORTEST_JOINED = 4

_ARTICLE = re.compile("(?:^|(?<=abd))[aiu]l")
_ARTICLES = frozenset({"al", "il", "ul"})
"""Phonetic forms of the Arabic article, which is found at the start of a word and after `Abd`."""


class Agreement(StrEnum):
    """In which way words of two names agree."""

    EQUAL = "equal"
    JOINED = "joined"
    SAME_MEANING = "same meaning"
    SIMILAR = "similar"
    SAME_GIVEN_NAME = "same given name"
    INITIALS = "initials"
    ABBREVIATION = "abbreviation"


class Pair(Struct, frozen=True, gc=False):
    """Words that agree, by their places in the left and the right name; `weight` is in letters, `similarity` in [0, 1]."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    similarity: float
    agreement: Agreement
    weight: float


class Alignment(Struct, frozen=True, gc=False):
    """The pairs of words that agree, and the places of the unmatched words of each side."""

    pairs: tuple[Pair, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]


def align(left: NameParts, right: NameParts, kind: PartyKind) -> Alignment:
    """Pair the words of two names: equal words first, then joined words, equal symbols, similar words, initials or abbreviations."""
    pairing = _Pairing(left, right)
    pairing.pair_equal_words()
    pairing.pair_joined_words()
    pairing.pair_symbols()
    pairing.pair_similar_words(nicknames=kind is not PartyKind.VESSEL)
    if kind is PartyKind.PERSON:
        pairing.pair_initials()
        pairing.drop_repeated_words()
    else:
        pairing.pair_abbreviations()
    return Alignment(tuple(pairing.pairs), tuple(sorted(pairing.left)), tuple(sorted(pairing.right)))


class _Pairing:
    """The unmatched words of two names, by place; each step pairs some of them."""

    def __init__(self, left: NameParts, right: NameParts) -> None:
        self._words = (left.words, right.words)
        self._symbols = (left.symbols, right.symbols)
        self.left = set(range(len(left.words)))
        self.right = set(range(len(right.words)))
        self.pairs: list[Pair] = []

    def _pair(
        self, left: Iterable[int], right: Iterable[int], alike: float, agreement: Agreement, weight: float = 0.0
    ) -> None:
        left, right = tuple(left), tuple(right)
        self.left.difference_update(left)
        self.right.difference_update(right)
        weight = weight or max(self._weight(0, left), self._weight(1, right))
        self.pairs.append(Pair(left, right, alike, agreement, weight))

    def _weight(self, side: int, places: tuple[int, ...]) -> float:
        words = self._words[side]
        return words[places[0]].weight if len(places) == 1 else sum([words[place].weight for place in places])

    def pair_equal_words(self) -> None:
        places: dict[str, list[int]] = {}
        for place in sorted(self.right, reverse=True):
            places.setdefault(self._words[1][place].text, []).append(place)
        for place in sorted(self.left):
            same = places.get(self._words[0][place].text)
            if same:
                self._pair((place,), (same.pop(),), 1.0, Agreement.EQUAL)

    def pair_joined_words(self) -> None:
        """Pair words of one side with the same words joined on the other."""
        if self.left and self.right:
            for joined, parts in _joined(self._words[0], self.left, self._words[1], self.right):
                self._pair((joined,), parts, 1.0, Agreement.JOINED)
            for joined, parts in _joined(self._words[1], self.right, self._words[0], self.left):
                self._pair(parts, (joined,), 1.0, Agreement.JOINED)

    def pair_symbols(self) -> None:
        both = [(one, other) for one in self._symbols[0] for other in self._symbols[1] if one.id == other.id]
        for one, other in sorted(both, key=_longest_first):
            if self.left.issuperset(one.words) and self.right.issuperset(other.words):
                alike = max(one.similarity, self._spelled_alike(one.words, other.words))
                self._pair(one.words, other.words, alike, Agreement.SAME_MEANING)

    def _spelled_alike(self, left: tuple[int, ...], right: tuple[int, ...]) -> float:
        single = len(left) == len(right) == 1
        return similarity(self._words[0][left[0]], self._words[1][right[0]]) if single else 0.0

    def pair_similar_words(self, *, nicknames: bool) -> None:
        found = []
        for left in self.left:
            for right in self.right:
                one, other = self._words[0][left], self._words[1][right]
                alike = similarity(one, other)
                if alike and not self._differ_by_glide(one.text, other.text):
                    found.append((-alike, left, right, Agreement.SIMILAR))
                if nicknames and alike < NICKNAME_SIMILARITY and same_given_name(one.text, other.text):
                    found.append((-NICKNAME_SIMILARITY, left, right, Agreement.SAME_GIVEN_NAME))
        for alike, left, right, agreement in sorted(found):
            if left in self.left and right in self.right:
                self._pair((left,), (right,), -alike, agreement)

    def _differ_by_glide(self, one: str, other: str) -> bool:
        """Whether these are syllables of two Korean names and differ only by the glide."""
        return (
            GLIDE in one + other
            and max(len(one), len(other)) <= LONGEST_SYLLABLE
            and one.replace(GLIDE, "", 1) == other.replace(GLIDE, "", 1)
            and all(any(word.text in KOREAN_SURNAMES for word in words) for words in self._words)
        )

    def pair_initials(self) -> None:
        for place in sorted(self.left):
            words = _words_of_initials(self._words[0][place], self._words[1], self.right)
            if words:
                self._pair((place,), words, INITIAL_SIMILARITY, Agreement.INITIALS, INITIAL_WEIGHT * len(words))
        for place in sorted(self.right):
            words = _words_of_initials(self._words[1][place], self._words[0], self.left)
            if words:
                self._pair(words, (place,), INITIAL_SIMILARITY, Agreement.INITIALS, INITIAL_WEIGHT * len(words))

    def pair_abbreviations(self) -> None:
        for left in sorted(self.left):
            for right in sorted(self.right):
                one, other = self._words[0][left].text, self._words[1][right].text
                is_free = left in self.left and right in self.right
                if is_free and (is_abbreviation(one, other) or is_abbreviation(other, one)):
                    self._pair((left,), (right,), ABBREVIATION_SIMILARITY, Agreement.ABBREVIATION)

    def drop_repeated_words(self) -> None:
        """Ignore words given twice on one side (`Sergey Sergey Shoigu`), unless both sides have unmatched words."""
        for side, unmatched in enumerate((self.left, self.right)):
            if not (self.left and self.right):
                texts = [word.text for word in self._words[side]]
                unmatched.difference_update([place for place in unmatched if texts.count(texts[place]) > 1])


def _longest_first(both: tuple[Symbol, Symbol]) -> tuple[int, float, tuple[int, ...], tuple[int, ...]]:
    one, other = both
    return -len(one.words) - len(other.words), -one.similarity, one.words, other.words


def _joined(
    words: Sequence[Word], places: set[int], parts: Sequence[Word], part_places: set[int]
) -> list[tuple[int, tuple[int, ...]]]:
    """Free words that sound like two or more consecutive free words of the other side, with the places of those."""
    found, free = [], part_places
    longest = MOST_JOINED if len(words) > 1 else len(parts)
    for place in sorted(places):
        if len(words[place].text) >= SHORTEST_JOINED:
            run = _run_that_sounds_like(words[place], parts, free, longest)
            if run:
                found.append((place, run))
                free = free.difference(run)
    return found


def _run_that_sounds_like(word: Word, parts: Sequence[Word], free: set[int], longest: int) -> tuple[int, ...]:
    """The places of the first run of at most `longest` free parts that sound like `word` when joined; empty if none does."""
    for first in sorted(free):
        start = parts[first]
        if len(start.text) > 1 and start.phonetic[0] != word.phonetic[0] and start.phonetic not in _ARTICLES:
            continue  # whatever follows, the joined words start with another sound
        run, letters = [first], len(start.text)
        while len(run) < longest and run[-1] + 1 in free and letters <= MOST_LETTERS_PER_LETTER * len(word.text):
            run.append(run[-1] + 1)
            letters += len(parts[run[-1]].text)
            if _sound_alike(phonetic_form("".join([parts[place].text for place in run])), word.phonetic):
                return tuple(run)
    return ()


def _sound_alike(joined: str, word: str) -> bool:
    """Whether two phonetic forms are equal, whichever vowel an Arabic article has: `al`, `el` or `ul`."""
    return joined == word or (joined[-1] == word[-1] and _ARTICLE.sub("l", joined) == _ARTICLE.sub("l", word))


def _words_of_initials(short: Word, words: Sequence[Word], free: set[int]) -> tuple[int, ...]:
    """The places of the first run of free words with these initials: `j` for `jean`, `jc` for `jean claude`; empty if there is none."""
    count = len(short.text)
    if count > MOST_INITIALS or (short.is_stopword and count > 1):
        return ()
    places = sorted(free)
    for start in range(len(places) - count + 1):
        run = places[start : start + count]
        if all(
            len(words[place].text) > 1 and words[place].text[0] == letter
            for place, letter in zip(run, short.text, strict=True)
        ):
            return tuple(run)
    return ()
