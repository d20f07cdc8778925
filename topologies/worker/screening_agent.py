"""The agent's work: records of a manifest topic -> outcomes, published and awaited before the records count."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import msgspec
import structlog

from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from schemas.messages import DeadLetter
from schemas.receipts import Source, clear_receipt, dead_letter
from screener.domain.consignment import Mode
from screener.domain.decision import outcome_id
from screener.domain.manifest import HoldsInPlace, Manifest, ScreeningResult
from screener.fast_path import clear_on_fast_path
from screener.regime.hold_events import hold_events
from screener.screening import screen
from topologies.delivery.publisher import ProducerRecord, Refused
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.topics import DEAD_LETTERS, RECEIPTS
from topologies.worker.metrics import Metrics
from topologies.worker.outcome_records import MODES, Outcome, of_screened, of_unread

log = structlog.get_logger(__name__)
OUTCOME_REFUSED = "outcome refused"
LONGEST_KEY = 200
_encode = msgspec.json.Encoder().encode


class PublishesRecords(Protocol):
    """What delivers outcomes."""

    async def publish(self, records: Sequence[ProducerRecord]) -> list[Refused]:
        """Publish all, await every delivery; those that the broker refuses for themselves come back."""


class Work:
    """What became of one batch of records, all against one reference: what to publish, and to count once it is delivered."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.records: list[ProducerRecord] = []
        self.screened: list[tuple[Manifest, ScreeningResult]] = []
        self.clear = 0
        self.dead: list[str] = []

    def add(self, outcome: Outcome) -> None:
        """One outcome more."""
        key = outcome.key.encode("utf-8", "replace")
        self.records.append(ProducerRecord(outcome.topic, key, _encode(outcome.message)))
        if isinstance(outcome.message, DeadLetter):
            self.dead.append(outcome.message.reason)


class Screening:
    """Decodes, screens, publishes. One for each worker; `reference` is asked for every batch, so a swap is whole."""

    def __init__(
        self,
        decoder: Decoder,
        reference: Callable[[], Reference],
        in_place: RememberedHolds,
        publisher: PublishesRecords,
        metrics: Metrics,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._decoder = decoder
        self._reference = reference
        self._in_place = in_place
        self._publisher = publisher
        self._metrics = metrics
        self._clock = clock

    async def handle(self, batch: RecordBatch) -> None:
        """Screen all records of a batch and return when every outcome is acknowledged by the broker."""
        work = self.work(batch)
        refused = await self._publisher.publish(work.records)
        if refused:
            await self._tell(batch, refused, work)
        self._count(batch, work)
        self._measure(work.reference)

    async def _tell(self, batch: RecordBatch, refused: Sequence[Refused], work: Work) -> None:
        letters = [_by_reference(batch, each, self._clock()) for each in refused]
        if await self._publisher.publish(letters):
            raise RuntimeError("the broker refuses an outcome, and the dead letter that tells of it")
        work.dead += [OUTCOME_REFUSED] * len(letters)

    def work(self, batch: RecordBatch) -> Work:
        """The outcomes of a batch of records, all against one reference; its holds are in place for the next record.

        They may be before they are delivered: where delivery fails the process ends.
        """
        reference, now = self._reference(), self._clock()
        work = Work(reference)
        mode, in_place, versions = MODES[batch.topic], self._in_place.by_identifier, reference.versions
        manifests = [self._decoder.decode(mode, record.value) for record in batch.records]
        read = [None if isinstance(each, Rejection) else each for each in manifests]
        watchlist, scorecards, policy = reference.watchlist, reference.scorecards, reference.policy
        clear = clear_on_fast_path(read, watchlist, scorecards, policy, now, in_place=in_place)
        for number, (record, manifest) in enumerate(zip(batch.records, manifests, strict=True)):
            source = Source(batch.topic, batch.partition, record.offset, (record.key or b"").decode("utf-8", "replace"))
            if isinstance(manifest, Rejection):
                _refuse(work, mode, manifest, source, record.value or b"", reference, now)
            elif number in clear and not _any_held(manifest, in_place):
                work.add(Outcome(RECEIPTS.name, manifest.filer, clear_receipt(manifest, versions, source, now)))
                work.clear += len(manifest.consignments)
            else:
                self._screen(manifest, record, source, reference, now, work)
        return work

    def _screen(
        self,
        manifest: Manifest,
        record: ConsumerRecord,
        source: Source,
        reference: Reference,
        now: datetime,
        work: Work,
    ) -> None:
        in_place = self._in_place.by_identifier
        screened = screen(
            manifest,
            reference.watchlist,
            reference.scorecards,
            reference.policy,
            now,
            in_place=in_place,
            suppressions=reference.suppressions,
        )
        holds = hold_events(manifest, screened, now, in_place)
        self._in_place.update(holds)
        for outcome in of_screened(manifest, screened, holds, source, record.value or b"", now):
            work.add(outcome)
        work.screened.append((manifest, screened))

    def _count(self, batch: RecordBatch, work: Work) -> None:
        mode = MODES[batch.topic].value
        self._metrics.on_clear(mode, work.clear)
        for manifest, screened in work.screened:
            self._metrics.on_screened(manifest, screened)
        for reason in work.dead:
            self._metrics.on_dead_letter(reason)
        self._metrics.on_delivered(mode, [record.timestamp_ms for record in batch.records])

    def _measure(self, reference: Reference) -> None:
        memory = reference.watchlist.memory
        for table, entries in (
            ("parties", self._decoder.parties),
            ("findings", memory.parties),
            ("clear names", memory.clear_names),
            ("found names", memory.found_names),
            ("descriptions", memory.descriptions),
            ("holds", self._in_place),
        ):
            self._metrics.on_remembered(table, len(entries))


def _any_held(manifest: Manifest, in_place: HoldsInPlace) -> bool:
    """Whether a record before this one, in the same batch, placed a hold on one of its consignments."""
    return any(each.identifier in in_place for each in manifest.consignments)


def _refuse(
    work: Work, mode: Mode, rejection: Rejection, source: Source, body: bytes, reference: Reference, now: datetime
) -> None:
    log.warning(
        "a record cannot be read",
        topic=source.topic,
        partition=source.partition,
        offset=source.offset,
        reason=rejection.reason,
    )
    for outcome in of_unread(mode, rejection, source, body, reference.versions, now):
        work.add(outcome)


class _Outcome(msgspec.Struct):
    id: str


def _by_reference(batch: RecordBatch, refused: Refused, now: datetime) -> ProducerRecord:
    """An outcome that the broker will not take is told by reference: what it was, and of which batch.

    The letter's id is made of the outcome's own, so two outcomes of one batch are two letters.
    """
    record = refused.record
    key, value = (record.key or b"").decode("utf-8", "replace")[:LONGEST_KEY], record.value or b""
    detail = f"{record.topic}: {refused.reason}"
    rejection = Rejection(OUTCOME_REFUSED, detail, "raise max.message.bytes of the topic")
    log.error("the broker refused an outcome", topic=record.topic, reason=refused.reason)
    letter = dead_letter(rejection, Source(batch.topic, batch.partition, batch.first, key), value, now)
    identity = outcome_id("dead-letter", record.topic, msgspec.json.decode(value, type=_Outcome).id)
    return ProducerRecord(
        DEAD_LETTERS.name, batch.topic.encode(), _encode(msgspec.structs.replace(letter, id=identity))
    )
