from collections import defaultdict

import pytest

from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from screener import fast_path
from screener.domain.consignment import Mode
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.search.watchlist import Watchlist
from tests.support.builders import NOW, express
from tests.support.worker_helpers import ORION, Published, express_manifest
from topologies.delivery.publisher import ProducerRecord
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.delivery.watermark import Partition
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.sample.day import SampleDay, sample_day
from topologies.worker.metrics import Metrics
from topologies.worker.screening_agent import ScreeningAgent


def batches(day: SampleDay) -> list[RecordBatch]:
    by_topic: dict[str, list[ConsumerRecord]] = defaultdict(list)
    for number, each in enumerate(day.manifests):
        by_topic[each.topic].append(ConsumerRecord(number, 0, each.key.encode(), each.value))
    return [RecordBatch(Partition(topic, 0), records, 0) for topic, records in by_topic.items()]


def outcomes(day: SampleDay) -> list[ProducerRecord]:
    known = Reference(Watchlist(day.listed, "w1"), Scorecards.of(day.scorecards, "p1"), Policy())
    agent = ScreeningAgent(Decoder(), lambda: known, RememberedHolds(100_000), Published(), Metrics(), lambda: day.now)
    return [each for batch in batches(day) for each in agent.screen_batch(batch).records]


@pytest.mark.parametrize("per_manifest", [1, 3])
def test_a_glance_changes_no_outcome(per_manifest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at together or one by one, small manifests get the same outcomes, to the byte and in the same order."""
    day = sample_day(7, 3_000, per_manifest)
    together = outcomes(day)
    monkeypatch.setattr(fast_path, "MAX_CONSIGNMENTS", -1)
    assert together == outcomes(day)
    assert {each.topic for each in together} >= {"holds", "notices", "receipts", "dead-letters"}


def test_most_of_a_day_is_clear_on_fast_path() -> None:
    """Single consignments that are clear are found to be; unreadable manifests and those of other sizes never are."""
    known = Reference(Watchlist([ORION], "w1"), Scorecards(), Policy())
    decode = Decoder().decode
    sound = express_manifest(express())
    large = express_manifest(
        *(express(identifier=f"HB{number}") for number in range(100_000, 100_000 + fast_path.MAX_CONSIGNMENTS + 1))
    )
    manifests = [decode(Mode.EXPRESS, body) for body in (sound, b"{", large, sound)]
    read = [None if isinstance(each, Rejection) else each for each in manifests]
    assert fast_path.clear_on_fast_path(read, known.watchlist, known.scorecards, known.policy, NOW, in_place={}) == {
        0,
        3,
    }
