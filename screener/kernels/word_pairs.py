"""Whether two words may be one and the same, misspelled, shortened, transliterated otherwise or replaced by a nickname."""

from enum import IntFlag, auto
from typing import NamedTuple, TypeAlias

import numpy as np

from screener.kernels.compilation import compiled, inlined
from screener.kernels.distances import edit_budget, edit_distance
from screener.kernels.hashing import FNV_PRIME, FNV_START, ONE, Hashes, contains, extend_hash, insert
from screener.kernels.packed_strings import BitMasks, Buffers, Bytes, Offsets, copy_bytes
from screener.kernels.phonetic_codes import GAP, have_same_consonants
from screener.kernels.word_spans import SPACE, NameWords, Span, Word, Words, is_letter, length, next_word


class Rule(IntFlag):
    """The rules that reject a pair. All of them apply, except where `load_tests prefilter` measures what one of them saves."""

    EDIT_DISTANCE = auto()
    """A form with stopwords must sound like the other but for a few edits."""

    WHOLE = auto()
    """Names with no word in common must be alike as a whole."""

    WORD_BY_WORD = auto()
    """Every word of the name with fewer words must be close to one of the other name."""

    PERSON_OUTWEIGHED = auto()
    """Words that only one side has must not outweigh the others, in the names of people."""

    OTHER_OUTWEIGHED = auto()
    """Likewise in other names."""

    UNLIKENESS = auto()
    """Another first sound counts against words that differ by a few edits."""

    FIRST_SOUND = auto()
    """Words that are similar only by their sounds must begin with the same one."""

    CLOSE_SOUNDS = auto()
    """Likewise words that are close, which must also have nearly the same letters."""

    COMPOUND = auto()
    """A word that contains another one must be made up of it and words beside it."""

    COMPOUND_ENDS = auto()
    """Such words must begin and end like the compound."""

    COMPOUND_SEQUENCE = auto()
    """The sounds of such words must follow one another as in the compound."""


ALL_RULES = int(~Rule(0))


MAX_INITIALS = 3
"""Letters of a word that may be nothing but initials."""

_MAX_SILENT = 2
_MAX_ABBREVIATION = 5
_OTHER_FIRST_SOUND, _MAX_UNLIKENESS = 5, 4
"""A different first sound counts half an edit; words are alike up to 0.4 edits a letter. Both in tenths."""

_ARTICLE, _SHORT_WITH_ARTICLE = 2, 4
_A, _E, _H, _I, _L, _P, _S, _T, _U, _X, _Z = map(ord, "aehilpstuxz")
_UNLIKENESS, _FIRST_SOUND, _CLOSE_SOUNDS = (
    int(rule) for rule in (Rule.UNLIKENESS, Rule.FIRST_SOUND, Rule.CLOSE_SOUNDS)
)


Keys: TypeAlias = tuple[Bytes, Offsets, Bytes, Offsets]
"""Names as kernels take them: their letters and their phonetic codes, both packed."""


class Vocabulary(NamedTuple):
    """Hash tables of what is known of words: pairs of names that one person may bear, and stopwords by their phonetic codes."""

    nicknames: Hashes
    stopwords: Hashes


class NamePair(NamedTuple):
    """Two names under comparison: their letters and phonetic codes, each in one array, with room to work in behind them.

    `positions`, 256 zeros except within a comparison of two words, and `classes` are room to work in; `rules` are the bits of the `Rule`s that apply.
    """

    letters: Bytes
    codes: Bytes
    positions: BitMasks
    classes: Bytes
    vocabulary: Vocabulary
    rules: int


class Ends(NamedTuple):
    """Where the letters and the phonetic codes that are in use end, so that there is room from there on."""

    letters: int
    codes: int


@inlined
def letters_of(names: Keys, name: int) -> int:
    """How many bytes the letters of a name have."""
    return int(names[1][name + 1] - names[1][name])


@inlined
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


@inlined
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


@inlined
def is_nickname(pair: NamePair, one: Word, other: Word) -> bool:
    """Whether one person may bear both names, as `Bill` and `William`."""
    return contains(hash_pair(pair.letters, one.letters, pair.letters, other.letters), pair.vocabulary.nicknames)


@inlined
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
    are_close = edits <= allowed + _MAX_SILENT and codes[one.codes.begin] == codes[other.codes.begin]
    if are_close or not pair.rules & _CLOSE_SOUNDS:
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
    unlikeness = 10 * edits + (0 if same_start else _OTHER_FIRST_SOUND)
    if edits <= allowed and (unlikeness <= _MAX_UNLIKENESS * longest or not pair.rules & _UNLIKENESS):
        return True
    may_start_alike = (
        same_start or starts_ambiguously(letters, one.letters) or starts_ambiguously(letters, other.letters)
    )
    if not may_start_alike and pair.rules & _FIRST_SOUND:
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
