"""Which items of a post are inspected: a risk-ranked share, the most suspicious first (EO 13904 section 5(b))."""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from math import ceil
from typing import NamedTuple

from screener.domain.consignment import Consignment, Party
from screener.regime.declared_fields import has_information
from screener.regime.descriptions import is_vague

HIGH_VALUE = 800.0


class Suspicion(NamedTuple):
    """What makes an item more suspicious, in words, and by how many points."""

    words: str
    points: int
    applies: Callable[[Consignment[Party]], bool]


SUSPICIONS = (
    Suspicion("a vague description", 4, lambda item: is_vague(item.description)),
    Suspicion("no tariff number", 2, lambda item: not has_information(item, "hts")),
    Suspicion("no way to reach the recipient", 2, lambda item: not has_information(item, "contact")),
    Suspicion("a value above 800", 1, lambda item: (item.value or 0.0) > HIGH_VALUE),
)
"""This project's own ranking: no official one was ever published. Each match adds a point."""


def most_suspicious(items: Iterable[tuple[int, Consignment[Party], int]], share: float) -> list[tuple[int, str]]:
    """The `ceil(share * n)` most suspicious of n items, given as (index, item, points for matches): (index, why).

    Items of equal suspicion are ordered by a hash of their identifier: repeatable, and not predictable from the position.
    """
    ranked = sorted((_rank(index, item, points) for index, item, points in items), key=lambda each: each[:2])
    return [(index, words) for _, _, index, words in ranked[: ceil(round(share * len(ranked), 9))]]


def _rank(index: int, item: Consignment[Party], points: int) -> tuple[int, bytes, int, str]:
    found = [suspicion for suspicion in SUSPICIONS if suspicion.applies(item)]
    total = points + sum(suspicion.points for suspicion in found)
    order = blake2b(item.identifier.encode(), digest_size=8).digest()
    return -total, order, index, ", ".join(suspicion.words for suspicion in found)
