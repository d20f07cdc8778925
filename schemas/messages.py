"""The messages of every topic. Their JSON Schema in `schemas/contracts/` is generated from these types.

Contracts grow by addition: a new field has a default, a type never changes, a break is a new topic. The docstring below
a field is its description in the contract.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Generic

from msgspec import Meta, Struct

from screener.domain.consignment import ExpressConsignment, Mode, Moment, P, PostalItem
from screener.domain.decision import Versions
from screener.domain.listed_party import ListName
from screener.domain.status_codes import Code
from screener.search.list_deltas import Counts


class Purpose(StrEnum):
    """Whether a manifest is filed for the first time or amends an earlier one."""

    ORIGINAL = "original"
    RESUBMISSION = "resubmission"


class ExpressManifest(Struct, Generic[P], omit_defaults=True, gc=False):
    """`manifests.express`, key: the filer code. House consignments of one master air waybill."""

    filer: str
    """Code of the filer that sends the manifest."""
    manifest: str
    """The filer's number of this manifest; a resubmission has a new one."""
    consignments: list[ExpressConsignment[P]]
    """The house consignments, at most 100,000."""
    sent: datetime | None = None
    """When the filer sent it, RFC 3339."""
    purpose: Purpose = Purpose.ORIGINAL
    """Whether the manifest is filed for the first time or amends an earlier one."""
    master_waybill: str = ""
    """Master air waybill, `NNN-NNNNNNNC`; C is the serial number modulo 7."""
    flight: str = ""
    """Carrier and flight number, e.g. `QF417`."""
    port: str = ""
    """Port of arrival, e.g. the IATA airport code `JFK`."""


class PostalManifest(Struct, Generic[P], omit_defaults=True, gc=False):
    """`manifests.postal`, key: the operator code of the post. Items that a post announces before loading."""

    filer: str
    """Code of the filer that sends the manifest, as a rule the post itself."""
    manifest: str
    """The filer's number of this manifest; a resubmission has a new one."""
    consignments: list[PostalItem[P]]
    """The items, at most 100,000."""
    operator: str = ""
    """Operator code of the post, three characters, e.g. `XQC`; scorecards are kept by it (EO 13904 section 5)."""
    sent: datetime | None = None
    """When the post sent it, RFC 3339."""
    purpose: Purpose = Purpose.ORIGINAL
    """Whether the manifest is filed for the first time or amends an earlier one."""
    despatch: str = ""
    """Number of the despatch that carries the items."""
    origin_office: str = ""
    """Office of exchange that sends the despatch, a UPU S34 IMPC code of 6 characters."""
    destination_office: str = ""
    """Office of exchange that receives the despatch, a UPU S34 IMPC code of 6 characters."""


class SnapshotMarker(Struct, frozen=True, tag="marker", tag_field="type"):
    """`watchlist`, key `marker:<list>`: closes a snapshot of one list.

    A list takes force only if the topic holds `count` records whose ids hash to `version`: never half a list.
    """

    list: ListName
    """The list that the marker closes."""
    count: Annotated[int, Meta(ge=0)]
    """Number of records of the list on the topic."""
    version: str
    """Hash of the sorted ids of the records."""
    closed: Moment
    """When the marker was written, RFC 3339."""
    source: str = ""
    """Names of the files that were loaded."""
    name: str = ""
    """Name that the operator gave to this version, if any."""
    delta: Counts | None = None
    """What changed from the version before."""
    confirmed: bool = False
    """Whether a person confirmed a large drop in records."""
    returned: Moment | None = None
    """When the list went back to this version, RFC 3339; `closed` is then the time at which it was first closed."""


class ListVersion(Struct, frozen=True, tag="version", tag_field="type"):
    """`watchlist.archive`, key `version:<list>:<version>`: a version of one list that can be returned to.

    Its ids are in `parts` records of type `part`, written before it; its records have the keys `record:<id>`.
    """

    list: ListName
    """The list."""
    version: str
    """Hash of the sorted ids of the records."""
    count: Annotated[int, Meta(ge=0)]
    """Number of records."""
    closed: Moment
    """When the version was first closed, RFC 3339."""
    parts: Annotated[int, Meta(ge=0)]
    """Number of records of type `part` that hold its ids."""
    source: str = ""
    """Names of the files that were loaded."""
    name: str = ""
    """Name that the operator gave to this version, if any."""


