"""A run on one machine: a broker, workers, manifests in as fast as they are answered, outcomes out, a summary."""

import time
from contextlib import ExitStack
from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from topologies import interrupts
from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.broker import EMBEDDED, bootstrap_for
from topologies.kafka.compacted_topics import Writer
from topologies.kafka.topic_admin import prepare_topics
from topologies.local_run.collector import Collector
from topologies.local_run.drain import drain
from topologies.local_run.feeder import Feeder, FeedResult, NoAnswer
from topologies.local_run.report import show
from topologies.local_run.workers import RunWorkers
from topologies.local_run.workload import Workload
from topologies.settings import Settings, UsageError
from topologies.topics import MANIFESTS
from topologies.waiting import Waiting

WINDOW_BYTES = 1024 * 1024
INTERRUPTED_STOP_SECONDS = 1.0
BROKER_NAMES = {
    "embedded": "the embedded one (librdkafka's in-memory cluster; no server is needed)",
    "kafka": "Apache Kafka",
}


class RunOptions(Struct, frozen=True):
    """How to run: the kind of broker and the address of an existing one, if any; workers; where the outcomes go."""

    broker: str
    existing: str
    workers: int
    out: Path
    keep: bool


def run_workload(workload: Workload, options: RunOptions, settings: Settings) -> bool:
    """Screen a workload and print what was found.

    Returns whether nothing was lost or doubled and, for the sample day, exactly what was planted was found. Raises
    `UsageError`, one line, where it cannot run.
    """
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    embedded = options.broker == EMBEDDED
    with ExitStack() as stack:
        if options.broker in BROKER_NAMES:
            console.print(f"Broker: {BROKER_NAMES[options.broker]}")
        with Waiting("Starting the broker"):
            bootstrap = stack.enter_context(bootstrap_for(options.broker, settings, options.existing))
            settings = msgspec.structs.replace(settings, kafka_bootstrap=bootstrap)
            prepare_topics(bootstrap, embedded=embedded)
        with Waiting("Publishing the lists"):
            if not embedded:
                _refuse_other_lists(workload, settings)
            _publish_control_records(workload, settings)
            options.out.mkdir(parents=True, exist_ok=True)
            workers = RunWorkers(settings, options.workers, options.out / "workers.log", embedded=embedded)
            stack.enter_context(workers)
            _publish_lists(workload, settings)
        collector = stack.enter_context(Collector(bootstrap, options.out))
        with Waiting("Waiting for the workers") as waiting:
            workers.wait_for_partitions(lambda words: waiting.update(f"Waiting: {words}"))
        fed = _feed(console, workload, settings, collector, workers)
        with Waiting("Waiting for the last outcomes"):
            drain(settings, collector)
        right = show(Console(), collector, fed, workload.sample)
        if options.keep:
            _keep_running(console, settings, collector, workers)
        with Waiting("Stopping the workers"):
            stack.close()
    return right


def _refuse_other_lists(workload: Workload, settings: Settings) -> None:
    from topologies.local_run.run_lists import refuse_other_lists, snapshots_of  # noqa: PLC0415 - see `_publish_lists`

    refuse_other_lists(snapshots_of(workload), settings)


def _publish_control_records(workload: Workload, settings: Settings) -> None:
    """Publish what the workers must have read before they are ready; the lists come last, as no worker is ready without."""
    writer = Writer(settings.kafka_bootstrap, settings.delivery_seconds)
    try:
        for topic, records in workload.control_records():
            writer.publish(topic.name, records)
    except DeliveryFailed as failed:
        raise UsageError(str(failed)) from None


def _publish_lists(workload: Workload, settings: Settings) -> None:
    # These load the search; the workers, which do so too, have started by now.
    from topologies.list_releases.loading import publish_snapshots  # noqa: PLC0415
    from topologies.local_run.run_lists import snapshots_of  # noqa: PLC0415

    publish_snapshots(snapshots_of(workload), settings)


def _feed(
    console: Console, workload: Workload, settings: Settings, collector: Collector, workers: RunWorkers
) -> FeedResult:
    columns = (TextColumn("Screening"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with ExitStack() as stack:
        if not console.is_terminal:
            stack.enter_context(Waiting(f"Screening {workload.consignments:,} consignments"))
        progress = stack.enter_context(Progress(*columns, console=console, disable=not console.is_terminal))
        task = progress.add_task("screening", total=workload.consignments)
        report = lambda done: progress.update(task, completed=done)  # noqa: E731
        try:
            return Feeder(settings, collector, WINDOW_BYTES, workers.check, report).feed(workload.records)
        except (DeliveryFailed, NoAnswer) as error:
            workers.check()
            raise UsageError(f"{error}; see workers.log beside the outcomes") from None


def _keep_running(console: Console, settings: Settings, collector: Collector, workers: RunWorkers) -> None:
    console.print(
        f"Staying up: Kafka at {settings.kafka_bootstrap}; send manifests to {MANIFESTS[0].name}. Ctrl-C ends it."
    )
    try:
        while True:
            collector.collect(1.0, time.monotonic())
            workers.check()
    except KeyboardInterrupt:
        interrupts.release()
        console.print("Ending.")
        workers.stop(INTERRUPTED_STOP_SECONDS)
