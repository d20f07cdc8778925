"""The agent's work: records of a manifest topic -> outcomes, published and awaited before the records count."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import msgspec
import structlog

from schemas.decoding import Decoder
from schemas.receipts import Source, dead_letter, error_receipt, nameless, receipt_of
from schemas.salvage import Rejection
from screener.batch import Batch as Manifest
from screener.batch import Screened
from screener.consignment import Mode
from screener.decision import Hold
from screener.outcomes import holds_of
from screener.screening import screen
from topologies.batch import Batch, Record
from topologies.metrics import Metrics
from topologies.outbox import OutRecord, Refused
from topologies.reference import HoldsInPlace, Reference
from topologies.topics import DEAD_LETTERS, EXPRESS, HOLDS, NOTICES, POSTAL, RECEIPTS

log = structlog.get_logger(__name__)
MODES = {EXPRESS.name: Mode.EXPRESS, POSTAL.name: Mode.POSTAL}
_encode = msgspec.json.Encoder().encode


class Publisher(Protocol):
    """What delivers outcomes."""

    async def publish(self, records: Sequence[OutRecord]) -> list[Refused]:
        """Publish all, await every delivery; those that the broker refuses for themselves come back."""


class Work:
    """What became of one batch of records: the outcomes to publish, and what to count once they are delivered."""

    def __init__(self) -> None:
        self.records: list[OutRecord] = []
        self.holds: list[Hold] = []
        self.screened: list[tuple[Manifest, Screened]] = []
        self.dead: list[str] = []

    def add(self, topic: str, key: str, message: object) -> None:
        """One outcome for `topic`."""
        self.records.append(OutRecord(topic, key.encode("utf-8", "replace"), _encode(message)))


class Screening:
    """Decodes, screens, publishes. One for each worker; `reference` is asked for every batch, so a swap is whole."""

    def __init__(
        self,
        decoder: Decoder,
        reference: Callable[[], Reference],
        in_place: HoldsInPlace,
        publisher: Publisher,
        metrics: Metrics,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._decoder = decoder
        self._reference = reference
        self._in_place = in_place
        self._publisher = publisher
        self._metrics = metrics
        self._clock = clock

    async def handle(self, batch: Batch) -> None:
        """Screen all records of a batch and return when every outcome is acknowledged by the broker."""
        work = self.work(batch)
        refused = await self._publisher.publish(work.records)
        if refused:
            await self._publisher.publish([_by_reference(batch, each, self._clock()) for each in refused])
        self._count(batch, work)

    def work(self, batch: Batch) -> Work:
        """The outcomes of a batch of records, all against one reference."""
        reference, now, work = self._reference(), self._clock(), Work()
        for record in batch.records:
            self._record(batch, record, reference, now, work)
        return work

    def _record(self, batch: Batch, record: Record, reference: Reference, now: datetime, work: Work) -> None:
        mode = MODES[batch.topic]
        source = Source(batch.topic, batch.partition, record.offset, (record.key or b"").decode("utf-8", "replace"))
        manifest = self._decoder.decode(mode, record.value)
        if isinstance(manifest, Rejection):
            _refuse(work, mode, manifest, source, record.value or b"", reference, now)
            return
        in_place = self._in_place.by_identifier
        screened = screen(manifest, reference.watchlist, reference.posts, reference.policy, now, in_place=in_place)
        for hold in holds_of(manifest, screened, now, in_place):
            work.add(HOLDS.name, hold.consignment, hold)
            work.holds.append(hold)
        for decision in screened.decisions:
            for notice in decision.notices:
                work.add(NOTICES.name, notice.listed_party, notice)
        for decision, rejection in nameless(manifest, screened):
            letter = dead_letter(rejection, source, record.value or b"", now, decision.index)
            work.add(DEAD_LETTERS.name, source.topic, letter)
            work.dead.append(rejection.reason)
        work.add(RECEIPTS.name, manifest.filer, receipt_of(manifest, screened, source, now))
        work.screened.append((manifest, screened))

    def _count(self, batch: Batch, work: Work) -> None:
        self._in_place.take(work.holds)
        for manifest, screened in work.screened:
            self._metrics.on_screened(manifest, screened)
        for reason in work.dead:
            self._metrics.on_dead_letter(reason)
        self._metrics.on_delivered(MODES[batch.topic].value, (record.timestamp_ms for record in batch.records))
        self._metrics.on_remembered("parties", len(self._decoder.parties))
        self._metrics.on_remembered("holds", len(self._in_place))


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
    work.add(DEAD_LETTERS.name, source.topic, dead_letter(rejection, source, body, now))
    receipt = error_receipt(mode, rejection, source, reference.versions, now)
    work.add(RECEIPTS.name, receipt.filer, receipt)
    work.dead.append(rejection.reason)


def _by_reference(batch: Batch, refused: Refused, now: datetime) -> OutRecord:
    """An outcome that the broker will not take is told by reference: what it was, and of which batch."""
    rejection = Rejection(
        "outcome refused", f"{refused.record.topic}: {refused.reason}", "raise max.message.bytes of the topic"
    )
    source = Source(batch.topic, batch.partition, batch.first, (refused.record.key or b"").decode("utf-8", "replace"))
    log.error("the broker refused an outcome", topic=refused.record.topic, reason=refused.reason)
    return OutRecord(
        DEAD_LETTERS.name,
        batch.topic.encode(),
        _encode(dead_letter(rejection, source, refused.record.value or b"", now)),
    )
