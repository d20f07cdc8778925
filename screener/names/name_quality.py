"""Which texts on a list are names at all, and which names are too weak to hold a consignment alone."""

from screener.domain.listed_party import PartyKind
from screener.names.normalisation import normalise
from screener.names.word_lists import GENERIC, LEGAL_FORMS, PARTICLES, PERSONAL_PARTICLES, TITLES

MINIMUM_LETTERS = {PartyKind.PERSON: 5, PartyKind.FIRM: 5, PartyKind.VESSEL: 6, PartyKind.OTHER: 6}
"""Letters that the significant words of a strong name have at least, by kind."""

_MINIMUM_WORDS = 2
_MOST_GENERIC_WORDS = 3
_NOT_A_NAME = LEGAL_FORMS | TITLES | PARTICLES
_STOPWORDS = dict.fromkeys(PartyKind, _NOT_A_NAME) | {PartyKind.PERSON: TITLES | PERSONAL_PARTICLES}
_PLACEHOLDERS = frozenset({"na", "n a", "none", "nil", "null", "unknown", "not available", "not applicable", "no name"})


def words_with_initialisms(text: str) -> list[str]:
    """The normalised words of `text`; consecutive single letters are joined to one word (`L L C` -> `llc`)."""
    joined: list[str] = []
    initialism = ""
    for word in normalise(text).split():
        if len(word) == 1 and word.isalpha():
            initialism += word
            continue
        if initialism:
            joined.append(initialism)
            initialism = ""
        joined.append(word)
    return [*joined, initialism] if initialism else joined


def is_legal_form(text: str) -> bool:
    """Whether `text` consists only of legal forms, titles and particles: `INC.`, `S.A. DE C.V.`, `JR.`, `THE`."""
    words = words_with_initialisms(text)
    return bool(words) and _NOT_A_NAME.issuperset(words)


def is_name(text: str) -> bool:
    """Whether `text` names somebody: `****`, `LIMITED`, `S.A. DE C.V.`, `12345`, `N/A` and an empty text do not."""
    words = words_with_initialisms(text)
    has_letters = any(len(word) > 1 and any(map(str.isalpha, word)) for word in words)
    return has_letters and " ".join(words) not in _PLACEHOLDERS and not _NOT_A_NAME.issuperset(words)


def is_weak(name: str, kind: PartyKind) -> bool:
    """Whether `name` needs corroboration before it may hold a consignment.

    Titles, legal forms, particles, numbers and single letters do not count. A name is weak if fewer than two words remain
    (`MARIA`, `AL-SHABAAB`, `DR. B. PEREZ`), if two or three remain and all are generic (`GENERAL TRADING CO.`), or if they
    have very few letters. Legal forms count in the name of a person: `SE`, `CO` and `AN` are parts of personal names.
    """
    words = [
        word
        for word in normalise(name).split()
        if len(word) > 1 and word not in _STOPWORDS[kind] and not any(map(str.isdigit, word))
    ]
    if len(words) < _MINIMUM_WORDS or sum(map(len, words)) < MINIMUM_LETTERS[kind]:
        return True
    return len(words) <= _MOST_GENERIC_WORDS and GENERIC.issuperset(words)
