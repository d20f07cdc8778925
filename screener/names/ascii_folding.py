"""ASCII names folded many at once, in compiled code; `folding` knows what is asked of a folded name."""

from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import Bytes, Offsets, PackedStrings

WRITTEN_FOR = {"@": "a", "$": "s", "!": "i"}
"""What a symbol between letters is read as."""

_LETTER, _CAPITAL, _FIGURE, _JOINS, _PARTS, _DOT, _ENDS, _VANISHES = range(8)
_SPACE, _NOTHING, _TO_SMALL = ord(" "), 0, ord("a") - ord("A")


def _kinds() -> Bytes:
    """What each byte is for folding; an underline parts words, and behind a dot it is a letter like others."""
    kinds = np.full(256, _PARTS, np.uint8)
    for kind, characters in (
        (_LETTER, ascii_lowercase),
        (_CAPITAL, ascii_uppercase),
        (_FIGURE, digits),
        (_JOINS, "_"),
        (_DOT, "."),
        (_ENDS, "\n"),
        (_VANISHES, "'`"),
    ):
        kinds[[ord(character) for character in characters]] = kind
    return kinds


def _symbols() -> Bytes:
    symbols = np.zeros(256, np.uint8)
    for symbol, letter in WRITTEN_FOR.items():
        symbols[ord(symbol)] = ord(letter)
    return symbols


_KINDS, _SYMBOLS = _kinds(), _symbols()


def folded(text: str, many: int) -> tuple[PackedStrings, NDArray[np.bool_]]:
    """So many names, an ASCII line each, folded, and which of them have capitals at the end of a word in small letters.

    Those may be written backwards or run on: they are not put right here.
    """
    given = np.frombuffer(text.encode("ascii"), np.uint8)
    letters, begins = np.empty(len(given), np.uint8), np.zeros(many + 1, np.int64)
    turned = np.zeros(many, np.bool_)
    return PackedStrings(letters[: _fold(given, letters, begins, turned)], begins), turned


@compiled
def _is(given: Bytes, at: int, least: int, most: int) -> bool:
    """Whether there is a byte in place `at` whose kind is one of these."""
    return 0 <= at < len(given) and least <= _KINDS[given[at]] <= most


@compiled
def _ends_in_capitals(given: Bytes, at: int) -> bool:
    """Whether the capital in place `at`, with those behind it, ends a word that has two small letters before it."""
    if not (_is(given, at - 1, _LETTER, _LETTER) and _is(given, at - 2, _LETTER, _LETTER)):
        return False
    while _is(given, at, _CAPITAL, _CAPITAL):
        at += 1
    return not _is(given, at, _LETTER, _JOINS)


@compiled
def _special(given: Bytes, at: int, kind: int) -> int:
    """What a byte that is no letter and no figure becomes: a letter, `_SPACE` where it parts words, nothing where it vanishes."""
    if kind == _DOT:
        joined = _is(given, at + 1, _LETTER, _JOINS) and _is(given, at + 2, _LETTER, _JOINS)
        return _SPACE if joined else _NOTHING
    if kind == _VANISHES:
        return _NOTHING
    symbol = int(_SYMBOLS[given[at]])
    if symbol and _is(given, at - 1, _LETTER, _CAPITAL) and _is(given, at + 1, _LETTER, _CAPITAL):
        return symbol
    return _SPACE


@compiled
def _fold(given: Bytes, letters: Bytes, begins: Offsets, turned: NDArray[np.bool_]) -> int:
    many = name = begin = 0
    parted, before = False, _PARTS
    for at in range(len(given)):
        kind = _KINDS[given[at]]
        letter = int(given[at])
        if kind == _CAPITAL:
            letter += _TO_SMALL
            if before == _LETTER and _ends_in_capitals(given, at):
                turned[name] = True
        elif kind == _ENDS:
            name += 1
            begins[name], begin, parted = many, many, False
        elif kind > _FIGURE:
            letter = _special(given, at, kind)
        before = kind
        if kind == _ENDS or letter == _NOTHING:
            continue
        if letter == _SPACE:
            parted = True
            continue
        if parted and many > begin:
            letters[many] = _SPACE
            many += 1
        parted = False
        letters[many] = letter
        many += 1
    begins[name + 1] = many
    return many
