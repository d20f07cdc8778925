import time
from pathlib import Path

import msgspec

from tests.support.worker_helpers import send, wait_for
from tests.topologies.local_run.conftest import receipt
from topologies.local_run.collector import CollectedOutcomes, Collector
from topologies.settings import Settings
from topologies.topics import NOTICES, RECEIPTS


def test_an_outcome_counts_once() -> None:
    """A second one with its id is a duplicate, unless it is a notice: those of one identity share their id."""
    collected = CollectedOutcomes()
    assert collected.add(RECEIPTS.name, receipt("r1", consignments=3))
    assert not collected.add(RECEIPTS.name, receipt("r1", consignments=3))
    assert (collected.consignments, collected.families, collected.receipts) == (3, {"clear": 3}, {"r1"})
    assert collected.doubled == 1
    assert not collected.add(NOTICES.name, receipt("r1"))
    assert collected.doubled == 1


def test_what_was_there_before_is_left_out(settings: Settings, tmp_path: Path) -> None:
    """Only outcomes of this run are collected, and each is a line of the file of its topic."""
    send(settings.kafka_bootstrap, RECEIPTS.name, [(None, msgspec.json.encode(receipt("old")))])
    with Collector(settings.kafka_bootstrap, tmp_path) as collector:
        assert collector.caught_up()
        values = [msgspec.json.encode(receipt(each)) for each in ("r1", "r2", "r1")]
        send(settings.kafka_bootstrap, RECEIPTS.name, [(None, value) for value in values])
        assert not collector.caught_up()
        wait_for(lambda: collector.collect(0.1, time.monotonic()) == 0 and collector.caught_up())
        assert collector.collected.receipts == {"r1", "r2"}
    assert sorted((tmp_path / "receipts.ndjson").read_bytes().splitlines()) == sorted(values[:2])
    assert (tmp_path / "holds.ndjson").read_bytes() == b""
