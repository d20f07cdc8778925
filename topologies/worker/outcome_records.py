"""The outcomes of one record, each with the topic and the key under which the world reads it: for stream and files alike."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from schemas.lenient_decoding import Rejection
from schemas.receipts import Source, dead_letter, error_receipt, nameless, receipt_of
from screener.domain.consignment import Mode
from screener.domain.decision import Hold, Versions
from screener.domain.manifest import Manifest, ScreeningResult
from topologies.topics import DEAD_LETTERS, EXPRESS, HOLDS, NOTICES, POSTAL, RECEIPTS

MODES = {EXPRESS.name: Mode.EXPRESS, POSTAL.name: Mode.POSTAL}


class Outcome(Struct, frozen=True, gc=False):
    """A message for a topic."""

    topic: str
    key: str
    message: object


def of_screened(
    manifest: Manifest, screened: ScreeningResult, holds: Sequence[Hold], source: Source, body: bytes, now: datetime
) -> Iterator[Outcome]:
    """What a manifest that was screened comes to: holds, notices, dead letters of what nothing names, its receipt."""
    for hold in holds:
        yield Outcome(HOLDS.name, hold.consignment, hold)
    for decision in screened.decisions:
        for notice in decision.notices:
            yield Outcome(NOTICES.name, notice.listed_party, notice)
    for decision, rejection in nameless(manifest, screened):
        yield Outcome(DEAD_LETTERS.name, source.topic, dead_letter(rejection, source, body, now, decision.index))
    yield Outcome(RECEIPTS.name, manifest.filer, receipt_of(manifest, screened, source, now))


def of_unread(
    mode: Mode, rejection: Rejection, source: Source, body: bytes, versions: Versions, now: datetime
) -> Iterator[Outcome]:
    """What a record that cannot be read comes to: a dead letter and an error receipt."""
    yield Outcome(DEAD_LETTERS.name, source.topic, dead_letter(rejection, source, body, now))
    receipt = error_receipt(mode, rejection, source, versions, now)
    yield Outcome(RECEIPTS.name, receipt.filer, receipt)
