"""The command: starts a Kafka, puts traffic on it, and measures each system in turn."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from msgspec import Struct
from rich.console import Console

from load_tests.inputs.lists import SEED, Inputs, inputs, snapshots_of
from load_tests.inputs.traffic import traffic
from load_tests.stream import latency, throughput
from load_tests.stream.figures import Latency, StreamFigures, Throughput
from load_tests.stream.systems import EXTRAS, SYSTEMS, System, chosen, how_to_install, installed
from load_tests.stream.tables import ratios, show
from topologies.json_output import json_text
from topologies.kafka.broker import bootstrap_for
from topologies.kafka.topic_admin import prepare_topics
from topologies.list_releases.loading import publish_snapshots
from topologies.sample.manifests import SampleManifests
from topologies.settings import Settings, UsageError, inherited, kafka_given, load_settings

KINDS = (200, 1)
RATE = 5_000
MOST_WORKERS = 2
PLOTS = "matplotlib"


class Plan(Struct, frozen=True):
    """What is to be measured: `seconds` of latency, of which the first `warm_up` are not counted; 0 measures none."""

    systems: list[System]
    kinds: tuple[int, ...]
    consignments: int
    seconds: float
    warm_up: float
    rate: int
    folder: Path
    two_workers: bool


@click.command()
@click.option("--only", default="", metavar="SYSTEM,...", help=f"Of {', '.join(SYSTEMS)}.")
@click.option(
    "--consignments", default=300_000, show_default=True, type=click.IntRange(min=200), help="Of each kind of record."
)
@click.option(
    "--per-record",
    multiple=True,
    type=click.IntRange(1, 2_000),
    help="Consignments a record; may be repeated.  [default: 200, 1]",
)
@click.option(
    "--seconds", default=30.0, show_default=True, type=click.FloatRange(min=0), help="Of latency; 0 for none."
)
@click.option("--warm-up", default=10.0, show_default=True, type=click.FloatRange(min=0), help="Seconds before these.")
@click.option(
    "--rate", default=RATE, show_default=True, type=click.IntRange(min=1), help="Consignments/s, for latency."
)
@click.option("--one", is_flag=True, help="Not with two workers.")
@click.option(
    "--out", default=Path("out/stream"), show_default=True, type=click.Path(path_type=Path), help="For JSON and plots."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def stream(
    only: str,
    consignments: int,
    per_record: tuple[int, ...],
    seconds: float,
    warm_up: float,
    rate: int,
    out: Path,
    *,
    one: bool,
    as_json: bool,
) -> None:
    """The worker beside other stream processors that make the same screening call, on a real Kafka.

    It starts a Kafka of its own, or uses that of KAFKA_BOOTSTRAP: one for tests, as it replaces the lists in force and
    adds manifests. Throughput is from the first receipts to the last, of records
    that lie ready; latency is from the intended time of sending, at a steady rate.
    """
    plan = Plan(chosen(only), per_record or KINDS, consignments, seconds, warm_up, rate, out, two_workers=not one)
    out.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=True)
    figures = run(plan, lambda words: console.print(words, highlight=False))
    path = out / "stream.json"
    path.write_text(json_text(figures), "utf-8")
    if as_json:
        click.echo(path.read_text("utf-8"))
    else:
        show(figures, Console())
    console.print(_plots(path), highlight=False, soft_wrap=True)


def run(plan: Plan, tell: Callable[[str], None]) -> StreamFigures:
    """Measure as planned. Raises `UsageError` where the broker or a system cannot be had."""
    given, data = load_settings(), inputs()
    existing = given.kafka_bootstrap if kafka_given() else ""
    with ExitStack() as stack:
        bootstrap = stack.enter_context(bootstrap_for("kafka", given, existing))
        given = msgspec.structs.replace(given, kafka_bootstrap=bootstrap)
        prepare_topics(bootstrap, embedded=False)
        publish_snapshots(snapshots_of(data.listed), given)
        speed = [each for kind in plan.kinds for each in _speed(plan, kind, data, given, tell)]
        waits = list(_waits(plan, data, given, tell))
    return StreamFigures(
        lists=data.lists_from,
        names=data.names_from,
        python=sys.version.split()[0],
        cores=os.cpu_count() or 0,
        throughput=speed,
        ratios=ratios(speed),
        latency=waits,
        absent={each.package: how_to_install() for each in plan.systems if not installed(each.package)},
    )


def _speed(plan: Plan, kind: int, data: Inputs, given: Settings, tell: Callable[[str], None]) -> Iterator[Throughput]:
    tell(f"feeding {plan.consignments:,} consignments, {kind} a record")
    records = _traffic(data, plan.consignments, kind, SEED + kind)
    load = throughput.put_ready(given.kafka_bootstrap, kind, records, plan.consignments)
    for system in (each for each in plan.systems if installed(each.package)):
        for workers in range(1, MOST_WORKERS + 1 if system.name == "worker" and plan.two_workers else 2):
            tell(f"{system.words}, {workers} at work")
            yield throughput.measure(system, workers, load, given, plan.folder)


def _waits(plan: Plan, data: Inputs, given: Settings, tell: Callable[[str], None]) -> Iterator[Latency]:
    system = SYSTEMS["worker"]
    if system not in plan.systems or not plan.seconds:
        return
    for kind in plan.kinds:
        tell(f"latency at {plan.rate:,} consignments/s, {kind} a record, {plan.warm_up + plan.seconds:g} s")
        consignments = round(plan.rate * (plan.warm_up + plan.seconds)) + kind
        records = list(_traffic(data, consignments, kind, SEED + 1_000 + kind))
        yield latency.measure(system, records, kind, plan.rate, plan.warm_up, given, plan.folder)


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


def _plots(path: Path) -> str:
    """Draw in a process of its own, which may see the benchmark's packages; one line about it."""
    if not installed(PLOTS):
        return f"no plots, {PLOTS} is not installed: {how_to_install()}"
    done = subprocess.run(
        [sys.executable, "-m", "load_tests.stream.plots", str(path)],
        check=False,
        capture_output=True,
        text=True,
        env=inherited({"PYTHONPATH": str(EXTRAS)}),
    )
    if done.returncode:
        raise UsageError(f"no plots: {done.stderr.strip().splitlines()[-1]}")
    return f"figures and plots: {path} {' '.join(done.stdout.split())}"
