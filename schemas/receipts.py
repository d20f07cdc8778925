"""What is said back: a receipt for every manifest, a dead letter for what could not be read."""

from datetime import UTC, datetime

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
"""The index of an error that concerns no single consignment."""


class Source(Struct, frozen=True, gc=False):
    """The coordinates of a record: where a reader finds it again."""

    topic: str
    partition: int
    offset: int
    key: str = ""

    @property
    def about(self) -> tuple[str, str, str]:
        """The coordinates as words for an outcome id."""
        return self.topic, str(self.partition), str(self.offset)


def receipt_of(manifest: Manifest, screened: ScreeningResult, source: Source, now: datetime) -> Receipt:
    """The receipt of a manifest that was read: counts by family, and each error in the filer's own codes."""
    errors = [_item(WHOLE_MANIFEST, "", each) for each in manifest.manifest_problems]
    errors += [_item(d.index, d.consignment, each) for d in screened.decisions for each in d.problems]
    counts = screened.family_counts
    return Receipt(
        id=outcome_id("receipt", *source.about),
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


def clear_receipt(manifest: Manifest, versions: Versions, source: Source, now: datetime) -> Receipt:
    """What `receipt_of` makes of a manifest without any decision or problem, at a fraction of the cost."""
    total = len(manifest.consignments)
    return Receipt(
        id=outcome_id("receipt", *source.about),
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


def error_receipt(mode: Mode, rejection: Rejection, source: Source, versions: Versions, now: datetime) -> Receipt:
    """The receipt of a record that could not be read: no code of receipt, one error, nothing cleared."""
    error = ErrorItem(
        index=WHOLE_MANIFEST,
        code="INVALID_MESSAGE_TYPE",
        code_system=ErrorSystem.CAMIR,
        field=rejection.reason,
        value=mask(rejection.detail),
        remedy=rejection.remedy,
    )
    return Receipt(
        id=outcome_id("receipt", *source.about),
        filer=rejection.filer or source.key,
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
    rejection: Rejection, source: Source, body: bytes, now: datetime, index: int | None = None
) -> DeadLetter:
    """What could not be read, by reference: coordinates, reason, remedy and a masked beginning, never the whole payload."""
    return DeadLetter(
        id=outcome_id("dead-letter", *source.about, "" if index is None else str(index), rejection.reason),
        topic=source.topic,
        partition=source.partition,
        offset=source.offset,
        key=mask(source.key),
        index=index,
        reason=rejection.reason,
        detail=mask(rejection.detail),
        remedy=rejection.remedy,
        size=len(body),
        sample=_sample(body),
        seen=now,
    )


def _sample(body: bytes) -> str:
    """The masked beginning of a payload. Null bytes go first: UTF-16 puts one between the digits of a number."""
    read = body[: 2 * (SAMPLE_BYTES + len(MASK) + 1)]
    return mask(read.replace(b"\0", b"").decode("utf-8", "replace"))[:SAMPLE_BYTES]


def nameless(manifest: Manifest, screened: ScreeningResult) -> list[tuple[Decision, Rejection]]:
    """The consignments that cannot be held because nothing names them: they go to the dead letters, with their problems."""
    return [
        (decision, Rejection("no consignment key", _words(decision), "give identifier and date of filing"))
        for decision in screened.decisions
        if decision.family is not Family.CLEAR and not has_key(manifest, decision)
    ]


def aware(milliseconds: int) -> datetime:
    """The time of a record's timestamp."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _words(decision: Decision) -> str:
    return "; ".join(reason.text for reason in decision.reasons)[:1000]


def _item(index: int, consignment: str, each: Problem) -> ErrorItem:
    system = ErrorSystem.SCREENER if ErrorCode(each.code) in OWN_CODES else ErrorSystem.CAMIR
    return ErrorItem(index, each.code, system, each.field, each.value, each.remedy, consignment)
