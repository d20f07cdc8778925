"""What was planted, and what must come of it: the numbers that the screener's findings are held against."""

from collections import Counter
from collections.abc import Iterable
from math import ceil

from msgspec import Struct

from screener.domain.consignment import PartyRole
from screener.domain.policy import Family, Policy, TierPolicy
from topologies.sample.planted_parties import HOLDING_KINDS, MatchKind


class PlantedMatch(Struct, frozen=True):
    """One planted party: where it stands, and both names. `known_address` says whether the list knows its address."""

    consignment: str
    kind: MatchKind
    listed_party: str
    listed_name: str
    party_name: str
    role: PartyRole
    known_address: bool


class PostItems(Struct):
    """How many readable items came through a post that was non-compliant for `quarters` consecutive quarters."""

    quarters: int
    items: int = 0


class PlantedCases(Struct):
    """Grows while the manifests are made; complete when the last one was taken.

    `expected` holds the family of each consignment key that has one of its own (RFI, HOLD, DNL); `inspections` how many
    items of a manifest get RFS, whichever they are. All others are clear. `faults` holds the consignment keys by fault
    (empty where none is readable), `unkeyed` counts those that have none and so cannot be held; `unreadable` counts
    whole records by kind.
    """

    consignments: int = 0
    manifests: int = 0
    matches: list[PlantedMatch] = []
    posts: dict[str, PostItems] = {}
    faults: dict[str, list[str]] = {}
    unkeyed: int = 0
    unreadable: dict[str, int] = {}
    expected: dict[str, Family] = {}
    inspections: dict[str, int] = {}

    def keys(self, kind: MatchKind) -> frozenset[str]:
        """The consignment keys in which a match of this kind was planted."""
        return frozenset(match.consignment for match in self.matches if match.kind is kind)

    def counts(self) -> dict[MatchKind, int]:
        """How many matches of each kind were planted."""
        found = Counter(match.kind for match in self.matches)
        return {kind: found[kind] for kind in MatchKind}

    def must_hold(self) -> frozenset[str]:
        """The keys that a match must hold (HOLD, or DNL where the post is refused)."""
        return frozenset(match.consignment for match in self.matches if match.kind in HOLDING_KINDS)

    def must_not_hold(self) -> frozenset[str]:
        """The keys of the near-misses: a weak alias alone, or a listing that is not in force."""
        return frozenset(match.consignment for match in self.matches if match.kind not in HOLDING_KINDS)

    def totals(self) -> dict[Family, int]:
        """How many readable consignments end in each family; `unkeyed` ones are in none of them."""
        found = Counter(self.expected.values())
        found[Family.RFS] += sum(self.inspections.values())
        found[Family.CLEAR] = self.consignments - self.unkeyed - sum(found.values())
        return {family: found[family] for family in Family}


def applicable_tier(
    quarters: int, tiers: Iterable[TierPolicy] = Policy().tiers, *, informed: bool
) -> TierPolicy | None:
    """The strictest tier that applies to an item of such a post; `informed` if it has what section 5(c) asks for."""
    due = [tier for tier in tiers if tier.quarters <= quarters and not (informed and tier.unless_information)]
    return max(due, key=lambda tier: tier.quarters, default=None)


def inspected_count(quarters: int, items: int) -> int:
    """How many of `items` not held more strictly are inspected: the tier's share, rounded up (section 5(b))."""
    tier = applicable_tier(quarters, informed=True)
    return ceil(tier.share * items) if tier and tier.action is Family.RFS else 0
