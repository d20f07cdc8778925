"""One fault run, from an empty Kafka to a verdict."""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from load_tests.faults import oracle
from load_tests.faults.harness.clock import Clock, compiler
from load_tests.faults.harness.commits import Commits
from load_tests.faults.harness.feed import Feed
from load_tests.faults.harness.fleet import Fleet
from load_tests.faults.harness.lists import listed_parties
from load_tests.faults.harness.outcomes import OutcomeReader
from load_tests.faults.harness.pool import Pool
from load_tests.faults.harness.proxy import HOST
from load_tests.faults.harness.servers import can_mount, small_disk, start_brokers
from load_tests.faults.problems import problems, repeats
from load_tests.faults.result import LEFT_OUT, Result, verdict
from load_tests.faults.scenarios import ALWAYS, SCENARIOS, SESSION_SECONDS, Scenario
from load_tests.faults.stage import Stage, Targets
from topologies.kafka.topic_admin import ensure_topics
from topologies.settings import Settings

POOL, LONG_POOL = 20_000, 50_000
"""Consignments that are generated, for a shortened run and for a whole one; each round sends them under new keys."""

WARM_UP_ROUNDS, WARM_UP_CONSIGNMENTS = 4, 80_000
"""At least this much is sent before anything is measured: then every worker knows every party, and memory is level."""

HOLDS_REMEMBERED = 500
"""Fewer holds than the warm-up places, so that a table that is still filling does not look like a leak."""

STEADY_SECONDS = 4.0
PATIENCE_SECONDS = 180.0
"""Longer than a worker's watchdog waits: a worker that has stalled ends itself, and is reported as a crash, not as a loss."""

POLL_SECONDS = 0.02
FETCHED_TWICE = "came again after offset"
"""In the warning of a worker to which librdkafka hands records a second time: unexpected, but harmless."""


class Options(Struct, frozen=True):
    """The size of a run. Without a `rate` it is half of the capacity, which is measured at the start of each run."""

    scale: float = 1.0
    consignments: int = 100_000
    workers: int = 2
    rate: float | None = None
    seed: int = 13904


def run_scenario(name: str, options: Options) -> Result:
    """Runs a scenario and judges it. Raises `UsageError` where brokers or workers do not start."""
    scenario = SCENARIOS[name]
    missing = _missing(scenario)
    if missing:
        return Result(name, scenario.what, LEFT_OUT, reason=missing)
    with ExitStack() as stack:
        run = _Run(scenario, options, stack)
        run.go()
    return run.result(name)


def _missing(scenario: Scenario) -> str:
    """What this machine lacks for a scenario, in words; empty where nothing is missing."""
    if scenario.small_disk and not can_mount():
        return "needs root, to mount a small disk in memory"
    if scenario.own_clock and compiler() is None:
        return "needs a C compiler (cc), for the clock that the workers are given"
    return ""


