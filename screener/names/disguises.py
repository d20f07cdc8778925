"""Spellings that hide a name from a plain comparison: words reversed or run together, figures in place of letters."""

import re

_CAPITALS_LAST = re.compile(r"(?<![a-z])([a-z]{2,}+)([A-Z]++)(?!\w)")
_SHORTEST_REVERSED = 3
_NUMBERED = re.compile("[0-9]+(st|nd|rd|th)?\\Z|[a-z]+[0-9]{2,}\\Z")
_LETTER_OF_FIGURE = str.maketrans("0134579", "oleastg")
_LEAST_LETTERS = 3


def repair_capitals(text: str) -> str:
    """`text` with words corrected whose only capitals are at their end.

    One capital is the initial of a reversed word (`dlaH` -> `Hald`); several are another word that was run on (`OrvanikAG` ->
    `Orvanik AG`). Texts all in capitals or all in small letters stay as they are.
    """
    return text if text.islower() or text.isupper() else _CAPITALS_LAST.sub(_repaired, text)


def _repaired(found: re.Match[str]) -> str:
    small, capitals = found.groups()
    if len(capitals) > 1:
        return f"{small} {capitals}"
    begin = found.start()
    is_whole_word = begin == 0 or not (found.string[begin - 1].isalnum() or found.string[begin - 1] == "_")
    return found[0][::-1] if is_whole_word and len(small) >= _SHORTEST_REVERSED else found[0]


def undo_leetspeak(word: str) -> str:
    """A normalised word with figures replaced by the letters that they resemble: `0rion` -> `orion`, `4li` -> `ali`.

    Numbers, ordinals, model numbers and words with too few letters stay: `1st`, `tr16`, `al1`.
    """
    letters = sum(map(str.isalpha, word))
    least = _LEAST_LETTERS - word[-1:].isalpha()
    return word.translate(_LETTER_OF_FIGURE) if least <= letters < len(word) and not _NUMBERED.match(word) else word
