"""Faust's consumer on librdkafka: hands batches to agents, commits watermarks. `transport.py` describes the whole."""

import asyncio
import logging
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from confluent_kafka import KafkaException
from faust.transport import base
from faust.types import TP, ConsumerMessage
from faust.types.transports import ConsumerCallback, TPorTopicSet

from topologies.delivery.faust_stubs import FaustStubs
from topologies.delivery.malloc import Trimmer
from topologies.delivery.poller import Poller
from topologies.delivery.record_batch import RecordBatch
from topologies.delivery.watchdog import Watchdog, die
from topologies.delivery.watermark import Partition, Watermark, Watermarks
from topologies.settings import Settings

POLL_SECONDS = 0.1
FULL_SECONDS = 1.0  # how long a full worker waits for room before it pauses its partitions, to keep polling
MAX_FULL_BATCHES = 2  # in flight: one being screened, one ready

logger = logging.getLogger(__name__)


class Observer(Protocol):
    """What the metrics observe. Every method is quick and raises nothing."""

    def on_batch(self, batch: RecordBatch) -> None:
        """A batch was handed to its agent."""

    def on_commit(self, at: Partition, offset: int) -> None:
        """The broker acknowledged a commit."""

    def on_in_flight(self, batches: int, size: int) -> None:
        """The number of batches that agents are working on, and their bytes."""

    def on_lag(self, at: Partition, records: int) -> None:
        """The number of records of a partition that are not fetched yet."""

    def on_dropped(self, records: int) -> None:
        """Records could not be handed to an agent. Never expected: the process ends right after."""

    def on_stall(self) -> None:
        """The worker has stalled: the process ends right after."""


class ConfiguredTransport(base.Transport):
    """A Faust transport with the worker's settings and its observer."""

    settings: Settings
    observer: Observer


