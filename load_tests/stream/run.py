"""Starts a Kafka, puts traffic on it, and measures each system in turn."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from load_tests.inputs.lists import SEED, Inputs, inputs, snapshots_of
from load_tests.inputs.traffic import traffic
from load_tests.stream import latency, throughput
from load_tests.stream.figures import Latency, StreamFigures, Throughput
from load_tests.stream.systems import SYSTEMS, System, how_to_install, installed
from load_tests.stream.tables import ratios
from topologies.kafka.broker import bootstrap_for
from topologies.kafka.topic_admin import prepare_topics
from topologies.list_releases.loading import publish_snapshots
from topologies.sample.manifests import SampleManifests
from topologies.settings import Settings, kafka_given, load_settings

MOST_WORKERS = 2


class Plan(Struct, frozen=True):
    """What to measure. Latency is measured for `seconds` (0 for none) after a warm-up of `warm_up` seconds."""

    systems: list[System]
    kinds: tuple[int, ...]
    consignments: int
    seconds: float
    warm_up: float
    rate: int
    folder: Path
    two_workers: bool


def run(plan: Plan, report: Callable[[str], None]) -> StreamFigures:
    """Measures as planned. Raises `UsageError` where the broker or a system cannot be started."""
    given, data = load_settings(), inputs()
    existing = given.kafka_bootstrap if kafka_given() else ""
    with ExitStack() as stack:
        bootstrap = stack.enter_context(bootstrap_for("kafka", given, existing))
        given = msgspec.structs.replace(given, kafka_bootstrap=bootstrap)
        prepare_topics(bootstrap, embedded=False)
        publish_snapshots(snapshots_of(data.listed), given)
        throughputs = [each for kind in plan.kinds for each in _throughputs(plan, kind, data, given, report)]
        latencies = list(_latencies(plan, data, given, report))
    return StreamFigures(
        lists=data.lists_from,
        names=data.names_from,
        python=sys.version.split()[0],
        cores=os.cpu_count() or 0,
        throughput=throughputs,
        ratios=ratios(throughputs),
        latency=latencies,
        absent={each.package: how_to_install() for each in plan.systems if not installed(each.package)},
    )


def _throughputs(
    plan: Plan, kind: int, data: Inputs, given: Settings, report: Callable[[str], None]
) -> Iterator[Throughput]:
    report(f"feeding {plan.consignments:,} consignments, {kind} a record")
    records = _traffic(data, plan.consignments, kind, SEED + kind)
    load = throughput.put_ready(given.kafka_bootstrap, kind, records, plan.consignments)
    for system in (each for each in plan.systems if installed(each.package)):
        for workers in range(1, MOST_WORKERS + 1 if system.name == "worker" and plan.two_workers else 2):
            report(f"{system.title}, processes: {workers}")
            yield throughput.measure(system, workers, load, given, plan.folder)


def _latencies(plan: Plan, data: Inputs, given: Settings, report: Callable[[str], None]) -> Iterator[Latency]:
    system = SYSTEMS["worker"]
    if system not in plan.systems or not plan.seconds:
        return
    for kind in plan.kinds:
        report(f"latency at {plan.rate:,} consignments/s, {kind} a record, {plan.warm_up + plan.seconds:g} s")
        consignments = round(plan.rate * (plan.warm_up + plan.seconds)) + kind
        records = list(_traffic(data, consignments, kind, SEED + 1_000 + kind))
        yield latency.measure(system, records, latency.Pace(kind, plan.rate, plan.warm_up), given, plan.folder)


def _traffic(data: Inputs, consignments: int, per_manifest: int, seed: int) -> SampleManifests:
    return traffic(
        data.listed,
        data.people,
        data.companies,
        consignments=consignments,
        seed=seed,
        per_manifest=per_manifest,
        today=datetime.now(UTC).date(),
    )
