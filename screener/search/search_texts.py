"""Names from manifests in the forms in which they are searched for."""

import re

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.kernels.packed_strings import Bytes, Offsets, PackedStrings
from screener.kernels.word_spans import mark_digits_in_words
from screener.names.disguises import undo_leetspeak
from screener.names.distinctive_words import all_distinctive, all_significant
from screener.names.phonetic_codes import NameKeys

DISTINCTIVE, SIGNIFICANT, WHOLE = 1, 2, 4
"""Bits for the forms of a name: its distinctive words, all words but stopwords, and every word."""

_DIGIT_IN_WORD = re.compile("[a-z][0-9]|[0-9][a-z]")


class SearchTexts(Struct, frozen=True):
    """Normalised names to search for, together: whole, by their significant words, and in every form in which a list may have them.

    The forms are the distinctive words of every name, and where these differ its significant words and all its words: a misspelled `trading`
    or `ltd` looks like a distinctive word. `form_bits` says which forms each one is, `owners` has the number of its name.
    `ascii` marks the names that were in ASCII letters before they were normalised.
    """

    whole: PackedStrings
    significant: PackedStrings
    forms: NameKeys
    form_bits: Bytes
    owners: Offsets
    ascii: NDArray[np.bool_]

    @classmethod
    def of(cls, names: PackedStrings, is_ascii: NDArray[np.bool_] | None = None) -> "SearchTexts":
        """From normalised names; without `is_ascii` they may have been in any script."""
        distinctive, significant = all_distinctive(names), all_significant(names)
        has_generic, has_stopwords = _differ(significant, distinctive), _differ(names, significant)
        generic, stopwords = np.flatnonzero(has_generic), np.flatnonzero(has_stopwords)
        forms = PackedStrings.joined([distinctive, significant.take(generic), names.take(stopwords)])
        owners = np.concatenate([np.arange(len(names)), generic, stopwords])
        as_whole = np.where(has_stopwords, np.uint8(0), np.uint8(WHOLE))
        bits = DISTINCTIVE | np.where(has_generic, np.uint8(0), SIGNIFICANT | as_whole)
        form_bits = np.concatenate([bits, SIGNIFICANT | as_whole[generic], np.full(len(stopwords), WHOLE, np.uint8)])
        is_ascii = np.zeros(len(names), np.bool_) if is_ascii is None else is_ascii
        return cls(names, significant, NameKeys.of(_all_without_digits(forms)), form_bits, owners, is_ascii)

    @property
    def distinctive_codes(self) -> PackedStrings:
        """The phonetic codes of the distinctive words of each name."""
        return self.forms.codes.slice(0, len(self.whole))


def without_digits_in_words(name: str) -> str:
    """A normalised name with letters in the place of digits within words that look like them; so are texts and listed names compared."""
    return " ".join(map(undo_leetspeak, name.split())) if _DIGIT_IN_WORD.search(name) else name


def _all_without_digits(names: PackedStrings) -> PackedStrings:
    marked = np.zeros(len(names), np.bool_)
    mark_digits_in_words(names.buffers, marked)
    return names.replaced_by(marked, lambda number: without_digits_in_words(names[number]))


def _differ(names: PackedStrings, forms: PackedStrings) -> NDArray[np.bool_]:
    """Which names have more words than their form."""
    differ: NDArray[np.bool_] = np.diff(names.offsets) != np.diff(forms.offsets)
    return differ
