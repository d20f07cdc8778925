"""Names with more or fewer words: people leave out given names, add some or write their initials, and are the same person."""

from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import BitMasks, Bytes, Ids, Offsets, PackedStrings
from screener.kernels.phonetic_codes import GAP, has_code
from screener.names.phonetic_codes import phonetic_codes
from screener.search.result_pages import all_pages

FEWEST = 2
"""Words that two names must have in common, unless the rest are initials."""

LONGEST_INITIALS = 3
"""Letters of a word that may be nothing but initials."""

MOST_WORDS = 12
"""Words of a text that are looked at: a name has no more."""

MOST_VOWELS = 4
"""A text in which no more than one letter of so many is a vowel was written without them."""

_VOWEL, _LIKE_B, _A, _L, _SILENT = 1, 2, 3, 4, 5


def _kinds() -> Bytes:
    """What Arabic and Hebrew make of each sound: vowels are not written, `b`, `f` and `p` are one, `al` is the article.

    An `h` behind a consonant is silent for `spelled`, and another letter for who writes no vowels: it is left out like these.
    """
    kinds = np.zeros(GAP + 1, np.uint8)
    for letters, kind in (("iuv", _VOWEL), ("bfp", _LIKE_B), ("a", _A), ("l", _L), ("h", _SILENT)):
        kinds[has_code(letters)] = kind
    return kinds


_KINDS = _kinds()
_LONG_WITH_ARTICLE = 4
_ZERO, _ONE, _LETTER = np.uint64(0), np.uint64(1), np.uint64(31)
_LENGTH_AT, _LENGTH, _REST_AT, _LONG = np.uint64(5), np.uint64(7), np.uint64(8), 7
_FNV, _PRIME, _MIDDLE = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), np.uint64(24)


_Index: TypeAlias = tuple[BitMasks, Ids, Ids, Ids]


class Index(Struct, frozen=True):
    """Which names have a sign: those of the sign in place `p` of the open table `signs` are `names[begins[p]:ends[p]]`.

    The sign of a word is a number that hardly any other word has; it tells its first letter and how many it has, up to seven.
    """

    signs: BitMasks
    begins: Ids
    ends: Ids
    names: Ids

    @classmethod
    def of(cls, signs: BitMasks, names: Ids) -> "Index":
        """Of names, each by its sign; a sign of 0 is none."""
        order = np.argsort(signs, kind="stable")
        distinct, begins, many = np.unique(signs[order], return_index=True, return_counts=True)
        room = 1 << (2 * len(distinct) + 1).bit_length()
        index = cls(np.zeros(room, np.uint64), np.zeros(room, np.int32), np.zeros(room, np.int32), names[order])
        _enter(distinct, begins, many, index.signs, index.begins, index.ends)
        return index

    @property
    def size(self) -> int:
        """Bytes that it occupies."""
        return self.signs.nbytes + self.begins.nbytes + self.ends.nbytes + self.names.nbytes


class WordIndex:
    """Finds names of which a text has every word and more, and names that have every word of a text and more.

    Words are compared by their spelling in sounds, in any order; `Pieces` finds those that are misspelled. A word of one letter
    stands for any word that begins with it.
    """

    __slots__ = ("_bare", "_begins", "_by_consonants", "_by_pair", "_by_word", "_entries", "_initials", "_words")

    def __init__(self, names: PackedStrings, entries: Ids, listed: int) -> None:
        """Build from the telling words of names, and the entry of each; what follows the first `listed` is what people are called besides.

        What somebody is called besides is found as a whole or within more words.
        """
        sounds, self._entries = phonetic_codes(names), entries
        words, self._begins = np.empty(len(sounds.data), np.uint64), np.zeros(len(names) + 1, np.int64)
        self._words = words[: _sign_words(sounds.data, sounds.offsets, GAP, words, self._begins)].copy()
        numbers = np.arange(len(names), dtype=np.int32)
        signs = self._words[: self._begins[listed]].copy()
        owners = np.repeat(numbers, np.diff(self._begins))
        enough = np.diff(self._begins) >= FEWEST
        signs[~enough[owners[: len(signs)]]] = 0
        self._by_word = Index.of(signs, owners[: len(signs)])
        self._initials = np.zeros(int(_LETTER) + 1, np.bool_)
        self._initials[(signs & _LETTER).astype(np.int64)] = True
        pairs = np.zeros(len(names), np.uint64)
        _sign_rarest(self._words, self._begins, *self._index(self._by_word)[:3], pairs)
        self._by_pair = Index.of(pairs, numbers)
        consonants = np.zeros(listed, np.uint64)
        _sign_consonants(sounds.data, sounds.offsets[: listed + 1], GAP, _KINDS, consonants)
        consonants[~enough[:listed]] = 0
        self._by_consonants = Index.of(consonants, numbers[:listed])
        bare = np.zeros(listed, np.bool_)
        _tell_bare(sounds.data, sounds.offsets[: listed + 1], GAP, _KINDS, bare)
        bare &= enough[:listed]
        self._bare = Index.of(consonants[bare], numbers[:listed][bare])

    @staticmethod
    def _index(index: Index) -> tuple[BitMasks, Ids, Ids, Ids]:
        return index.signs, index.begins, index.ends, index.names

    @property
    def size(self) -> int:
        """Bytes that the tables occupy."""
        indexes = sum(index.size for index in (self._by_word, self._by_pair, self._by_consonants, self._bare))
        return indexes + self._words.nbytes + self._begins.nbytes + self._entries.nbytes

    def hits(self, sounds: PackedStrings) -> Ids:
        """(number of the text, number of the entry), a row for each hit; `sounds` are the codes of the telling words of the texts."""

        def search(text: int, found: Ids) -> tuple[int, int]:
            return _search(
                sounds.data,
                sounds.offsets,
                text,
                GAP,
                _KINDS,
                self._words,
                self._begins,
                self._initials,
                self._index(self._by_word),
                self._index(self._by_pair),
                self._index(self._by_consonants),
                self._index(self._bare),
                found,
            )

        rows = all_pages(search, len(sounds))
        rows[:, 1] = self._entries[rows[:, 1]]
        return rows


