"""One folding of names, for list and manifest alike: case, marks, punctuation and hidden characters disappear."""

import re
from collections.abc import Sequence
from functools import lru_cache
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
_DELETED = re.compile("['`.]")
_TABLE = (
    {code: " " for code in range(128) if not chr(code).isalnum()} | {ord(c): None for c in "'`."} | {ord("\n"): "\n"}
)

LONGEST_REMEMBERED = 40
"""Letters of a word that is remembered; longer ones are no names, and would fill the memory."""


def fold(text: str) -> str:
    """`text` in lower case, without marks, hidden characters and punctuation, its words parted by one space.

    Initials join (`S.A.` -> `sa`, `J.Smith` -> `j smith`), apostrophes vanish (`O'Neil` -> `oneil`), other punctuation
    parts words. Latin, Greek, Cyrillic, Armenian, Georgian and Hangul become ASCII; other scripts keep their letters.
    Total: any text folds, at a cost linear in its length.
    """
    text = text.replace("\n", " ")
    return " ".join((_ascii(text) if text.isascii() else _other(_bare(text))).split())


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """The words of the folded form of each text; the work is done in few passes over all texts together."""
    plain = _all_bare(texts)
    lines = _ascii("\n".join([text for text in plain if text.isascii()])).split("\n")
    folded = iter(lines)
    return [(next(folded) if text.isascii() else _other(text)).split() for text in plain]


def _all_bare(texts: Sequence[str]) -> Sequence[str]:
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:  # a name holds a line break of its own
        texts = [text.replace("\n", " ") for text in texts]
        joined = "\n".join(texts)
    if joined.isascii():
        return texts
    bare = iter(_bare("\n".join([text for text in texts if not text.isascii()])).split("\n"))
    return [text if text.isascii() else next(bare) for text in texts]


def _bare(text: str) -> str:
    """Without hidden characters and marks, compatibility forms resolved; keeps line breaks."""
    text = normalize("NFKD", _QUOTES.sub("'", _HIDDEN.sub("", text)))
    return _MARKS.sub("", text).casefold()


def _ascii(text: str) -> str:
    if "." in text:
        text = _JOINED_DOT.sub(" ", text)
    return text.lower().translate(_TABLE)


def _other(text: str) -> str:
    if not text.isascii():
        apart = _NO_WORD.sub(" ", _JOINED_DOT.sub(" ", text) if "." in text else text)
        text = " ".join([word if word.isascii() else _latin(word) for word in apart.split()])
    return _ascii(text) if text.isascii() else _DELETED.sub("", text.lower())


def _latin(word: str) -> str:
    return _latin_again(word) if len(word) <= LONGEST_REMEMBERED else maybe_ascii(word)


@lru_cache(maxsize=32_768)
def _latin_again(word: str) -> str:
    """Given names and surnames come back all day; a script is told only once for each."""
    return maybe_ascii(word)
