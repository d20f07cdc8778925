"""A small alphabet of sounds, in which two spellings of one name are mostly equal: letters that are mixed up share a code."""

from collections.abc import Iterable
from string import ascii_lowercase
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import allocating, compiled, inlined
from screener.kernels.hashing import FNV_PRIME, FNV_START, NO_HASH, ONE, Hashes
from screener.kernels.packed_strings import BitMasks, Buffers, Bytes, Offsets
from screener.kernels.word_spans import SPACE, Span, length, next_word

SAME_SOUND = {"e": "i", "j": "i", "y": "i", "o": "u", "c": "k", "g": "k", "q": "k", "x": "k", "z": "s", "w": "v"}
"""Letters that transliterations use for one another."""

SOUNDS = "abdfhiklmnprstuv"
DIGIT = len(SOUNDS) + 1
GAP = DIGIT + 1
"""Codes from 1 to `DIGIT` are sounds (all digits share one code); `GAP` separates the words of a name."""


def code(letter: str) -> int:
    """The code of a lower-case ASCII letter."""
    return SOUNDS.index(SAME_SOUND.get(letter, letter)) + 1


def has_code(letters: Iterable[str]) -> NDArray[np.bool_]:
    """A table by code that is true for the codes of these letters."""
    return np.isin(np.arange(GAP + 1), [code(letter) for letter in letters])


def _codes() -> Bytes:
    table = np.zeros(256, np.uint8)
    for letter in ascii_lowercase:
        table[ord(letter)] = code(letter)
    table[ord("0") : ord("9") + 1] = DIGIT
    table[SPACE] = GAP
    return table


_CODES = _codes()
_SILENCES_H = has_code("bdfklmnprstv")
LEVELS = 3
"""How often a letter counts at most in a signature."""

VOWEL_SHARE = 4
"""A text in which at most one letter of so many is a vowel was written without vowels."""

_H_CODE, _J_CODE = code("h"), code("j")
_A, _D, _E, _H, _I, _L, _U, _Z = map(ord, "adehiluz")
_ARTICLE = 2
_MIX = np.uint64(24)
_CONSONANT, _VOWEL, _LABIAL, _A_SOUND, _L_SOUND, _NOT_WRITTEN = range(6)
_LONG_WITH_ARTICLE = 4
_NO_LETTER, _SEMIVOWEL = 0, 1
_MIN_CONSONANTS, _MIN_CONSONANTS_WITHOUT_VOWELS = 3, 2


def _letter_classes() -> Bytes:
    """How Arabic and Hebrew write each sound: no vowels, `b`, `f` and `p` as one letter, `al` as the article.

    An `h` after a consonant is silent in phonetic codes, and a letter of its own in a name without vowels: it is left out.
    """
    classes = np.full(GAP + 1, _CONSONANT, np.uint8)
    for letters, class_ in (("iuv", _VOWEL), ("bfp", _LABIAL), ("a", _A_SOUND), ("l", _L_SOUND), ("h", _NOT_WRITTEN)):
        classes[has_code(letters)] = class_
    return classes


_CONSONANT_CLASSES = _letter_classes()


def _written_classes() -> Bytes:
    """How Arabic and Hebrew write each sound: `_NO_LETTER` is not written, `_SEMIVOWEL` like a consonant, `b`, `f` and `p` are one letter."""
    classes = np.arange(_SEMIVOWEL + 1, GAP + _SEMIVOWEL + 2, dtype=np.uint8)
    classes[has_code("aiu")], classes[has_code("v")] = _NO_LETTER, _SEMIVOWEL
    classes[has_code("bfp")] = classes[has_code("b")]
    return classes


_WRITTEN_CLASSES = _written_classes()


class LetterSignatures(NamedTuple):
    """Of each name: its number of letters and of gaps between words, and bits for its letters and pairs of letters.

    `letters` has bits for one, two, and three or more of a letter. A row of `inside` has a bit for every two letters side by side
    in one word; `anywhere` also has those that the end of a word makes with the beginning of the next.
    """

    size: Offsets
    gaps: Offsets
    letters: BitMasks
    inside: BitMasks
    anywhere: BitMasks


@inlined
def ends_in_article(letters: Bytes, begin: int, end: int) -> bool:
    """Whether `letters[begin:end]` ends in an Arabic article, at the head of a word or after the `d` of `Abd`."""
    if end - begin < _ARTICLE or letters[end - 1] != _L:
        return False
    if letters[end - 2] not in (_A, _E, _I, _U):
        return False
    return end - begin == _ARTICLE or letters[end - 3] in (SPACE, _D)


