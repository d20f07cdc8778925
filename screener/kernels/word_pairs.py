"""Whether two words may be one and the same, misspelled, shortened, transliterated otherwise or replaced by a nickname."""

from typing import NamedTuple, TypeAlias

import numpy as np

from screener.kernels.compilation import compiled
from screener.kernels.distances import edit_budget, edit_distance
from screener.kernels.hashing import FNV_PRIME, FNV_START, ONE, Hashes, contains, extend_hash, insert
from screener.kernels.packed_strings import BitMasks, Buffers, Bytes, Offsets, copy_bytes
from screener.kernels.phonetic_codes import GAP, has_code
from screener.kernels.word_spans import SPACE, NameWords, Span, Word, Words, is_letter, length, next_word

MAX_INITIALS = 3
"""Letters of a word that may be nothing but initials."""

_MAX_SILENT = 2
_MAX_ABBREVIATION = 5
_MIN_CONSONANTS, _MIN_CONSONANTS_WITHOUT_VOWELS = 3, 2
_OTHER_FIRST_SOUND, _MAX_UNLIKENESS = 5, 4
"""A different first sound counts half an edit; words are alike up to 0.4 edits a letter. Both in tenths."""

_ARTICLE, _SHORT_WITH_ARTICLE = 2, 4
_A, _E, _H, _I, _L, _P, _S, _T, _U, _X, _Z = map(ord, "aehilpstuxz")
_VOWEL, _SEMIVOWEL = 0, 1


def _consonant_classes() -> Bytes:
    """How Arabic and Hebrew write each sound: `_VOWEL` is not written, `_SEMIVOWEL` like a consonant, `b`, `f` and `p` are one letter."""
    classes = np.arange(_SEMIVOWEL + 1, GAP + _SEMIVOWEL + 2, dtype=np.uint8)
    classes[has_code("aiu")], classes[has_code("v")] = _VOWEL, _SEMIVOWEL
    classes[has_code("bfp")] = classes[has_code("b")]
    return classes


_CLASSES = _consonant_classes()


Keys: TypeAlias = tuple[Bytes, Offsets, Bytes, Offsets]
"""Names as kernels take them: their letters and their phonetic codes, both packed."""


class Vocabulary(NamedTuple):
    """Hash tables of what is known of words: pairs of names that one person may bear, and stopwords by their phonetic codes."""

    nicknames: Hashes
    stopwords: Hashes


class NamePair(NamedTuple):
    """Two names under comparison: their letters and phonetic codes, each in one array, with room to work in behind them.

    `positions` has 256 zeros for the distances of words.
    """

    letters: Bytes
    codes: Bytes
    positions: BitMasks
    vocabulary: Vocabulary


class Ends(NamedTuple):
    """Where the letters and the phonetic codes that are in use end, so that there is room from there on."""

    letters: int
    codes: int


@compiled
def letters_of(names: Keys, name: int) -> int:
    """How many bytes the letters of a name have."""
    return int(names[1][name + 1] - names[1][name])


@compiled
def add_name(names: Keys, name: int, pair: NamePair, end: Ends, words: Words) -> tuple[Ends, int]:
    """Copies a name behind `end` and writes where its words stand; the new end, and how many words there are."""
    letters, offsets, codes, code_offsets = names
    new = Ends(
        copy_bytes(letters, offsets[name], offsets[name + 1], pair.letters, end.letters),
        copy_bytes(codes, code_offsets[name], code_offsets[name + 1], pair.codes, end.codes),
    )
    count = 0
    begin, stop = next_word(pair.letters, end.letters, new.letters, SPACE)
    while begin < stop and count < len(words):
        words[count].begin = begin
        words[count].end = stop
        count += 1
        begin, stop = next_word(pair.letters, stop, new.letters, SPACE)
    at = 0
    begin, stop = next_word(pair.codes, end.codes, new.codes, GAP)
    while begin < stop and at < len(words):
        words[at].code_begin = begin
        words[at].code_end = stop
        at += 1
        begin, stop = next_word(pair.codes, stop, new.codes, GAP)
    return new, count


@compiled
def hash_pair(data: Bytes, one: Span, other_data: Bytes, other: Span) -> np.uint64:
    """A hash of two words in this order."""
    head = extend_hash(FNV_START, data, one.begin, one.end) * FNV_PRIME
    return extend_hash(head, other_data, other.begin, other.end) | ONE


@compiled
def insert_pairs(left: Buffers, right: Buffers, table: Hashes) -> None:
    """Puts the hash of each string on the left, paired with that of its number on the right, into the table."""
    data, offsets = left
    other_data, other_offsets = right
    for at in range(len(offsets) - 1):
        one, other = Span(offsets[at], offsets[at + 1]), Span(other_offsets[at], other_offsets[at + 1])
        insert(hash_pair(data, one, other_data, other), table)


@compiled
def is_nickname(pair: NamePair, one: Word, other: Word) -> bool:
    """Whether one person may bear both names, as `Bill` and `William`."""
    return contains(hash_pair(pair.letters, one.letters, pair.letters, other.letters), pair.vocabulary.nicknames)


@compiled
def has_only_letters(letters: Bytes, span: Span) -> bool:
    """Whether there is no digit."""
    for at in range(span.begin, span.end):  # noqa: SIM110 - compiled
        if not is_letter(letters[at]):
            return False
    return True


