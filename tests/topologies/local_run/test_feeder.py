from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from tests.support.worker_helpers import express_manifest, postal_manifest, today
from tests.topologies.local_run.conftest import answering
from topologies.delivery.publisher import DeliveryFailed
from topologies.local_run import feeder
from topologies.local_run.collector import Collector
from topologies.local_run.feeder import Feeder, FeedResult, NoAnswer
from topologies.local_run.manifest_files import ManifestRecord
from topologies.settings import Settings, UsageError
from topologies.topics import EXPRESS, POSTAL

DAY = [ManifestRecord(EXPRESS.name, "SWIFT", express_manifest(today(), manifest=f"M{n}")) for n in range(30)]


def feed(settings: Settings, folder: Path, records: Sequence[ManifestRecord], window: int = 1_000_000) -> FeedResult:
    """Feed records that are answered, and count them."""
    counts: list[int] = []
    with Collector(settings.kafka_bootstrap, folder) as collector, answering(settings):
        result = Feeder(settings, collector, window, lambda: None, counts.append).feed(records)
        assert result.awaited == collector.collected.receipts
    assert counts == sorted(counts)
    assert counts[-1] == len(records)
    return result


def test_each_record_is_sent_once_and_answered(settings: Settings, tmp_path: Path) -> None:
    """The progress grows to the number of consignments, and what was sent is counted."""
    records = [*DAY, ManifestRecord(POSTAL.name, "CNA", postal_manifest())]
    result = feed(settings, tmp_path, records)
    assert (result.records, result.bytes) == (31, sum(len(each.value) for each in records))
    assert len(result.awaited) == 31
    assert result.seconds > 0


def test_a_window_smaller_than_a_record_lets_one_through_at_a_time(settings: Settings, tmp_path: Path) -> None:
    """The pace is that of the answers, and it goes on."""
    assert feed(settings, tmp_path, DAY[:5], window=1).records == 5


def test_a_record_that_is_not_delivered_is_an_error(settings: Settings, tmp_path: Path) -> None:
    """The broker has gone: the run ends with the reason."""
    gone = msgspec.structs.replace(settings, kafka_bootstrap="127.0.0.1:9", delivery_seconds=0.3)
    with Collector(settings.kafka_bootstrap, tmp_path) as collector:
        sender = Feeder(gone, collector, 1_000_000, lambda: None, lambda _: None)
        with pytest.raises(DeliveryFailed, match=r"a manifest was not delivered: .*timed out"):
            sender.feed(DAY)


def test_a_worker_that_has_ended_is_noticed_while_nothing_comes(settings: Settings, tmp_path: Path) -> None:
    """Nobody waits two minutes for it."""

    def check() -> None:
        raise UsageError("a worker ended")

    with Collector(settings.kafka_bootstrap, tmp_path) as collector:
        sender = Feeder(settings, collector, 1_000_000, check, lambda _: None)
        with pytest.raises(UsageError, match="a worker ended"):
            sender.feed(DAY)


def test_answers_that_stop_are_an_error(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how many records are unanswered."""
    monkeypatch.setattr(feeder, "PATIENCE_SECONDS", 0.5)
    with Collector(settings.kafka_bootstrap, tmp_path) as collector:
        sender = Feeder(settings, collector, 1_000_000, lambda: None, lambda _: None)
        with pytest.raises(NoAnswer, match=r"no outcome for 0\.5 s with 2 records unanswered"):
            sender.feed(DAY[:2])
