"""Two names laid side by side: which of their words agree, how far, and what is left over on either side."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from rapidfuzz.distance.OSA import distance

from screener.comparison.name_parts import Meaning, Reading, Word, consonants, heard
from screener.domain.listed_party import PartyKind
from screener.kernels.edit_budget import EDITS
from screener.names.distinctive_words import ABBREVIATIONS, SAYS_LITTLE
from screener.names.nicknames import same_person

OTHER_START = 0.5
HEARD_ALIKE = 0.4
SMALLEST_LIKENESS = 0.6
"""A different first letter counts half a letter more; words that sound alike differ by less than a letter."""

NICKNAME = 0.85
INITIAL = 0.75
INITIAL_WEIGHT = 3.0
CONSONANTS_ALIKE = 0.85
LEAST_CONSONANTS = 2

KOREAN_SURNAMES = frozenset(
    """
    ahn an bae baek baik bang byon byun cha chae chang cheon cho choe choi chon chong chu chung eom gang gil gim go gong gu gwak
    gwon ham han heo ho hong hwang hyon hyun im jang jeon jeong ji jin jo jon jong joo ju jung kang kil kim ko koo ku kwak kwon
    lee lim ma maeng min moon mun myong myung na nam no noh o oh om pae paek paik pak pang park pyo pyon ra ri rim ro roh ryang
    ryu seo seok seol seong shim shin sim sin so sok sol son song suh sung u um uh won woo yang yeom yi yim yo yom yoo yoon yu
    yun
    """.split()
)
LONGEST_SYLLABLE = 6
GLIDE = "y"
"""Korean tells `pong` and `pyong` apart, whoever writes it in Latin letters: a syllable with the glide is another name."""

MOST_INITIALS = 3
LONGEST_RUN = 4
MOST_FOR_ONE = 2
"""Letters that are heard as one: what has more for each of another word is not heard like that."""

SHORTEST_RUN = 4


STANDS_FOR = "stands for"
SHORT_FOR = "is, shortened,"

ABBREVIATION = 0.9
LEAST_SAVED = 3
"""Letters that an abbreviation saves."""


_ARTICLE = re.compile("(?:^|(?<=abd))[aiu]l")
_ARTICLES = frozenset({"al", "il", "ul"})
"""The Arabic article as it is heard, at the head of a word and after `Abd`."""


class Pair(Struct, frozen=True, gc=False):
    """Words that agree, by their places on the left and on the right; `how` says in words how."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    likeness: float
    how: str
    weight: float


class Aligned(Struct, frozen=True, gc=False):
    """What agrees, and the places of the words left over on each side."""

    pairs: tuple[Pair, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]


def align(left: Reading, right: Reading, kind: PartyKind) -> Aligned:
    """Lay `left` beside `right`: equal words first, then words run together, equal meanings, similar words, initials."""
    table = _Table(left, right)
    table.equal()
    table.together()
    table.meanings()
    table.similar(nicknames=kind is not PartyKind.VESSEL)
    if kind is PartyKind.PERSON:
        table.initials()
        table.said_twice()
    else:
        table.abbreviations()
    return Aligned(tuple(table.pairs), tuple(sorted(table.left)), tuple(sorted(table.right)))


def likeness(left: Word, right: Word) -> float:
    """How alike two words are, 0.0 where they are different words: letters that differ count against the longer word."""
    longest = max(len(left.text), len(right.text))
    allowed = _edits(longest)
    if left.number or right.number or not allowed:
        return 0.0
    found: float = distance(left.text, right.text, score_cutoff=allowed)
    if found > allowed:
        found = float(longest)
    elif left.text[0] != right.text[0] and left.heard[0] != right.heard[0]:
        found += OTHER_START
    if left.heard[0] == right.heard[0]:
        sounds = distance(left.heard, right.heard, score_cutoff=allowed)
        found = min(found, sounds + HEARD_ALIKE) if sounds + HEARD_ALIKE <= allowed else found
    alike = 1 - found / longest
    alike = alike if alike >= SMALLEST_LIKENESS else 0.0
    return max(alike, _without_vowels(left, right)) if left.vowelless or right.vowelless else alike


