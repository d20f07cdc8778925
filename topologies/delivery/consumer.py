"""Faust's consumer on librdkafka: batches in, watermarks out. See transport.py for the whole."""

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
SERVE_SECONDS = 1.0  # how long a full worker waits before it pauses its partitions to serve the group
IN_FLIGHT = 2  # full batches on their way through the agents: one at work, one ready

logger = logging.getLogger(__name__)


class Observer(Protocol):
    """What a metrics module may want to know; every method is quick and raises nothing."""

    def on_batch(self, batch: RecordBatch) -> None:
        """A batch was handed to its agent."""

    def on_commit(self, at: Partition, offset: int) -> None:
        """The broker acknowledged a commit."""

    def on_in_flight(self, batches: int, size: int) -> None:
        """So many batches of so many bytes are on their way through the agents."""

    def on_lag(self, at: Partition, records: int) -> None:
        """So many records of this partition are not fetched yet."""

    def on_dropped(self, records: int) -> None:
        """Records could not be handed over. Never expected: the process ends right after."""

    def on_stall(self) -> None:
        """There is work and nothing moves: the process ends right after."""


class Delivering(base.Transport):
    """A transport that knows its settings and who observes it."""

    settings: Settings
    observer: Observer


class Consumer(FaustStubs):
    """Feeds batches to agents and commits what they delivered.

    Faust's own bookkeeping of acknowledgements is bypassed: it would count an event whose agent raised.
    """

    def __init__(self, transport: "Delivering", callback: ConsumerCallback, **kwargs: Any) -> None:  # noqa: ANN401 # passed on to Faust
        self.settings = transport.settings
        self.observer = transport.observer
        super().__init__(transport, callback, commit_interval=self.settings.commit_seconds, **kwargs)
        # To Faust every offset looks committed long ago, so its streams keep no list of acknowledged ones.
        self._committed_offset = defaultdict(lambda: sys.maxsize)
        self._marks = Watermarks()
        self._in_flight: dict[RecordBatch, ConsumerMessage] = {}
        self._changed = asyncio.Event()
        self._draining = self._closed = False
        self._rebalancing = False  # counts as work: a rebalance that never ends is a stall, although no lag is known
        self._fetching: Poller | None = None
        self._watchdog = Watchdog(self.settings.stall_seconds, self._on_stall)
        self._trimmer = Trimmer()

    # --- from Kafka to the agents

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Joins the group and begins to fetch."""
        if self._fetching is None:
            self._fetching = Poller(self.settings, self, asyncio.get_running_loop())
            self._watchdog.start()
            self.add_future(self._fetch(self._fetching))
        await self._fetching.call(self._fetching.subscribe, sorted(topics))

    async def _fetch(self, fetching: Poller) -> None:
        try:
            while not self.should_stop:
                wanted = await self._wait_for_room()
                for batch in await fetching.call(lambda wanted=wanted: fetching.fetch(POLL_SECONDS, wanted=wanted)):
                    await self._hand_over(batch)
                self._watchdog.alive(sum(fetching.lags.values()) + len(self._in_flight) + self._rebalancing)
                self.observer.on_in_flight(len(self._in_flight), sum(batch.size for batch in self._in_flight))
                self._trimmer.turn(full=not self._has_room())
        except KafkaException as error:
            die(f"the consumer cannot go on: {error}", error)
        except Exception as error:  # noqa: BLE001 # whatever it is, nothing may be fetched or committed after it
            die(f"fetching failed: {error!r}", error)

    async def _hand_over(self, batch: RecordBatch) -> None:
        mark = self._marks.mark(batch.at)
        if mark is None:
            self.observer.on_dropped(len(batch))
            die(f"{batch} is of a partition that is not assigned")
        if mark.next_fetch is not None and batch.first < mark.next_fetch:
            # librdkafka may begin a partition twice when it is assigned: what comes again is screened again, under the same ids.
            logger.warning("%s was fetched where %d was due: it is read again from there", batch, mark.next_fetch)
            mark = self._marks.restart(batch.at)
        mark.fetched(batch.first, batch.last)
        batch.on_delivered(lambda: self._delivered(batch, mark))
        self._in_flight[batch] = message = self._to_message(TP(batch.topic, batch.partition), batch)
        self.observer.on_batch(batch)
        self._watchdog.moved()
        await self.callback(message)

    def _delivered(self, batch: RecordBatch, mark: Watermark) -> None:
        mark.finished(
            batch.first, batch.last
        )  # of no effect once the partition is revoked: the watermark is dropped then
        self._in_flight.pop(batch, None)
        self._watchdog.moved()
        self._changed.set()

    def _has_room(self) -> bool:
        full_records = sum(map(len, self._in_flight)) >= IN_FLIGHT * self.settings.batch_records
        full_bytes = sum(batch.size for batch in self._in_flight) >= IN_FLIGHT * self.settings.batch_bytes
        return self.flow_active and not self._draining and not full_records and not full_bytes

    async def _wait_for_room(self) -> bool:
        if self._marks.partitions and not self._has_room():
            await self._wait_until(self._has_room, SERVE_SECONDS)
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

    def _to_message(self, tp: TP, record: RecordBatch) -> ConsumerMessage:
        first = record.records[0]
        seconds, generation = first.timestamp_ms / 1000, self.app.consumer_generation_id
        return ConsumerMessage(
            tp.topic,
            tp.partition,
            record.first,
            seconds,
            1,
            None,
            None,
            record,  # type: ignore[arg-type] # Faust expects bytes, BatchSchema a batch
            None,
            0,
            record.size,
            tp,
            generation_id=generation,
        )

    # --- from the agents to Kafka

    async def commit(self, topics: TPorTopicSet | None = None, start_new_transaction: bool = True) -> bool:  # noqa: ARG002, FBT001, FBT002 # Faust's signature
        """Asks for a commit of every watermark that moved, and does not wait; False when there was nothing to ask for."""
        fetching = self._fetching
        if fetching is None or self._closed:
            return False
        for at, records in fetching.lags.items():
            self.observer.on_lag(at, records)
        offsets = self._marks.committable()
        return bool(offsets) and await fetching.call(fetching.commit_soon, offsets, fetching.epoch)

    async def _commit_now(self) -> None:
        """Commits every watermark that moved and waits for the broker."""
        fetching, offsets = self._fetching, self._marks.committable()
        if fetching is not None and offsets and not self._closed:
            self.committed(await fetching.call(fetching.commit, offsets, fetching.epoch))

    def committed(self, offsets: dict[Partition, int]) -> None:
        """The broker acknowledged these commits."""
        self._marks.committed(offsets)
        for at, offset in offsets.items():
            self.observer.on_commit(at, offset)

    @property
    def _patience(self) -> float:
        return 0.0 if self._draining else self.settings.drain_seconds  # once drained, the rest is not waited for again

    async def drain(self) -> bool:
        """Takes nothing more, waits for what is in flight (`drain_seconds` at most) and commits. True if all was delivered."""
        seconds = self._patience
        self._draining = True
        done = await self._finish(self._marks.partitions, seconds)
        await self._commit_now()
        return done

    async def _finish(self, partitions: set[Partition], seconds: float) -> bool:
        def finished() -> bool:
            # Faust marks a message as tracked when an agent takes it; what is still queued when the flow stops is void.
            return not any(b.at in partitions and (m.tracked or self.flow_active) for b, m in self._in_flight.items())

        return await self._wait_until(finished, seconds)

    async def wait_empty(self) -> None:
        """What agents have begun is finished."""
        await self._finish(self._marks.partitions, self._patience)

    async def on_stop(self) -> None:
        """Finishes, commits, leaves the group."""
        self._watchdog.stop()
        await self.drain()
        if self._fetching is not None and not self._closed:
            self._closed = True
            await self._fetching.call(self._fetching.close)

    def _on_stall(self, complaint: str) -> None:
        self.observer.on_stall()
        die(f"stalled: {complaint}")

    # --- rebalances, asked for by the fetching thread, which waits

    async def leaving(self, revoked: set[Partition]) -> dict[Partition, int]:
        """Finishes what is in flight of these partitions; the offsets to commit before they go."""
        if not await self._finish(revoked, self._patience):
            logger.warning("not everything in flight was delivered in time; its records are read again")
        return self._marks.committable(revoked)

    async def left(self, revoked: set[Partition]) -> None:
        """The partitions are gone: what finishes later commits nothing."""
        self._marks.revoke(revoked)
        self._rebalancing = True
        for at in revoked:
            self.observer.on_lag(at, 0)
        self._in_flight = {batch: message for batch, message in self._in_flight.items() if batch.at not in revoked}
        self._changed.set()
        if not self._closed and not self.app.should_stop:
            self.app.on_rebalance_start()
            await self.on_partitions_revoked({TP(*at) for at in revoked})

    async def joined(self, assigned: set[Partition]) -> None:
        """The partitions are ours; Faust wires its streams to them and then resumes the flow."""
        self._marks.assign(assigned)
        self._rebalancing = False
        if self._closed or self.app.should_stop:
            return
        if not self.app.rebalancing:
            self.app.on_rebalance_start()
        self.app.consumer_generation_id += 1
        await self.on_partitions_assigned({TP(*at) for at in assigned}, self.app.consumer_generation_id)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:  # noqa: ARG002 # Faust's signature
        return await self.commit()

    def assignment(self) -> set[TP]:
        """The partitions that are ours."""
        return {TP(*at) for at in self._marks.partitions}

    def close(self) -> None:
        """`on_stop` closes."""
