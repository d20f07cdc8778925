"""What was planted in the sample manifests, and what screening must find: the oracle of a run."""

from collections import Counter
from collections.abc import Iterable
from math import ceil

from msgspec import Struct

from screener.domain.consignment import PartyRole
from screener.domain.policy import Family, Policy, TierPolicy
from topologies.sample.planted_parties import HOLDING_KINDS, MatchKind


class PlantedMatch(Struct, frozen=True):
    """A planted match of a party with a listed party."""

    consignment: str
    """Key of the consignment."""
    kind: MatchKind
    listed_party: str
    """Id of the listed party."""
    listed_name: str
    party_name: str
    """Name of the party in the consignment."""
    role: PartyRole
    known_address: bool
    """Whether the party has an address of the list."""


class PlantedCases(Struct):
    """The cases planted so far: it grows while the manifests are made. Consignments that are in none of it are clear."""

    consignments: int = 0
    """Number of consignments in readable manifests."""
    matches: list[PlantedMatch] = []
    faults: dict[str, list[str]] = {}
    """Keys of the consignments with each fault; an empty string for one without a readable key."""
    unkeyed: int = 0
    """Number of consignments without a readable key, which cannot be held."""
    unreadable: dict[str, int] = {}
    """Number of unreadable records of each kind."""
    expected: dict[str, Family] = {}
    """Family of each consignment that must get RFI, HOLD or DNL, by its key."""
    inspections: dict[str, int] = {}
    """Number of items that must get RFS, whichever they are, by the number of their manifest."""

    def keys(self, kind: MatchKind) -> frozenset[str]:
        """The keys of the consignments with a planted match of this kind."""
        return frozenset(match.consignment for match in self.matches if match.kind is kind)

    def must_hold(self) -> frozenset[str]:
        """The keys of the consignments that a match must hold (HOLD, or DNL where the post is refused)."""
        return frozenset(match.consignment for match in self.matches if match.kind in HOLDING_KINDS)

    def totals(self) -> dict[Family, int]:
        """The number of readable consignments of each family; `unkeyed` ones are in none of them."""
        found = Counter(self.expected.values())
        found[Family.RFS] += sum(self.inspections.values())
        found[Family.CLEAR] = self.consignments - self.unkeyed - sum(found.values())
        return {family: found[family] for family in Family}


def applicable_tier(
    quarters: int, tiers: Iterable[TierPolicy] = Policy().tiers, *, informed: bool
) -> TierPolicy | None:
    """The highest tier for an item of a post that was non-compliant for `quarters`; `informed` as section 5(c) asks.

    Written apart from `screener.regime`, so that the sample is an independent check of it.
    """
    due = [tier for tier in tiers if tier.quarters <= quarters and not (informed and tier.unless_information)]
    return max(due, key=lambda tier: tier.quarters, default=None)


def inspected_count(quarters: int, items: int) -> int:
    """The number of inspected items among `items` that are not held more strictly: the tier's share, rounded up (section 5(b))."""
    tier = applicable_tier(quarters, informed=True)
    return ceil(tier.share * items) if tier and tier.action is Family.RFS else 0
