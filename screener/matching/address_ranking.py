"""How well the address score separates pairs of addresses that are the same premises from pairs that are not."""

from collections.abc import Iterable

from msgspec import Struct

from screener.comparison.address_score import address_score
from screener.domain.consignment import Address
from screener.domain.identifiers import mask


class RankedPair(Struct, frozen=True):
    """Two addresses, their score, and whether they are the same premises; None if that is not known."""

    where: str
    left: str
    right: str
    score: float
    same: bool | None


def rank_addresses(pairs: Iterable[tuple[str, Address, Address, bool | None]]) -> list[RankedPair]:
    """Pairs of addresses `(where, left, right, same)` with their scores, the highest first."""
    ranked = [
        RankedPair(where, mask(str(left)), mask(str(right)), address_score(left, right), same)
        for where, left, right, same in pairs
    ]
    return sorted(ranked, key=lambda each: -each.score)


def is_separated(ranked: Iterable[RankedPair]) -> bool:
    """Whether every pair that is the same premises scores higher than every pair that is not."""
    pairs = list(ranked)
    lowest = min((each.score for each in pairs if each.same is True), default=1.0)
    return all(each.score < lowest for each in pairs if each.same is False)