@compiled
def _enter(distinct: BitMasks, first: Offsets, many: Offsets, signs: BitMasks, begins: Ids, ends: Ids) -> None:
    for number in range(len(distinct)):
        if distinct[number] != _ZERO:
            at = np.int64((distinct[number] >> _MIDDLE) & np.uint64(len(signs) - 1))
            while signs[at] != _ZERO:
                at = (at + 1) & (len(signs) - 1)
            signs[at], begins[at], ends[at] = distinct[number], first[number], first[number] + many[number]


@compiled
def _look_up(signs: BitMasks, sign: np.uint64) -> int:
    """The place of a sign in an open table, -1 where it is not there."""
    at = np.int64((sign >> _MIDDLE) & np.uint64(len(signs) - 1))
    while signs[at] != _ZERO:
        if signs[at] == sign:
            return int(at)
        at = (at + 1) & (len(signs) - 1)
    return -1


@compiled
def _sign_of(codes: Bytes, begin: int, end: int) -> np.uint64:
    sign = _FNV
    for at in range(begin, end):
        sign = (sign ^ np.uint64(codes[at])) * _PRIME
    return (sign << _REST_AT) | (np.uint64(min(end - begin, _LONG)) << _LENGTH_AT) | np.uint64(codes[begin])


@compiled
def _pair_of(one: np.uint64, other: np.uint64) -> np.uint64:
    return ((one * _PRIME) ^ other) * _PRIME | _ONE


@compiled
def _next_word(codes: Bytes, at: int, end: int, gap: int) -> tuple[int, int]:
    """Where the next word begins and ends, from `at` on; both are `end` where there is none."""
    while at < end and codes[at] == gap:
        at += 1
    begin = at
    while at < end and codes[at] != gap:
        at += 1
    return begin, at


@compiled
def _sign_words(codes: Bytes, begins: Offsets, gap: int, words: BitMasks, word_begins: Offsets) -> int:
    """Write the signs of the different words of each name to `words`; how many there are of all names."""
    many = 0
    for name in range(len(begins) - 1):
        since = many
        begin, end = _next_word(codes, begins[name], begins[name + 1], gap)
        while begin < end:
            sign = _sign_of(codes, begin, end)
            if not _among(sign, words, since, many):
                words[many] = sign
                many += 1
            begin, end = _next_word(codes, end, begins[name + 1], gap)
        word_begins[name + 1] = many
    return many


@compiled
def _among(sign: np.uint64, words: BitMasks, begin: int, end: int) -> bool:
    for at in range(begin, end):  # noqa: SIM110 - compiled
        if words[at] == sign:
            return True
    return False


@compiled
def _sign_rarest(
    words: BitMasks, word_begins: Offsets, signs: BitMasks, begins: Ids, ends: Ids, pairs: BitMasks
) -> None:
    """Write to `pairs` the sign of the two rarest words of each name that has two."""
    for name in range(len(word_begins) - 1):
        rarest = second = _ZERO
        least, more = np.int64(1) << 40, np.int64(1) << 40
        for at in range(word_begins[name], word_begins[name + 1]):
            place = _look_up(signs, words[at])
            many = np.int64(0) if place < 0 else np.int64(ends[place] - begins[place])
            if many < least:
                rarest, second, least, more = words[at], rarest, many, least
            elif many < more:
                second, more = words[at], many
        if second != _ZERO:
            pairs[name] = _pair_of(rarest, second)


