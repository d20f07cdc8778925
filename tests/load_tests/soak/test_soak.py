from datetime import date
from itertools import islice

import msgspec
import pytest

from load_tests.faults.lists import listed_parties
from load_tests.faults.pool import Pool
from load_tests.inputs.many_names import many_parties
from load_tests.soak.command import Options, SoakFigures, run
from screener.names.normalisation import normalised_words

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def figures(kafka: str) -> SoakFigures:
    """A short soak with a longer list, on a Kafka of its own."""
    assert kafka  # where no Kafka can be had this test is skipped like the others
    return run(Options(consignments=60_000, patterns=2_000))


@pytest.mark.kafka
def test_a_soak_loses_nothing(figures: SoakFigures) -> None:
    """Every consignment is answered once; only the growth is no figure yet, as so short a run is over before caches are full."""
    assert figures.consignments >= 60_000
    assert figures.patterns > 2_000
    assert [each for each in figures.broken if not each.startswith("growth")] == [], figures.examples
    assert set(figures.found.values()) == {0}


@pytest.mark.kafka
def test_a_soak_looks_at_memory_and_disk(figures: SoakFigures) -> None:
    """Memory is that of a worker that runs, its peak no less than its quarters, and the disk of the broker was looked at."""
    assert 50 < figures.first_quarter <= figures.peak
    assert figures.last_quarter <= figures.peak < 1024
    assert figures.disk > 0
    assert msgspec.json.encode(figures)


def test_invented_names_are_many_and_none_is_in_the_traffic() -> None:
    """As many names as asked for, two a party, the same every time; none shares a word with any manifest."""
    like = listed_parties(TODAY)[0]
    made = list(many_parties(like, 3_001))
    names = [name for each in made for name in (each.name, *(alias.name for alias in each.aliases))]
    assert len(names) == len(set(names)) == 3_001
    assert len({each.id for each in made}) == len(made) == 1_501
    assert made[:10] == list(many_parties(like, 20))
    words = {word for each in normalised_words(names) for word in each}
    traffic = b" ".join(each.record.value for each in islice(Pool([like], 1_000, 1, TODAY).once, 50)).decode().lower()
    assert not words & set(traffic.replace('"', " ").replace(",", " ").split())