class Consumer(FaustStubs):
    """Hands batches to agents and commits the offsets of those that they delivered.

    Faust's own bookkeeping of acknowledgements is bypassed: it counts an event even if its agent raised.
    """

    def __init__(self, transport: ConfiguredTransport, callback: ConsumerCallback, **kwargs: Any) -> None:  # noqa: ANN401 # passed on to Faust
        self.settings = transport.settings
        self.observer = transport.observer
        super().__init__(transport, callback, commit_interval=self.settings.commit_seconds, **kwargs)
        # To Faust every offset looks long since committed, so its streams keep no list of acknowledged ones.
        self._committed_offset = defaultdict(lambda: sys.maxsize)
        self._watermarks = Watermarks()
        self._in_flight: dict[RecordBatch, ConsumerMessage] = {}
        self._changed = asyncio.Event()
        self._draining = self._closed = False
        self._rebalancing = False  # counts as work: a rebalance that never ends is a stall, although there is no lag
        self._poller: Poller | None = None
        self._watchdog = Watchdog(self.settings.stall_seconds, self._on_stall)
        self._trimmer = Trimmer()

    # --- from Kafka to the agents

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Join the group and start fetching."""
        if self._poller is None:
            self._poller = Poller(self.settings, self, asyncio.get_running_loop())
            self._watchdog.start()
            self.add_future(self._fetch_loop(self._poller))
        await self._poller.call(self._poller.subscribe, sorted(topics))

    async def _fetch_loop(self, poller: Poller) -> None:
        try:
            while not self.should_stop:
                has_room = await self._wait_for_room()
                for batch in await poller.call(lambda has_room=has_room: poller.fetch(POLL_SECONDS, has_room=has_room)):
                    await self._hand_over(batch)
                self._watchdog.looped(sum(poller.lags.values()) + len(self._in_flight) + self._rebalancing)
                self.observer.on_in_flight(len(self._in_flight), sum(batch.size for batch in self._in_flight))
                self._trimmer.update(full=not self._has_room())
        except KafkaException as error:
            die(f"the consumer cannot recover: {error}", error)
        except Exception as error:  # noqa: BLE001 # whatever it is, nothing may be fetched or committed after it
            die(f"fetching failed: {error!r}", error)

    async def _hand_over(self, batch: RecordBatch) -> None:
        watermark = self._watermarks.get(batch.at)
        if watermark is None:
            self.observer.on_dropped(len(batch))
            die(f"{batch} is from a partition that is not assigned")
        if watermark.next_fetch is not None and batch.first < watermark.next_fetch:
            # librdkafka may start a partition twice after an assignment: its records are screened again, under the same ids.
            logger.warning("%s came again after offset %d; its records are screened again", batch, watermark.next_fetch)
            watermark = self._watermarks.restart(batch.at)
        watermark.fetched(batch.first, batch.last)
        batch.on_delivered(lambda: self._delivered(batch, watermark))
        self._in_flight[batch] = message = self._to_message(TP(batch.topic, batch.partition), batch)
        self.observer.on_batch(batch)
        self._watchdog.progressed()
        await self.callback(message)

    def _delivered(self, batch: RecordBatch, watermark: Watermark) -> None:
        watermark.finished(batch.first, batch.last)  # without effect after a revocation, which drops the watermark
        self._in_flight.pop(batch, None)
        self._watchdog.progressed()
        self._changed.set()

    def _has_room(self) -> bool:
        full_records = sum(map(len, self._in_flight)) >= MAX_FULL_BATCHES * self.settings.batch_records
        full_bytes = sum(batch.size for batch in self._in_flight) >= MAX_FULL_BATCHES * self.settings.batch_bytes
        return self.flow_active and not self._draining and not full_records and not full_bytes

    async def _wait_for_room(self) -> bool:
        if self._watermarks.partitions and not self._has_room():
            await self._wait_until(self._has_room, FULL_SECONDS)
        return self._has_room()

    async def _wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        deadline = self.loop.time() + seconds
        while not condition() and (left := deadline - self.loop.time()) > 0:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                break
        return condition()

    def resume_flow(self) -> None:
        """Faust's recovery is over: batches may flow."""
        super().resume_flow()
        self._changed.set()

    def _to_message(self, tp: TP, batch: RecordBatch) -> ConsumerMessage:
        return ConsumerMessage(
            tp.topic,
            tp.partition,
            offset=batch.first,
            timestamp=batch.records[0].timestamp_ms / 1000,
            timestamp_type=1,
            headers=None,
            key=None,
            value=batch,  # type: ignore[arg-type] # Faust expects bytes, RecordBatchSchema a batch
            checksum=None,
            serialized_key_size=0,
            serialized_value_size=batch.size,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )

    # --- from the agents to Kafka

    async def commit(self, topics: TPorTopicSet | None = None, start_new_transaction: bool = True) -> bool:  # noqa: ARG002, FBT001, FBT002 # Faust's signature
        """Send a commit of every watermark that advanced, without waiting for it; False if there was nothing to send."""
        poller = self._poller
        if poller is None or self._closed:
            return False
        for at, records in poller.lags.items():
            self.observer.on_lag(at, records)
        offsets = self._watermarks.committable()
        return bool(offsets) and await poller.call(poller.commit_async, offsets, poller.epoch)

    async def _commit_now(self) -> None:
        """Commit every watermark that advanced, and wait for the broker."""
        poller, offsets = self._poller, self._watermarks.committable()
        if poller is not None and offsets and not self._closed:
            self.committed(await poller.call(poller.commit, offsets, poller.epoch))

    def committed(self, offsets: dict[Partition, int]) -> None:
        """The broker acknowledged these commits."""
        self._watermarks.committed(offsets)
        for at, offset in offsets.items():
            self.observer.on_commit(at, offset)

    @property
    def _drain_seconds(self) -> float:
        return 0.0 if self._draining else self.settings.drain_seconds  # what one drain left is not waited for again

    async def drain(self) -> bool:
        """Fetch nothing more, wait up to `drain_seconds` for what is in flight, and commit. True if all was delivered."""
        seconds = self._drain_seconds
        self._draining = True
        delivered = await self._finish(self._watermarks.partitions, seconds)
        await self._commit_now()
        return delivered

    async def _finish(self, partitions: set[Partition], seconds: float) -> bool:
        def finished() -> bool:
            # Faust marks a message as tracked when an agent takes it; those still queued when the flow stops are dropped.
            return not any(b.at in partitions and (m.tracked or self.flow_active) for b, m in self._in_flight.items())

        return await self._wait_until(finished, seconds)

    async def wait_empty(self) -> None:
        """Wait until the agents have finished what they started."""
        await self._finish(self._watermarks.partitions, self._drain_seconds)

    async def on_stop(self) -> None:
        """Drain, commit, leave the group."""
        self._watchdog.stop()
        await self.drain()
        if self._poller is not None and not self._closed:
            self._closed = True
            await self._poller.call(self._poller.close)

    def _on_stall(self, reason: str) -> None:
        self.observer.on_stall()
        die(f"stalled: {reason}")

    # --- rebalances: the polling thread waits for these

    async def before_revoke(self, partitions: set[Partition]) -> dict[Partition, int]:
        """Finish what is in flight of these partitions; the offsets to commit before they are revoked."""
        if not await self._finish(partitions, self._drain_seconds):
            logger.warning("not everything in flight was delivered in time; those records will be read again")
        return self._watermarks.committable(partitions)

    async def after_revoke(self, partitions: set[Partition]) -> None:
        """The partitions are revoked: batches of theirs that finish later commit nothing."""
        self._watermarks.revoke(partitions)
        self._rebalancing = True
        for at in partitions:
            self.observer.on_lag(at, 0)
        self._in_flight = {batch: message for batch, message in self._in_flight.items() if batch.at not in partitions}
        self._changed.set()
        if not self._closed and not self.app.should_stop:
            self.app.on_rebalance_start()
            await self.on_partitions_revoked({TP(*at) for at in partitions})

    async def after_assign(self, partitions: set[Partition]) -> None:
        """The partitions are assigned; Faust connects its streams to them, and then resumes the flow."""
        self._watermarks.assign(partitions)
        self._rebalancing = False
        if self._closed or self.app.should_stop:
            return
        if not self.app.rebalancing:
            self.app.on_rebalance_start()
        self.app.consumer_generation_id += 1
        await self.on_partitions_assigned({TP(*at) for at in partitions}, self.app.consumer_generation_id)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:  # noqa: ARG002 # Faust's signature
        return await self.commit()

    def assignment(self) -> set[TP]:
        """The assigned partitions."""
        return {TP(*at) for at in self._watermarks.partitions}

    def close(self) -> None:
        """`on_stop` closes the consumer."""
