"""The normal form of names, the same for lists and manifests: plain lower-case ASCII words, one space between them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from screener.kernels.ascii_folding import LETTER_FOR
from screener.kernels.packed_strings import PackedStrings
from screener.names.ascii_folding import fold_lines
from screener.names.disguises import repair_capitals
from screener.names.scripts import respell, transliterate, visible

_DOT_BEFORE_WORD = re.compile(r"\.(?=\w\w)")
_ASCII_TABLE = (
    {code: " " for code in range(128) if not chr(code).isalnum()} | {ord(c): None for c in "'`."} | {ord("\n"): "\n"}
)
_SYMBOLS = str.maketrans(LETTER_FOR)
_SYMBOL_IN_WORD = re.compile("(?<=[A-Za-z])[@$!](?=[A-Za-z])")


def normalise(text: str) -> str:
    """`text` in lower-case ASCII, without marks, hidden characters and punctuation, its words separated by one space.

    Initials join (`S.A.` -> `sa`, `J.Smith` -> `j smith`), apostrophes vanish (`O'Neil` -> `oneil`), other punctuation
    separates words. Other scripts are transliterated. Letters and symbols that pose as Latin letters become those (`@`, `$`
    and `!` between letters), and words that are reversed or run together are repaired if their capitals show it. Any text
    has a normal form, normalising twice changes nothing, and the time is linear in the length.
    """
    text = text.replace("\n", " ")
    return " ".join((_ascii(repair_capitals(text)) if text.isascii() else _any_script(text)).split())


def normalised_words(texts: Sequence[str]) -> list[list[str]]:
    """The words of the normal form of each text. Faster than one call of `normalise` per text."""
    names = normalise_all(texts)
    letters = names.data.tobytes().decode("ascii")
    return [letters[begin:end].split() for begin, end in pairwise(names.offsets.tolist())]


def normalise_all(texts: Sequence[str]) -> PackedStrings:
    """The normal form of each text, packed for compiled code."""
    if not texts:
        return PackedStrings.of([])
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:  # a name contains a line break
        texts = [text.replace("\n", " ") for text in texts]
        joined = "\n".join(texts)
    if not joined.isascii():
        converted = iter(_any_script("\n".join([text for text in texts if not text.isascii()])).split("\n"))
        texts = [text if text.isascii() else next(converted) for text in texts]
        joined = "\n".join(texts)
    names, has_capitals_last = fold_lines(joined, len(texts))
    return names.replaced_by(has_capitals_last, lambda number: normalise(texts[number]))


def _ascii(text: str) -> str:
    """The normal form of ASCII text, with surplus spaces and line breaks left in."""
    if "." in text:
        text = _DOT_BEFORE_WORD.sub(" ", text)
    if "@" in text or "$" in text or "!" in text:
        text = _SYMBOL_IN_WORD.sub(lambda found: found[0].translate(_SYMBOLS), text)
    return text.lower().translate(_ASCII_TABLE)


def _any_script(text: str) -> str:
    """Likewise of text in any script."""
    text = respell(repair_capitals(visible(text)))
    if "." in text:
        text = _DOT_BEFORE_WORD.sub(" ", text)
    return _ascii(transliterate(text))
