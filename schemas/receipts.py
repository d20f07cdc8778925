"""Answers to a record: a receipt for every manifest, and a dead letter for what could not be read."""

from datetime import datetime

from msgspec import Struct

from schemas.lenient_decoding import Rejection
from schemas.messages import MAX_RECEIPT_ERRORS, DeadLetter, ErrorItem, ErrorSystem, Receipt
from screener.domain.consignment import Mode
from screener.domain.decision import Decision, Versions, outcome_id
from screener.domain.errors import OWN_CODES, ErrorCode, Problem
from screener.domain.identifiers import MASK, mask
from screener.domain.manifest import Manifest, ScreeningResult
from screener.domain.policy import Family
from screener.domain.status_codes import Code
from screener.regime.hold_events import has_key

RECEIVED = Code("CAMIR", "SR")
COMPLETE = Code("CAMIR", "SF")
CODES_OF_RECEIPT = (RECEIVED, COMPLETE)
CLEAR: str = Family.CLEAR.value
SAMPLE_BYTES = 512
WHOLE_MANIFEST = -1
"""The index of an error that concerns the manifest itself."""


class Coordinates(Struct, frozen=True, gc=False):
    """Where a record is: topic, partition and offset, and the record's key."""

    topic: str
    partition: int
    offset: int
    key: str = ""

    @property
    def about(self) -> tuple[str, str, str]:
        """The coordinates as texts for an outcome id."""
        return self.topic, str(self.partition), str(self.offset)


def receipt_of(manifest: Manifest, screened: ScreeningResult, coordinates: Coordinates, now: datetime) -> Receipt:
    """The receipt of a manifest that was read: counts by measure, and each error in codes that the filer knows."""
    errors = [_error_item(WHOLE_MANIFEST, "", each) for each in manifest.manifest_problems]
    errors += [_error_item(d.index, d.consignment, each) for d in screened.decisions for each in d.problems]
    counts = screened.family_counts
    return Receipt(
        id=outcome_id("receipt", *coordinates.about),
        filer=manifest.filer,
        manifest=manifest.number,
        mode=manifest.mode,
        consignments=screened.consignment_count,
        cleared=counts[Family.CLEAR],
        rejected=sum(1 for decision in screened.decisions if decision.problems),
        outcomes={family.value: count for family, count in counts.items() if count},
        codes=CODES_OF_RECEIPT,
        versions=screened.versions,
        decided=now,
        notices=sum(len(decision.notices) for decision in screened.decisions),
        recorded=sum(1 for decision in screened.decisions if decision.matches),
        errors=tuple(errors[:MAX_RECEIPT_ERRORS]),
        error_count=len(errors),
        suppressed=screened.suppressed_count,
    )


def clear_receipt(manifest: Manifest, versions: Versions, coordinates: Coordinates, now: datetime) -> Receipt:
    """The same as `receipt_of` for a manifest without any decision or problem, at a fraction of the cost."""
    total = len(manifest.consignments)
    return Receipt(
        id=outcome_id("receipt", *coordinates.about),
        filer=manifest.filer,
        manifest=manifest.number,
        mode=manifest.mode,
        consignments=total,
        cleared=total,
        rejected=0,
        outcomes={CLEAR: total},
        codes=CODES_OF_RECEIPT,
        versions=versions,
        decided=now,
    )


def error_receipt(
    mode: Mode, rejection: Rejection, coordinates: Coordinates, versions: Versions, now: datetime
) -> Receipt:
    """The receipt of a record that could not be read: one error, no status code, nothing cleared."""
    error = ErrorItem(
        index=WHOLE_MANIFEST,
        code="INVALID_MESSAGE_TYPE",
        code_system=ErrorSystem.CAMIR,
        field=rejection.reason,
        value=mask(rejection.detail),
        remedy=rejection.remedy,
    )
    return Receipt(
        id=outcome_id("receipt", *coordinates.about),
        filer=rejection.filer or coordinates.key,
        manifest=rejection.manifest,
        mode=mode,
        consignments=0,
        cleared=0,
        rejected=0,
        outcomes={},
        codes=(),
        versions=versions,
        decided=now,
        errors=(error,),
        error_count=1,
    )


def dead_letter(
    rejection: Rejection, coordinates: Coordinates, body: bytes, now: datetime, index: int | None = None
) -> DeadLetter:
    """A record that could not be read: coordinates, reason, remedy and a masked beginning, never the whole payload."""
    return DeadLetter(
        id=outcome_id("dead-letter", *coordinates.about, "" if index is None else str(index), rejection.reason),
        topic=coordinates.topic,
        partition=coordinates.partition,
        offset=coordinates.offset,
        key=mask(coordinates.key),
        index=index,
        reason=rejection.reason,
        detail=mask(rejection.detail),
        remedy=rejection.remedy,
        size=len(body),
        sample=_sample(body),
        seen=now,
    )


def _sample(body: bytes) -> str:
    """The masked beginning of a payload. Null bytes are removed before masking: UTF-16 has one in each digit of a number."""
    read = body[: 2 * (SAMPLE_BYTES + len(MASK) + 1)]
    return mask(read.replace(b"\0", b"").decode("utf-8", "replace"))[:SAMPLE_BYTES]


def unidentified(manifest: Manifest, screened: ScreeningResult) -> list[tuple[Decision, Rejection]]:
    """The consignments that cannot be held because they have no key: they go to the dead letters, with their problems."""
    return [
        (decision, Rejection("no consignment key", _reasons(decision), "give identifier and date of filing"))
        for decision in screened.decisions
        if decision.family is not Family.CLEAR and not has_key(manifest, decision)
    ]


def _reasons(decision: Decision) -> str:
    return "; ".join(reason.text for reason in decision.reasons)[:1000]


def _error_item(index: int, consignment: str, each: Problem) -> ErrorItem:
    system = ErrorSystem.SCREENER if ErrorCode(each.code) in OWN_CODES else ErrorSystem.CAMIR
    return ErrorItem(index, each.code, system, each.field, each.value, each.remedy, consignment)
