"""Names in other scripts than plain Latin: display order, look-alike letters, articles, and transliteration."""

import re
from collections.abc import Mapping
from unicodedata import category, normalize

from anyascii import anyascii

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_OVERRIDDEN = re.compile("\u202e([^\u202c\n]*)\u202c?")
_QUOTES = re.compile("['`\u00b4\u02b0-\u02ff\u2018\u2019\u201b\u2032]")
_NOT_PLAIN = re.compile("[^a-z0-9]")

_LATIN, _LATIN_LIKE = "A-Za-z\u00c0-\u024f", "\u0370-\u03ff\u0400-\u04ff\u0530-\u058f"
_MIXED = re.compile(f"[{_LATIN}][{_LATIN_LIKE}]|[{_LATIN_LIKE}][{_LATIN}]")
_LETTERS_OF_A_WORD = re.compile(f"[{_LATIN}{_LATIN_LIKE}]+")
_LOOK_ALIKES = (
    "\u0430\u0432\u0441\u0435\u043d\u0456\u0458\u043a\u043c\u043e\u0440\u0455\u0442\u0445\u0443\u04bb\u0501\u051b\u051d"
    "\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u0423\u04ba\u0500\u051a\u051c"
    "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b3"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
)
_LOOKS_LIKE = str.maketrans(
    _LOOK_ALIKES,
    "abcehijkmopstxyhdqwABCEHIJKMOPSTXYHDQWaeiKvoptuxyABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters that look like Latin ones."""

_LINE_WITH_LATIN = re.compile("^.*[A-Za-z]{2}.*$", re.MULTILINE)
_LOOK_ALIKE_WORD = re.compile(rf"\b[{_LOOK_ALIKES}]{{1,2}}\b")

_ARABIC_ARTICLE = "\u0627\u0644"
"""Arabic writes its article as one word with the name: `al-Mundhiri`."""

_ARTICLE_OF_A_WORD = re.compile(f"(?<![\u0620-\u06ff]){_ARABIC_ARTICLE}(?=[\u0620-\u06ff]{{3}})")
_SHORTEST_WITH_ARTICLE = 5

_INITIAL_BET = re.compile("(?<![\u05d0-\u05ea])\u05d1")
"""The Hebrew letter bet is a `b` at the start of a word and mostly a `v` elsewhere; it is transliterated as `v`."""

_START_OF_GREEK_WORD = "(?<![\u0370-\u03ff])"
_DIGRAPHS = {
    "\u0434\u0436": "\u0458",
    "\u03bf[\u03c5\u03cd]": "\u0443",
    "\u03bf[\u03b9\u03af]": "\u03b9",
    f"{_START_OF_GREEK_WORD}\u03bd\u03c4": "\u0501",
    f"{_START_OF_GREEK_WORD}\u03bc\u03c0": "\u0431",
    f"{_START_OF_GREEK_WORD}\u03b3\u03ba": "\u0433",
}
"""Letters that together make one sound, and a letter that is transliterated as that sound.

Cyrillic writes `dzh` for `j`, Greek `ou` for `u`, and `nt`, `mp` and `gk` for `d`, `b` and `g` at the start of a word.
"""

_AMBIGUOUS = {
    "[\u0445\u03c7]": "\u04bb",
    "\u0446": "\u045b",
    "\u03bd\u03c4": "\u0501",
    "\u03bc\u03c0": "\u0431",
    "\u03b3\u03ba": "\u0433",
    "\u03c4\u03b6": "\u0458",
    "\u03bf[\u03c5\u03cd](?=[\u03b1\u03ac\u03b5\u03ad\u03b7\u03ae\u03b9\u03af\u03bf\u03cc\u03c9\u03ce])": "\u051d",
}
"""Letters with two possible sounds, and a letter for the less usual one.

`kh` or `h`, `ts` or `c`, Greek `ou` or `w`, and the Greek digraphs above inside a word.
"""

_CYRILLIC_OR_GREEK = re.compile("[\u0370-\u052f]")
_OMITS_VOWELS = re.compile("[\u0590-\u074f\u0e00-\u0e7f\u1780-\u17ff]")

_HAN_OR_HANGUL_NAME = re.compile("[\u4e00-\u9fff\uac00-\ud7a3]{2,4}\\Z")
_TWO_CHARACTER_SURNAMES = frozenset(
    "\u6b27\u9633 \u53f8\u9a6c \u4e0a\u5b98 \u8bf8\u845b \u7687\u752b \ub0a8\uad81 \uc81c\uac08 \uc120\uc6b0 \ud669\ubcf4 \ub3c5\uace0".split()
)

MOST_REMEMBERED = 20_000
"""Characters whose transliteration is cached: every script in daily use, but far from all of Unicode."""


def in_display_order(text: str) -> str:
    """`text` as it is displayed: characters after a right-to-left override are reversed."""
    return _OVERRIDDEN.sub(lambda found: found[1][::-1], text) if "\u202e" in text else text


def visible(text: str) -> str:
    """`text` in display order and NFC, without characters that are not displayed (joiners, variation selectors, tags)."""
    return normalize("NFC", _HIDDEN.sub("", in_display_order(text)))


def respell(text: str) -> str:
    """`text` prepared for letter-by-letter transliteration.

    Articles are separated, digraphs become one letter, and Cyrillic or Greek letters that pose as Latin ones become those: in
    a word with Latin letters, and one or two letters alone on a line with Latin words.
    """
    text = _INITIAL_BET.sub("b", _ARTICLE_OF_A_WORD.sub("al ", text))
    if _MIXED.search(text):
        text = _LETTERS_OF_A_WORD.sub(_latin_if_mixed, text)
    text = _LINE_WITH_LATIN.sub(lambda line: _LOOK_ALIKE_WORD.sub(_latin, line[0]), text)
    return _replace_all(text, _DIGRAPHS) if _CYRILLIC_OR_GREEK.search(text) else text


def _latin(found: re.Match[str]) -> str:
    return found[0].translate(_LOOKS_LIKE)


def _latin_if_mixed(word: re.Match[str]) -> str:
    return _latin(word) if _MIXED.search(word[0]) else word[0]


def _replace_all(text: str, replacements: Mapping[str, str]) -> str:
    for pattern, letter in replacements.items():
        text = re.sub(pattern, letter, text, flags=re.IGNORECASE)
    return text


def transliterate(text: str) -> str:
    """`text` in ASCII, character by character. ASCII characters stay; marks and quotes vanish; punctuation becomes a space."""
    return text.translate(_TRANSLITERATIONS)


def alternative_transliteration(text: str) -> str | None:
    """`text` with Cyrillic and Greek letters of two possible sounds respelled for the other one: `h`, say, instead of `kh`.

    None if it has no such letters.
    """
    if not _CYRILLIC_OR_GREEK.search(text):
        return None
    other = _replace_all(text, _AMBIGUOUS)
    return other if other != text else None


def lacks_vowels(text: str) -> bool:
    """Whether `text` has letters of a script that leaves vowels out or writes them around the consonants: Arabic, Hebrew, Thai, Khmer."""
    return bool(_OMITS_VOWELS.search(text))


def without_arabic_article(word: str) -> str:
    """A word in Arabic script without its article; short words, of which it may be a part, stay as they are."""
    return word.removeprefix(_ARABIC_ARTICLE) if len(word) >= _SHORTEST_WITH_ARTICLE else word


def split_surname(name: str) -> str:
    """A Chinese or Korean personal name in its own script, with a space between surname and given name; others unchanged.

    The surname comes first. It has one character, save for a few well-known ones of two.
    """
    stripped = name.strip()
    if not _HAN_OR_HANGUL_NAME.match(stripped):
        return name
    length = 2 if stripped[:2] in _TWO_CHARACTER_SURNAMES and len(stripped) > 2 else 1  # noqa: PLR2004 - the two characters
    return f"{stripped[:length]} {stripped[length:]}"


class _Transliterations(dict[int, str]):
    """The transliteration of each code point, worked out when it first occurs."""

    def __missing__(self, code: int) -> str:
        plain = _transliteration(chr(code))
        if len(self) < MOST_REMEMBERED:
            self[code] = plain
        return plain


def _transliteration(letter: str) -> str:
    if letter.isascii():
        return letter
    if _MARKS.match(letter) or _QUOTES.match(letter):
        return ""
    if category(letter)[0] not in "LMN":
        return " "
    return _NOT_PLAIN.sub("", anyascii(letter).lower())


_TRANSLITERATIONS = _Transliterations()
