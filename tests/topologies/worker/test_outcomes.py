from collections import Counter

from schemas.lenient_decoding import Rejection
from schemas.messages import DeadLetter, Receipt
from schemas.receipts import Coordinates
from screener.domain.consignment import Mode
from screener.domain.decision import Versions
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.domain.status_codes import HoldEvent
from screener.search.watchlist import Watchlist
from tests.support.builders import NOW, express, manifest_of, party
from tests.support.worker_helpers import ORION
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.topics import MANIFESTS, OUTCOMES
from topologies.worker.outcomes import MODE_OF_TOPIC, manifest_outcomes, rejection_outcomes, screen_manifest

HERE = Coordinates("manifests.express", 3, 100, "SWIFT")
REFERENCE = Reference(Watchlist([ORION], "w1"), Scorecards(), Policy())


def test_every_manifest_topic_has_a_mode() -> None:
    """A topic without one could not be decoded."""
    assert MODE_OF_TOPIC.keys() == {topic.name for topic in MANIFESTS}
    assert set(MODE_OF_TOPIC.values()) == set(Mode)


def test_the_holds_of_a_manifest_are_in_place_for_the_next_one() -> None:
    """The same consignment in another manifest repeats its hold."""
    in_place = RememberedHolds(10)
    manifests = [manifest_of(express(party(ORION.name)), number=number) for number in ("M1", "M2")]
    events = [screen_manifest(each, REFERENCE, in_place, NOW)[1][0].event for each in manifests]
    assert events == [HoldEvent.PLACED, HoldEvent.STILL_IN_PLACE]
    assert list(in_place.by_identifier) == ["HB100001"]


def test_each_outcome_has_its_topic_and_key() -> None:
    """A hold is keyed by its consignment, a receipt by the filer, a dead letter by the source topic."""
    manifest = manifest_of(express(party(ORION.name)), express(party(ORION.name), identifier="", filed=None))
    result, holds = screen_manifest(manifest, REFERENCE, RememberedHolds(10), NOW)
    outcomes = list(manifest_outcomes(manifest, result, holds, HERE, b"{}", NOW))
    assert {each.topic for each in outcomes} <= {topic.name for topic in OUTCOMES}
    keys = {each.topic: each.key for each in outcomes}
    assert keys["holds"] == "express:HB100001:2026-07-01"
    assert keys["receipts"] == manifest.filer
    assert keys["dead-letters"] == HERE.topic
    assert Counter(each.topic for each in outcomes)["receipts"] == 1
    assert outcomes[-1].topic == "receipts"


def test_a_record_that_cannot_be_read_has_a_dead_letter_and_a_receipt() -> None:
    """Both with the reason, and the receipt keyed by what the record's key says of the filer."""
    rejection = Rejection("not JSON", "line 1", "send JSON")
    letter, receipt = rejection_outcomes(Mode.EXPRESS, rejection, HERE, b"FHL/4", Versions("w1", "p1", "default"), NOW)
    assert isinstance(letter.message, DeadLetter)
    assert (letter.topic, letter.key, letter.message.reason) == ("dead-letters", HERE.topic, "not JSON")
    assert isinstance(receipt.message, Receipt)
    assert (receipt.topic, receipt.key) == ("receipts", receipt.message.filer)
    assert [error.field for error in receipt.message.errors] == ["not JSON"]
