"""create_app(settings): composes everything that a worker is made of."""

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
from topologies.worker.screening_agent import Screening

log = structlog.get_logger(__name__)
GC_THRESHOLDS = (50_000, 20, 50)  # a batch makes thousands of objects, none of them cyclic


def create_app(settings: Settings, following: Follower, metrics: Metrics) -> faust.App:
    """The Faust app with one agent on each manifest topic. `following` must be ready before it runs."""
    app = faust_app(settings, metrics)
    outbox = Publisher(settings, largest_batch(settings.kafka_bootstrap, OUTCOMES))
    metrics.watch_publisher(outbox.__len__)
    limits = Limits(settings.max_record_bytes, settings.max_consignments, settings.party_cache)

    def reference() -> Reference:
        if following.failure is not None:
            raise following.failure
        if following.reference is None:
            raise RuntimeError("no worker screens without a list")
        return following.reference

    screening = Screening(Decoder(limits), reference, following.holds, outbox, metrics)
    for topic in MANIFESTS:

        async def agent(stream: faust.StreamT[RecordBatch]) -> None:
            await deliver(stream, screening.handle)

        app.agent(app.topic(topic.name, schema=RecordBatchSchema()), name=topic.name)(agent)

    @app.on_before_shutdown.connect
    async def flush(*_: object, **__: object) -> None:
        await outbox.close()

    return app


def work(settings: Settings) -> int:
    """Run one worker until it is told to stop; its exit code. Raises `UsageError` where it cannot begin."""
    with _stop_signals() as told:
        _check(settings)
        gc.set_threshold(*GC_THRESHOLDS)
        malloc.bound()
        metrics = Metrics()
        following = Follower(settings, metrics)
        health = HealthServer(
            settings.metrics_host,
            settings.metrics_port,
            metrics.registry,
            lambda: following.failure is None,
            lambda: following.not_ready,
        )
        following.start()
        warm_up()
        try:
            if not _ready(following, settings, told):
                return 0
            page = f"http://{settings.metrics_host}:{health.port}/metrics"
            log.info("ready", broker=settings.kafka_bootstrap, metrics=page)
            return run_worker(create_app(settings, following, metrics), lambda: bool(told))
        finally:
            following.stop()
            health.close()


def _check(settings: Settings) -> None:
    check_broker(settings.kafka_bootstrap, settings.connect_seconds)
    check_session(settings.kafka_bootstrap, settings.session_seconds)
    missing = missing_topics(settings.kafka_bootstrap)
    if missing:
        raise UsageError(
            f"topic {missing[0]} does not exist at {settings.kafka_bootstrap}: run `screener topics create`"
        )


def _ready(following: Follower, settings: Settings, told: Sequence[int]) -> bool:
    """Whether the reference is ready; False where the worker was told to stop first."""
    ready = following.wait_until_ready(settings.ready_seconds, lambda: bool(told))
    if told:  # also where it came in the moment in which the reference was ready
        return False
    if ready:
        return True
    raise UsageError(f"not ready after {settings.ready_seconds:g} s: {following.waiting_for}")


@contextlib.contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """The numbers of the signals to stop that came, from now until Faust hears of them itself."""
    received: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        received.append(number)

    old = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield received
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
