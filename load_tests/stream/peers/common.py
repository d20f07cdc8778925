"""What the peers share with the worker: reference data from the topics, decoding and the screening call."""

import gc
import logging
import signal
import sys
import threading
from collections.abc import Sequence

from schemas.decoding import Decoder, Limits
from topologies.delivery.publisher import ProducerRecord, Refused
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.delivery.watermark import Partition
from topologies.reference.follower import Follower
from topologies.reference.snapshot import Reference
from topologies.settings import Settings
from topologies.worker.metrics import Metrics
from topologies.worker.screening_agent import ScreeningAgent


class NoPublisher:
    """In place of the worker's publisher: the peers publish in their own way."""

    async def publish(self, records: Sequence[ProducerRecord]) -> list[Refused]:
        """Never called."""
        raise NotImplementedError(f"{len(records)} outcomes")


class Screener:
    """The decoding, screening and encoding of the worker, for a peer to call."""

    def __init__(self, settings: Settings) -> None:
        logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
        metrics = Metrics()
        self._following = Follower(settings, metrics)
        self._following.start()
        if not self._following.wait_until_ready(settings.ready_seconds):
            sys.exit(f"not ready: {self._following.waiting_for}")
        limits = Limits(settings.max_record_bytes, settings.max_consignments, settings.party_cache)
        self._screening = ScreeningAgent(
            Decoder(limits), self._reference, self._following.holds, NoPublisher(), metrics
        )
        gc.collect()
        gc.freeze()

    def outcomes(self, topic: str, partition: int, records: list[ConsumerRecord]) -> list[ProducerRecord]:
        """The outcomes of records of one partition, ready to publish."""
        return self._screening.screen_batch(RecordBatch(Partition(topic, partition), records, 0)).records

    def _reference(self) -> Reference:
        if self._following.reference is None:
            raise RuntimeError("no list")
        return self._following.reference


def stop_signal() -> threading.Event:
    """An event that is set by SIGTERM."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    return stopped
