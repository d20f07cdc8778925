"""What is decided of a consignment, and what is published about it: holds and notices.

The id of a published record is a hash of what it is about, so a replay writes the same id and a consumer can drop duplicates.
"""

from datetime import date
from enum import StrEnum
from hashlib import blake2b

from msgspec import Struct

from screener.domain.consignment import Mode, Moment, PartyRole
from screener.domain.errors import Problem
from screener.domain.policy import Family
from screener.domain.status_codes import Code, HoldEvent

MATCHER_VERSION = "pieces-4"
"""Changes whenever a name may match otherwise than before."""


UNSUPPRESSED = "none"
"""The version where there are no suppressions."""


class Versions(Struct, frozen=True, gc=False):
    """Everything that a decision depends on: the same versions give the same decision."""

    watchlist: str
    """Version of all lists together."""
    posts: str
    """Version of the scorecards."""
    policy: str
    """Version of the policy."""
    matcher: str = MATCHER_VERSION
    """Version of the matching rules."""
    suppressions: str = UNSUPPRESSED
    """Version of the suppressions; `none` where there are none."""


class Evidence(Struct, frozen=True, gc=False):
    """One kind of evidence in words, with its weight in the score."""

    text: str
    """The evidence in words."""
    weight: float = 0.0
    """What it adds to the score; negative where it counts against a match."""


class Match(Struct, frozen=True, gc=False, omit_defaults=True):
    """A verified match of a party with a listed party: the texts on both sides and what the score is made of."""

    listed_party: str
    """Id of the listed party."""
    listed_name: str
    """Primary name of the listed party."""
    list: str
    """The list that names it, e.g. `sam`."""
    agency: str
    """Agency that excluded it, as the list writes it."""
    cbp: bool
    """Whether that agency is CBP."""
    role: PartyRole
    """The party's role in the consignment."""
    party_name: str
    """The party's name as filed, social security numbers masked."""
    matched_name: str
    """The listed name or alias that matched."""
    score: float
    """Strength of the match in [0, 1]."""
    evidence: tuple[Evidence, ...]
    """The parts of the score; their weights add up to it, within [0, 1]."""
    weak: bool = False
    """Whether the name that matched is too common to hold anything without corroboration."""
    by_identifier: bool = False
    """Whether an identifier matched rather than a name."""
    party_identity: str = ""
    """Hash of the party's name, address and numbers; with `listed_party` it is the pair that an officer may
    suppress."""


class Cause(StrEnum):
    """Why a hold is placed."""

    LISTED_PARTY = "listed-party"
    """A party matches an excluded person (EO 13904 sections 1, 3(b) and 4)."""
    LISTED_IMPORTER = "listed-importer"
    """The importer of record matches a person whom CBP excluded (section 2)."""
    POST_INSPECTION = "post-inspection"
    """The item is selected for inspection because of its post (section 5(b))."""
    POST_INFORMATION = "post-information"
    """The item lacks information that is asked for because of its post (section 5(c))."""
    POST_REFUSED = "post-refused"
    """The item is refused because of its post (section 5(d))."""
    NOT_ASSESSABLE = "not-assessable"
    """The data is missing or wrong (19 CFR 128.21, 19 CFR 122.48b, 19 CFR 145.74)."""


class Reason(Struct, frozen=True, gc=False, omit_defaults=True):
    """Why one family of measure applies, in words an officer can read aloud."""

    family: Family
    """The measure that the reason calls for."""
    cause: Cause
    """Why it is called for."""
    text: str
    """The reason in words."""
    match: Match | None = None
    """The match behind it, where there is one."""
    others: tuple[str, ...] = ()
    """Identities of further parties that the reason covers: those of a hold in place that nobody has judged yet."""

    @property
    def about(self) -> str:
        """The id of the listed party that it is about; empty where its cause says it all."""
        return self.match.listed_party if self.match else ""


