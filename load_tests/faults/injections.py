"""The faults of each scenario, injected while manifests are fed. Each function returns when its last fault is over."""

import signal
from contextlib import suppress
from itertools import islice

from load_tests.faults.harness.clock import DAY, HOUR
from load_tests.faults.harness.pool import interleaved, padded, poison, verbose
from load_tests.faults.stage import Stage

MAX_RECORD_BYTES = 2 * 1024 * 1024
RECEIPT_BYTES = 8_000
SLOW_SECONDS, SLOW_BYTES = 0.1, 3_000_000 / 8
BALLAST = "ballast"
BETWEEN = (2.0, 5.0)
"""Seconds between two faults, at random."""
BETWEEN_KILLS = (2.0, 12.0)
CATCH_UP_SECONDS = 75.0
"""After a minute without a broker, at half capacity the backlog takes another minute."""


def leave_alone(stage: Stage) -> None:
    """Let a minute pass."""
    stage.wait(60, least=4)


def kill_workers(stage: Stage) -> None:
    """Kill workers at random moments, mostly when the one before has recovered."""
    for _ in stage.times(20):
        stage.pause(*BETWEEN_KILLS)
        stage.fleet.kill(stage.fleet.any(stage.rng))
        stage.fault_ended("kill -9")


def terminate_workers(stage: Stage) -> None:
    """Stop workers in order, one after the other; each is replaced."""
    for _ in stage.times(10):
        stage.pause(*BETWEEN)
        stage.record_largest("stop seconds", stage.fleet.terminate(stage.fleet.any(stage.rng)))
        stage.fault_ended("SIGTERM")


def kill_starting(stage: Stage) -> None:
    """Kill a worker, and its replacement while that starts."""
    for _ in stage.times(10):
        worker = stage.fleet.any(stage.rng)
        stage.fleet.kill(worker)
        stage.pause(0.6, 3.5)
        stage.fleet.kill(worker)
        stage.fault_ended("kill -9 during the start")
        stage.pause(*BETWEEN)


def freeze_worker(stage: Stage) -> None:
    """Freeze a worker until the others have its partitions, then let it continue."""
    for _ in stage.times(3):
        worker = stage.fleet.any(stage.rng)
        worker.signal(signal.SIGSTOP)
        stage.wait(stage.given.session_seconds + 4)
        worker.signal(signal.SIGCONT)
        stage.fault_ended("SIGSTOP of a worker")
        stage.wait(15, least=4)


def set_clock(stage: Stage) -> None:
    """Set the workers' clock an hour and a day forward and back, and correct it after each."""
    assert stage.clock is not None
    for _ in stage.times(3):
        for seconds in (HOUR, -HOUR, DAY, -DAY):
            stage.clock.set(seconds)
            stage.fault_ended(f"the clock is {seconds} s off")
            stage.wait(5, least=1.5)
            stage.clock.set(0)
            stage.fault_ended("the clock was corrected")
            stage.wait(5, least=1.5)


def storm(stage: Stage) -> None:
    """Every 5 seconds a worker joins, or leaves again."""
    for number in stage.times(30):
        worker = stage.fleet.join(f"extra{number}")
        stage.wait(5)
        stage.record_largest("stop seconds", stage.fleet.leave(worker))
        stage.fault_ended("a worker joined and left")
        stage.wait(5)


def restart_broker(stage: Stage) -> None:
    """Kill the only broker and restart it a minute later."""
    for _ in stage.times(5):
        stage.server.kill(0)
        stage.wait(60, least=5)
        stage.server.restart(0)
        stage.fault_ended("the broker was down")
        stage.wait(CATCH_UP_SECONDS, least=3)


def kill_brokers(stage: Stage) -> None:
    """Kill each of three brokers in turn and restart it half a minute later."""
    for number in stage.times(6):
        stage.server.kill(number % 3)
        stage.wait(30, least=10)
        stage.server.restart(number % 3)
        stage.fault_ended("one of three brokers was down")
        stage.wait(30, least=5)


def freeze_brokers(stage: Stage) -> None:
    """Freeze each of three brokers in turn for half a minute."""
    for number in stage.times(3):
        stage.server.pause(number % 3)
        stage.wait(30, least=12)
        stage.server.resume(number % 3)
        stage.fault_ended("one of three brokers was frozen")
        stage.wait(30, least=5)


def cut_network(stage: Stage) -> None:
    """Cut the network between workers and broker for a minute."""
    assert stage.proxy is not None
    for _ in stage.times(3):
        stage.proxy.cut()
        stage.wait(60, least=8)
        stage.proxy.mend()
        stage.fault_ended("the network was cut")
        stage.wait(CATCH_UP_SECONDS, least=5)


def slow_network(stage: Stage) -> None:
    """Add 100 ms in each direction and limit it to 3 Mbit/s, for two minutes."""
    assert stage.proxy is not None
    stage.proxy.slow(SLOW_SECONDS, SLOW_BYTES)
    stage.wait(120, least=10)
    stage.proxy.fast()
    stage.fault_ended("the network was slow")


def fill_disk(stage: Stage) -> None:
    """Fill the disk of the workers' logs and temporary files, send records that they log, kill one worker, and free the disk."""
    for _ in stage.times(3):
        ballast = stage.folder / BALLAST
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"0" * 4096)
        stage.feed.send(poison(stage.other_records(2_000)))
        stage.wait(20, least=2)
        stage.fleet.kill(stage.fleet.any(stage.rng))
        stage.wait(20, least=5)
        ballast.unlink()
        stage.fault_ended("the disk was full")
        stage.wait(10, least=2)


def screen_slowly(stage: Stage) -> None:
    """Publish lists while the workers, which are slow from the start, lag behind."""
    for number in stage.times(5):
        stage.publish_lists(number + 1)
        stage.wait(5)
    stage.fault_ended("screening is 10 times slower")


def send_poison(stage: Stage) -> None:
    """Send one unreadable record in a hundred, and then many in a row."""
    bad = poison(record for _ in range(5) for record in stage.other_records(max(1_000, round(20_000 * stage.scale))))
    stage.feed.mix(lambda source: interleaved(source, bad, 99))
    stage.wait(30, least=4)
    for _ in stage.times(3):
        count = max(200, round(10_000 * stage.scale))
        burst = islice(poison(stage.other_records(20 * count)), count)
        stage.feed.send(burst)
        stage.fault_ended("a burst of unreadable records")
        stage.wait(20, least=3)


def reload_lists(stage: Stage) -> None:
    """Publish a new version of the lists every second."""
    for number in stage.times(100):
        stage.publish_lists(number + 1)
        stage.wait(1)
    stage.fault_ended("lists were reloaded")


def send_oversized(stage: Stage) -> None:
    """Send records larger than a worker accepts, and manifests whose receipt is larger than the topic accepts."""
    for _ in stage.times(10):
        large = [each for each in stage.other_records(6_000, 600) if each.consignments > 250 and not each.held]
        stage.feed.send(padded(each, MAX_RECORD_BYTES + 1) for each in islice(stage.other_records(200), 5))
        stage.feed.send(verbose(each, stage.rng) for each in large[:3])
        stage.fault_ended("oversized records")
        stage.wait(2)