class VersionPart(Struct, frozen=True, tag="part", tag_field="type"):
    """`watchlist.archive`, key `part:<list>:<version>:<number>`: part of the ids of a version, in order."""

    list: ListName
    """The list."""
    version: str
    """The version that the ids belong to."""
    number: Annotated[int, Meta(ge=0)]
    """Number of the part, from 0."""
    ids: tuple[str, ...]
    """Ids of listed parties."""


class WatchlistVersion(Struct, frozen=True, tag="watchlist", tag_field="type"):
    """`watchlist.archive`, key `watchlist:<version>`: the version of each list that a watchlist version consists of."""

    version: str
    """Version of all lists together, as decisions name it."""
    lists: dict[ListName, str]
    """List -> version of that list."""
    closed: Moment
    """When the last of its lists was closed, RFC 3339."""


class ErrorSystem(StrEnum):
    """The system that defines an error code: CAMIR, which filers know, or this screener."""

    CAMIR = "CAMIR"
    SCREENER = "SCREENER"


class ErrorItem(Struct, frozen=True, gc=False, omit_defaults=True):
    """An error in a manifest: the field, the value and the remedy, with a code that the filer knows."""

    index: int
    """Position of the consignment in the manifest, from 0; -1 where the error concerns the manifest itself."""
    code: str
    """Error code, e.g. `MISSING_WEIGHT`."""
    code_system: ErrorSystem
    """System that defines the code."""
    field: str
    """Path of the field within the consignment, e.g. `parties[consignee].address.country`."""
    value: str
    """The value that was sent, at most 80 characters, social security numbers masked."""
    remedy: str
    """What to send instead."""
    consignment: str = ""
    """Key of the consignment, `<mode>:<identifier>:<date of filing>`."""


class Receipt(Struct, frozen=True, omit_defaults=True):
    """`receipts`, key: the filer code. Each manifest gets one: it was received, and this is what became of it."""

    id: str
    """Id of the receipt, a 128-bit hash in hexadecimal; a replay writes the same id."""
    filer: str
    """Filer code of the manifest; where it could not be read, the key of the record."""
    manifest: str
    """The filer's number of the manifest."""
    mode: Mode
    """How the consignments travel."""
    consignments: int
    """Number of consignments in the manifest."""
    cleared: int
    """Number of consignments without any measure."""
    rejected: int
    """Number of consignments with errors."""
    outcomes: dict[str, int]
    """Measure -> number of consignments for which it is the strictest one."""
    codes: tuple[Code, ...]
    """SR (received) and SF (assessment complete), the CAMIR codes that a filer's system waits for; none where the
    manifest could not be read."""
    versions: Versions
    """Versions of everything that the decisions depend on."""
    decided: Moment
    """When the manifest was screened, RFC 3339."""
    notices: int = 0
    """Number of notices to CBP."""
    recorded: int = 0
    """Number of consignments with a match, strong or weak."""
    errors: tuple[ErrorItem, ...] = ()
    """Errors in the manifest, at most 1,000."""
    error_count: int = 0
    """Number of all errors."""
    suppressed: int = 0
    """Number of matches that suppressions kept quiet."""


MAX_RECEIPT_ERRORS = 1_000


class DeadLetter(Struct, frozen=True, omit_defaults=True):
    """`dead-letters`, key: the source topic. A record that could not be read, with its coordinates and the reason."""

    id: str
    """Id of the dead letter, a 128-bit hash in hexadecimal; a replay writes the same id."""
    topic: str
    """Topic of the record that could not be read."""
    partition: int
    """Partition of the record."""
    offset: int
    """Offset of the record."""
    reason: str
    """The reason as a short label, e.g. `not JSON`."""
    detail: str
    """The reason in full."""
    remedy: str
    """What to send instead."""
    size: int
    """Size of the record's value in bytes."""
    seen: Moment
    """When the record was read, RFC 3339."""
    key: str = ""
    """Key of the record, social security numbers masked."""
    sample: str = ""
    """Beginning of the record's value, at most 512 characters, social security numbers masked; never the whole
    value."""
    index: int | None = None
    """Position of the consignment in the manifest, from 0; absent where the whole record could not be read."""
