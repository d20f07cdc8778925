"""Words as they sound: spellings that transliterations and misspellings confuse become one."""

import re
from functools import lru_cache

_SOUNDS = [
    (frozenset(needs), re.compile(spelling), sound)
    for needs, spelling, sound in (
        ("z", "dzh", "i"),
        ("hx", "sch|sh|^hs|^x", "s"),
        ("h", "ph", "f"),
        ("ckq", "ch|kh|ck|q|c", "k"),
        ("h", "(?<=[bdglrt])h", ""),
        ("tz", "tz|ts|z", "s"),
        ("o", "ou|oo", "u"),
        ("eijy", "ee|ie|ei|ey|iy|yi|y|j", "i"),
        ("a", "ai|ae", "e"),
    )
]
"""Spellings and their sound, applied in order. A word without any letter that a spelling `needs` is not searched for it."""

_SINGLE_LETTERS = str.maketrans({"e": "i", "o": "u", "w": "v", "x": "ks"})
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouvwy]")


@lru_cache(maxsize=32_768)
def phonetic_form(word: str) -> str:
    """A normalised word as it sounds: `hussein` and `husain` have one form, `mohammed` and `mukhammad` have not."""
    letters = set(word)
    for needs, spelling, sound in _SOUNDS:
        if not needs.isdisjoint(letters):
            word = spelling.sub(sound, word)
    return _DOUBLED.sub(r"\1", word.translate(_SINGLE_LETTERS))


def consonants(phonetic: str) -> str:
    """The consonants of a phonetic form. `v` is left out too, as Arabic writes `u` and `w` alike; `p` and `f` become `b`."""
    return _VOWELS.sub("", phonetic).replace("p", "b").replace("f", "b")
