"""Every threshold, weight and action of the screener: one typed, dated value, published on the `policy` topic."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from screener.domain.consignment import Mode, PartyRole


class Family(StrEnum):
    """What is done about a consignment, from the mildest to the strictest."""

    CLEAR = "clear"
    RFS = "RFS"
    RFI = "RFI"
    HOLD = "HOLD"
    DNL = "DNL"


STRICTNESS: dict[Family, int] = {family: rank for rank, family in enumerate(Family)}
"""The order of the families: the stricter wins."""

Share = Annotated[float, Meta(ge=0.0, le=1.0)]

Element = Literal["hts", "origin", "value", "contact"]
"""An element of the additional information of EO 13904 section 5(c); `contact` is the consignee's telephone or e-mail."""


class TierPolicy(Struct, frozen=True):
    """What is done with items of a post that was non-compliant in at least `quarters` consecutive quarters."""

    quarters: Annotated[int, Meta(ge=1)]
    section: str
    action: Family
    share: Share = 1.0
    unless_information: bool = False


class Consequence(StrEnum):
    """What a match leads to by its score: a hold, a notice for review, a record of it, or nothing."""

    HOLD = "hold"
    REVIEW = "review"
    RECORDED = "recorded"
    NOTHING = "nothing"


class Threshold(Struct, frozen=True, kw_only=True):
    """Scores from which a match of these roles and modes holds, is shown to officers, or is recorded in the decision."""

    roles: frozenset[PartyRole] = frozenset(PartyRole)
    modes: frozenset[Mode] = frozenset(Mode)
    hold_at: Share = 0.92
    review_at: Share = 0.65
    record_at: Share = 0.5


class Policy(Struct, frozen=True, kw_only=True):
    """The policy in force from `effective`. Nothing official was ever published: each default is this project's own.

    `agencies` are the exact agency codes, `agency_names` the fragments of an agency's name (upper case) that count as CBP.
    `hold_at`, `review_at` and `record_at` are scores in [0, 1] from which a verified match holds, is shown to officers, or is
    recorded; the first of `thresholds` that names the party's role and the mode takes their place.
    `cbp` is what a match on a person excluded by CBP leads to, `cbp_importer` one as importer of record (section 2),
    `other_agency` one on a person whom another agency excluded or sanctioned.
    `roles` are the party roles that are screened. `information` names the elements that section 5(c) asks for.
    """

    version: str = "default"
    effective: date = date(2020, 1, 31)
    agencies: frozenset[str] = frozenset({"DHS-CBP", "CBP"})
    agency_names: tuple[str, ...] = ("CUSTOMS AND BORDER PROTECTION",)
    hold_at: Share = 0.92
    review_at: Share = 0.65
    record_at: Share = 0.5
    thresholds: tuple[Threshold, ...] = ()
    cbp: Family = Family.HOLD
    cbp_importer: Family = Family.HOLD
    other_agency: Family = Family.HOLD
    roles: frozenset[PartyRole] = frozenset(PartyRole)
    minimum_score: float = 50.0
    tiers: tuple[TierPolicy, ...] = (
        TierPolicy(quarters=2, section="5(b)", action=Family.RFS, share=0.2),
        TierPolicy(quarters=6, section="5(c)", action=Family.RFI, unless_information=True),
        TierPolicy(quarters=8, section="5(d)", action=Family.DNL),
    )
    information: tuple[Element, ...] = ("hts", "origin", "value", "contact")
    notice_days: Annotated[int, Meta(ge=0)] = 60

    def is_cbp(self, agency: str) -> bool:
        """Whether an excluding agency is CBP, by its code or by its name."""
        return agency in self.agencies or any(name in agency.upper() for name in self.agency_names)

    def measure(self, role: PartyRole, *, cbp: bool) -> Family:
        """What a match that holds leads to, for a party of this role; `cbp`: CBP excluded the listed person."""
        if not cbp:
            return self.other_agency
        return self.cbp_importer if role is PartyRole.IMPORTER_OF_RECORD else self.cbp

    def threshold(self, role: PartyRole, mode: Mode) -> Threshold:
        """The scores that count for a party of this role in this mode."""
        for each in self.thresholds:
            if role in each.roles and mode in each.modes:
                return each
        return Threshold(hold_at=self.hold_at, review_at=self.review_at, record_at=self.record_at)

    def consequence(self, score: float, role: PartyRole, mode: Mode) -> Consequence:
        """What a match of this score leads to; nothing where the role is not screened."""
        if role not in self.roles:
            return Consequence.NOTHING
        at = self.threshold(role, mode)
        if score >= at.hold_at:
            return Consequence.HOLD
        if score >= at.review_at:
            return Consequence.REVIEW
        return Consequence.RECORDED if score >= at.record_at else Consequence.NOTHING
