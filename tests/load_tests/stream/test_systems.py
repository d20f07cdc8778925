import pytest

from load_tests.stream.systems import SYSTEMS, chosen
from topologies.settings import UsageError


def test_systems_are_chosen_by_name() -> None:
    """All of them where none is named; an unknown name is an error."""
    with pytest.raises(UsageError, match="the systems are worker, faust"):
        chosen("worker,flume")
    assert [each.name for each in chosen("faust, worker")] == ["faust", "worker"]
    assert [each.name for each in chosen("")] == list(SYSTEMS)
