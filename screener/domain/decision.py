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
    """A status code and the system whose code it is: 7H is an RFI hold in PLACI and an NII exam in ACE."""

    code_system: str
    code: str


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
    posts: str
    policy: str
    matcher: str = MATCHER_VERSION
    suppressions: str = UNSUPPRESSED


class Evidence(Struct, frozen=True, gc=False):
    """One kind of evidence in words, with its weight in the score."""

    text: str
    weight: float = 0.0


class Match(Struct, frozen=True, gc=False, omit_defaults=True):
    """A verified match of a party with a listed party: the texts on both sides and what the score is made of.

    `party_identity` hashes the party's name, address and numbers: with `listed_party` it names the pair that an officer may
    decide to be not the same.
    """

    listed_party: str
    listed_name: str
    list: str
    agency: str
    cbp: bool
    role: PartyRole
    party_name: str
    matched_name: str
    score: float
    evidence: tuple[Evidence, ...]
    weak: bool = False
    by_identifier: bool = False
    party_identity: str = ""


class Cause(StrEnum):
    """Why a hold is placed."""

    LISTED_PARTY = "listed-party"
    LISTED_IMPORTER = "listed-importer"
    POST_INSPECTION = "post-inspection"
    POST_INFORMATION = "post-information"
    POST_REFUSED = "post-refused"
    NOT_ASSESSABLE = "not-assessable"


class Reason(Struct, frozen=True, gc=False, omit_defaults=True):
    """Why one family of measure applies, in words an officer can read aloud.

    `others` are the identities of further parties for which it stands: those of a hold in place that nobody judged.
    """

    family: Family
    cause: Cause
    text: str
    match: Match | None = None
    others: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """What the reason is about, beside its cause: a listed party, or nothing more."""
        return self.match.listed_party if self.match else ""


class Hold(Struct, frozen=True, gc=False, omit_defaults=True):
    """A hold event on the `holds` topic, keyed by `consignment` (`mode:identifier:date`).

    `hold` is the same for all events of one hold; `id` is the event's own, by which a consumer drops a twin. `others` are the
    identities of the parties, beside that of `match`, that resemble the same listed party: the hold stands for them as well.
    """

    id: str
    hold: str
    event: HoldEvent
    family: Family
    codes: tuple[Code, ...]
    consignment: str
    mode: Mode
    filer: str
    manifest: str
    cause: Cause
    reason: str
    versions: Versions
    decided: Moment
    match: Match | None = None
    others: tuple[str, ...] = ()

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
    """A notice for CBP review on the `notices` topic, keyed by `listed_party`.

    Of kind `re-establishment` (EO 13904 section 3(a)) it is due 60 days after the listed party was published; a record
    published longer ago still gives a notice, due at once and marked `late`.
    """

    id: str
    kind: NoticeKind
    basis: Basis
    listed_party: str
    listed_name: str
    reporter: str
    role: PartyRole
    party_name: str
    party_address: str
    consignment: str
    text: str
    evidence: tuple[Evidence, ...]
    versions: Versions
    decided: Moment
    due: date | None = None
    late: bool = False
    party_identity: str = ""


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
