"""Names whose words may be in any order."""

from collections.abc import Iterable


def sorted_words(words: Iterable[str]) -> str:
    """The words sorted and joined by spaces: equal for two names that differ only in word order."""
    return " ".join(sorted(words))
