"""How fast a system works off what is already on the topics."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from confluent_kafka import TopicPartition
from msgspec import Struct

from load_tests.stream.feed import Ends, produce_all, start_group
from load_tests.stream.figures import Point, Throughput
from load_tests.stream.systems import System, check, running
from load_tests.stream.usage import peak_rss, processor_seconds
from topologies.local_run.manifest_record import ManifestRecord
from topologies.settings import Settings, UsageError
from topologies.topics import HOLDS, MANIFESTS, RECEIPTS

LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 120.0
WARM_SHARE = 0.25


class Load(Struct, frozen=True):
    """What lies ready on the manifest topics: so many records of `per_record` consignments."""

    per_record: int
    records: int
    consignments: int
    starts: list[TopicPartition]


class Look(Struct, frozen=True):
    """Receipts so far, and the processor time so far, at one moment."""

    seconds: float
    receipts: int
    processor: float


def put_ready(bootstrap: str, per_record: int, records: Iterable[ManifestRecord], consignments: int) -> Load:
    """Put records on the manifest topics, behind what is there."""
    starts = Ends(bootstrap, MANIFESTS).offsets()
    return Load(per_record, produce_all(bootstrap, records), consignments, starts)


def measure(system: System, workers: int, load: Load, given: Settings, folder: Path) -> Throughput:
    """Start a system on `load` and watch it to the last receipt. Raises `UsageError` where it ends or stands still."""
    given = msgspec.structs.replace(given, group=f"bench-{system.name}-{workers}-{time.time_ns()}")
    start_group(given.kafka_bootstrap, given.group, load.starts)
    log_path = folder / f"{system.name}.log"
    holds, receipts = (Ends(given.kafka_bootstrap, [topic]) for topic in (HOLDS, RECEIPTS))
    holds_before = holds.total()
    with running(system, given, workers, log_path) as processes:
        pids = [process.pid for process in processes]
        looks = watch(receipts, load.records, lambda: processor_seconds(pids), lambda: check(processes, log_path))
        return figures(system.name, workers, load, looks, holds.total() - holds_before, peak_rss(pids))


def watch(receipts: Ends, records: int, processor: Callable[[], float], alive: Callable[[], None]) -> list[Look]:
    """Look at the receipts until there are `records` of them; from the first look that shows any."""
    before = receipts.total()
    looks: list[Look] = []
    moved = time.monotonic()
    while not looks or looks[-1].receipts < records:
        look = Look(time.monotonic(), receipts.total() - before, processor())
        if look.receipts > (looks[-1].receipts if looks else 0):
            looks.append(look)
            moved = look.seconds
        elif look.seconds - moved > PATIENCE_SECONDS:
            raise UsageError(f"no receipt for {PATIENCE_SECONDS:g} s, {look.receipts} of {records} came")
        alive()
        time.sleep(LOOK_SECONDS)
    return looks


def figures(system: str, workers: int, load: Load, looks: list[Look], holds: int, rss: int) -> Throughput:
    """The looks as figures; what was done at the first look is not counted."""
    first, last = looks[0], looks[-1]
    warm = max((look for look in looks if look.receipts <= WARM_SHARE * load.records), default=first, key=_seconds)
    processor = last.processor - warm.processor
    counted = max(1, last.receipts - warm.receipts) * load.consignments / load.records
    return Throughput(
        system=system,
        per_record=load.per_record,
        workers=workers,
        consignments=load.consignments,
        holds=holds,
        seconds=round(last.seconds - first.seconds, 2),
        per_second=_rate(first, last, load.consignments / load.records),
        records_per_second=_rate(first, last, 1),
        steady_per_second=_rate(warm, last, load.consignments / load.records),
        processor_seconds=round(processor, 2),
        processor_microseconds=round(1e6 * processor / counted, 2),
        peak_rss_bytes=rss,
        timeline=[
            Point(round(two.seconds - first.seconds, 2), _rate(one, two, load.consignments / load.records))
            for one, two in zip(looks[::10], looks[10::10], strict=False)
        ],
    )


def _rate(one: Look, two: Look, each: float) -> int:
    passed = two.seconds - one.seconds
    return round(each * (two.receipts - one.receipts) / passed) if passed > 0 else 0


def _seconds(look: Look) -> float:
    return look.seconds
