"""The policy: thresholds and actions of the screener as one typed, dated value, published on the `policy` topic."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from screener.domain.consignment import Mode, PartyRole


class Family(StrEnum):
    """The families of measures, from the mildest to the strictest."""

    CLEAR = "clear"
    """Nothing is done."""
    RFS = "RFS"
    """Request for screening: the consignment must be inspected."""
    RFI = "RFI"
    """Request for information: the data does not suffice to assess the consignment."""
    HOLD = "HOLD"
    """Hold for CBP review."""
    DNL = "DNL"
    """Do not load: the consignment is refused."""


STRICTNESS: dict[Family, int] = {family: rank for rank, family in enumerate(Family)}
"""The rank of each family: of several measures the strictest is taken."""

Share = Annotated[float, Meta(ge=0.0, le=1.0)]

Element = Literal["hts", "origin", "value", "contact"]
"""An element of the additional information of EO 13904 section 5(c); `contact` is the consignee's telephone or e-mail."""


class TierPolicy(Struct, frozen=True):
    """What is done with items of a post that was non-compliant in at least `quarters` consecutive quarters."""

    quarters: Annotated[int, Meta(ge=1)]
    """Number of consecutive non-compliant quarters from which the tier applies."""
    section: str
    """Section of EO 13904 that the tier carries out, e.g. `5(b)`."""
    action: Family
    """The measure that the items of the post get."""
    share: Share = 1.0
    """Share of a manifest's items that get the measure, the most suspicious first, in [0, 1]."""
    unless_information: bool = False
    """Whether an item that has all the information of section 5(c) is exempt."""


class Consequence(StrEnum):
    """What a match leads to by its score: a hold, a notice for review, a record of it, or nothing."""

    HOLD = "hold"
    REVIEW = "review"
    RECORDED = "recorded"
    NOTHING = "nothing"


class Threshold(Struct, frozen=True, kw_only=True):
    """Scores from which a match of these roles and modes holds, is shown to officers, or is recorded in the decision."""

    roles: frozenset[PartyRole] = frozenset(PartyRole)
    """Party roles that these scores are for; all by default."""
    modes: frozenset[Mode] = frozenset(Mode)
    """Modes that these scores are for; both by default."""
    hold_at: Share = 0.92
    """Score in [0, 1] from which a match holds."""
    review_at: Share = 0.65
    """Score in [0, 1] from which a match is sent to officers for review."""
    record_at: Share = 0.5
    """Score in [0, 1] from which a match is recorded in the decision."""


class Policy(Struct, frozen=True, kw_only=True):
    """The policy in force from `effective`. Nothing official was ever published: each default is this project's own."""

    version: str = "default"
    """Name of this policy, which every decision made by it carries."""
    effective: date = date(2020, 1, 31)
    """First day on which the policy is in force, `YYYY-MM-DD`."""
    agencies: frozenset[str] = frozenset({"DHS-CBP", "CBP"})
    """Agency codes that count as CBP (EO 13904 section 1)."""
    agency_names: tuple[str, ...] = ("CUSTOMS AND BORDER PROTECTION",)
    """Parts of an agency's name, in upper case, that count as CBP."""
    hold_at: Share = 0.92
    """Score in [0, 1] from which a match holds, where no entry of `thresholds` applies."""
    review_at: Share = 0.65
    """Score in [0, 1] from which a match is sent to officers for review, where no entry of `thresholds` applies."""
    record_at: Share = 0.5
    """Score in [0, 1] from which a match is recorded in the decision, where no entry of `thresholds` applies."""
    thresholds: tuple[Threshold, ...] = ()
    """Scores for certain roles and modes; the first entry that names the party's role and the mode applies."""
    cbp: Family = Family.HOLD
    """Measure for a match with a person whom CBP excluded (EO 13904 section 3(b))."""
    cbp_importer: Family = Family.HOLD
    """Measure for a match of the importer of record with a person whom CBP excluded (EO 13904 section 2)."""
    other_agency: Family = Family.HOLD
    """Measure for a match with a person whom another agency excluded or sanctioned."""
    roles: frozenset[PartyRole] = frozenset(PartyRole)
    """Party roles that are screened; all by default."""
    minimum_score: float = 50.0
    """Compliance score below which a post is non-compliant in a quarter (EO 13904 section 5(a))."""
    tiers: tuple[TierPolicy, ...] = (
        TierPolicy(quarters=2, section="5(b)", action=Family.RFS, share=0.2),
        TierPolicy(quarters=6, section="5(c)", action=Family.RFI, unless_information=True),
        TierPolicy(quarters=8, section="5(d)", action=Family.DNL),
    )
    """Measures for items of posts that were non-compliant in consecutive quarters (EO 13904 section 5(b) to (d))."""
    information: tuple[Element, ...] = ("hts", "origin", "value", "contact")
    """Elements of additional information that EO 13904 section 5(c) asks for."""
    notice_days: Annotated[int, Meta(ge=0)] = 60
    """Days from publication until a notice of EO 13904 section 3(a) is due."""

    def is_cbp(self, agency: str) -> bool:
        """Whether an excluding agency counts as CBP, by its code or by its name."""
        return agency in self.agencies or any(name in agency.upper() for name in self.agency_names)

    def measure(self, role: PartyRole, *, cbp: bool) -> Family:
        """The measure for a match that holds a party of this role; `cbp` if CBP excluded the listed person."""
        if not cbp:
            return self.other_agency
        return self.cbp_importer if role is PartyRole.IMPORTER_OF_RECORD else self.cbp

    def threshold(self, role: PartyRole, mode: Mode) -> Threshold:
        """The scores that apply to a party of this role in this mode."""
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
