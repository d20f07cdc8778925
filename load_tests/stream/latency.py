"""Latency at a steady rate, from the intended time of sending until the outcome is read.

Open loop: each record has its own time, whatever happened to those before. A record that is sent late counts as late, so that
a stall counts for every record that it delayed (no coordinated omission).
"""

import math
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from confluent_kafka import Consumer, KafkaError, Message, Producer
from msgspec import Struct

from load_tests.stream.feed import Ends, start_group
from load_tests.stream.figures import Latency, Point, Quantiles
from load_tests.stream.systems import System, check, running
from topologies.delivery.publisher import DeliveryFailed
from topologies.local_run.manifest_files import ManifestRecord
from topologies.settings import Settings, UsageError
from topologies.topics import HOLDS, MANIFESTS, RECEIPTS

PATIENCE_SECONDS = 90.0
SETTLE_SECONDS = 1.0
SLICE_SECONDS = 0.5
FETCH_AT_ONCE = 1_000


class Pace(Struct, frozen=True):
    """Consignments in each record, consignments a second, and the seconds at the start that are not counted."""

    per_record: int
    rate: int
    warm_up: float


class Outcome(Struct):
    """The only field that is read of a hold or a receipt: its manifest."""

    manifest: str


class Arrival(Struct, frozen=True, gc=False):
    """A message, and when it was read (seconds since the epoch)."""

    at: float
    topic: str
    value: bytes


class Arrivals:
    """Reads holds and receipts on its own thread and records the time of each; they are decoded later."""

    def __init__(self, bootstrap: str) -> None:
        self.seen: list[Arrival] = []
        self.receipts = 0
        self._consumer = Consumer(
            {"bootstrap.servers": bootstrap, "group.id": "bench-arrivals", "enable.auto.commit": False, "log_level": 0}
        )
        self._consumer.assign(Ends(bootstrap, (HOLDS, RECEIPTS)).offsets())
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="arrivals", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()
        self._consumer.close()

    def wait_for(self, receipts: int, alive: Callable[[], None]) -> None:
        """Returns after this many receipts. Raises `UsageError` where they do not come; `alive` is called meanwhile."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.receipts < receipts:
            alive()
            if time.monotonic() > deadline:
                raise UsageError(f"{self.receipts} of {receipts} receipts came within {PATIENCE_SECONDS:g} s")
            time.sleep(0.02)

    def _run(self) -> None:
        while not self._stopped.is_set():
            first = self._consumer.poll(0.1)
            if first is not None:
                now = time.time()
                for message in (first, *self._consumer.consume(FETCH_AT_ONCE, 0)):
                    self._add(message, now)

    def _add(self, message: Message, now: float) -> None:
        if message.error() is None:
            self.seen.append(Arrival(now, message.topic() or "", message.value() or b""))
            self.receipts += message.topic() == RECEIPTS.name


def measure(
    system: System,
    records: Sequence[ManifestRecord],
    pace: Pace,
    given: Settings,
    folder: Path,
) -> Latency:
    """Sends `records` at a steady pace to one process of `system`."""
    given = msgspec.structs.replace(given, group=f"bench-latency-{pace.per_record}-{time.time_ns()}")
    start_group(given.kafka_bootstrap, given.group, Ends(given.kafka_bootstrap, MANIFESTS).offsets())
    log_path = folder / f"latency-{pace.per_record}.log"
    with running(system, given, 1, log_path) as processes, Arrivals(given.kafka_bootstrap) as arrivals:

        def alive() -> None:
            check(processes, log_path)

        sender = Sender(given.kafka_bootstrap)
        sender.send(records[0], time.time())
        arrivals.wait_for(1, alive)
        intended = paced(sender, records[1:], pace.per_record / pace.rate)
        arrivals.wait_for(len(records), alive)
        time.sleep(SETTLE_SECONDS)
    return figures(intended, arrivals.seen, pace)


class Sender:
    """Produces records at once, without waiting to batch them."""

    def __init__(self, bootstrap: str) -> None:
        self._producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 1, "log_level": 0})
        self._failures: list[str] = []

    def send(self, record: ManifestRecord, at: float) -> None:
        """Sends a record with its intended time (seconds since the epoch) as its timestamp."""
        self._producer.produce(
            record.topic, record.value, record.key.encode(), timestamp=int(at * 1000), on_delivery=self._report
        )
        self._producer.poll(0)

    def flush(self) -> None:
        """Returns when all records are delivered. Raises `DeliveryFailed` where one is not."""
        if self._producer.flush(PATIENCE_SECONDS) or self._failures:
            raise DeliveryFailed(
                f"the broker did not accept a manifest: {(self._failures or ['no answer in time'])[0]}"
            )

    def _report(self, error: KafkaError | None, _: Message) -> None:
        if error is not None:
            self._failures.append(error.str())


def paced(sender: Sender, records: Sequence[ManifestRecord], interval: float) -> dict[str, float]:
    """Sends a record every `interval` seconds; returns the intended time of each, by its manifest."""
    names = [msgspec.json.decode(record.value, type=Outcome).manifest for record in records]
    begin = time.time() + 0.1
    for number, record in enumerate(records):
        at = begin + number * interval
        while (left := at - time.time()) > 0:
            time.sleep(min(left, 0.01))
        sender.send(record, at)
    sender.flush()
    return {name: begin + number * interval for number, name in enumerate(names)}


def figures(intended: dict[str, float], seen: Sequence[Arrival], pace: Pace) -> Latency:
    """The latencies of records that were intended after the warm-up; other arrivals are ignored."""
    begin = min(intended.values())
    waits: dict[str, list[Point]] = {HOLDS.name: [], RECEIPTS.name: []}
    for arrival in seen:
        at = intended.get(msgspec.json.decode(arrival.value, type=Outcome).manifest)
        if at is not None and at - begin >= pace.warm_up:
            waits[arrival.topic].append(Point(at - begin, 1_000 * (arrival.at - at)))
    return Latency(
        per_record=pace.per_record,
        consignments_per_second=pace.rate,
        warm_up_seconds=pace.warm_up,
        seconds=round(max(intended.values()) - begin - pace.warm_up, 1),
        holds=quantiles([each.value for each in waits[HOLDS.name]]),
        receipts=quantiles([each.value for each in waits[RECEIPTS.name]]),
        timeline=worst_of_each_slice(waits[RECEIPTS.name]),
    )


def quantiles(waits: Sequence[float]) -> Quantiles:
    """Quantiles by nearest rank; zeros where there are no waits."""
    ordered = sorted(waits) or [0.0]

    def at(share: float) -> float:
        return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1)

    return Quantiles(len(waits), at(0.5), at(0.99), at(0.999), at(1.0))


def worst_of_each_slice(waits: Sequence[Point]) -> list[Point]:
    """The longest wait of each half second."""
    worst: dict[int, float] = {}
    for each in waits:
        number = int(each.seconds / SLICE_SECONDS)
        worst[number] = max(worst.get(number, 0.0), each.value)
    return [Point(number * SLICE_SECONDS, round(worst[number], 1)) for number in sorted(worst)]
