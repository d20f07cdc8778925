"""One folding of names, for list and manifest alike: case, marks, punctuation, hidden characters and scripts disappear."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from unicodedata import category, normalize

from anyascii import anyascii

from screener.kernels.ascii_folding import LETTER_FOR
from screener.kernels.packed_strings import PackedStrings
from screener.names.ascii_folding import fold_lines

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_OVERRIDDEN = re.compile("\u202e([^\u202c\n]*)\u202c?")
_QUOTES = re.compile("['`\u00b4\u02b0-\u02ff\u2018\u2019\u201b\u2032]")
_JOINED_DOT = re.compile(r"\.(?=\w\w)")
_NOT_PLAIN = re.compile("[^a-z0-9]")
_TABLE = (
    {code: " " for code in range(128) if not chr(code).isalnum()} | {ord(c): None for c in "'`."} | {ord("\n"): "\n"}
)

_LATIN, _OTHER = "A-Za-z\u00c0-\u024f", "\u0370-\u03ff\u0400-\u04ff\u0530-\u058f"
_MIXED = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")
_LETTERS_OF_A_WORD = re.compile(f"[{_LATIN}{_OTHER}]+")
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
"""Cyrillic and Greek letters by their looks: within a word of Latin letters they stand for those, and so do one or two alone beside such words."""
_IN_LATIN = re.compile("^.*[A-Za-z]{2}.*$", re.MULTILINE)
_ALONE = re.compile(rf"\b[{_LOOK_ALIKES}]{{1,2}}\b")

_ARABIC_ARTICLE = re.compile("(?<![\u0620-\u06ff])\u0627\u0644(?=[\u0620-\u06ff]{3})")
"""Arabic writes its article in one word with what follows: `al-Mundhiri`."""
_HEBREW_B = re.compile("(?<![\u05d0-\u05ea])\u05d1")
"""The second letter of Hebrew is a `b` where a word begins, elsewhere mostly a `v`, as which every one is written."""

_WORD_BEGINS = "(?<![\u0370-\u03ff])"
_SOUNDED = {
    "\u0434\u0436": "\u0458",
    "\u03bf[\u03c5\u03cd]": "\u0443",
    "\u03bf[\u03b9\u03af]": "\u03b9",
    f"{_WORD_BEGINS}\u03bd\u03c4": "\u0501",
    f"{_WORD_BEGINS}\u03bc\u03c0": "\u0431",
    f"{_WORD_BEGINS}\u03b3\u03ba": "\u0433",
}
"""Letters that are one sound together, and a letter that is transliterated as it: Cyrillic writes `dzh` for `j`, Greek `ou` for `u`, and
`nt`, `mp` and `gk` for `d`, `b` and `g` at the beginning of a word."""

_SOUNDED_OTHERWISE = {
    "[\u0445\u03c7]": "\u04bb",
    "\u0446": "\u045b",
    "\u03bd\u03c4": "\u0501",
    "\u03bc\u03c0": "\u0431",
    "\u03b3\u03ba": "\u0433",
    "\u03c4\u03b6": "\u0458",
    "\u03bf[\u03c5\u03cd](?=[\u03b1\u03ac\u03b5\u03ad\u03b7\u03ae\u03b9\u03af\u03bf\u03cc\u03c9\u03ce])": "\u051d",
}
"""Likewise for letters that stand for either of two sounds: `kh` or `h`, `ts` or `c`, Greek `ou` or `w`, and those Greek ones inside words."""

_CYRILLIC_OR_GREEK = re.compile("[\u0370-\u052f]")

_SYMBOLS = str.maketrans(LETTER_FOR)
_SYMBOL_IN_WORD = re.compile("(?<=[A-Za-z])[@$!](?=[A-Za-z])")

_CAPITALS_LAST = re.compile(r"(?<![a-z])([a-z]{2,}+)([A-Z]++)(?!\w)")
"""Capitals in the wrong place give a disguise away: a word that ends in its only one, and letters run on in capitals."""
_SHORTEST_BACKWARDS = 3

MOST_REMEMBERED = 20_000
"""Characters whose folding is remembered: every script in daily use, and far from all of Unicode."""


def fold(text: str) -> str:
    """`text` in lower-case ASCII, without marks, hidden characters and punctuation, its words parted by one space.

    Initials join (`S.A.` -> `sa`, `J.Smith` -> `j smith`), apostrophes vanish (`O'Neil` -> `oneil`), other punctuation
    parts words. Every script is transliterated letter by letter; Cyrillic and Greek letters hidden in a Latin word are read
    as what they look like, and so are `@`, `$` and `!` between letters. Capitals tell a word that is written backwards
    (`dlaH` -> `hald`) and one that is run on (`OrvanikAG` -> `orvanik ag`). Total: any text folds, at a cost linear
    in its length.
    """
    text = text.replace("\n", " ")
    return " ".join((_ascii(straight(text)) if text.isascii() else _other(text)).split())


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """The words of the folded form of each text; the work is done in few passes over all texts together."""
    lines = lines_of(texts)
    every = lines.data.tobytes().decode("ascii")
    return [every[begin:end].split() for begin, end in pairwise(lines.offsets.tolist())]


def lines_of(texts: Sequence[str]) -> PackedStrings:
    """The folded forms of texts, as compiled code takes them."""
    if not texts:
        return PackedStrings.of([])
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:  # a name holds a line break of its own
        texts = [text.replace("\n", " ") for text in texts]
        joined = "\n".join(texts)
    if not joined.isascii():
        other = iter(_other("\n".join([text for text in texts if not text.isascii()])).split("\n"))
        texts = [text if text.isascii() else next(other) for text in texts]
        joined = "\n".join(texts)
    lines, turned = fold_lines(joined, len(texts))
    return lines.replaced_by(turned, lambda number: fold(texts[number]))


def sounded_otherwise(text: str) -> str | None:
    """`text` as it is to be folded where Cyrillic and Greek letters for either of two sounds stand for the other one: for `h`, say, not `kh`.

    None where it has no such letters.
    """
    if not _CYRILLIC_OR_GREEK.search(text):
        return None
    other = _respelled(text, _SOUNDED_OTHERWISE)
    return other if other != text else None


def _respelled(text: str, sounded: Mapping[str, str]) -> str:
    for spelled, letter in sounded.items():
        text = re.sub(spelled, letter, text, flags=re.IGNORECASE)
    return text


def displayed(text: str) -> str:
    """`text` in the order in which it is displayed: what stands behind a right-to-left override is read backwards."""
    return _OVERRIDDEN.sub(lambda found: found[1][::-1], text) if "\u202e" in text else text


def straight(text: str) -> str:
    """`text` with words that are written backwards or run on, by their capitals, put right."""
    return text if text.islower() or text.isupper() else _CAPITALS_LAST.sub(_put_right, text)


def _put_right(found: re.Match[str]) -> str:
    small, capitals = found.groups()
    if len(capitals) > 1:
        return f"{small} {capitals}"
    begin = found.start()
    alone = begin == 0 or not (found.string[begin - 1].isalnum() or found.string[begin - 1] == "_")
    return found[0][::-1] if alone and len(small) >= _SHORTEST_BACKWARDS else found[0]


def _ascii(text: str) -> str:
    """ASCII text, folded but for its spaces; keeps line breaks."""
    if "." in text:
        text = _JOINED_DOT.sub(" ", text)
    if "@" in text or "$" in text or "!" in text:
        text = _SYMBOL_IN_WORD.sub(lambda found: found[0].translate(_SYMBOLS), text)
    return text.lower().translate(_TABLE)


def _other(text: str) -> str:
    """Text in any script, folded but for its spaces; keeps line breaks."""
    text = straight(normalize("NFC", _HIDDEN.sub("", displayed(text))))
    text = _HEBREW_B.sub("b", _ARABIC_ARTICLE.sub("al ", text))
    if _MIXED.search(text):
        text = _LETTERS_OF_A_WORD.sub(_as_it_looks, text)
    text = _IN_LATIN.sub(lambda line: _ALONE.sub(lambda found: found[0].translate(_LOOKS_LIKE), line[0]), text)
    if _CYRILLIC_OR_GREEK.search(text):
        text = _respelled(text, _SOUNDED)
    if "." in text:
        text = _JOINED_DOT.sub(" ", text)
    return _ascii(text.translate(_LETTERS))


def _as_it_looks(word: re.Match[str]) -> str:
    return word[0].translate(_LOOKS_LIKE) if _MIXED.search(word[0]) else word[0]


class _Letters(dict[int, str]):
    """What a character outside ASCII becomes, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(self) < MOST_REMEMBERED:
            self[code] = plain
        return plain


def _plain(letter: str) -> str:
    """The ASCII letters and digits that stand for one character; a space where it parts words."""
    if letter.isascii():
        return letter
    if _MARKS.match(letter) or _QUOTES.match(letter):
        return ""
    if category(letter)[0] not in "LMN":
        return " "
    return _NOT_PLAIN.sub("", anyascii(letter).lower())


_LETTERS = _Letters()