class Hold(Struct, frozen=True, gc=False, omit_defaults=True):
    """`holds`, key: the consignment key. A hold is placed, still in place or removed."""

    id: str
    """Id of this event, a 128-bit hash in hexadecimal; a replay writes the same id, by which a consumer drops
    duplicates."""
    hold: str
    """Id of the hold, the same for all its events."""
    event: HoldEvent
    """Whether the hold is placed, still in place or removed."""
    family: Family
    """The measure: RFS, RFI, HOLD or DNL."""
    codes: tuple[Code, ...]
    """Status codes of the event in the systems of carriers and posts."""
    consignment: str
    """Key of the consignment, `<mode>:<identifier>:<date of filing>`."""
    mode: Mode
    """How the consignment travels."""
    filer: str
    """Filer code of the manifest."""
    manifest: str
    """The filer's number of the manifest that led to this event."""
    cause: Cause
    """Why the hold is placed."""
    reason: str
    """The reason in words, with the evidence or the remedy."""
    versions: Versions
    """Versions of everything that the decision depends on."""
    decided: Moment
    """When it was decided, RFC 3339."""
    match: Match | None = None
    """The match that the hold rests on; absent where it rests on missing data or on the post."""
    others: tuple[str, ...] = ()
    """Identities of the parties, beside that of `match`, that match the same listed party and that the hold covers
    too."""

    @property
    def identities(self) -> tuple[str, ...]:
        """The identities of all parties that the hold covers; it is removed once an officer has cleared each of them."""
        return (self.match.party_identity, *self.others) if self.match else ()


class NoticeKind(StrEnum):
    """What a notice is for."""

    REESTABLISHMENT = "re-establishment"
    REVIEW = "review"


class Basis(StrEnum):
    """The basis of knowledge of EO 13904 section 3(a)."""

    KNOWS = "knows"
    REASON_TO_BELIEVE = "reason-to-believe"


class Notice(Struct, frozen=True, gc=False, omit_defaults=True):
    """`notices`, key: the listed party id. A notice for CBP review, with or without a hold.

    Of kind `re-establishment` (EO 13904 section 3(a)) it is due 60 days after the listed party was published; a record
    published longer ago still gives a notice, due at once and marked `late`.
    """

    id: str
    """Id of the notice, a 128-bit hash in hexadecimal; a replay writes the same id."""
    kind: NoticeKind
    """What the notice is for."""
    basis: Basis
    """Basis of knowledge (EO 13904 section 3(a))."""
    listed_party: str
    """Id of the listed party."""
    listed_name: str
    """Primary name of the listed party."""
    reporter: str
    """Filer code of the party that reports."""
    role: PartyRole
    """Role of the party in the consignment."""
    party_name: str
    """Name of the party as filed, social security numbers masked."""
    party_address: str
    """Address of the party on one line."""
    consignment: str
    """Key of the consignment, `<mode>:<identifier>:<date of filing>`."""
    text: str
    """The reason in words."""
    evidence: tuple[Evidence, ...]
    """The evidence, each part with its weight in the score."""
    versions: Versions
    """Versions of everything that the decision depends on."""
    decided: Moment
    """When it was decided, RFC 3339."""
    due: date | None = None
    """Day on which the notice is due, `YYYY-MM-DD`, 60 days after the listed party was published (EO 13904 section
    3(a))."""
    late: bool = False
    """Whether the 60 days had passed already, so that it is due at once."""
    party_identity: str = ""
    """Hash of the party's name, address and numbers; with `listed_party` it is the pair that an officer may
    suppress."""


class Decision(Struct, frozen=True, gc=False, omit_defaults=True):
    """What is decided of one consignment that is not plainly clear."""

    index: int
    """Position of the consignment in its manifest, from 0."""
    consignment: str
    """Key of the consignment, `<mode>:<identifier>:<date of filing>`."""
    family: Family
    """The measure: that of the strictest reason, `clear` where there is none."""
    reasons: tuple[Reason, ...]
    """Every reason for a measure, the strictest first."""
    matches: tuple[Match, ...] = ()
    """All verified matches that policy records, including those too weak for a hold."""
    problems: tuple[Problem, ...] = ()
    """What is missing or wrong in the consignment."""
    notices: tuple[Notice, ...] = ()
    """Notices for CBP, with or without a hold."""
    released: tuple[str, ...] = ()
    """Ids of the holds in place that officers' suppressions remove."""


def outcome_id(*about: str) -> str:
    """A 128-bit hash, in hexadecimal, of what a published record is about: the same words always give the same id."""
    return blake2b("\x1f".join(about).encode(), digest_size=16).hexdigest()
