from datetime import date
from itertools import islice
from random import Random

import pytest

from load_tests.faults.harness.lists import listed_parties
from load_tests.faults.harness.pool import Pool, interleaved, poison, verbose

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(listed_parties(TODAY), 2_000, seed=1, today=TODAY)


def test_rounds_share_no_key_and_no_name(pool: Pool) -> None:
    """Two rounds of a pool are the same traffic under different keys, and so are the expected holds."""
    both = list(islice(pool, 2 * len(pool.once)))
    names = [each.manifest for each in both]
    held = [pair for each in both for pair in each.held]
    assert len(set(names)) == len(names) == 2 * len(pool.once)
    assert len(set(held)) == len(held) > 10
    assert all(key.split(":")[1].encode() in each.record.value for each in both for key, _ in each.held)


def test_poison_is_interleaved_with_readable_records(pool: Pool) -> None:
    """One record in a hundred is unreadable, and names its kind."""
    mixed = list(interleaved(iter(pool.once[:99] * 2), poison(pool.once), 99))
    assert [number for number, each in enumerate(mixed) if each.poison] == [99, 199]


def test_a_verbose_manifest_expects_a_hold_for_every_consignment(pool: Pool) -> None:
    """A manifest without a readable weight has each of its consignments held, for no listed party."""
    plain = next(each for each in pool.once if each.consignments > 1 and not each.held)
    made = verbose(plain, Random(1))
    assert len(made.held) == plain.consignments
    assert len(made.record.value) > len(plain.record.value) + 50 * plain.consignments
