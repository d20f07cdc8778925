"""What of two names can be compared in a glance: how many letters they have, which ones, and which stand side by side."""

from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.spelling import END, GAP, LETTERS, Codes

Numbers: TypeAlias = NDArray[np.int64]
Bits: TypeAlias = NDArray[np.uint64]

_LEVELS = 3
"""A letter that a name has more often counts so often at most."""

_WORD = 64
_WORDS = -(-LETTERS * LETTERS // _WORD)
"""Words of 64 bits that hold a bit for every two letters."""


class Traits(Struct):
    """Of each name its letters and words, their number, and bits.

    `letters` has bits for one, two and three or more of a letter. A row of `inside` has a bit for every two letters side by side
    in one word; in `anywhere` also those that the end of a word and the beginning of the next make.
    """

    size: Numbers
    words: Numbers
    letters: Bits
    inside: Bits
    anywhere: Bits


def traits_of(codes: Codes) -> Traits:
    """The traits of the names of which these are the codes, `spelled`."""
    owner = np.cumsum(codes == END) - 1
    many = int(owner[-1])
    width = GAP + 1
    counts = np.bincount(owner * width + codes, minlength=(many + 1) * width)[: many * width].reshape(many, width)
    closed = codes != GAP
    return Traits(
        counts[:, 1:GAP].sum(axis=1),
        counts[:, GAP] + 1,
        _letters(counts[:, 1:GAP]),
        _pairs(codes, owner, many),
        _pairs(codes[closed], owner[closed], many),
    )


def _letters(counts: Numbers) -> Bits:
    bits = np.zeros(len(counts), np.uint64)
    for level in range(_LEVELS):
        places = np.arange(counts.shape[1], dtype=np.uint64) + np.uint64(level * counts.shape[1])
        bits |= (counts > level) @ np.left_shift(np.uint64(1), places)
    return bits


def _pairs(codes: Codes, owner: Numbers, many: int) -> Bits:
    """Bits of the pairs of letters; neither the end of a name nor a gap is a letter."""
    is_letter = (codes != END) & (codes != GAP)
    begin = np.flatnonzero(is_letter[:-1] & is_letter[1:])
    bits = np.zeros(many * _WORDS * _WORD, np.bool_)
    bits[owner[begin] * (_WORDS * _WORD) + codes[begin] * np.int64(LETTERS) + codes[begin + 1]] = True
    return np.packbits(bits, bitorder="little").view(np.uint64).reshape(many, _WORDS)


_SPOILED = np.array([0, 3, 4, 6], np.uint8)
"""The pairs that so many edits spoil, or make: two each, and three where two letters have changed places."""

MOST_EDITS = len(_SPOILED) - 1


def within(
    texts: Traits, names: Traits, edits: NDArray[np.uint8], text: Numbers, name: Numbers
) -> tuple[Numbers, Numbers]:
    """Those of the pairs (`text[i]`, `name[i]`) that a glance leaves open: the text may be within its `edits` of the name.

    Every pair that is within them is kept, whatever the order of the words and whether they are run together or split.
    """
    has, wanted, allowed = texts.letters[text], names.letters[name], edits[name]
    kept = np.flatnonzero((np.bitwise_count(wanted & ~has) <= allowed) & (np.bitwise_count(has & ~wanted) <= allowed))
    text, name = text[kept], name[kept]
    spoiled = _SPOILED[edits[name]]
    kept = np.flatnonzero(np.bitwise_count(names.inside[name] & ~texts.anywhere[text]).sum(axis=1) <= spoiled)
    text, name, spoiled = text[kept], name[kept], spoiled[kept]
    joints = np.maximum(names.words[name] - texts.words[text], 0)
    made = np.bitwise_count(texts.inside[text] & ~names.inside[name]).sum(axis=1)
    kept = np.flatnonzero(made <= spoiled + joints)
    return text[kept], name[kept]


def joined(parts: list[Traits]) -> Traits:
    """The traits of all names of several parts, in order."""
    return Traits(
        np.concatenate([part.size for part in parts]),
        np.concatenate([part.words for part in parts]),
        np.concatenate([part.letters for part in parts]),
        np.concatenate([part.inside for part in parts]),
        np.concatenate([part.anywhere for part in parts]),
    )
