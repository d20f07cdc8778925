"""ASCII names folded many at once: words in lower-case letters and digits, separated by one space."""

from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import Buffers, Bytes
from screener.kernels.word_spans import SPACE

LETTER_FOR = {"@": "a", "$": "s", "!": "i"}
"""The letter that a symbol between letters is read as."""

_LETTER, _CAPITAL, _DIGIT, _UNDERLINE, _SEPARATOR, _DOT, _LINE_END, _QUOTE = range(8)
"""Classes of bytes, in this order: the first three are kept; from `_LETTER` to `_UNDERLINE` is what a regular expression calls `\\w`."""

_NOTHING, _TO_LOWER = 0, ord("a") - ord("A")


def _classes() -> Bytes:
    classes = np.full(256, _SEPARATOR, np.uint8)
    for class_, characters in (
        (_LETTER, ascii_lowercase),
        (_CAPITAL, ascii_uppercase),
        (_DIGIT, digits),
        (_UNDERLINE, "_"),
        (_DOT, "."),
        (_LINE_END, "\n"),
        (_QUOTE, "'`"),
    ):
        classes[[ord(character) for character in characters]] = class_
    return classes


def _letters_for_symbols() -> Bytes:
    letters = np.zeros(256, np.uint8)
    for symbol, letter in LETTER_FOR.items():
        letters[ord(symbol)] = ord(letter)
    return letters


_CLASSES, _LETTERS_FOR_SYMBOLS = _classes(), _letters_for_symbols()


@compiled
def is_class(text: Bytes, at: int, first: int, last: int) -> bool:
    """Whether there is a byte at `at`, of a class from `first` to `last`."""
    return 0 <= at < len(text) and first <= _CLASSES[text[at]] <= last


@compiled
def ends_word_in_capitals(text: Bytes, at: int) -> bool:
    """Whether the capital at `at`, with those after it, ends a word that has two small letters before it."""
    if not (is_class(text, at - 1, _LETTER, _LETTER) and is_class(text, at - 2, _LETTER, _LETTER)):
        return False
    while is_class(text, at, _CAPITAL, _CAPITAL):
        at += 1
    return not is_class(text, at, _LETTER, _UNDERLINE)


@compiled
def fold_symbol(text: Bytes, at: int, class_: int) -> int:
    """What a byte that is no letter or digit becomes: a letter, `SPACE` where it separates words, or `_NOTHING`."""
    if class_ == _DOT:
        joined = is_class(text, at + 1, _LETTER, _UNDERLINE) and is_class(text, at + 2, _LETTER, _UNDERLINE)
        return SPACE if joined else _NOTHING
    if class_ == _QUOTE:
        return _NOTHING
    letter = int(_LETTERS_FOR_SYMBOLS[text[at]])
    if letter and is_class(text, at - 1, _LETTER, _CAPITAL) and is_class(text, at + 1, _LETTER, _CAPITAL):
        return letter
    return SPACE


@compiled
def fold(text: Bytes, out: Buffers, capitals_last: NDArray[np.bool_]) -> int:
    """Writes the folded form of each line of `text` to `out`; how many bytes there are.

    Marks in `capitals_last` the names with capitals at the end of a word in small letters.
    """
    data, offsets = out
    size = begin = 0
    name = 0
    separated, before = False, _SEPARATOR
    for at in range(len(text)):
        class_ = _CLASSES[text[at]]
        letter = int(text[at])
        if class_ == _CAPITAL:
            letter += _TO_LOWER
            if before == _LETTER and ends_word_in_capitals(text, at):
                capitals_last[name] = True
        elif class_ == _LINE_END:
            name += 1
            offsets[name], begin, separated = size, size, False
        elif class_ > _DIGIT:
            letter = fold_symbol(text, at, class_)
        before = class_
        if class_ == _LINE_END or letter == _NOTHING:
            continue
        if letter == SPACE:
            separated = True
            continue
        if separated and size > begin:
            data[size] = SPACE
            size += 1
        separated = False
        data[size] = letter
        size += 1
    offsets[name + 1] = size
    return size
