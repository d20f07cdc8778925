import msgspec
import pytest

from load_tests.soak.figures import SoakFigures
from load_tests.soak.run import Options, run


@pytest.fixture(scope="module")
def figures(kafka: str) -> SoakFigures:
    """A short soak with a longer list, on its own Kafka."""
    assert kafka  # skips the test where no Kafka can be started
    return run(Options(consignments=60_000, patterns=2_000))


@pytest.mark.kafka
def test_a_soak_loses_nothing(figures: SoakFigures) -> None:
    """Every consignment is answered once. Growth is not judged: so short a run ends before the caches are full."""
    assert figures.consignments >= 60_000
    assert figures.patterns > 2_000
    assert [each for each in figures.broken if not each.startswith("growth")] == [], figures.examples
    assert set(figures.found.values()) == {0}


@pytest.mark.kafka
def test_a_soak_measures_memory_and_disk(figures: SoakFigures) -> None:
    """The peak of memory is no less than that of a quarter, and the broker uses some disk."""
    assert 50 < figures.first_quarter <= figures.peak
    assert figures.last_quarter <= figures.peak < 1024
    assert figures.disk > 0
    assert msgspec.json.encode(figures)