@compiled
def abbreviates(letters: Bytes, short: Span, long: Span) -> bool:
    """Whether a short word has letters of a long one in their order."""
    if length(short) > _MAX_ABBREVIATION:
        return False
    at = long.begin
    for place in range(short.begin, short.end):
        while at < long.end and letters[at] != letters[place]:
            at += 1
        if at == long.end:
            return False
        at += 1
    return True


@compiled
def have_same_consonants(codes: Bytes, one: Span, other: Span) -> bool:
    """Whether two words are the same as Arabic and Hebrew write them: three consonants or more, or all that a short word has.

    Where exactly one of the words is written without a vowel, two are enough, and `b`, `f` and `p` are one letter.
    """
    at, other_at = one.begin, other.begin
    consonants, same, bare, other_bare = 0, True, True, True
    while True:
        while at < one.end and _CLASSES[codes[at]] <= _SEMIVOWEL:
            bare = bare and _CLASSES[codes[at]] == _SEMIVOWEL
            at += 1
        while other_at < other.end and _CLASSES[codes[other_at]] <= _SEMIVOWEL:
            other_bare = other_bare and _CLASSES[codes[other_at]] == _SEMIVOWEL
            other_at += 1
        if at == one.end or other_at == other.end:
            break
        if _CLASSES[codes[at]] != _CLASSES[codes[other_at]]:
            return False
        same = same and codes[at] == codes[other_at]
        at, other_at, consonants = at + 1, other_at + 1, consonants + 1
    least = _MIN_CONSONANTS_WITHOUT_VOWELS if bare != other_bare else _MIN_CONSONANTS
    enough = consonants >= min(least, length(one), length(other)) and (same or bare != other_bare)
    return at == one.end and other_at == other.end and enough


@compiled
def may_be_same_word(pair: NamePair, one: Word, other: Word) -> bool:
    """Whether two different words may be one: a few edits apart, with the same sounds, a nickname, initials or an abbreviation."""
    letters, codes = pair.letters, pair.codes
    allowed = edit_budget(max(length(one.letters), length(other.letters)))
    edits = edit_distance(letters, one.letters, other.letters, allowed + _MAX_SILENT, pair.positions)
    if edits <= allowed or is_nickname(pair, one, other):
        return True
    if not (has_only_letters(letters, one.letters) and has_only_letters(letters, other.letters)):
        return True
    if have_same_consonants(codes, one.codes, other.codes):
        return True
    if edits <= allowed + _MAX_SILENT and codes[one.codes.begin] == codes[other.codes.begin]:
        allowed = edit_budget(max(length(one.codes), length(other.codes)))
        if edit_distance(codes, one.codes, other.codes, allowed, pair.positions) <= allowed:
            return True
    return may_be_short_for(letters, one.letters, other.letters)


@compiled
def may_be_short_for(letters: Bytes, one: Span, other: Span) -> bool:
    """Whether the shorter of two words may be initials or an abbreviation that begins like the longer one."""
    if letters[one.begin] != letters[other.begin]:
        return False
    if length(one) > length(other):
        one, other = other, one
    return length(one) <= MAX_INITIALS or abbreviates(letters, one, other)


@compiled
def are_similar(pair: NamePair, one: Word, other: Word) -> bool:
    """Whether the full comparison may find two words similar, by their letters or by their sounds."""
    letters, codes = pair.letters, pair.codes
    longest = max(length(one.letters), length(other.letters))
    allowed = edit_budget(longest)
    same_start = codes[one.codes.begin] == codes[other.codes.begin]
    edits = edit_distance(letters, one.letters, other.letters, allowed, pair.positions)
    if edits <= allowed and 10 * edits + (0 if same_start else _OTHER_FIRST_SOUND) <= _MAX_UNLIKENESS * longest:
        return True
    if not (same_start or starts_ambiguously(letters, one.letters) or starts_ambiguously(letters, other.letters)):
        return False
    return edit_distance(codes, one.codes, other.codes, allowed, pair.positions) <= allowed


@compiled
def starts_ambiguously(letters: Bytes, word: Span) -> bool:
    """Whether a word begins with a sound that has another spelling: `ph`, `x` and `hs`, `ts` and `tz`."""
    if letters[word.begin] == _X:
        return True
    if length(word) < 2 or letters[word.begin] not in (_P, _H, _T):  # noqa: PLR2004 - two letters
        return False
    return letters[word.begin + 1] in (_H, _S, _Z)


@compiled
def are_similar_without_article(pair: NamePair, one: Word, other: Word) -> bool:
    """Whether `one` begins with an Arabic article and its rest is similar to `other`."""
    letters, codes = pair.letters, pair.codes
    if length(one.codes) <= _SHORT_WITH_ARTICLE:
        return False
    if letters[one.letters.begin + 1] != _L or letters[one.letters.begin] not in (_A, _E, _I, _U):
        return False
    rest = Span(one.codes.begin + _ARTICLE, one.codes.end)
    allowed = edit_budget(length(rest))
    return edit_distance(codes, rest, other.codes, allowed, pair.positions) <= allowed


@compiled
def may_be_initials(letters: Bytes, short: Span, word: Span, words: NameWords) -> bool:
    """Whether each letter of a short word is the initial of one of the words, and one of them that of `word`."""
    if length(short) > MAX_INITIALS:
        return False
    its_own = False
    for place in range(short.begin, short.end):
        its_own = its_own or letters[place] == letters[word.begin]
        is_initial = False
        for at in range(words.size):
            is_initial = is_initial or letters[words.words[at].begin] == letters[place]
        if not is_initial:
            return False
    return its_own
