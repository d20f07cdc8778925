"""Names by which people are called beside their own: `Bill` is `William`. The pairs come from the library `nicknames`."""

from collections.abc import Iterator, Sequence
from itertools import islice

from nicknames import NickNamer

_NAMES = NickNamer()
_FORMAL = _NAMES.canonical_lookup
_CALLED = _NAMES.nickname_lookup
MOST_SPELLINGS = 24
"""Other spellings of one name that are searched for."""


def _related() -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = {}
    for formal, nicknames in _CALLED.items():
        for name in (formal, *nicknames):
            related.setdefault(name, set()).update((formal, *nicknames))
    return {name: frozenset(others) for name, others in related.items()}


RELATED = _related()
_NOBODY: frozenset[str] = frozenset()


def same_person(left: str, right: str) -> bool:
    """Whether two folded given names may be one person's: one is the nickname of the other, or both are of a third."""
    return right in RELATED.get(left, _NOBODY)


def also_called(words: Sequence[str]) -> Iterator[list[str]]:
    """A name, given as its folded words, with one of them replaced by a nickname, or by the name that it is a nickname of."""
    yield from islice(_replaced(words), MOST_SPELLINGS)


def _replaced(words: Sequence[str]) -> Iterator[list[str]]:
    for at, word in enumerate(words):
        for other in sorted(_CALLED.get(word, set()) | _FORMAL.get(word, set())):
            yield [*words[:at], other, *words[at + 1 :]]
