import io
from pathlib import Path
from typing import cast

import msgspec
import pytest
from rich.console import Console

from schemas.decoding import Decoder
from screener.domain.policy import Policy
from screener.search.watchlist import Watchlist
from tests.support.worker_helpers import Published
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.delivery.watermark import Partition
from topologies.local_run.collector import TYPE_OF_TOPIC, CollectedOutcomes, Collector
from topologies.local_run.feeder import FeedResult
from topologies.local_run.report import planted_rows, show
from topologies.local_run.workload import latest
from topologies.reference.control_topics import ScorecardsInForce
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.sample.day import SampleDay, sample_day
from topologies.worker.metrics import Metrics
from topologies.worker.screening_agent import ScreeningAgent

DAY = sample_day(consignments=400)


class Collected:
    """Stands for the collector: what came out of a day, and where it would lie."""

    def __init__(self, day: SampleDay) -> None:
        self.collected = CollectedOutcomes()
        self.paths = {"holds": Path("out/holds.ndjson")}
        for topic, value in screened(day):
            self.collected.add(topic, msgspec.json.decode(value, type=TYPE_OF_TOPIC[topic]))


def screened(day: SampleDay) -> list[tuple[str, bytes]]:
    """The outcomes of a day, without a broker."""
    cards = ScorecardsInForce()
    for card in latest(day.scorecards):
        cards.apply(f"{card.operator}:{card.quarter}".encode(), msgspec.json.encode(card))
    reference = Reference(Watchlist(day.listed), cards.scorecards(), Policy())
    agent = ScreeningAgent(
        Decoder(), lambda: reference, RememberedHolds(1_000), Published(), Metrics(), lambda: day.now
    )
    out = []
    for number, record in enumerate(day.manifests):
        batch = RecordBatch(
            Partition(record.topic, 0), [ConsumerRecord(number, 0, record.key.encode(), record.value)], 0
        )
        out += [(each.topic, each.value or b"") for each in agent.screen_batch(batch).records]
    return out


@pytest.fixture
def collected() -> Collected:
    return Collected(DAY)


def shown(collected: Collected, day: SampleDay | None = DAY, awaited: set[str] | None = None) -> tuple[bool, str]:
    """The verdict of the summary and its text."""
    text = io.StringIO()
    fed = FeedResult(records=5, started=1.0, finished=3.0, awaited=awaited or set())
    right = show(Console(file=text, width=200), cast("Collector", collected), fed, day)
    return right, text.getvalue()


def test_a_day_that_was_found_is_right(collected: Collected) -> None:
    """Every row agrees, the verdict says so, and the outcomes' files are named."""
    right, text = shown(collected, awaited=set(collected.collected.receipts))
    assert right, [row for row in planted_rows(DAY.planted, collected.collected) if not row.right]
    assert "all planted cases found: 0 lost, 0 doubled." in text
    assert "out/holds.ndjson" in text
    assert "400 consignments in 5 records, 2.0 s: 200 consignments/s" in text


def test_a_hold_that_is_missing_is_reported(collected: Collected) -> None:
    """Without one of the holds for a match the verdict is false, and the rows say which numbers differ."""
    key = min(DAY.planted.must_hold())
    del collected.collected.holds[key]
    right, text = shown(collected)
    assert not right
    assert "not all planted cases found" in text
    wrong = {row.what for row in planted_rows(DAY.planted, collected.collected) if not row.right}
    assert "right family, one by one" in wrong
    assert any(what.startswith("held: ") for what in wrong)


def test_a_hold_that_was_not_planted_is_reported(collected: Collected) -> None:
    """A match where none was planted differs too: an innocent is held."""
    hold = next(hold for holds in collected.collected.holds.values() for hold in holds if hold.match)
    collected.collected.holds["express:INNOCENT:2026-03-02"] = [hold]
    wrong = {row.what for row in planted_rows(DAY.planted, collected.collected) if not row.right}
    assert "held for a match, not planted" in wrong
    assert not shown(collected)[0]


def test_a_lost_receipt_and_a_doubled_one_are_reported(collected: Collected) -> None:
    """A record without a receipt is lost, an outcome that came twice is doubled: either makes a run wrong."""
    right, text = shown(collected, day=None, awaited={"never came"})
    assert not right
    assert "1 lost, 0 doubled" in text
    topic, value = next(each for each in screened(DAY) if each[0] == "receipts")
    assert not collected.collected.add(topic, msgspec.json.decode(value, type=TYPE_OF_TOPIC[topic]))
    right, text = shown(collected, day=None)
    assert not right
    assert "0 lost, 1 doubled" in text


def test_names_are_shown_as_they_are(collected: Collected) -> None:
    """Brackets in a name are no markup of ours."""
    key, holds = next((key, holds) for key, holds in collected.collected.holds.items() if holds[0].match)
    collected.collected.holds = {key: [msgspec.structs.replace(holds[0], reason="[bold]Kade[/nonsense]")]}
    assert "[bold]Kade[/nonsense]" in shown(collected, day=None)[1]
