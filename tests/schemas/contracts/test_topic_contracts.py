"""The contracts hold for the messages that the screener reads and writes."""

from datetime import timedelta

import jsonschema
import msgspec
import pytest

from schemas.contracts.topic_contracts import CONTRACTS
from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from schemas.messages import ExpressManifest, PostalManifest, SnapshotMarker
from schemas.receipts import Coordinates, dead_letter, error_receipt, receipt_of
from screener.domain.consignment import Mode, Party
from screener.domain.listed_party import ListName
from screener.domain.manifest import Manifest
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecard
from tests.support.builders import (
    NOW,
    TODAY,
    express,
    holds,
    importer_number,
    listed,
    manifest_of,
    non_compliant_post,
    party,
    postal,
    screened,
    shipper,
)
from tests.support.contracts import validate
from topologies.topics import TOPICS

COORDINATES = Coordinates("manifests.express", 3, 41, "SWIFT")
LATER = {"information.responses", "dispositions", "seizures"}


def test_contracts_name_the_topics_that_exist() -> None:
    """Every topic with a typed message has a contract under its name, key and clean-up; later topics come with their issue."""
    topics = {topic.name: (topic.key, topic.days is None) for topic in TOPICS if topic.name not in LATER}
    assert {each.topic: (each.key, each.compacted) for each in CONTRACTS} == topics


def test_manifests_hold_to_their_contracts() -> None:
    """A manifest of either mode, whole or bare, is what its contract says; the decoder reads what was validated."""
    lines = express(shipper(), party(identifiers=[importer_number("12-3456789XX")]))
    express_manifest = ExpressManifest[Party]("SWIFT", "M1", [lines], sent=NOW)
    postal_manifest = PostalManifest[Party]("CNPOST", "P1", [postal()], operator="CNA")
    for mode, topic, manifest in (
        (Mode.EXPRESS, "manifests.express", express_manifest),
        (Mode.POSTAL, "manifests.postal", postal_manifest),
    ):
        validate(topic, manifest)
        validate(topic, {"filer": "SWIFT", "manifest": "M1", "consignments": []})
        assert isinstance(Decoder().decode(mode, msgspec.json.encode(manifest)), Manifest)


def test_outcomes_hold_to_their_contracts() -> None:
    """Holds, notices, receipts and dead letters that the screener makes are what their contracts say."""
    bad = express(party(""), identifier="HB2")
    given = manifest_of(express(party("ORION KADE TRADING")), bad, express(identifier=""))
    entry = listed(addresses=[shipper().address], published=TODAY - timedelta(days=10))
    found = screened(given, entry)
    rejection = Rejection("not JSON", "line 1", "send JSON")
    assert len(holds(given, entry)) == 2
    for hold in holds(given, entry):
        validate("holds", hold)
    notices = [notice for decision in found.decisions for notice in decision.notices]
    assert notices
    for notice in notices:
        validate("notices", notice)
    validate("receipts", receipt_of(given, found, COORDINATES, NOW))
    validate("receipts", error_receipt(Mode.EXPRESS, rejection, COORDINATES, found.versions, NOW))
    validate("dead-letters", dead_letter(rejection, COORDINATES, b"{", NOW))


def test_reference_messages_hold_to_their_contracts() -> None:
    """A listed party, a marker, a scorecard and a policy are what their contracts say."""
    validate("watchlist", listed(aliases=["OK TRADING"], active=TODAY))
    validate("watchlist", SnapshotMarker(ListName.SAM, 1, "abc", NOW))
    validate("policy", Policy())
    for cards in non_compliant_post(2).by_operator.values():
        for card in cards:
            validate("posts", card)


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        ("manifests.express", {"filer": "SWIFT"}),
        (
            "manifests.express",
            {"filer": "SWIFT", "manifest": "M1", "consignments": [{"parties": [{"role": "captain"}]}]},
        ),
        ("watchlist", {"type": "marker", "list": "sam", "count": -1, "version": "x", "closed": "2026-07-01T00:00:00Z"}),
        ("posts", {"operator": "CN", "quarter": "2026Q1", "score": 1, "published": "2026-07-01T00:00:00Z"}),
        ("policy", {"hold_at": 1.5}),
    ],
)
def test_near_misses_break_their_contract(topic: str, message: object) -> None:
    """A missing field, an unknown role, a negative count, a country for a post and a share above 1 are refused."""
    with pytest.raises(jsonschema.ValidationError):
        validate(topic, message)


def test_a_scorecard_without_a_time_zone_is_refused() -> None:
    """A time without an offset cannot be compared with the time of screening, so it never gets that far."""
    card = b'{"operator":"CNA","quarter":"2026Q1","score":10,"published":"2026-04-28T00:00:00%s"}'
    assert msgspec.json.decode(card % b"Z", type=Scorecard).quarter == "2026Q1"
    with pytest.raises(msgspec.ValidationError, match="timezone"):
        msgspec.json.decode(card % b"", type=Scorecard)