def _without_vowels(left: Word, right: Word) -> float:
    """Arabic and Hebrew write no vowels, so a word of theirs is compared by its consonants."""
    one, other = consonants(left.heard), consonants(right.heard)
    return CONSONANTS_ALIKE if one == other and len(one) >= LEAST_CONSONANTS else 0.0


def _edits(letters: int) -> int:
    return EDITS[letters] if letters < len(EDITS) else EDITS[-1]


class _Table:
    """Words not yet paired, by place; every step takes some of them away."""

    def __init__(self, left: Reading, right: Reading) -> None:
        self._words = (left.words, right.words)
        self._meanings = (left.meanings, right.meanings)
        self.left = set(range(len(left.words)))
        self.right = set(range(len(right.words)))
        self.pairs: list[Pair] = []

    def _take(self, left: Iterable[int], right: Iterable[int], alike: float, how: str, weight: float = 0.0) -> None:
        left, right = tuple(left), tuple(right)
        self.left.difference_update(left)
        self.right.difference_update(right)
        self.pairs.append(Pair(left, right, alike, how, weight or max(self._weight(0, left), self._weight(1, right))))

    def _weight(self, side: int, places: tuple[int, ...]) -> float:
        words = self._words[side]
        return words[places[0]].weight if len(places) == 1 else sum([words[place].weight for place in places])

    def equal(self) -> None:
        places: dict[str, list[int]] = {}
        for place in sorted(self.right, reverse=True):
            places.setdefault(self._words[1][place].text, []).append(place)
        for place in sorted(self.left):
            same = places.get(self._words[0][place].text)
            if same:
                self._take((place,), (same.pop(),), 1.0, "=")

    def meanings(self) -> None:
        both = [(one, other) for one in self._meanings[0] for other in self._meanings[1] if one.what == other.what]
        for one, other in sorted(both, key=_widest):
            if self.left.issuperset(one.words) and self.right.issuperset(other.words):
                alike = max(one.likeness, self._spelled_alike(one.words, other.words))
                self._take(one.words, other.words, alike, "means the same as")

    def _spelled_alike(self, left: tuple[int, ...], right: tuple[int, ...]) -> float:
        single = len(left) == len(right) == 1
        return likeness(self._words[0][left[0]], self._words[1][right[0]]) if single else 0.0

    def together(self) -> None:
        """Words of one side that are run together on the other."""
        if self.left and self.right:
            for whole, parts in _runs(self._words[0], self.left, self._words[1], self.right):
                self._take((whole,), parts, 1.0, "run together:")
            for whole, parts in _runs(self._words[1], self.right, self._words[0], self.left):
                self._take(parts, (whole,), 1.0, "run together:")

    def similar(self, *, nicknames: bool) -> None:
        found = []
        for left in self.left:
            for right in self.right:
                one, other = self._words[0][left], self._words[1][right]
                alike = likeness(one, other)
                if alike and not self._parted_by_glide(one.text, other.text):
                    found.append((-alike, left, right, "~"))
                if nicknames and alike < NICKNAME and same_person(one.text, other.text):
                    found.append((-NICKNAME, left, right, "may be called"))
        for alike, left, right, how in sorted(found):
            if left in self.left and right in self.right:
                self._take((left,), (right,), -alike, how)

    def _parted_by_glide(self, one: str, other: str) -> bool:
        """Whether these are two syllables of Korean names that differ by the glide alone."""
        return (
            GLIDE in one + other
            and max(len(one), len(other)) <= LONGEST_SYLLABLE
            and one.replace(GLIDE, "", 1) == other.replace(GLIDE, "", 1)
            and all(any(word.text in KOREAN_SURNAMES for word in words) for words in self._words)
        )

    def initials(self) -> None:
        for place in sorted(self.left):
            for run in _spelled_out(self._words[0][place], self._words[1], self.right):
                self._take((place,), run, INITIAL, STANDS_FOR, INITIAL_WEIGHT * len(run))
        for place in sorted(self.right):
            for run in _spelled_out(self._words[1][place], self._words[0], self.left):
                self._take(run, (place,), INITIAL, STANDS_FOR, INITIAL_WEIGHT * len(run))

    def abbreviations(self) -> None:
        for left in sorted(self.left):
            for right in sorted(self.right):
                one, other = self._words[0][left].text, self._words[1][right].text
                if (
                    left in self.left
                    and right in self.right
                    and (_is_short_for(one, other) or _is_short_for(other, one))
                ):
                    self._take((left,), (right,), ABBREVIATION, SHORT_FOR)

    def said_twice(self) -> None:
        """A name given twice on one side (`Sergey Sergey Shoigu`) is left over only where it stands against another one."""
        for side, free in enumerate((self.left, self.right)):
            if not (self.left and self.right):
                texts = [word.text for word in self._words[side]]
                free.difference_update([place for place in free if texts.count(texts[place]) > 1])


