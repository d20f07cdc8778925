"""A sparse alphabet in which two spellings of one name are mostly equal: sounds that are mixed up share a letter."""

from collections.abc import Iterable
from itertools import pairwise
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import Bytes, Offsets, PackedStrings

SAME_SOUND = {"e": "i", "j": "i", "y": "i", "o": "u", "c": "k", "g": "k", "q": "k", "x": "k", "z": "s", "w": "v"}
"""Letters that transliterations put for one another."""

SOUNDS = "abdfhiklmnprstuv"
DIGIT = len(SOUNDS) + 1
GAP = DIGIT + 1
LETTERS = GAP
"""Codes from 1 to `DIGIT` are letters, `GAP` parts the words of a name; `LETTERS` is the base of the number that a piece makes."""


def code(letter: str) -> int:
    """The code of a lower-case ASCII letter."""
    return SOUNDS.index(SAME_SOUND.get(letter, letter)) + 1


def codes_of(letters: Iterable[str]) -> NDArray[np.bool_]:
    """A table of all codes that is true for those of some letters."""
    return np.isin(np.arange(GAP + 1), [code(letter) for letter in letters])


def _codes() -> Bytes:
    table = np.zeros(256, np.uint8)
    for letter in ascii_lowercase:
        table[ord(letter)] = code(letter)
    table[ord("0") : ord("9") + 1] = DIGIT
    table[ord(" ")] = GAP
    return table


_CODE = _codes()
_H, _J = code("h"), code("j")
_A, _D, _E, _SMALL_H, _I, _L, _U, _Z, _SPACE = map(ord, "adehiluz ")
_ARTICLE = 2
_SILENCES_H = codes_of("bdfklmnprstv")


def spelled(names: PackedStrings) -> PackedStrings:
    """The codes of folded names.

    An `h` behind a consonant is silent, and what is doubled counts once: `Mohammed Hussein` and `Mohamed Husein` are equal. It is not
    behind the Arabic article (`Alhassan`, `Abdulhamid`). `dzh` is what Russian writes for `j`.
    """
    codes, begins = np.empty(len(names.letters), np.uint8), np.zeros(len(names) + 1, np.int64)
    return PackedStrings(codes[: _spell(names.letters, names.begins, codes, begins)], begins)


@compiled
def _is_article(letters: Bytes, begin: int, end: int) -> bool:
    """Whether the letters before `end` are an Arabic article, at the head of a word or behind the `d` of `Abd`."""
    if end - begin < _ARTICLE or letters[end - 1] != _L:
        return False
    vowel = letters[end - 2]
    if vowel not in (_A, _E, _I, _U):
        return False
    return end - begin == _ARTICLE or letters[end - 3] in (_SPACE, _D)


@compiled
def _spell(letters: Bytes, begins: Offsets, codes: Bytes, code_begins: Offsets) -> int:
    many = 0
    for name in range(len(begins) - 1):
        before = last = np.int64(0)
        at, end = begins[name], begins[name + 1]
        while at < end:
            sound = np.int64(_CODE[letters[at]])
            if letters[at] == _D and at + 2 < end and letters[at + 1] == _Z and letters[at + 2] == _SMALL_H:
                sound = np.int64(_J)
                at += 2
            silent = sound == _H and _SILENCES_H[before] and not _is_article(letters, begins[name], at)
            if not silent and (sound != last or sound == DIGIT):
                codes[many] = sound
                many += 1
                last = sound
            before = sound
            at += 1
        code_begins[name + 1] = many
    return many


def words_of_sounds(names: PackedStrings) -> list[list[bytes]]:
    """The words of each name, given by its codes."""
    every, begins = names.letters.tobytes(), names.begins.tolist()
    return [[word for word in every[begin:end].split(_GAP) if word] for begin, end in pairwise(begins)]


_GAP = bytes((GAP,))
