"""Which texts of a list are names, and which names are too common to stand alone."""

from screener.domain.listed_party import PartyKind
from screener.names.normalisation import fold
from screener.names.word_lists import GENERIC, LEGAL_FORMS, PARTICLES, PERSONAL_PARTICLES, TITLES

SHORTEST = {PartyKind.PERSON: 5, PartyKind.FIRM: 5, PartyKind.VESSEL: 6, PartyKind.OTHER: 6}
"""Letters that a name needs, by kind: what has fewer is weak however many words it has."""

_WORDS = 2
_GENERIC_WORDS = 3
_OF_FIRMS = LEGAL_FORMS | TITLES | PARTICLES
_IDLE = dict.fromkeys(PartyKind, _OF_FIRMS) | {PartyKind.PERSON: TITLES | PERSONAL_PARTICLES}
_PLACEHOLDERS = frozenset({"na", "n a", "none", "nil", "null", "unknown", "not available", "not applicable", "no name"})


def words(text: str) -> list[str]:
    """The folded words of `text`, with the parted letters of an initialism joined (`L L C` -> `llc`)."""
    joined: list[str] = []
    run = ""
    for word in fold(text).split():
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    return [*joined, run] if run else joined


def is_legal_form(text: str) -> bool:
    """Whether `text` is nothing but legal forms, titles and suffixes: `INC.`, `S.A. DE C.V.`, `JR.`, `THE`."""
    found = words(text)
    return bool(found) and all(word in LEGAL_FORMS or word in TITLES or word in PARTICLES for word in found)


def is_name(text: str) -> bool:
    """Whether `text` names somebody: `****`, `LIMITED`, `S.A. DE C.V.`, `12345`, `N/A` and an empty text do not."""
    found = words(text)
    return any(_says(word) for word in found) and " ".join(found) not in _PLACEHOLDERS and not is_legal_form(text)


def _says(word: str) -> bool:
    return len(word) > 1 and any(map(str.isalpha, word))


def is_weak(name: str, kind: PartyKind) -> bool:
    """Whether `name` needs corroboration before it may hold anything.

    So it is with fewer than two words, once titles, legal forms, particles, numbers and single letters are left out
    (`MARIA`, `AL-SHABAAB`, `DR. B. PEREZ`), with two or three words that are all generic (`GENERAL TRADING CO.`), and with
    very few letters. A person has no legal form: `SE`, `CO` and `AN` are parts of a personal name.
    """
    idle = _IDLE[kind]
    found = [
        word for word in fold(name).split() if len(word) > 1 and word not in idle and not any(map(str.isdigit, word))
    ]
    if len(found) < _WORDS or sum(map(len, found)) < SHORTEST[kind]:
        return True
    return len(found) <= _GENERIC_WORDS and GENERIC.issuperset(found)
