"""The Faust transport on librdkafka, which commits a record only after its outcomes are acknowledged.

    Kafka -> Poller (one thread) -> RecordBatch -> agent -> Publisher -> Kafka
               ^                                     |
               +---- commit <- Watermark <- batch.delivered()

Stock Faust commits past unprocessed messages and acknowledges events whose agent raised. Here an event is a batch of records
of one partition, its offsets count once the agent calls `batch.delivered()`, and an agent that raises ends the process.
"""

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import AsyncIterable, Awaitable, Callable
from typing import Any, cast

import faust
import uvloop
from faust.tables import TableManager
from faust.transport import base
from faust.types import AgentT
from yarl import URL

from topologies.delivery.consumer import ConfiguredTransport, Consumer, Observer
from topologies.delivery.record_batch import RecordBatch
from topologies.delivery.watchdog import crash, die
from topologies.settings import Settings

# The module and name of each compiled class of Faust; Faust sets it to None where it could not be loaded.
COMPILED = {"faust.streams": "_CStreamIterator", "faust.transport.conductor": "ConductorHandler"}
LEAVE_SECONDS = 8.0  # beyond the drain, for leaving the group and stopping Faust

logger = logging.getLogger(__name__)


def _url(settings: Settings) -> str:
    """One broker's address, which Faust only displays; the clients read all of them from the settings."""
    return f"kafka://{settings.kafka_bootstrap.partition(',')[0]}"


class Producer(base.Producer):
    """Faust's producer, unused: outcomes go through `Publisher`, which awaits their delivery."""

    async def flush(self) -> None:
        """Nothing is buffered."""


class Transport(ConfiguredTransport):
    """Set it on the app before its agents are declared: `app.transport = Transport(app, settings, observer)`."""

    Consumer = Consumer
    Producer = Producer
    driver_version = "librdkafka"

    def __init__(self, app: faust.App, settings: Settings, observer: Observer) -> None:
        require_compiled_faust()
        super().__init__([URL(_url(settings))], app)
        self.settings = settings
        self.observer = observer


class App(faust.App):
    """Faust's app without its data directory (there are no tables), and in which an agent that raises ends the process."""

    def _create_directories(self) -> None:
        pass

    async def _on_agent_error(self, agent: AgentT[Any], exc: BaseException) -> None:
        await crash(agent, exc)


class Tables(TableManager):
    """Faust's table manager, started at once: Faust waits a second for tables to be declared, and here there are none."""

    async def on_start(self) -> None:
        """Let the consumer subscribe."""
        await self._update_channels()
        await self.recovery.start()


def faust_app(settings: Settings, observer: Observer) -> faust.App:
    """A Faust app on this transport, without a web server, topics of its own or a leader."""
    app = App(
        settings.group,
        broker=_url(settings),
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        broker_session_timeout=settings.session_seconds,
        agent_supervisor="mode.CrashingSupervisor",
        TableManager=Tables,
    )
    app.transport = Transport(app, settings, observer)
    return app


async def deliver(stream: AsyncIterable[RecordBatch], handle: Callable[[RecordBatch], Awaitable[None]]) -> None:
    """The body of an agent: call `handle` for each batch; a batch counts as delivered once `handle` returns.

    While one batch awaits the broker the next one is handled. Batches start in order, so a `handle` whose first `await` is
    the publishing keeps the order of each key. If `handle` raises, the process ends (see `crash`).
    """
    running: set[asyncio.Task[None]] = set()

    async def run(batch: RecordBatch) -> None:
        try:
            await handle(batch)
        except Exception as error:  # noqa: BLE001 # whatever it is, the batch must not count as delivered
            await crash(batch, error)
        else:
            batch.delivered()

    async for batch in stream:
        task = asyncio.create_task(run(batch))
        running.add(task)
        task.add_done_callback(running.discard)


def require_compiled_faust() -> None:
    """Raise `RuntimeError` unless Faust's compiled modules are loaded: without them stale events are acknowledged unprocessed."""
    missing = [name for name, built in COMPILED.items() if getattr(sys.modules.get(name), built, None) is None]
    if missing:
        raise RuntimeError(
            f"the compiled part of {', '.join(missing)} is not loaded: unset NO_CYTHON, or install a binary wheel of faust-streaming"
        )


class Worker(faust.Worker):
    """Faust's worker, which drains before it stops, within `drain_seconds` and `LEAVE_SECONDS`."""

    def __init__(self, app: faust.App, loop: asyncio.AbstractEventLoop, stop_requested: Callable[[], bool]) -> None:
        super().__init__(app, loop=loop, quiet=True, override_logging=False, redirect_stdouts=False)
        self.spinner = None
        self._stop_requested = stop_requested

    def install_signal_handlers(self) -> None:
        """From now on a signal stops the worker; so does one that arrived earlier."""
        super().install_signal_handlers()
        if self._stop_requested():
            self._on_sigterm()

    async def _stop_on_signal(self, signal: signal.Signals) -> None:
        logger.info("%s: finishing what is in flight", signal.name)
        self._limit_stop()
        if isinstance(consumer := self.app.consumer, Consumer):
            await consumer.drain()
        await super()._stop_on_signal(signal)

    def _gather_all(self) -> None:
        """Cancel the remaining tasks, which have nothing to finish: Faust would wait a second for them."""
        for task in asyncio.all_tasks(self.loop):
            task.cancel()

    async def _sentinel_task(self) -> None:
        """Faust would sleep for another second."""

    def on_worker_shutdown(self) -> None:
        """Whatever made the worker stop, it stops in time."""
        self._limit_stop()

    def _limit_stop(self) -> None:
        seconds = cast("Transport", self.app.transport).settings.drain_seconds + LEAVE_SECONDS
        timer = threading.Timer(seconds, die, [f"could not stop within {seconds:.0f} s"])
        timer.daemon = True
        timer.start()


def run_worker(app: faust.App, stop_requested: Callable[[], bool] = lambda: False) -> int:
    """Run the app on uvloop until SIGTERM, SIGINT or a failure; the exit code of the process, 0 after an orderly stop.

    `stop_requested` returns True if a signal arrived before Faust handled signals.
    """
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    worker = Worker(app, loop, stop_requested)
    try:
        worker.execute_from_commandline()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0
