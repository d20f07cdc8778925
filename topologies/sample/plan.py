"""Which manifests a day has, and where in them each case is planted."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from random import Random
from typing import NamedTuple

from screener.domain.consignment import Mode
from topologies.sample.faults import Fault
from topologies.sample.planted_cases import applicable_tier
from topologies.sample.planted_parties import HOLDING_KINDS, PlantedParty
from topologies.sample.posts import Post

FILERS: dict[str, int] = {"QFX": 30, "QUP": 25, "QDL": 22, "QAR": 14, "QSK": 9}
"""Express carriers by filer code, with their weight in the express traffic."""

EXPRESS_SHARE = 0.6
SINGLE_SHARE = 0.1
MAX_ATTEMPTS = 1_000

PlantedCase = PlantedParty | Fault
Placements = dict[int, dict[int, PlantedCase]]
"""The planted cases, by the position of their manifest and the index of their consignment in it."""


class ManifestPlan(NamedTuple):
    """A manifest to be made."""

    filer: str
    post: Post | None
    """The post that it comes from; None for an express manifest."""
    size: int
    """Number of consignments."""
    sent: datetime

    @property
    def mode(self) -> Mode:
        """The mode of its consignments."""
        return Mode.POSTAL if self.post else Mode.EXPRESS

    @property
    def quarters(self) -> int:
        """The consecutive non-compliant quarters of its post."""
        return self.post.quarters if self.post else 0


def manifest_sizes(rng: Random, consignments: int, per_manifest: int) -> list[int]:
    """Manifest sizes around `per_manifest` that add up to `consignments`; one manifest in ten has a single consignment."""
    left, sizes = consignments, []
    while left > 0:
        size = 1 if rng.random() < SINGLE_SHARE else rng.randint((per_manifest + 1) // 2, per_manifest * 3 // 2)
        sizes.append(min(size, left))
        left -= sizes[-1]
    return sizes


def plan_manifests(
    rng: Random, sizes: Sequence[int], posts: Sequence[Post], start: datetime, until: datetime
) -> list[ManifestPlan]:
    """A manifest for each size, evenly spaced from `start` to `until`; each post files its share of the mail.

    Every post files at least one manifest, if there are enough manifests.
    """
    step = (until - start) / (len(sizes) + 1)
    express = rng.choices(tuple(FILERS), tuple(FILERS.values()), k=len(sizes))
    mail: list[Post | None] = [None] * len(sizes)
    if posts:
        mail = [
            post if rng.random() >= EXPRESS_SHARE else None for post in rng.choices(posts, _shares(posts), k=len(sizes))
        ]
        largest = sorted(range(len(sizes)), key=lambda number: -sizes[number])[: len(sizes) // 3]
        for post, number in zip(posts, rng.sample(largest, min(len(posts), len(largest))), strict=False):
            mail[number] = post
    return [
        ManifestPlan(post.code if post else filer, post, size, (start + number * step).replace(microsecond=0))
        for number, (filer, post, size) in enumerate(zip(express, mail, sizes, strict=True), 1)
    ]


def _shares(posts: Sequence[Post]) -> list[int]:
    return [post.share for post in posts]


def fits(case: PlantedCase, plan: ManifestPlan) -> bool:
    """Whether a case can be planted in a manifest.

    Faults and near-misses are not planted in mail of posts with measures: there the measure would decide about the item.
    """
    has_measures = applicable_tier(plan.quarters, informed=False) is not None
    if isinstance(case, Fault):
        return plan.mode in case.modes and not has_measures
    return case.kind in HOLDING_KINDS or not has_measures


def place(rng: Random, plans: Sequence[ManifestPlan], cases: Sequence[PlantedCase]) -> Placements:
    """Plant every case in a random consignment, at most one case in each. A case that fits nowhere is left out."""
    ends = list(accumulate(plan.size for plan in plans))
    placed: Placements = {}
    for case in cases:
        for _ in range(MAX_ATTEMPTS):
            position = rng.randrange(ends[-1])
            number = bisect_right(ends, position)
            in_manifest = placed.setdefault(number, {})
            index = ends[number] - position - 1
            if index not in in_manifest and fits(case, plans[number]):
                in_manifest[index] = case
                break
    return placed
