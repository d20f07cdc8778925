"""Which words of a name identify its bearer, and which names are too common to identify anybody."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from string import ascii_lowercase

import numpy as np

from screener.domain.listed_party import PartyKind
from screener.kernels.packed_strings import PackedStrings
from screener.names.word_filter import WordFilter
from screener.names.word_lists import (
    COMMON_PERSONAL_NAMES,
    EXPANSIONS,
    GENERIC,
    LEGAL_FORMS,
    NUMBERS,
    PARTICLES,
    REGIONS,
    SECTORS,
    SHORTENED,
    TITLES,
)

_MISSPELLABLE_LENGTH = 7
"""Letters from which a misspelled legal form is still recognised: a shorter one may be another word."""


def _with_deletions_and_swaps(words: Iterable[str]) -> Iterator[str]:
    """Each long word with one letter missing, or with two adjacent letters swapped; the first letter stays."""
    for word in words:
        if len(word) >= _MISSPELLABLE_LENGTH:
            yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)))
            yield from (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1))


def _with_replacements_and_insertions(words: Iterable[str]) -> Iterator[str]:
    """Each long word with one letter replaced or inserted."""
    for word in words:
        if len(word) >= _MISSPELLABLE_LENGTH:
            yield from (word[:at] + new + word[at + 1 :] for at in range(len(word)) for new in ascii_lowercase)
            yield from (word[:at] + new + word[at:] for at in range(len(word) + 1) for new in ascii_lowercase)


_MOST_FREQUENT_FORMS = frozenset({"company", "corporation", "incorporated", "limitada", "limited", "sociedad"})

MISSPELLED_LEGAL_FORMS = (
    frozenset((*_with_deletions_and_swaps(LEGAL_FORMS), *_with_replacements_and_insertions(LEGAL_FORMS)))
    - LEGAL_FORMS
    - GENERIC
)
"""Long legal forms with one spelling mistake: a letter wrong, missing, added or swapped with its neighbour."""

STOPWORDS = (
    LEGAL_FORMS
    | TITLES
    | PARTICLES
    | frozenset((*_with_deletions_and_swaps(LEGAL_FORMS), *_with_replacements_and_insertions(_MOST_FREQUENT_FORMS)))
)
"""Words that say nothing about who somebody is, common misspellings included."""

_ALWAYS_DROPPED = STOPWORDS - frozenset({"group", "holding", "holdings"})
FREQUENT_IN_FIRM_NAMES = GENERIC | SECTORS | REGIONS | NUMBERS | SHORTENED | frozenset(EXPANSIONS.values())
"""Words that many firms share: they identify a firm only if its name has no other word."""

_NOT_DISTINCTIVE = STOPWORDS | FREQUENT_IN_FIRM_NAMES
_ENOUGH_LETTERS = 6
"""Letters with which a single distinctive word is enough."""

_NOBODY_ELSES = 5
"""Letters from which a distinctive word belongs to hardly anybody else."""

_COMMON_WORDS = 2
_SHORT_PERSONAL_NAME = 10


def significant_words(words: Sequence[str]) -> Sequence[str]:
    """The words of a normalised name without `STOPWORDS`; all of them if nothing else is left."""
    return [word for word in words if word not in STOPWORDS] or words


def all_significant(names: PackedStrings) -> PackedStrings:
    """`significant_words` of many normalised names, joined by spaces."""
    kept, counts = _stopword_filter().removed_from(names)
    return kept.replaced_by(counts == 0, names.__getitem__)


def distinctive_words(words: Sequence[str]) -> Sequence[str]:
    """The words of a normalised name that distinguish it from other names.

    Stopwords and words that many firms share are dropped; a single letter at the start is an initial and stays, even the
    Spanish `y`. If hardly a letter is left, the shared words stay as well (`CVS Health`, `First Bank Intl`), with
    abbreviations expanded.
    """
    kept = [word for at, word in enumerate(words) if word not in _NOT_DISTINCTIVE or _is_initial(at, word)]
    if len(kept) > 1 or (kept and len(kept[0]) >= _ENOUGH_LETTERS):
        return kept
    kept = [part for word in words if word not in _ALWAYS_DROPPED for part in EXPANSIONS.get(word, word).split()]
    return kept or words


def _is_initial(at: int, word: str) -> bool:
    return at == 0 and len(word) == 1 and word.isalpha()


def all_distinctive(names: PackedStrings) -> PackedStrings:
    """`distinctive_words` of many normalised names, joined by spaces."""
    kept, counts = _distinctive_filter().removed_from(names)
    too_short = (counts < 1) | ((counts == 1) & (np.diff(kept.offsets) < _ENOUGH_LETTERS))
    short = names.take(np.flatnonzero(too_short))
    longer, counts = _always_dropped_filter().removed_from(short)
    _, unabbreviated = _abbreviation_filter().removed_from(longer)
    special = (counts == 0) | (unabbreviated < counts)
    longer = longer.replaced_by(special, lambda number: " ".join(distinctive_words(short[number].split())))
    return kept.replaced(too_short, longer)


@cache
def _stopword_filter() -> WordFilter:
    return WordFilter(STOPWORDS)


@cache
def _always_dropped_filter() -> WordFilter:
    return WordFilter(_ALWAYS_DROPPED)


@cache
def _abbreviation_filter() -> WordFilter:
    return WordFilter(EXPANSIONS)


@cache
def _distinctive_filter() -> WordFilter:
    return WordFilter(_NOT_DISTINCTIVE, initials=True)


def has_distinctive_word(words: Iterable[str]) -> bool:
    """Whether one of these normalised words identifies its bearer: at least five letters, and no word that many firms share."""
    return any(len(word) >= _NOBODY_ELSES and word not in _NOT_DISTINCTIVE for word in words)


def is_common_name(words: Iterable[str], kind: PartyKind) -> bool:
    """Whether a name, given as normalised words, has too many bearers to identify one: `JOHN SMITH JR.`, `LI WEI`."""
    names = [word for word in words if word not in STOPWORDS and len(word) > 1]
    is_short = kind is PartyKind.PERSON and sum(map(len, names)) < _SHORT_PERSONAL_NAME
    return is_short or (len(names) <= _COMMON_WORDS and COMMON_PERSONAL_NAMES.issuperset(names))
