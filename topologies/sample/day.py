"""The sample day: a watchlist, scorecards and manifests that fit together, and what must be found in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random

from msgspec import Struct

from screener.domain.listed_party import ListedParty
from screener.domain.scorecards import Scorecard
from topologies.local_run.manifest_record import ManifestRecord
from topologies.sample.faults import FAULTS, UNREADABLE, Fault
from topologies.sample.innocent_parties import InnocentParties
from topologies.sample.lists import sample_listed
from topologies.sample.manifests import SampleManifests
from topologies.sample.names import seeded
from topologies.sample.plan import Planting, manifest_sizes, place, plan_manifests
from topologies.sample.planted_cases import PlantedCases
from topologies.sample.planted_parties import MatchKind, planted_parties
from topologies.sample.posts import POSTS, sample_scorecards

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORDERED = 20_000
PLANTED_COUNTS: dict[MatchKind, int] = {
    MatchKind.EXACT: 48,
    MatchKind.ALIAS: 30,
    MatchKind.REORDERED: 36,
    MatchKind.IDENTIFIER: 26,
    MatchKind.WEAK: 24,
    MatchKind.INACTIVE: 24,
}
"""How many matches of each kind are planted in `ORDERED` consignments; in proportion in another number."""
FAULT_COUNT = 3


class SampleDay(Struct, frozen=True):
    """Everything that `screener run` streams, and the numbers that it must find. `now` is the moment of screening."""

    now: datetime
    listed: list[ListedParty]
    scorecards: list[Scorecard]
    manifests: list[ManifestRecord]
    planted: PlantedCases


def scaled(number: int, consignments: int) -> int:
    """A count in proportion to the consignments, at least one."""
    return max(1, round(number * consignments / ORDERED))


def _tasks(
    rng: Random, cast: InnocentParties, listed: list[ListedParty], consignments: int, now: datetime
) -> list[Planting]:
    counts: Mapping[MatchKind, int] = {kind: scaled(number, consignments) for kind, number in PLANTED_COUNTS.items()}
    faults: list[Fault] = [fault for fault in FAULTS for _ in range(scaled(FAULT_COUNT, consignments))]
    return [*planted_parties(rng, listed, counts, now.date(), cast.person), *faults]


def sample_manifests(
    listed: list[ListedParty],
    seed: int = 13904,
    consignments: int = ORDERED,
    per_manifest: int = 200,
    now: datetime = NOW,
) -> SampleManifests:
    """The day's manifests one by one, for counts that need not fit into memory; its `planted` grows as it goes."""
    rng = seeded(seed)
    cast = InnocentParties(rng)
    slots = plan_manifests(
        rng,
        manifest_sizes(rng, consignments, per_manifest),
        POSTS,
        now.replace(hour=0, minute=0, second=0, microsecond=0),
        now,
    )
    return SampleManifests(
        rng, cast, slots, place(rng, slots, _tasks(rng, cast, listed, consignments, now)), now.date()
    )


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
