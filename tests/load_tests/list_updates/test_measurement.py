import pytest

from load_tests.inputs.lists import inputs
from load_tests.list_updates import measurement
from load_tests.list_updates.measurement import parties_of_one_list
from topologies.kafka.broker import EmbeddedBroker


def test_lists_that_never_take_force_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what the follower waits for."""
    monkeypatch.setattr(measurement, "PATIENCE_SECONDS", 0.3)
    with EmbeddedBroker() as broker, pytest.raises(Exception, match=r"not read within 0\.3 s|took 0 of"):
        measurement.measure(inputs().listed[:1], 2, 1, broker.bootstrap)


def test_a_long_list_repeats_the_given_parties_under_other_names() -> None:
    """Every party has its own id, and no name occurs twice."""
    given = inputs().listed[:3]
    made = list(parties_of_one_list(given, 8))
    assert len({party.id for party in made}) == len({party.name for party in made}) == 8
    assert [party.name for party in made[:3]] == [party.name for party in given]
