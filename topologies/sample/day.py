"""The sample day: a watchlist, scorecards and manifests that belong together, and the cases planted in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random

from msgspec import Struct

from screener.domain.listed_party import ListedParty
from screener.domain.scorecards import Scorecard
from topologies.local_run.manifest_files import ManifestRecord
from topologies.sample.faults import FAULTS, UNREADABLE, Fault
from topologies.sample.innocent_parties import InnocentParties
from topologies.sample.lists import sample_listed
from topologies.sample.manifests import SampleManifests
from topologies.sample.names import seeded
from topologies.sample.plan import PlantedCase, manifest_sizes, place, plan_manifests
from topologies.sample.planted_cases import PlantedCases
from topologies.sample.planted_parties import MatchKind, planted_parties
from topologies.sample.posts import POSTS, sample_scorecards

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DEFAULT_CONSIGNMENTS = 20_000
PLANTED_COUNTS: dict[MatchKind, int] = {
    MatchKind.EXACT: 48,
    MatchKind.ALIAS: 30,
    MatchKind.REORDERED: 36,
    MatchKind.IDENTIFIER: 26,
    MatchKind.WEAK: 24,
    MatchKind.INACTIVE: 24,
}
"""Number of matches of each kind in a day of `DEFAULT_CONSIGNMENTS`; a smaller or larger day has them in proportion."""

FAULT_COUNT = 3
"""Number of consignments with each fault, likewise."""


class SampleDay(Struct, frozen=True):
    """Everything that `screener run` streams, and the cases that it must find."""

    now: datetime
    """The moment of screening."""
    listed: list[ListedParty]
    scorecards: list[Scorecard]
    manifests: list[ManifestRecord]
    planted: PlantedCases


def scaled(number: int, consignments: int) -> int:
    """A count in proportion to the consignments, at least one."""
    return max(1, round(number * consignments / DEFAULT_CONSIGNMENTS))


def _cases(
    rng: Random, innocent: InnocentParties, listed: list[ListedParty], consignments: int, now: datetime
) -> list[PlantedCase]:
    counts: Mapping[MatchKind, int] = {kind: scaled(number, consignments) for kind, number in PLANTED_COUNTS.items()}
    faults: list[Fault] = [fault for fault in FAULTS for _ in range(scaled(FAULT_COUNT, consignments))]
    return [*planted_parties(rng, listed, counts, now.date(), innocent.person), *faults]


def sample_manifests(
    listed: list[ListedParty],
    seed: int = 13904,
    consignments: int = DEFAULT_CONSIGNMENTS,
    per_manifest: int = 200,
    now: datetime = NOW,
) -> SampleManifests:
    """The day's manifests one by one, so that a large day need not fit into memory; `planted` grows while it is iterated."""
    rng = seeded(seed)
    innocent = InnocentParties(rng)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    plan = plan_manifests(rng, manifest_sizes(rng, consignments, per_manifest), POSTS, midnight, now)
    cases = place(rng, plan, _cases(rng, innocent, listed, consignments, now))
    return SampleManifests(rng, innocent, plan, cases, now.date())


def sample_day(
    seed: int = 13904, consignments: int = DEFAULT_CONSIGNMENTS, per_manifest: int = 200, now: datetime = NOW
) -> SampleDay:
    """A day with invented names and, beside unreadable records, exactly `consignments`; the same arguments give the same day."""
    listed = sample_listed(seeded(seed), now.date())
    source = sample_manifests(listed, seed, consignments, per_manifest, now)
    records = list(source)
    rng = seeded(seed + 1)
    for record in source.unreadable(dict.fromkeys(UNREADABLE, 1)):
        records.insert(rng.randrange(len(records) + 1), record)
    return SampleDay(now, listed, sample_scorecards(now), records, source.planted)
