"""What is decided of a consignment, and the outcomes that tell the world: holds, notices, rejections.

The id of an outcome is a hash of what it is about, so a replay writes the same id and a consumer can drop the twin.
"""

from datetime import date
from enum import StrEnum
from hashlib import blake2b

from msgspec import Struct

from screener.domain.consignment import Mode, Moment, PartyRole
from screener.domain.errors import Problem
from screener.domain.policy import Family

MATCHER_VERSION = "pieces-4"


class HoldEvent(StrEnum):
    """A hold is placed once, may be repeated as still in place, and is removed once."""

    PLACED = "placed"
    STILL_IN_PLACE = "still-in-place"
    REMOVED = "removed"


class Code(Struct, frozen=True, gc=False):
    """A status code and the system that defines it: 7H is an RFI hold in PLACI and an NII exam in ACE."""

    code_system: str
    """System that defines the code: `PLACI-CSN`, `XCSN`, `ACE`, `EMSEVT` or `CAMIR`."""
    code: str
    """The code, e.g. `7H`."""


PLACI, XCSN, ACE, EMSEVT = "PLACI-CSN", "XCSN", "ACE", "EMSEVT"

CODES: dict[tuple[Family, HoldEvent], tuple[Code, ...]] = {
    (Family.RFS, HoldEvent.PLACED): (Code(PLACI, "8H"), Code(XCSN, "RS")),
    (Family.RFS, HoldEvent.STILL_IN_PLACE): (Code(PLACI, "8J"), Code(XCSN, "RS")),
    (Family.RFS, HoldEvent.REMOVED): (Code(PLACI, "8I"), Code(XCSN, "CO")),
    (Family.RFI, HoldEvent.PLACED): (Code(PLACI, "7H"), Code(XCSN, "RI")),
    (Family.RFI, HoldEvent.STILL_IN_PLACE): (Code(PLACI, "7J"), Code(XCSN, "RI")),
    (Family.RFI, HoldEvent.REMOVED): (Code(PLACI, "7I"), Code(XCSN, "CO")),
    (Family.HOLD, HoldEvent.PLACED): (Code(ACE, "1H"),),
    (Family.HOLD, HoldEvent.STILL_IN_PLACE): (Code(ACE, "1H"),),
    (Family.HOLD, HoldEvent.REMOVED): (Code(ACE, "1I"),),
    (Family.DNL, HoldEvent.PLACED): (Code(PLACI, "6H"), Code(XCSN, "CD")),
    (Family.DNL, HoldEvent.STILL_IN_PLACE): (Code(PLACI, "6J"), Code(XCSN, "CD")),
    (Family.DNL, HoldEvent.REMOVED): (Code(PLACI, "6I"), Code(XCSN, "CO")),
}
"""PLACI/ACAS, Cargo-XML and ACE codes. ACE has no code of its own for "still in place": 1H is repeated."""

POSTAL_CODES: dict[HoldEvent, tuple[Code, ...]] = {
    HoldEvent.PLACED: (Code(EMSEVT, "EME"),),
    HoldEvent.STILL_IN_PLACE: (Code(EMSEVT, "EME"),),
    HoldEvent.REMOVED: (Code(EMSEVT, "EDC"),),
}
"""What the postal network reads besides: EME is held by import customs, EDC returned from customs."""


def codes_of(family: Family, event: HoldEvent, mode: Mode) -> tuple[Code, ...]:
    """The status codes that carriers and posts already understand, each with its `code_system`."""
    return CODES[family, event] + (POSTAL_CODES[event] if mode is Mode.POSTAL else ())


UNSUPPRESSED = "none"
"""The version of no suppressions at all."""


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
    LISTED_IMPORTER = "listed-importer"
    POST_INSPECTION = "post-inspection"
    POST_INFORMATION = "post-information"
    POST_REFUSED = "post-refused"
    NOT_ASSESSABLE = "not-assessable"


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
        """What the reason is about, beside its cause: a listed party, or nothing more."""
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
        """The identities of all parties for which it stands; of each an officer must decide that it is not the listed one."""
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
    """What is decided of one consignment that is not plainly clear; `reasons` are ordered, the strictest first.

    `matches` are all verified matches worth recording, also those too weak to hold; `problems` say what could not be
    assessed; `notices` are for CBP, with or without a hold; `released` are the holds in place whose pair an officer decided
    to be not the same.
    """

    index: int
    consignment: str
    family: Family
    reasons: tuple[Reason, ...]
    matches: tuple[Match, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    released: tuple[str, ...] = ()


def outcome_id(*about: str) -> str:
    """A 128-bit hexadecimal id of what an outcome is about; the same words give the same id for ever."""
    return blake2b("\x1f".join(about).encode(), digest_size=16).hexdigest()
