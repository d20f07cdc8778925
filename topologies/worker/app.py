"""A worker: waits for its reference data, then runs the Faust app with the screening agent on each manifest topic."""

import contextlib
import gc
import signal
from collections.abc import Iterator, Sequence
from types import FrameType

import faust
import structlog

from schemas.decoding import Decoder, Limits
from screener.comparison.warm_up import warm_up
from topologies.delivery import malloc
from topologies.delivery.publisher import Publisher
from topologies.delivery.record_batch import RecordBatch, RecordBatchSchema
from topologies.delivery.transport import deliver, faust_app, run_worker
from topologies.kafka.broker import check_broker, check_session
from topologies.kafka.topic_admin import largest_batch, missing_topics
from topologies.reference.follower import Follower
from topologies.reference.snapshot import Reference
from topologies.settings import Settings, UsageError
from topologies.topics import MANIFESTS, OUTCOMES
from topologies.worker.health import HealthServer
from topologies.worker.metrics import Metrics
from topologies.worker.screening_agent import ScreeningAgent

log = structlog.get_logger(__name__)
GC_THRESHOLDS = (50_000, 20, 50)  # a batch creates thousands of objects without cycles


def create_app(settings: Settings, follower: Follower, metrics: Metrics) -> faust.App:
    """The Faust app, with an agent on each manifest topic. `follower` must be ready before it runs."""
    app = faust_app(settings, metrics)
    publisher = Publisher(settings, largest_batch(settings.kafka_bootstrap, OUTCOMES))
    metrics.watch_publisher(publisher.__len__)
    limits = Limits(settings.max_record_bytes, settings.max_consignments, settings.party_cache)

    def reference() -> Reference:
        if follower.failure is not None:
            raise follower.failure
        if follower.reference is None:
            raise RuntimeError("a worker never screens without a list")
        return follower.reference

    screening_agent = ScreeningAgent(Decoder(limits), reference, follower.holds, publisher, metrics)
    for topic in MANIFESTS:

        async def agent(stream: faust.StreamT[RecordBatch]) -> None:
            await deliver(stream, screening_agent.handle)

        app.agent(app.topic(topic.name, schema=RecordBatchSchema()), name=topic.name)(agent)

    @app.on_before_shutdown.connect
    async def flush(*_: object, **__: object) -> None:
        await publisher.close()

    return app


def work(settings: Settings) -> int:
    """Run one worker until SIGTERM or SIGINT; its exit code. Raises `UsageError` if it cannot start."""
    with _stop_signals() as signals:
        _check(settings)
        gc.set_threshold(*GC_THRESHOLDS)
        malloc.bound()
        metrics = Metrics()
        follower = Follower(settings, metrics)
        health = HealthServer(
            settings.metrics_host,
            settings.metrics_port,
            metrics.registry,
            lambda: follower.failure is None,
            lambda: follower.not_ready,
        )
        follower.start()
        warm_up()
        try:
            if not _ready(follower, settings, signals):
                return 0
            page = f"http://{settings.metrics_host}:{health.port}/metrics"
            log.info("ready", broker=settings.kafka_bootstrap, metrics=page)
            return run_worker(create_app(settings, follower, metrics), lambda: bool(signals))
        finally:
            follower.stop()
            health.close()


def _check(settings: Settings) -> None:
    check_broker(settings.kafka_bootstrap, settings.connect_seconds)
    check_session(settings.kafka_bootstrap, settings.session_seconds)
    missing = missing_topics(settings.kafka_bootstrap)
    if missing:
        raise UsageError(
            f"topic {missing[0]} does not exist at {settings.kafka_bootstrap}: run `screener topics create`"
        )


def _ready(follower: Follower, settings: Settings, signals: Sequence[int]) -> bool:
    """Wait for the reference; False if a signal to stop arrived first. Raises `UsageError` after `ready_seconds`."""
    ready = follower.wait_until_ready(settings.ready_seconds, lambda: bool(signals))
    if signals:  # also if it arrived just when the reference became ready
        return False
    if ready:
        return True
    raise UsageError(f"not ready after {settings.ready_seconds:g} s: {follower.waiting_for}")


@contextlib.contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """The signals to stop that have arrived so far; Faust installs its own handlers later."""
    received: list[int] = []

    def on_signal(number: int, _: FrameType | None) -> None:
        received.append(number)

    old = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield received
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
