"""A sparse alphabet in which two spellings of one name are mostly equal: sounds that are mixed up share a letter."""

from collections.abc import Sequence
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]

SAME_SOUND = {"e": "i", "j": "i", "y": "i", "o": "u", "c": "k", "g": "k", "q": "k", "x": "k", "z": "s", "w": "v"}
"""Letters that transliterations put for one another."""

SOUNDS = "abdfhiklmnprstuv"
END, DIGIT = 0, len(SOUNDS) + 1
GAP = DIGIT + 1
LETTERS = GAP
"""Codes from 1 to `DIGIT` are letters, `GAP` parts the words of a name, `END` the names; `LETTERS` is the base of a piece."""


def code(letter: str) -> int:
    """The code of a lower-case ASCII letter."""
    return SOUNDS.index(SAME_SOUND.get(letter, letter)) + 1


def _codes() -> Codes:
    table = np.zeros(128, np.uint8)
    for letter in ascii_lowercase:
        table[ord(letter)] = code(letter)
    table[ord("0") : ord("9") + 1] = DIGIT
    table[ord(" ")] = GAP
    return table


_CODE = _codes()
_H = code("h")
_BEFORE_H = np.isin(np.arange(GAP + 1), [code(letter) for letter in "bdfklmnprstv"])


def spelled(names: Sequence[str]) -> Codes:
    """The codes of folded names, each behind an `END`, and one more `END` behind the last.

    An `h` behind a consonant is silent, and what is doubled counts once: `Mohammed Hussein` and `Mohamed Husein` are equal.
    """
    text = "\n".join(("", *names, "")).encode("ascii")
    codes = _CODE[np.frombuffer(text, np.uint8)]
    heard = np.ones(len(codes), np.bool_)
    np.logical_not(_BEFORE_H[codes[:-1]] & (codes[1:] == _H), out=heard[1:])
    codes = codes[heard]
    single = np.ones(len(codes), np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=single[1:])
    single |= codes == END
    single |= codes == DIGIT
    return codes[single]


def spelled_words(codes: Codes) -> list[list[bytes]]:
    """The words of each name of which these are the codes."""
    return [name.split(_GAP) if name else [] for name in codes.tobytes().split(_END)[1:-1]]


_GAP, _END = bytes((GAP,)), bytes((END,))