@compiled
def encode(names: Buffers, out: Buffers) -> int:
    """Writes the phonetic codes of folded names to `out`; how many bytes there are."""
    letters, offsets = names
    codes, code_offsets = out
    size = 0
    for name in range(len(offsets) - 1):
        before = last = 0
        at, end = offsets[name], offsets[name + 1]
        while at < end:
            sound = int(_CODES[letters[at]])
            if letters[at] == _D and at + 2 < end and letters[at + 1] == _Z and letters[at + 2] == _H:
                sound = _J_CODE
                at += 2
            silent = sound == _H_CODE and _SILENCES_H[before] and not ends_in_article(letters, offsets[name], at)
            if not silent and (sound != last or sound == DIGIT):
                codes[size] = sound
                size += 1
                last = sound
            before = sound
            at += 1
        code_offsets[name + 1] = size
    return size


@allocating
def sign_letters(names: Buffers, signatures: LetterSignatures) -> None:
    """Fills the signatures, all zeros before, of names in phonetic codes."""
    codes, offsets = names
    counts = np.empty(GAP + 1, np.int64)
    for name in range(len(offsets) - 1):
        counts[:] = 0
        before = last = np.int64(0)
        for at in range(offsets[name], offsets[name + 1]):
            sound = np.int64(codes[at])
            if sound == GAP:
                signatures.gaps[name] += 1
                before = np.int64(0)
                continue
            if counts[sound] < LEVELS:
                signatures.letters[name] |= ONE << np.uint64(counts[sound] * (GAP - 1) + sound - 1)
            counts[sound] += 1
            signatures.size[name] += 1
            pair = last * GAP + sound
            bit = ONE << np.uint64(pair & 63)
            if last:
                signatures.anywhere[name, pair >> 6] |= bit
            if before:
                signatures.inside[name, pair >> 6] |= bit
            before = last = sound


@compiled
def hash_all_consonants(names: Buffers, hashes: Hashes, bare: NDArray[np.bool_]) -> None:
    """Writes the hash of the consonants of each name, and whether it is written without vowels."""
    codes, offsets = names
    for name in range(len(hashes)):
        hashes[name] = hash_consonants(codes, offsets[name], offsets[name + 1])
        bare[name] = has_no_vowels(codes, offsets[name], offsets[name + 1])


@compiled
def hash_consonants(codes: Bytes, at: int, last: int) -> np.uint64:
    """A hash of the consonants of each word, whatever the order of the words: all that Arabic and Hebrew write of a name.

    Arabic writes its article in one word with the name: `almundhiri`.
    """
    total = NO_HASH
    begin, end = next_word(codes, at, last, GAP)
    while begin < end:
        if (
            end - begin > _LONG_WITH_ARTICLE
            and _CONSONANT_CLASSES[codes[begin]] == _A_SOUND
            and _CONSONANT_CLASSES[codes[begin + 1]] == _L_SOUND
        ):
            begin += 2
        hashed = FNV_START
        for place in range(begin, end):
            class_ = _CONSONANT_CLASSES[codes[place]]
            if class_ not in (_VOWEL, _A_SOUND, _NOT_WRITTEN):
                hashed = (hashed ^ np.uint64(0 if class_ == _LABIAL else codes[place])) * FNV_PRIME
        total += (hashed ^ (hashed >> _MIX)) * FNV_PRIME
        begin, end = next_word(codes, end, last, GAP)
    return total | ONE


@compiled
def has_no_vowels(codes: Bytes, begin: int, end: int) -> bool:
    """Whether hardly a letter is a vowel."""
    letters = consonants = 0
    for at in range(begin, end):
        letters += codes[at] != GAP
        consonants += codes[at] != GAP and _CONSONANT_CLASSES[codes[at]] not in (_VOWEL, _A_SOUND)
    return consonants * VOWEL_SHARE >= letters * (VOWEL_SHARE - 1)


@compiled
def have_same_consonants(codes: Bytes, one: Span, other: Span) -> bool:
    """Whether two words are the same as Arabic and Hebrew write them: three consonants or more, or all that a short word has.

    Where exactly one of the words is written without a vowel, two are enough, and `b`, `f` and `p` are one letter.
    """
    at, other_at = one.begin, other.begin
    consonants, same, bare, other_bare = 0, True, True, True
    while True:
        while at < one.end and _WRITTEN_CLASSES[codes[at]] <= _SEMIVOWEL:
            bare = bare and _WRITTEN_CLASSES[codes[at]] == _SEMIVOWEL
            at += 1
        while other_at < other.end and _WRITTEN_CLASSES[codes[other_at]] <= _SEMIVOWEL:
            other_bare = other_bare and _WRITTEN_CLASSES[codes[other_at]] == _SEMIVOWEL
            other_at += 1
        if at == one.end or other_at == other.end:
            break
        if _WRITTEN_CLASSES[codes[at]] != _WRITTEN_CLASSES[codes[other_at]]:
            return False
        same = same and codes[at] == codes[other_at]
        at, other_at, consonants = at + 1, other_at + 1, consonants + 1
    least = _MIN_CONSONANTS_WITHOUT_VOWELS if bare != other_bare else _MIN_CONSONANTS
    enough = consonants >= min(least, length(one), length(other)) and (same or bare != other_bare)
    return at == one.end and other_at == other.end and enough
