"""Throughput: how fast a system processes records that wait on the topics."""

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
from topologies.local_run.manifest_files import ManifestRecord
from topologies.settings import Settings, UsageError
from topologies.topics import HOLDS, MANIFESTS, RECEIPTS

SAMPLE_SECONDS = 0.05
PATIENCE_SECONDS = 120.0
WARM_SHARE = 0.25


class Load(Struct, frozen=True):
    """The records that wait on the manifest topics, and the offsets at which they start."""

    per_record: int
    records: int
    consignments: int
    starts: list[TopicPartition]


class Sample(Struct, frozen=True):
    """One sample: the receipts and the processor time so far."""

    seconds: float
    receipts: int
    processor: float


def put_ready(bootstrap: str, per_record: int, records: Iterable[ManifestRecord], consignments: int) -> Load:
    """Puts records on the manifest topics, after those that are there."""
    starts = Ends(bootstrap, MANIFESTS).offsets()
    return Load(per_record, produce_all(bootstrap, records), consignments, starts)


def measure(system: System, workers: int, load: Load, given: Settings, folder: Path) -> Throughput:
    """Starts a system on `load` and samples it until the last receipt. Raises `UsageError` where it ends or stalls."""
    given = msgspec.structs.replace(given, group=f"bench-{system.name}-{workers}-{time.time_ns()}")
    start_group(given.kafka_bootstrap, given.group, load.starts)
    log_path = folder / f"{system.name}.log"
    holds, receipts = (Ends(given.kafka_bootstrap, [topic]) for topic in (HOLDS, RECEIPTS))
    holds_before = holds.total()
    with running(system, given, workers, log_path) as processes:
        pids = [process.pid for process in processes]
        samples = sample_until_done(
            receipts, load.records, lambda: processor_seconds(pids), lambda: check(processes, log_path)
        )
        return figures(system.name, workers, load, samples, holds.total() - holds_before, peak_rss(pids))


def sample_until_done(
    receipts: Ends, records: int, processor: Callable[[], float], alive: Callable[[], None]
) -> list[Sample]:
    """Samples until there are `records` receipts, from the first sample that has any. Raises `UsageError` where none come."""
    before = receipts.total()
    samples: list[Sample] = []
    moved = time.monotonic()
    while not samples or samples[-1].receipts < records:
        sample = Sample(time.monotonic(), receipts.total() - before, processor())
        if sample.receipts > (samples[-1].receipts if samples else 0):
            samples.append(sample)
            moved = sample.seconds
        elif sample.seconds - moved > PATIENCE_SECONDS:
            raise UsageError(f"no receipt for {PATIENCE_SECONDS:g} s, {sample.receipts} of {records} came")
        alive()
        time.sleep(SAMPLE_SECONDS)
    return samples


def figures(system: str, workers: int, load: Load, samples: list[Sample], holds: int, rss: int) -> Throughput:
    """The figures from the samples; what was done by the first sample is not counted."""
    first, last = samples[0], samples[-1]
    warm = max(
        (sample for sample in samples if sample.receipts <= WARM_SHARE * load.records), default=first, key=_seconds
    )
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
            for one, two in zip(samples[::10], samples[10::10], strict=False)
        ],
    )


def _rate(one: Sample, two: Sample, each: float) -> int:
    passed = two.seconds - one.seconds
    return round(each * (two.receipts - one.receipts) / passed) if passed > 0 else 0


def _seconds(sample: Sample) -> float:
    return sample.seconds
