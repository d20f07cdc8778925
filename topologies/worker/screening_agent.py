"""The agent of the manifest topics: screens a batch of records, and publishes its outcomes before the batch counts."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import msgspec
import structlog
from msgspec import structs

from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from schemas.messages import DeadLetter
from schemas.receipts import Coordinates, clear_receipt, dead_letter
from screener.domain.decision import outcome_id
from screener.domain.manifest import HoldsInPlace, Manifest, ScreeningResult
from screener.fast_path import clear_on_fast_path
from topologies.delivery.publisher import ProducerRecord, Refused
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.topics import DEAD_LETTERS, RECEIPTS
from topologies.worker.metrics import Metrics
from topologies.worker.outcomes import MODE_OF_TOPIC, Outcome, manifest_outcomes, rejection_outcomes, screen_manifest

log = structlog.get_logger(__name__)
OUTCOME_REFUSED = "outcome refused"
LONGEST_KEY = 200
_encode = msgspec.json.Encoder().encode


class PublishesRecords(Protocol):
    """Delivers records; `Publisher` does."""

    async def publish(self, records: Sequence[ProducerRecord]) -> list[Refused]:
        """Publish all and await every delivery; returns those that the broker refuses."""


class BatchOutcomes:
    """The outcomes of a batch, all from one reference and moment: the records to publish, and what to count once delivered."""

    def __init__(self, batch: RecordBatch, reference: Reference, now: datetime) -> None:
        self.mode = MODE_OF_TOPIC[batch.topic]
        self.reference = reference
        self.now = now
        self.records: list[ProducerRecord] = []
        self.screened: list[tuple[Manifest, ScreeningResult]] = []
        self.clear = 0
        self.dead_letters: list[str] = []

    def add(self, outcome: Outcome) -> None:
        """Encode an outcome."""
        key = outcome.key.encode("utf-8", "replace")
        self.records.append(ProducerRecord(outcome.topic, key, _encode(outcome.message)))
        if isinstance(outcome.message, DeadLetter):
            self.dead_letters.append(outcome.message.reason)

    def add_rejection(self, rejection: Rejection, coordinates: Coordinates, body: bytes) -> None:
        """The outcomes of a record that cannot be read."""
        log.warning(
            "a record cannot be read",
            topic=coordinates.topic,
            partition=coordinates.partition,
            offset=coordinates.offset,
            reason=rejection.reason,
        )
        for outcome in rejection_outcomes(self.mode, rejection, coordinates, body, self.reference.versions, self.now):
            self.add(outcome)

    def add_clear(self, manifest: Manifest, coordinates: Coordinates) -> None:
        """The receipt of a manifest that was clear on the fast path."""
        receipt = clear_receipt(manifest, self.reference.versions, coordinates, self.now)
        self.add(Outcome(RECEIPTS.name, manifest.filer, receipt))
        self.clear += len(manifest.consignments)

    def add_screened(
        self, manifest: Manifest, in_place: RememberedHolds, coordinates: Coordinates, body: bytes
    ) -> None:
        """Screen a manifest, and add its outcomes."""
        result, holds = screen_manifest(manifest, self.reference, in_place, self.now)
        for outcome in manifest_outcomes(manifest, result, holds, coordinates, body, self.now):
            self.add(outcome)
        self.screened.append((manifest, result))


class ScreeningAgent:
    """Decodes, screens and publishes. There is one in a worker; it asks for `reference` once a batch."""

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
        """Screen all records of a batch, and return once the broker has acknowledged every outcome."""
        outcomes = self.screen_batch(batch)
        refused = await self._publisher.publish(outcomes.records)
        if refused:
            await self._report_refused(batch, refused, outcomes)
        self._count(batch, outcomes)
        self._measure_caches(outcomes.reference)

    async def _report_refused(self, batch: RecordBatch, refused: Sequence[Refused], outcomes: BatchOutcomes) -> None:
        letters = [_letter_of_refused(batch, each, self._clock()) for each in refused]
        if await self._publisher.publish(letters):
            raise RuntimeError("the broker refuses an outcome, and also the dead letter that reports it")
        outcomes.dead_letters += [OUTCOME_REFUSED] * len(letters)

    def screen_batch(self, batch: RecordBatch) -> BatchOutcomes:
        """The outcomes of a batch of records. Its holds are in place for the records that follow.

        They are so before they are delivered; if the delivery fails the process ends.
        """
        outcomes = BatchOutcomes(batch, self._reference(), self._clock())
        manifests = [self._decoder.decode(outcomes.mode, record.value) for record in batch.records]
        clear = self._clear_on_fast_path(manifests, outcomes)
        for number, (record, manifest) in enumerate(zip(batch.records, manifests, strict=True)):
            coordinates, body = _coordinates(batch, record), record.value or b""
            if isinstance(manifest, Rejection):
                outcomes.add_rejection(manifest, coordinates, body)
            elif number in clear and not _any_held(manifest, self._in_place.by_identifier):
                outcomes.add_clear(manifest, coordinates)
            else:
                outcomes.add_screened(manifest, self._in_place, coordinates, body)
        return outcomes

    def _clear_on_fast_path(self, manifests: Sequence[Manifest | Rejection], outcomes: BatchOutcomes) -> set[int]:
        reference = outcomes.reference
        return clear_on_fast_path(
            [None if isinstance(each, Rejection) else each for each in manifests],
            reference.watchlist,
            reference.scorecards,
            reference.policy,
            outcomes.now,
            in_place=self._in_place.by_identifier,
        )

    def _count(self, batch: RecordBatch, outcomes: BatchOutcomes) -> None:
        mode = outcomes.mode.value
        self._metrics.on_clear(mode, outcomes.clear)
        for manifest, result in outcomes.screened:
            self._metrics.on_screened(manifest, result)
        for reason in outcomes.dead_letters:
            self._metrics.on_dead_letter(reason)
        self._metrics.on_delivered(mode, [record.timestamp_ms for record in batch.records])

    def _measure_caches(self, reference: Reference) -> None:
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


def _coordinates(batch: RecordBatch, record: ConsumerRecord) -> Coordinates:
    return Coordinates(batch.topic, batch.partition, record.offset, (record.key or b"").decode("utf-8", "replace"))


def _any_held(manifest: Manifest, in_place: HoldsInPlace) -> bool:
    """Whether an earlier record of the same batch placed a hold on one of the consignments."""
    return any(each.identifier in in_place for each in manifest.consignments)


class _Identified(msgspec.Struct):
    """The id that every outcome has."""

    id: str


def _letter_of_refused(batch: RecordBatch, refused: Refused, now: datetime) -> ProducerRecord:
    """The dead letter for an outcome that the broker refuses: its topic, its key, and the batch that it came from.

    The id of the letter derives from that of the outcome, so two refused outcomes of a batch give two letters.
    """
    record = refused.record
    key, value = (record.key or b"").decode("utf-8", "replace")[:LONGEST_KEY], record.value or b""
    detail = f"{record.topic}: {refused.reason}"
    rejection = Rejection(OUTCOME_REFUSED, detail, "raise max.message.bytes of the topic")
    log.error("the broker refused an outcome", topic=record.topic, reason=refused.reason)
    letter = dead_letter(rejection, Coordinates(batch.topic, batch.partition, batch.first, key), value, now)
    identity = outcome_id("dead-letter", record.topic, msgspec.json.decode(value, type=_Identified).id)
    return ProducerRecord(DEAD_LETTERS.name, batch.topic.encode(), _encode(structs.replace(letter, id=identity)))
