"""A small alphabet of sounds, in which two spellings of one name are mostly equal: letters that are mixed up share a code."""

from collections.abc import Iterable
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import Buffers, Bytes
from screener.kernels.word_spans import SPACE

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
_H_CODE, _J_CODE = code("h"), code("j")
_A, _D, _E, _H, _I, _L, _U, _Z = map(ord, "adehiluz")
_ARTICLE = 2


@compiled
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
