"""One folding of names, for list and manifest alike: case, marks, punctuation and hidden characters disappear."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from rigour._core import maybe_ascii

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_QUOTES = re.compile("[\u02bb-\u02bd\u2018\u2019\u201b]")
_JOINED_DOT = re.compile(r"\.(?=\w\w)")
_NO_WORD = re.compile(r"[^\w\s'.]+|_")
_DELETED = "'`."
_ASCII = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord(c): None for c in _DELETED}
_KEEP_LINES = _ASCII | {ord("\n"): "\n"}


def fold(text: str) -> str:
    """`text` in lower case, without marks, hidden characters and punctuation, its words parted by one space.

    Initials join (`S.A.` -> `sa`, `J.Smith` -> `j smith`), apostrophes vanish (`O'Neil` -> `oneil`), other punctuation
    parts words. Latin, Greek, Cyrillic, Armenian, Georgian and Hangul become ASCII; other scripts keep their letters.
    Total: any text folds, at a cost linear in its length.
    """
    return " ".join(_letters(text, _ASCII).split())


def fold_many(texts: Sequence[str]) -> list[str]:
    """`fold` of each text; all that are plain ASCII are folded in one pass."""
    plain = [text for text in texts if text.isascii()]
    lines = _letters("\n".join(plain), _KEEP_LINES).split("\n")
    if len(lines) != len(plain):  # a name holds a line break of its own, or nothing is plain
        return [fold(text) for text in texts]
    folded = iter(lines)
    return [" ".join(next(folded).split()) if text.isascii() else fold(text) for text in texts]


def _letters(text: str, table: dict[int, str | None]) -> str:
    if not text.isascii():
        text = _plain(text)
    if "." in text:
        text = _JOINED_DOT.sub(" ", text)
    return text.lower().translate(table)


def _plain(text: str) -> str:
    text = normalize("NFKD", _QUOTES.sub("'", _HIDDEN.sub("", text)))
    text = _MARKS.sub("", text).casefold()
    if text.isascii():
        return text
    return " ".join(maybe_ascii(word) for word in _NO_WORD.sub(" ", text).split())
