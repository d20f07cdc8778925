"""One fault run from an empty Kafka to a verdict."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from random import randrange
from tempfile import TemporaryDirectory

from confluent_kafka import KafkaException
from msgspec import Struct

from load_tests.faults import oracle
from load_tests.faults.clock import Clock, compiler
from load_tests.faults.commits import Commits
from load_tests.faults.feed import Feed
from load_tests.faults.fleet import Fleet
from load_tests.faults.injections import DISK_BYTES
from load_tests.faults.lists import listed_parties
from load_tests.faults.outcomes import Collector
from load_tests.faults.pool import Pool
from load_tests.faults.proxy import HOST, Proxy
from load_tests.faults.result import LEFT_OUT, Result, verdict
from load_tests.faults.scenarios import ALWAYS, SCENARIOS, SESSION_SECONDS, Scenario
from load_tests.faults.stage import Stage
from topologies.kafka.server import FIRST_PORT, LAST_PORT, KafkaServer
from topologies.kafka.topic_admin import ensure_topics
from topologies.settings import Settings, UsageError
from topologies.topics import NOTICES

POOL, LONG_POOL = 20_000, 50_000
"""Consignments made, of a short run and of a whole one, which sends them some hundred times."""
MOUNT, UMOUNT = "/bin/mount", "/bin/umount"
WARM_UP_ROUNDS = 4  # until every party is known to every worker and memory is level
WARM_UP = 80_000  # consignments at least
HOLDS = 500
"""Holds that a worker remembers: fewer than the warm-up places, so that a table that still fills is not taken for a leak."""
STEADY_SECONDS = 4.0
PATIENCE_SECONDS = 180.0
"""Longer than a worker's watchdog waits: one that stands still ends itself, and that is then told as a crash, not as a loss."""
COMMIT_SECONDS = 30.0
TURN_SECONDS = 0.2
BEGUN_TWICE = "it is read again from there"
"""What a worker says when librdkafka hands it records of a partition a second time: never expected, and harmless."""


class Options(Struct, frozen=True):
    """How large a run is. `rate` None is half of the capacity, found at the start of each run."""

    scale: float = 1.0
    consignments: int = 100_000
    workers: int = 2
    rate: float | None = None
    seed: int = 13904


def run_scenario(name: str, options: Options) -> Result:
    """Run one scenario and judge it. Raises `UsageError` where brokers or workers do not begin."""
    scenario = SCENARIOS[name]
    missing = _missing(scenario)
    if missing:
        return Result(name, scenario.what, LEFT_OUT, reason=missing)
    with ExitStack() as stack:
        run = _Run(scenario, options, stack)
        run.go()
    return run.result(name)


def _missing(scenario: Scenario) -> str:
    """What the machine lacks for this scenario, in words."""
    if scenario.small_disk and not (Path(MOUNT).is_file() and os.geteuid() == 0):
        return "needs root, to mount a small disk in memory"
    if scenario.own_clock and compiler() is None:
        return "needs a C compiler (cc), for the clock that the workers are given"
    return ""