def _is_short_for(short: str, long: str) -> bool:
    """Whether a known abbreviation has the first letter of a generic word and others of it in their order: `svcs` for `services`."""
    if short not in ABBREVIATIONS or long not in SAYS_LITTLE:
        return False
    if len(long) - len(short) < LEAST_SAVED or long[0] != short[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _widest(both: tuple[Meaning, Meaning]) -> tuple[int, float, tuple[int, ...], tuple[int, ...]]:
    one, other = both
    return -len(one.words) - len(other.words), -one.likeness, one.words, other.words


def _runs(
    wholes: Sequence[Word], whole_places: set[int], parts: Sequence[Word], part_places: set[int]
) -> list[tuple[int, tuple[int, ...]]]:
    """Free words that are heard like two or more free words in a row: `(whole, parts)`; a name of one word may be any number of them."""
    found, longest = [], LONGEST_RUN if len(wholes) > 1 else len(parts)
    for whole in sorted(whole_places):
        if len(wholes[whole].text) < SHORTEST_RUN:
            continue
        for first in sorted(part_places):
            begins = parts[first]
            if len(begins.text) > 1 and begins.heard[0] != wholes[whole].heard[0] and begins.heard not in _ARTICLES:
                continue  # nor can what it is run together with
            run, letters = [first], len(begins.text)
            while (
                len(run) < longest and run[-1] + 1 in part_places and letters <= MOST_FOR_ONE * len(wholes[whole].text)
            ):
                run.append(run[-1] + 1)
                letters += len(parts[run[-1]].text)
                if _said_alike(heard("".join([parts[place].text for place in run])), wholes[whole].heard):
                    found.append((whole, tuple(run)))
                    part_places = part_places.difference(run)
                    break
            else:
                continue
            break
    return found


def _said_alike(run: str, whole: str) -> bool:
    """Whether both are heard alike, however their Arabic article is: `al`, `el` or `ul`."""
    return run == whole or (run[-1] == whole[-1] and _ARTICLE.sub("l", run) == _ARTICLE.sub("l", whole))


def _spelled_out(short: Word, words: Sequence[Word], free: set[int]) -> list[tuple[int, ...]]:
    """The first run of free words whose initials `short` is made of: `j` for `jean`, `jc` for `jean claude`; at most one."""
    many = len(short.text)
    if many > MOST_INITIALS or (short.light and many > 1):
        return []
    places = sorted(free)
    for at in range(len(places) - many + 1):
        run = places[at : at + many]
        if all(
            len(words[place].text) > 1 and words[place].text[0] == letter
            for place, letter in zip(run, short.text, strict=True)
        ):
            return [tuple(run)]
    return []