@compiled
def _sign_consonants(codes: Bytes, begins: Offsets, gap: int, kinds: Bytes, signs: BitMasks) -> None:
    for name in range(len(begins) - 1):
        signs[name] = _consonants_of(codes, begins[name], begins[name + 1], gap, kinds)


@compiled
def _consonants_of(codes: Bytes, at: int, last: int, gap: int, kinds: Bytes) -> np.uint64:
    """The sign of the consonants of each word, in any order of the words: all that Arabic and Hebrew write of a name.

    Arabic writes its article in one word with the name: `almundhiri`.
    """
    sum_of_words = _ZERO
    begin, end = _next_word(codes, at, last, gap)
    while begin < end:
        if end - begin > _LONG_WITH_ARTICLE and kinds[codes[begin]] == _A and kinds[codes[begin + 1]] == _L:
            begin += 2
        sign = _FNV
        for letter in range(begin, end):
            kind = kinds[codes[letter]]
            if kind not in (_VOWEL, _A, _SILENT):
                sign = (sign ^ np.uint64(0 if kind == _LIKE_B else codes[letter])) * _PRIME
        sum_of_words += (sign ^ (sign >> _MIDDLE)) * _PRIME
        begin, end = _next_word(codes, end, last, gap)
    return sum_of_words | _ONE


@compiled
def _tell_bare(codes: Bytes, begins: Offsets, gap: int, kinds: Bytes, bare: NDArray[np.bool_]) -> None:
    for name in range(len(begins) - 1):
        bare[name] = _has_no_vowels(codes, begins[name], begins[name + 1], gap, kinds)


@compiled
def _has_no_vowels(codes: Bytes, begin: int, end: int, gap: int, kinds: Bytes) -> bool:
    letters = consonants = 0
    for at in range(begin, end):
        letters += codes[at] != gap
        consonants += codes[at] != gap and kinds[codes[at]] not in (_VOWEL, _A)
    return consonants * MOST_VOWELS >= letters * (MOST_VOWELS - 1)


@compiled
def _put(text: int, name: int, found: Ids, many: int) -> int:
    """One row more, where there is room; how many there are, or would be."""
    if many < len(found):
        found[many, 0], found[many, 1] = text, name
    return many + 1


@compiled
def _within(
    text: int,
    own: BitMasks,
    many_own: int,
    words: BitMasks,
    word_begins: Offsets,
    by_pair: _Index,
    found: Ids,
    many: int,
) -> int:
    """Names of which the text has every word."""
    signs, begins, ends, names = by_pair
    for one in range(min(many_own, MOST_WORDS)):
        for other in range(min(many_own, MOST_WORDS)):
            place = _look_up(signs, _pair_of(own[one], own[other])) if one != other else -1
            if place < 0:
                continue
            for at in range(begins[place], ends[place]):
                every = True
                for word in range(word_begins[names[at]], word_begins[names[at] + 1]):
                    every = every and _among(words[word], own, 0, many_own)
                if every:
                    many = _put(text, names[at], found, many)
    return many


@compiled
def _stand_for(
    initials: BitMasks, many: int, words: BitMasks, begin: int, end: int, own: BitMasks, many_own: int
) -> bool:
    """Whether every one of the initials is that of a word of a name which is none of the text's own."""
    for initial in range(many):
        stands = False
        for word in range(begin, end):
            if words[word] & _LETTER == initials[initial] and not _among(words[word], own, 0, many_own):
                stands = True
        if not stands:
            return False
    return True


@compiled
def _with(
    text: int,
    own: BitMasks,
    many_own: int,
    initials: BitMasks,
    many_initials: int,
    fewer: int,
    words: BitMasks,
    word_begins: Offsets,
    by_word: _Index,
    found: Ids,
    many: int,
) -> int:
    """Names that have all of the text's `own` words, words beside them for its initials, and more than `fewer` words."""
    signs, begins, ends, names = by_word
    if not many_own:
        return many
    fewest = -1
    for word in range(many_own):
        place = _look_up(signs, own[word])
        if place < 0:
            return many
        if fewest < 0 or ends[place] - begins[place] < ends[fewest] - begins[fewest]:
            fewest = place
    for at in range(begins[fewest], ends[fewest]):
        begin, end = word_begins[names[at]], word_begins[names[at] + 1]
        shared = 0
        for word in range(begin, end):
            shared += _among(words[word], own, 0, many_own)
        if (
            shared == many_own
            and end - begin > fewer
            and _stand_for(initials, many_initials, words, begin, end, own, many_own)
        ):
            many = _put(text, names[at], found, many)
    return many


@compiled
def _is_known(sign: np.uint64, by_word: _Index, initials: NDArray[np.bool_]) -> bool:
    one_letter = (sign >> _LENGTH_AT) & _LENGTH == _ONE
    return (one_letter and initials[np.int64(sign & _LETTER)]) or _look_up(by_word[0], sign) >= 0


