"""Which items of a post are inspected: a risk-ranked share, the most suspicious first (EO 13904 section 5(b))."""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from math import ceil

from screener.domain.consignment import Consignment, Party
from screener.regime.descriptions import is_vague
from screener.regime.validation import has_information

HIGH_VALUE = 800.0

SUSPICIONS: tuple[tuple[str, int, Callable[[Consignment[Party]], bool]], ...] = (
    ("a vague description", 4, lambda item: is_vague(item.description)),
    ("no tariff number", 2, lambda item: not has_information(item, "hts")),
    ("no way to reach the recipient", 2, lambda item: not has_information(item, "contact")),
    ("a value above 800", 1, lambda item: (item.value or 0.0) > HIGH_VALUE),
)
"""What makes an item more suspicious, and by how much. This project's own: no official ranking was ever published."""


def most_suspicious(items: Iterable[tuple[int, Consignment[Party], int]], share: float) -> list[tuple[int, str]]:
    """The `ceil(share * n)` most suspicious of n (index, item, points from matches) triples, with the words why.

    Equal suspicion is ordered by a hash of the identifier: repeatable, and not to be foreseen by position.
    """
    ranked = sorted((_rank(index, item, points) for index, item, points in items), key=lambda each: each[:2])
    return [(index, words) for _, _, index, words in ranked[: ceil(round(share * len(ranked), 9))]]


def _rank(index: int, item: Consignment[Party], points: int) -> tuple[int, bytes, int, str]:
    signs = [(words, weight) for words, weight, holds in SUSPICIONS if holds(item)]
    total = points + sum(weight for _, weight in signs)
    return (
        -total,
        blake2b(item.identifier.encode(), digest_size=8).digest(),
        index,
        ", ".join(words for words, _ in signs),
    )
