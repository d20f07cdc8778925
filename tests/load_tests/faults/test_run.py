import inspect

import pytest

from load_tests.faults.result import LEFT_OUT
from load_tests.faults.run import FETCHED_TWICE, Options, run_scenario
from topologies.delivery import consumer

SHORT = Options(scale=0.03, consignments=20_000, rate=2_000)


def test_the_warning_that_is_counted_is_one_that_workers_log() -> None:
    """Records that librdkafka hands over twice are counted by the words of the worker's warning."""
    assert FETCHED_TWICE in inspect.getsource(consumer)


@pytest.mark.kafka
@pytest.mark.parametrize("name", ["kill9", "broker-restart", "poison", "reloads", "clock"])
def test_nothing_is_lost_whatever_fails(kafka: str, name: str) -> None:
    """A short fault run on its own Kafka: nothing is lost, doubled, invented or out of order, and recovery is in time."""
    assert kafka  # skips the test where no Kafka can be started
    result = run_scenario(name, SHORT)
    assert result.verdict != LEFT_OUT, result.reason
    broken = [
        each for each in result.broken if not each.startswith("memory")
    ]  # a short run ends before memory is level
    assert broken == [], (broken, result.examples)
    assert result.figures["faults"] >= 1
