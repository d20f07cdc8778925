"""The outcomes of one record, each with its topic and key: holds, notices, dead letters, a receipt. For stream and files."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from schemas.lenient_decoding import Rejection
from schemas.receipts import Coordinates, dead_letter, error_receipt, receipt_of, unidentified
from screener.domain.consignment import Mode
from screener.domain.decision import Hold, Versions
from screener.domain.manifest import Manifest, ScreeningResult
from screener.regime.hold_events import hold_events
from screener.screening import screen
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.topics import DEAD_LETTERS, EXPRESS, HOLDS, NOTICES, POSTAL, RECEIPTS

MODE_OF_TOPIC = {EXPRESS.name: Mode.EXPRESS, POSTAL.name: Mode.POSTAL}


class Outcome(Struct, frozen=True, gc=False):
    """A message, and the topic and key under which it is published."""

    topic: str
    key: str
    message: object


def screen_manifest(
    manifest: Manifest, reference: Reference, in_place: RememberedHolds, now: datetime
) -> tuple[ScreeningResult, Sequence[Hold]]:
    """Screen a manifest; the result, and its hold events, which `in_place` has from now on."""
    result = screen(
        manifest,
        reference.watchlist,
        reference.scorecards,
        reference.policy,
        now,
        in_place=in_place.by_identifier,
        suppressions=reference.suppressions,
    )
    events = hold_events(manifest, result, now, in_place.by_identifier)
    in_place.update(events)
    return result, events


def manifest_outcomes(
    manifest: Manifest,
    result: ScreeningResult,
    holds: Sequence[Hold],
    coordinates: Coordinates,
    body: bytes,
    now: datetime,
) -> Iterator[Outcome]:
    """The outcomes of a screened manifest. A consignment without a key cannot be held and gives a dead letter."""
    for hold in holds:
        yield Outcome(HOLDS.name, hold.consignment, hold)
    for decision in result.decisions:
        for notice in decision.notices:
            yield Outcome(NOTICES.name, notice.listed_party, notice)
    for decision, rejection in unidentified(manifest, result):
        yield Outcome(
            DEAD_LETTERS.name, coordinates.topic, dead_letter(rejection, coordinates, body, now, decision.index)
        )
    yield Outcome(RECEIPTS.name, manifest.filer, receipt_of(manifest, result, coordinates, now))


def rejection_outcomes(
    mode: Mode, rejection: Rejection, coordinates: Coordinates, body: bytes, versions: Versions, now: datetime
) -> Iterator[Outcome]:
    """The outcomes of a record that cannot be read: a dead letter and an error receipt."""
    yield Outcome(DEAD_LETTERS.name, coordinates.topic, dead_letter(rejection, coordinates, body, now))
    receipt = error_receipt(mode, rejection, coordinates, versions, now)
    yield Outcome(RECEIPTS.name, receipt.filer, receipt)