@compiled
def _read(
    codes: Bytes, begin: int, last: int, gap: int, by_word: _Index, initials: NDArray[np.bool_], own: BitMasks
) -> tuple[int, int, bool]:
    """How many words a text has, how many different ones, written to `own`, and whether listed names have every one of them."""
    every = different = 0
    known = True
    word, end = _next_word(codes, begin, last, gap)
    while word < end:
        sign = _sign_of(codes, word, end)
        known = known and _is_known(sign, by_word, initials)
        if not _among(sign, own, 0, different):
            own[different] = sign
            different += 1
        every += 1
        word, end = _next_word(codes, end, last, gap)
    return every, different, known


@compiled
def _initials_apart(own: BitMasks, many: int, whole: BitMasks, initials: BitMasks) -> tuple[int, int]:
    """Write the words of more than one letter to `whole`, the others to `initials`; how many of each."""
    parts = letters = 0
    for word in range(many):
        if (own[word] >> _LENGTH_AT) & _LENGTH == _ONE:
            initials[letters] = own[word] & _LETTER
            letters += 1
        else:
            whole[parts] = own[word]
            parts += 1
    return parts, letters


@compiled
def _short_and_long(codes: Bytes, begin: int, last: int, gap: int, whole: BitMasks, initials: BitMasks) -> int:
    """Of a text of two words: the letters of the shorter one, each written to `initials`, and the other one to `whole`.

    How many letters; 0 where there are too many for initials.
    """
    begin, end = _next_word(codes, begin, last, gap)
    other, other_end = _next_word(codes, end, last, gap)
    if end - begin > other_end - other:
        begin, end, other, other_end = other, other_end, begin, end
    if end - begin > LONGEST_INITIALS:
        return 0
    for at in range(begin, end):
        initials[at - begin] = np.uint64(codes[at])
    whole[0] = _sign_of(codes, other, other_end)
    return end - begin


@compiled
def _otherwise(
    text: int,
    codes: Bytes,
    begin: int,
    end: int,
    gap: int,
    kinds: Bytes,
    every: int,
    whole: BitMasks,
    initials: BitMasks,
    words: BitMasks,
    word_begins: Offsets,
    by_word: _Index,
    by_consonants: _Index,
    found: Ids,
    many: int,
) -> int:
    """What a text with words of no listed name may be: initials run together beside a name, or a name without its vowels."""
    letters = _short_and_long(codes, begin, end, gap, whole, initials) if every == FEWEST else 0
    if letters:
        many = _with(text, whole, 1, initials, letters, letters, words, word_begins, by_word, found, many)
    if _has_no_vowels(codes, begin, end, gap, kinds):
        return _of_consonants(text, codes, begin, end, gap, kinds, by_consonants, found, many)
    return many


@compiled
def _of_consonants(
    text: int, codes: Bytes, begin: int, end: int, gap: int, kinds: Bytes, names: _Index, found: Ids, many: int
) -> int:
    place = _look_up(names[0], _consonants_of(codes, begin, end, gap, kinds))
    if place >= 0:
        for at in range(names[1][place], names[2][place]):
            many = _put(text, names[3][at], found, many)
    return many


@compiled
def _search(
    codes: Bytes,
    code_begins: Offsets,
    from_text: int,
    gap: int,
    kinds: Bytes,
    words: BitMasks,
    word_begins: Offsets,
    known_initials: NDArray[np.bool_],
    by_word: _Index,
    by_pair: _Index,
    by_consonants: _Index,
    bare: _Index,
    found: Ids,
) -> tuple[int, int]:
    """Write (text, name) to `found`, a row each; how many, and the text to go on with where `found` is full."""
    room = max(2 * LONGEST_INITIALS, len(codes))
    own, whole, initials = np.empty(room, np.uint64), np.empty(room, np.uint64), np.empty(room, np.uint64)
    many = 0
    for text in range(from_text, len(code_begins) - 1):
        since, begin, end = many, code_begins[text], code_begins[text + 1]
        every, different, known = _read(codes, begin, end, gap, by_word, known_initials, own)
        if every < FEWEST:
            continue
        many = _within(text, own, different, words, word_begins, by_pair, found, many)
        if len(bare[3]):  # names that the list gives in a script without vowels
            many = _of_consonants(text, codes, begin, end, gap, kinds, bare, found, many)
        if known:
            parts, letters = _initials_apart(own, different, whole, initials)
            many = _with(text, whole, parts, initials, letters, parts, words, word_begins, by_word, found, many)
        else:
            many = _otherwise(
                text,
                codes,
                begin,
                end,
                gap,
                kinds,
                every,
                whole,
                initials,
                words,
                word_begins,
                by_word,
                by_consonants,
                found,
                many,
            )
        if many > len(found):
            return since, text
    return many, len(code_begins) - 1
