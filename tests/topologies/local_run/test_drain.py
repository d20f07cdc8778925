import time
from pathlib import Path

import pytest

from tests.support.worker_helpers import express_manifest, send, today, wait_for
from tests.topologies.local_run.conftest import answering
from topologies.local_run import drain as module
from topologies.local_run.collector import Collector
from topologies.local_run.drain import drain
from topologies.settings import Settings
from topologies.topics import EXPRESS


def test_every_commit_and_every_outcome_is_waited_for(settings: Settings, tmp_path: Path) -> None:
    """Afterwards each manifest has its receipt."""
    with Collector(settings.kafka_bootstrap, tmp_path) as collector, answering(settings):
        send(settings.kafka_bootstrap, EXPRESS.name, [(None, express_manifest(today()))] * 20)
        drain(settings, collector)
        assert len(collector.collected.receipts) == 20


def test_without_workers_it_gives_up(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits in vain is told by the summary what is lost."""
    monkeypatch.setattr(module, "COMMIT_SECONDS", 0.3)
    with Collector(settings.kafka_bootstrap, tmp_path) as collector:
        send(settings.kafka_bootstrap, EXPRESS.name, [(None, express_manifest(today()))])
        started = time.monotonic()
        drain(settings, collector)
        assert time.monotonic() - started < 5
        wait_for(collector.caught_up)
        assert collector.collected.receipts == set()
