"""What every peer shares with the worker: the reference data from the topics, the decoder and the screening call."""

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


class Elsewhere:
    """Peers publish by their own means."""

    async def publish(self, records: Sequence[ProducerRecord]) -> list[Refused]:
        """Never called."""
        raise NotImplementedError(f"{len(records)} outcomes")


class Screener:
    """The worker's own decoding, screening and encoding; `outcomes` is what a peer calls for its records."""

    def __init__(self, settings: Settings) -> None:
        logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
        metrics = Metrics()
        self._following = Follower(settings, metrics)
        self._following.start()
        if not self._following.wait_until_ready(settings.ready_seconds):
            sys.exit(f"not ready: {self._following.waiting_for}")
        limits = Limits(settings.max_record_bytes, settings.max_consignments, settings.party_cache)
        self._screening = ScreeningAgent(Decoder(limits), self._reference, self._following.holds, Elsewhere(), metrics)
        gc.collect()
        gc.freeze()

    def outcomes(self, topic: str, partition: int, records: list[ConsumerRecord]) -> list[ProducerRecord]:
        """The outcomes of records of one partition, as they are to be published."""
        return self._screening.screen_batch(RecordBatch(Partition(topic, partition), records, 0)).records

    def _reference(self) -> Reference:
        if self._following.reference is None:
            raise RuntimeError("no list")
        return self._following.reference


def stop_signal() -> threading.Event:
    """An event that SIGTERM sets."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    return stopped
