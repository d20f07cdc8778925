"""Names whose words may stand in any order."""

from collections.abc import Iterable


def in_order(words: Iterable[str]) -> str:
    """The words sorted and joined: equal for two names that differ only in the order of their words."""
    return " ".join(sorted(words))
