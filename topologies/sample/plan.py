"""Which manifests a day has, and where in them something is planted."""

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
"""Express carriers by filer code, with their share of the traffic."""
EXPRESS_SHARE = 0.6
SINGLE_SHARE = 0.1
ATTEMPTS = 1_000

Planting = PlantedParty | Fault
Placements = dict[int, dict[int, Planting]]
"""What is planted, by the number of the manifest and the index of the consignment in it."""


class ManifestSlot(NamedTuple):
    """A manifest to be made: who files it, through which post (None: express), how many consignments, when."""

    filer: str
    post: Post | None
    size: int
    sent: datetime

    @property
    def mode(self) -> Mode:
        """How it travels."""
        return Mode.POSTAL if self.post else Mode.EXPRESS

    @property
    def quarters(self) -> int:
        """The consecutive non-compliant quarters of its post."""
        return self.post.quarters if self.post else 0


def manifest_sizes(rng: Random, consignments: int, per_manifest: int) -> list[int]:
    """Manifest sizes around `per_manifest` that add up to `consignments`; one in ten is a single consignment."""
    left, made = consignments, []
    while left > 0:
        size = 1 if rng.random() < SINGLE_SHARE else rng.randint((per_manifest + 1) // 2, per_manifest * 3 // 2)
        made.append(min(size, left))
        left -= made[-1]
    return made


def plan_manifests(
    rng: Random, made: Sequence[int], posts: Sequence[Post], start: datetime, until: datetime
) -> list[ManifestSlot]:
    """A slot for each size, from `start` in order of time; posts, if any, have their share of the mail.

    Every post sends at least one manifest where there are enough of them.
    """
    step = (until - start) / (len(made) + 1)
    express = rng.choices(tuple(FILERS), tuple(FILERS.values()), k=len(made))
    mail: list[Post | None] = [None] * len(made)
    if posts:
        mail = [
            post if rng.random() >= EXPRESS_SHARE else None for post in rng.choices(posts, _shares(posts), k=len(made))
        ]
        largest = sorted(range(len(made)), key=lambda number: -made[number])[: len(made) // 3]
        for post, number in zip(posts, rng.sample(largest, min(len(posts), len(largest))), strict=False):
            mail[number] = post
    return [
        ManifestSlot(post.code if post else filer, post, size, (start + number * step).replace(microsecond=0))
        for number, (filer, post, size) in enumerate(zip(express, mail, made, strict=True), 1)
    ]


def _shares(posts: Sequence[Post]) -> list[int]:
    return [post.share for post in posts]


def fits(task: Planting, slot: ManifestSlot) -> bool:
    """Faults and near-misses stay away from posts with measures, where another rule decides about their items."""
    if isinstance(task, Fault):
        return slot.mode in task.modes and not applicable_tier(slot.quarters, informed=False)
    return task.kind in HOLDING_KINDS or not applicable_tier(slot.quarters, informed=False)


def place(rng: Random, slots: Sequence[ManifestSlot], tasks: Sequence[Planting]) -> Placements:
    """A random place for every task, one task a place. A task that fits nowhere is left out."""
    ends = list(accumulate(slot.size for slot in slots))
    dealt: Placements = {}
    for task in tasks:
        for _ in range(ATTEMPTS):
            position = rng.randrange(ends[-1])
            number = bisect_right(ends, position)
            places = dealt.setdefault(number, {})
            if ends[number] - position - 1 not in places and fits(task, slots[number]):
                places[ends[number] - position - 1] = task
                break
    return dealt