class _Run:
    def __init__(self, scenario: Scenario, options: Options, stack: ExitStack) -> None:
        self._scenario = scenario
        self._options = options
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="fault-run-")))
        if scenario.small_disk:
            stack.enter_context(small_disk(folder))
        self.stage = self._stage(folder, stack)
        bootstrap = self.stage.server.bootstrap
        self.reader = stack.enter_context(OutcomeReader(bootstrap))
        self.commits = stack.enter_context(Commits(bootstrap, self.stage.given.group))
        stack.enter_context(self.stage.fleet)
        self.capacity = self.memory_before = self.feeding_ended = self.settled = 0.0
        self.fetched_twice = 0

    def _stage(self, folder: Path, stack: ExitStack) -> Stage:
        scenario, options, today = self._scenario, self._options, datetime.now(UTC).date()
        server, proxy = start_brokers(scenario.brokers, stack, proxied=scenario.proxied)
        address = server.bootstrap if proxy is None else f"{HOST}:{proxy.port}"
        given = Settings(kafka_bootstrap=address, session_seconds=SESSION_SECONDS)
        ensure_topics(server.bootstrap)
        listed, size = listed_parties(today), LONG_POOL if options.scale >= 1 else POOL
        self._pool = Pool(listed, min(size, options.consignments), options.seed, today)
        clock = Clock(folder) if scenario.own_clock else None
        fleet = Fleet(given, options.workers, folder, self._environment(folder, clock), scenario.command)
        feed = Feed(server.bootstrap, self._pool)
        stack.callback(feed.stop)
        stage = Stage(
            given, Targets(server, proxy, fleet, feed, folder, clock), listed, today, options.scale, options.seed
        )
        for topic, size in scenario.limits.items():
            stage.limit_records(topic, size)
        stage.publish_lists(0)
        return stage

    def _environment(self, folder: Path, clock: Clock | None) -> Mapping[str, str]:
        own = {"TMPDIR": str(folder), "SCREENER_HOLDS_REMEMBERED": str(HOLDS_REMEMBERED)}
        return {**own, **self._scenario.environment, **(clock.environment if clock else {})}

    def go(self) -> None:
        """Warms up, feeds, injects the faults, and waits for everything to settle."""
        stage, options = self.stage, self._options
        stage.fleet.wait_until_ready()
        self.capacity = self._warm_up()
        stage.feed.start(options.rate or self._scenario.rate or self.capacity / 2)
        time.sleep(STEADY_SECONDS if options.scale >= 1 else STEADY_SECONDS / 4)
        self.memory_before = stage.fleet.memory()
        self._scenario.inject(stage)
        while stage.feed.consignments < options.consignments * options.scale:
            time.sleep(POLL_SECONDS)
        self.feeding_ended = time.monotonic()
        stage.feed.stop()
        self._wait_for_answers()
        self.commits.settle(self.reader)
        time.sleep(2.0 if options.scale < 1 else STEADY_SECONDS)  # memory is measured when nothing moves
        self.settled = time.monotonic()
        self.fetched_twice = stage.fleet.count_in_logs(FETCHED_TWICE)

    def _warm_up(self) -> float:
        """Sends some rounds of the pool at once; returns the consignments a second at which the last was answered.

        Each round goes one partition further, so that every worker sees every party before memory is measured: a worker that
        takes over partitions later remembers their parties too, which is no leak.
        """
        began = 0.0
        for number in range(max(WARM_UP_ROUNDS, WARM_UP_CONSIGNMENTS // self._options.consignments)):
            began = time.monotonic()
            self.stage.feed.send(self.stage.feed.take(len(self._pool.once)), shift=number)
            self._wait_for_answers()
        return sum(each.consignments for each in self._pool.once) / (time.monotonic() - began)

    def _wait_for_answers(self) -> None:
        """Returns when every acknowledged record is answered, or none has been for a long time."""
        waiting = self.stage.feed.acknowledged
        moved = time.monotonic()
        while waiting and time.monotonic() < moved + PATIENCE_SECONDS:
            left = [each for each in waiting if oracle.answered_at(each, self.reader.outcomes) is None]
            moved = time.monotonic() if len(left) < len(waiting) else moved
            waiting = left
            time.sleep(POLL_SECONDS)

    def result(self, name: str) -> Result:
        """The figures and the verdict."""
        scenario, stage = self._scenario, self.stage
        found = problems(stage.feed, self.reader.outcomes, stage.versions, self.commits, stage.fleet)
        figures = {
            "records": len(stage.feed.acknowledged),
            "consignments": sum(each.sent.consignments for each in stage.feed.acknowledged),
            "faults": len(stage.faults),
            **{kind: len(examples) for kind, examples in found.items()},
            **self._recovery(),
            **self._memory(),
            "capacity": round(self.capacity),
            "fetched twice": self.fetched_twice,
            **stage.figures,
        }
        return verdict(name, scenario.what, figures, found, {**ALWAYS, **scenario.at_most}, scenario.at_least)

    def _recovery(self) -> Mapping[str, float]:
        stage, outcomes = self.stage, self.reader.outcomes
        recovered = oracle.recovery(stage.feed.acknowledged, outcomes, stage.faults)
        return {
            "repeats": repeats(outcomes),
            "progress": recovered.progress,
            "stable": recovered.stable,
            "answered while fed": self._answered_while_fed(),
            "stale seconds": oracle.staleness(outcomes, stage.replaced),
            **({"decided over": oracle.decided_over(outcomes)} if stage.clock else {}),
        }

    def _memory(self) -> Mapping[str, float]:
        after = self.stage.fleet.memory(self.settled)
        return {
            "memory before": round(self.memory_before, 1),
            "memory peak": round(self.stage.fleet.peak, 1),
            "memory after": round(after, 1),
            "memory growth": round(after / self.memory_before - 1, 3) if self.memory_before else 1.0,
        }

    def _answered_while_fed(self) -> float:
        """Of the readable records that were acknowledged a second before the feeding ended, the share answered by its end."""
        due = [
            oracle.answered_at(each, self.reader.outcomes)
            for each in self.stage.feed.acknowledged
            if not each.sent.poison and each.at < self.feeding_ended - 1
        ]
        return round(sum(at is not None and at <= self.feeding_ended for at in due) / len(due), 3) if due else 1.0
