"""The messages of every topic, typed. `schemas/contracts/` holds their JSON Schema, generated from here.

Contracts grow by addition: a new field has a default, a type never changes, a break is a new topic.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Generic

from msgspec import Meta, Struct

from screener.domain.consignment import ExpressConsignment, Mode, Moment, P, PostalItem
from screener.domain.decision import Code, Hold, Notice, Versions
from screener.domain.listed_party import ListedParty, ListName
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecard
from screener.search.list_deltas import Counts


class Purpose(StrEnum):
    """Whether a manifest is filed for the first time or amends an earlier one."""

    ORIGINAL = "original"
    RESUBMISSION = "resubmission"


class ExpressManifest(Struct, Generic[P], omit_defaults=True, gc=False):
    """`manifests.express`, key: the filer code. The house consignments of one master air waybill."""

    filer: str
    manifest: str
    consignments: list[ExpressConsignment[P]]
    sent: datetime | None = None
    purpose: Purpose = Purpose.ORIGINAL
    master_waybill: str = ""
    flight: str = ""
    port: str = ""


class PostalManifest(Struct, Generic[P], omit_defaults=True, gc=False):
    """`manifests.postal`, key: the operator code of the post. The items that a post announces before loading."""

    filer: str
    manifest: str
    consignments: list[PostalItem[P]]
    operator: str = ""
    sent: datetime | None = None
    purpose: Purpose = Purpose.ORIGINAL
    despatch: str = ""
    origin_office: str = ""
    destination_office: str = ""


class SnapshotMarker(Struct, frozen=True, tag="marker", tag_field="type"):
    """`watchlist`, key `marker:<list>`: closes a snapshot of one list.

    A list is in force only where the records on the topic number `count` and hash to `version`: never half a list.
    `delta` counts what changed from the version before; `confirmed` says that a person confirmed a large drop, `returned`
    when the list went back to this version, which was first `closed` earlier.
    """

    list: ListName
    count: Annotated[int, Meta(ge=0)]
    version: str
    closed: Moment
    source: str = ""
    name: str = ""
    delta: Counts | None = None
    confirmed: bool = False
    returned: Moment | None = None


class ListVersion(Struct, frozen=True, tag="version", tag_field="type"):
    """`watchlist.archive`, key `version:<list>:<version>`: a version of one list that can be returned to.

    Its ids stand in `parts` records of type `part`, written before it; its records in those keyed `record:<id>`.
    """

    list: ListName
    version: str
    count: Annotated[int, Meta(ge=0)]
    closed: Moment
    parts: Annotated[int, Meta(ge=0)]
    source: str = ""
    name: str = ""


class VersionPart(Struct, frozen=True, tag="part", tag_field="type"):
    """`watchlist.archive`, key `part:<list>:<version>:<number>`: some of the ids of a version, in order."""

    list: ListName
    version: str
    number: Annotated[int, Meta(ge=0)]
    ids: tuple[str, ...]


class WatchlistVersion(Struct, frozen=True, tag="watchlist", tag_field="type"):
    """`watchlist.archive`, key `watchlist:<version>`: which version of each list made a watchlist version, as decisions name it."""

    version: str
    lists: dict[ListName, str]
    closed: Moment


class ErrorSystem(StrEnum):
    """Whose error code it is: the filer's own system (CAMIR) or this screener."""

    CAMIR = "CAMIR"
    SCREENER = "SCREENER"


class ErrorItem(Struct, frozen=True, gc=False, omit_defaults=True):
    """An error in one consignment of a manifest: the field, the value and the remedy, in the filer's own codes."""

    index: int
    code: str
    code_system: ErrorSystem
    field: str
    value: str
    remedy: str
    consignment: str = ""


class Receipt(Struct, frozen=True, omit_defaults=True):
    """`receipts`, key: the filer code. Says of every manifest, once, that it was received and what became of it.

    `received` is SR (received) and `complete` SF (assessment complete): the CAMIR codes a filer's system waits for.
    `outcomes` counts consignments by their strictest family; `suppressed` the resemblances that suppressions kept quiet.
    `errors` holds at most `MAX_RECEIPT_ERRORS` items;
    `error_count` counts them all.
    """

    id: str
    filer: str
    manifest: str
    mode: Mode
    consignments: int
    cleared: int
    rejected: int
    outcomes: dict[str, int]
    codes: tuple[Code, ...]
    versions: Versions
    decided: Moment
    notices: int = 0
    recorded: int = 0
    errors: tuple[ErrorItem, ...] = ()
    error_count: int = 0
    suppressed: int = 0


MAX_RECEIPT_ERRORS = 1_000


class DeadLetter(Struct, frozen=True, omit_defaults=True):
    """`dead-letters`, key: the source topic. What could not be read, with its coordinates and the reason.

    `sample` is the beginning of the payload (at most 512 bytes, social security numbers masked), never the whole of it.
    """

    id: str
    topic: str
    partition: int
    offset: int
    reason: str
    detail: str
    remedy: str
    size: int
    seen: Moment
    key: str = ""
    sample: str = ""
    index: int | None = None


__all__ = [
    "MAX_RECEIPT_ERRORS",
    "DeadLetter",
    "ErrorItem",
    "ErrorSystem",
    "ExpressManifest",
    "Hold",
    "ListVersion",
    "ListedParty",
    "Notice",
    "Policy",
    "PostalManifest",
    "Purpose",
    "Receipt",
    "Scorecard",
    "SnapshotMarker",
    "VersionPart",
    "WatchlistVersion",
]