class _Run:
    def __init__(self, scenario: Scenario, options: Options, stack: ExitStack) -> None:
        self._scenario = scenario
        self._options = options
        today = datetime.now(UTC).date()
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="fault-run-")))
        if scenario.small_disk:
            stack.enter_context(_small_disk(folder))
        server, proxy = _servers(scenario, stack)
        given = Settings(
            kafka_bootstrap=server.bootstrap if proxy is None else f"{HOST}:{proxy.port}",
            session_seconds=SESSION_SECONDS,
        )
        ensure_topics(server.bootstrap)
        self.stage = self._staged(stack, given, server, proxy, folder, today)
        self.collector = stack.enter_context(Collector(server.bootstrap))
        self.commits = stack.enter_context(Commits(server.bootstrap, given.group))
        stack.enter_context(self.stage.fleet)
        self.capacity = self.before = self.stopped = self.after = 0.0
        self.uncommitted = ["never looked at"]
        self.begun_twice = 0

    def _staged(
        self, stack: ExitStack, given: Settings, server: KafkaServer, proxy: Proxy | None, folder: Path, today: date
    ) -> Stage:
        scenario, options = self._scenario, self._options
        listed, made = listed_parties(today), LONG_POOL if options.scale >= 1 else POOL
        self.pool = Pool(listed, min(made, options.consignments), options.seed, today)
        clock = Clock(folder) if scenario.own_clock else None
        environment = {
            "TMPDIR": str(folder),
            "SCREENER_HOLDS_REMEMBERED": str(HOLDS),
            **scenario.environment,
            **(clock.environment if clock else {}),
        }
        fleet = Fleet(given, options.workers, folder, environment, scenario.command)
        feed = Feed(server.bootstrap, self.pool)
        stack.callback(feed.stop)
        stage = Stage(given, server, proxy, fleet, feed, listed, folder, options.scale, options.seed, today)
        stage.clock = clock
        for topic, size in scenario.limits.items():
            stage.limit_records(topic, size)
        stage.publish_lists(0)
        return stage

    def go(self) -> None:
        """Warm up, feed, inject, let it settle."""
        stage, options = self.stage, self._options
        stage.fleet.wait_until_ready()
        self.capacity = self._warm_up()
        stage.feed.start(options.rate or self._scenario.rate or self.capacity / 2)
        time.sleep(STEADY_SECONDS if options.scale >= 1 else STEADY_SECONDS / 4)
        self.before = stage.fleet.memory()
        self._scenario.inject(stage)
        while stage.feed.consignments < options.consignments * options.scale:
            time.sleep(TURN_SECONDS)
        self.stopped = time.monotonic()
        stage.feed.stop()
        self._settle()
        self.begun_twice = stage.fleet.said(BEGUN_TWICE)

    def _warm_up(self) -> float:
        """Send a few rounds of the pool at once; the consignments a second at which the last of them was answered.

        Each round goes one partition further, so every worker knows every party before memory is looked at: a worker that
        later takes the partitions of another would remember that one's parties as well, as it should.
        """
        began = 0.0
        for number in range(max(WARM_UP_ROUNDS, WARM_UP // self._options.consignments)):
            began = time.monotonic()
            self.stage.feed.send(self.stage.feed.take(len(self.pool.once)), shift=number)
            self._wait_for_answers()
        return sum(each.consignments for each in self.pool.once) / (time.monotonic() - began)

    def _settle(self) -> None:
        self._wait_for_answers()
        deadline = time.monotonic() + COMMIT_SECONDS
        while time.monotonic() < deadline:
            try:
                self.uncommitted = self.commits.open()
            except KafkaException as error:
                self.uncommitted = [str(error)]
            if not self.uncommitted and self.collector.caught_up():
                break
            time.sleep(TURN_SECONDS)
        time.sleep(2.0 if self._options.scale < 1 else STEADY_SECONDS)  # memory is looked at when nothing moves
        self.after = time.monotonic()

    def _wait_for_answers(self) -> None:
        """Until every acknowledged record is answered, or nothing has been for a long time."""
        waiting = self.stage.feed.acknowledged
        moved = time.monotonic()
        while waiting and time.monotonic() < moved + PATIENCE_SECONDS:
            left = [each for each in waiting if oracle.answered_at(each, self.collector.outcomes) is None]
            moved = time.monotonic() if len(left) < len(waiting) else moved
            waiting = left
            time.sleep(0.02)

    def result(self, name: str) -> Result:
        """The verdict."""
        stage, outcomes, acknowledged = self.stage, self.collector.outcomes, self.stage.feed.acknowledged
        found = oracle.judge(acknowledged, outcomes, stage.feed.tried, stage.versions)
        crashes = [*map(str, stage.fleet.crashes)]
        wrong = {
            "lost": found.lost,
            "doubled": found.doubled,
            "phantom": found.phantom,
            "out of order": found.disorder,
            "wrong version": found.versions,
            "not committed": self.uncommitted,
            "committed back": self.commits.backwards,
            "not fed": stage.feed.failures,
            "crashes": crashes,
        }
        recovered = oracle.recovery(acknowledged, outcomes, stage.faults)
        after = stage.fleet.memory(self.after)
        figures = {
            "records": len(acknowledged),
            "consignments": sum(each.sent.consignments for each in acknowledged),
            "faults": len(stage.faults),
            **{kind: len(found) for kind, found in wrong.items()},
            "repeats": sum(count for topic, count in outcomes.repeats.items() if topic != NOTICES.name),
            "progress": recovered.progress,
            "stable": recovered.stable,
            "answered while fed": self._answered(),
            "stale seconds": oracle.staleness(outcomes, stage.replaced),
            "begun twice": self.begun_twice,
            "capacity": round(self.capacity),
            "memory before": round(self.before, 1),
            "memory peak": round(stage.fleet.peak, 1),
            "memory after": round(after, 1),
            "memory growth": round(after / self.before - 1, 3) if self.before else 1.0,
            **({"decided over": oracle.decided_over(outcomes)} if stage.clock else {}),
            **stage.figures,
        }
        limits = {**ALWAYS, **self._scenario.at_most}
        return verdict(name, self._scenario.what, figures, wrong, limits, self._scenario.at_least)

    def _answered(self) -> float:
        """The share of readable records, acknowledged a second before the feeding ended, that were answered by then."""
        due = [
            oracle.answered_at(each, self.collector.outcomes)
            for each in self.stage.feed.acknowledged
            if not each.sent.poison and each.at < self.stopped - 1
        ]
        return round(sum(at is not None and at <= self.stopped for at in due) / len(due), 3) if due else 1.0


def _servers(scenario: Scenario, stack: ExitStack) -> tuple[KafkaServer, Proxy | None]:
    """The brokers; with a proxy they tell workers to come through it, while feeder and oracle come directly."""
    if not scenario.proxied:
        return stack.enter_context(KafkaServer(scenario.brokers)), None
    port, controller, behind, before = _four_ports()
    properties = {
        "listeners": f"PLAINTEXT://{HOST}:{port},PROXIED://{HOST}:{behind},CONTROLLER://{HOST}:{controller}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{port},PROXIED://{HOST}:{before}",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT",
    }
    server = stack.enter_context(KafkaServer(port=port, properties=properties))
    return server, stack.enter_context(Proxy(before, behind))


def _four_ports() -> tuple[int, int, int, int]:
    """Four free ports in a row: a server takes the port that it is given and the next."""
    while True:
        first = randrange(FIRST_PORT, LAST_PORT - 3)
        if all(_is_free(port) for port in range(first, first + 4)):
            return first, first + 1, first + 2, first + 3


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """A disk of a few MiB in memory, mounted on `folder`."""
    mounted = subprocess.run(
        [MOUNT, "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        raise UsageError(f"disk-full cannot mount a small disk: {mounted.stderr.decode().strip()}; run it as root")
    try:
        yield
    finally:
        subprocess.run([UMOUNT, str(folder)], check=False)
