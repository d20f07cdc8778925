from collections import defaultdict

import pytest
from builders import NOW, express
from worker_helpers import ORION, Published, express_manifest

from schemas.decoding import Decoder
from schemas.salvage import Rejection
from screener import glance
from screener.consignment import Mode
from screener.policy import Policy
from screener.posts import Posts
from screener.watchlist import Watchlist
from topologies.batch import Batch, Record
from topologies.metrics import Metrics
from topologies.outbox import OutRecord
from topologies.reference import HoldsInPlace, Reference
from topologies.sample.day import SampleDay, sample_day
from topologies.screening import Screening
from topologies.watermark import Partition


def batches(day: SampleDay) -> list[Batch]:
    by_topic: dict[str, list[Record]] = defaultdict(list)
    for number, each in enumerate(day.manifests):
        by_topic[each.topic].append(Record(number, 0, each.key.encode(), each.value))
    return [Batch(Partition(topic, 0), records, 0) for topic, records in by_topic.items()]


def outcomes(day: SampleDay) -> list[OutRecord]:
    known = Reference(Watchlist(day.listed, "w1"), Posts.of(day.scorecards, "p1"), Policy())
    work = Screening(Decoder(), lambda: known, HoldsInPlace(100_000), Published(), Metrics(), lambda: day.now)
    return [each for batch in batches(day) for each in work.work(batch).records]


@pytest.mark.parametrize("per_manifest", [1, 3])
def test_a_glance_changes_no_outcome(per_manifest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at together or one by one, small manifests get the same outcomes, to the byte and in the same order."""
    day = sample_day(7, 3_000, per_manifest)
    together = outcomes(day)
    monkeypatch.setattr(glance, "SMALL", -1)
    assert together == outcomes(day)
    assert {each.topic for each in together} >= {"holds", "notices", "receipts", "dead-letters"}


def test_most_of_a_day_is_clear_at_a_glance() -> None:
    """Single consignments that are clear are found to be; unreadable manifests and those of other sizes never are."""
    known = Reference(Watchlist([ORION], "w1"), Posts(), Policy())
    decode = Decoder().decode
    sound = express_manifest(express())
    large = express_manifest(
        *(express(identifier=f"HB{number}") for number in range(100_000, 100_000 + glance.SMALL + 1))
    )
    manifests = [decode(Mode.EXPRESS, body) for body in (sound, b"{", large, sound)]
    read = [None if isinstance(each, Rejection) else each for each in manifests]
    assert glance.clear_at_a_glance(read, known.watchlist, known.posts, known.policy, NOW, in_place={}) == {0, 3}
