"""The sample day: a watchlist, scorecards and manifests that fit together, and what must be found in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random

from msgspec import Struct

from screener.domain.listed_party import ListedParty
from screener.domain.scorecards import Scorecard
from topologies.local_run.manifest_record import ManifestRecord
from topologies.sample.faults import FAULTS, UNREADABLE, Fault
from topologies.sample.ledger import Planted
from topologies.sample.lists import sample_listed
from topologies.sample.manifests import Manifests
from topologies.sample.names import seeded
from topologies.sample.people import Cast
from topologies.sample.plan import Task, deal, plan, sizes
from topologies.sample.plants import Kind, plants
from topologies.sample.posts import POSTS, sample_scorecards

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORDERED = 20_000
COUNTS: dict[Kind, int] = {
    Kind.EXACT: 48,
    Kind.ALIAS: 30,
    Kind.REORDERED: 36,
    Kind.IDENTIFIER: 26,
    Kind.WEAK: 24,
    Kind.INACTIVE: 24,
}
"""How many matches of each kind are planted in `ORDERED` consignments; in proportion in another number."""
FAULT_COUNT = 3


class SampleDay(Struct, frozen=True):
    """Everything that `screener run` streams, and the numbers that it must find. `now` is the moment of screening."""

    now: datetime
    listed: list[ListedParty]
    scorecards: list[Scorecard]
    manifests: list[ManifestRecord]
    planted: Planted


def scaled(number: int, consignments: int) -> int:
    """A count in proportion to the consignments, at least one."""
    return max(1, round(number * consignments / ORDERED))


def _tasks(rng: Random, cast: Cast, listed: list[ListedParty], consignments: int, now: datetime) -> list[Task]:
    counts: Mapping[Kind, int] = {kind: scaled(number, consignments) for kind, number in COUNTS.items()}
    faults: list[Fault] = [fault for fault in FAULTS for _ in range(scaled(FAULT_COUNT, consignments))]
    return [*plants(rng, listed, counts, now.date(), cast.person), *faults]


def sample_manifests(
    listed: list[ListedParty],
    seed: int = 13904,
    consignments: int = ORDERED,
    per_manifest: int = 200,
    now: datetime = NOW,
) -> Manifests:
    """The day's manifests one by one, for counts that need not fit into memory; its `planted` grows as it goes."""
    rng = seeded(seed)
    cast = Cast(rng)
    slots = plan(
        rng, sizes(rng, consignments, per_manifest), POSTS, now.replace(hour=0, minute=0, second=0, microsecond=0), now
    )
    return Manifests(rng, cast, slots, deal(rng, slots, _tasks(rng, cast, listed, consignments, now)), now.date())


def sample_day(
    seed: int = 13904, consignments: int = ORDERED, per_manifest: int = 200, now: datetime = NOW
) -> SampleDay:
    """A day of `consignments` (unreadable records apart) with invented names; the same arguments give the same day."""
    listed = sample_listed(seeded(seed), now.date())
    source = sample_manifests(listed, seed, consignments, per_manifest, now)
    records = list(source)
    rng = seeded(seed + 1)
    for record in source.unreadable(dict.fromkeys(UNREADABLE, 1)):
        records.insert(rng.randrange(len(records) + 1), record)
    return SampleDay(now, listed, sample_scorecards(now), records, source.planted)
