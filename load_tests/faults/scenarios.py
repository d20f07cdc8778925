"""The table of scenarios: the faults, what they are injected into, and the limits that must hold."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from load_tests.faults import injections
from load_tests.faults.harness.clock import DAY
from load_tests.faults.harness.worker_process import WORKER
from load_tests.faults.problems import NONE_ALLOWED
from load_tests.faults.stage import Stage
from topologies.topics import RECEIPTS

SESSION_SECONDS = 10.0
ALWAYS: Mapping[str, float] = {**NONE_ALLOWED, "memory growth": 0.10}
"""Limits of every run. `memory growth` is the share by which a worker has grown from before the faults to the end of the run."""
SLOW_WORKER = ("-m", "load_tests.faults.harness.slow_worker")


class Scenario(Struct, frozen=True):
    """One line of the table. The figures must not exceed `ALWAYS` and `at_most`, and must reach `at_least`.

    `progress` is the time until every partition with work moves again, `stable` until the backlog is answered.
    `rate` is in consignments a second; None is half of the capacity that the run measures. `limits` are the largest records of
    topics, in bytes, set before the workers start.
    """

    what: str
    inject: Callable[[Stage], None]
    at_most: Mapping[str, float] = {}
    at_least: Mapping[str, float] = {}
    brokers: int = 1
    rate: float | None = None
    proxied: bool = False
    small_disk: bool = False
    own_clock: bool = False
    command: tuple[str, ...] = WORKER
    environment: Mapping[str, str] = {}
    limits: Mapping[str, int] = {}


def _within(progress: float) -> Mapping[str, float]:
    return {"progress": progress}


SCENARIOS: Mapping[str, Scenario] = {
    "steady": Scenario("no fault, for comparison", injections.leave_alone, {"repeats": 0}),
    "kill9": Scenario("kill -9 of a worker, 20 times", injections.kill_workers, _within(SESSION_SECONDS + 10)),
    "sigterm": Scenario(
        "SIGTERM to a worker, 10 times",
        injections.terminate_workers,
        {"stop seconds": 30, "repeats": 0, "progress": 20},
    ),
    "broker-restart": Scenario("the broker down for 60 s, 5 times", injections.restart_broker, _within(30)),
    "broker-kill-3": Scenario("kill -9 of one of 3 brokers, 6 times", injections.kill_brokers, _within(30), brokers=3),
    "worker-stop": Scenario("SIGSTOP of a worker beyond its session", injections.freeze_worker, _within(30)),
    "broker-stop": Scenario("SIGSTOP of one of 3 brokers", injections.freeze_brokers, _within(30), brokers=3),
    "network-cut": Scenario("no network for 60 s", injections.cut_network, _within(30), proxied=True),
    "slow-network": Scenario("100 ms and 3 Mbit/s", injections.slow_network, _within(30), rate=1_000, proxied=True),
    "disk-full": Scenario("a full disk at the worker", injections.fill_disk, _within(30), small_disk=True),
    "slow-screening": Scenario(
        "screening 10 times slower, above its capacity",
        injections.screen_slowly,
        {"stale seconds": 30},
        rate=12_000,
        command=SLOW_WORKER,
    ),
    "poison": Scenario(
        "1 % unreadable, and bursts of 10,000", injections.send_poison, _within(30), {"answered while fed": 0.8}
    ),
    "rebalance-storm": Scenario(
        "a worker joins or leaves every 5 s", injections.storm, {"stable": 60, "stop seconds": 30}
    ),
    "reloads": Scenario("100 reloads of the lists", injections.reload_lists, {"stale seconds": 5}),
    "oversized": Scenario(
        "records too large, in and out",
        injections.send_oversized,
        _within(30),
        environment={"SCREENER_MAX_RECORD_BYTES": str(injections.MAX_RECORD_BYTES)},
        limits={RECEIPTS.name: injections.RECEIPT_BYTES},
    ),
    "clock": Scenario(
        "the workers' clock set an hour and a day forward and back",
        injections.set_clock,
        {"repeats": 0, "progress": 5},
        {"decided over": 1.9 * DAY},  # the workers did use the clock that was set
        own_clock=True,
    ),
    "recovery-kill": Scenario(
        "kill -9 of a worker while it starts", injections.kill_starting, _within(SESSION_SECONDS + 10)
    ),
}
