from collections import Counter
from time import process_time

import pytest

from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from screener.domain.decision import Decision
from screener.domain.manifest import Manifest
from screener.domain.policy import Family, Policy
from screener.domain.scorecards import Scorecards
from screener.regime.hold_events import has_key
from screener.screening import screen
from screener.search.watchlist import Watchlist
from tests.topologies.sample.conftest import mode_of, readable_body
from topologies.sample.day import PLANTED_COUNTS, SampleDay, sample_day, scaled
from topologies.sample.faults import FAULTS


class Screened:
    """What the decoder and the core make of the whole day."""

    def __init__(self, day: SampleDay) -> None:
        self.families: dict[str, Family] = {}
        self.inspections: Counter[str] = Counter()
        self.codes: dict[str, set[str]] = {}
        self.unkeyed = self.unreadable = 0
        decoder, watchlist = Decoder(), Watchlist(day.listed)
        scorecards = Scorecards.of(day.scorecards, "sample")
        for record in day.manifests:
            manifest = decoder.decode(mode_of(record), record.value)
            if isinstance(manifest, Rejection):
                self.unreadable += 1
                continue
            for decision in screen(manifest, watchlist, scorecards, Policy(), day.now).decisions:
                self._count(manifest, decision)

    def _count(self, manifest: Manifest, decision: Decision) -> None:
        if not has_key(manifest, decision):
            self.unkeyed += 1
        elif decision.family is Family.RFS:
            self.inspections[manifest.number] += 1
        elif decision.family is not Family.CLEAR:
            self.families[decision.consignment] = decision.family
        self.codes[decision.consignment] = {problem.code for problem in decision.problems}


def test_the_screener_finds_exactly_what_was_planted(day: SampleDay) -> None:
    """Every family, key, inspected share, error and unreadable record of the day is found, and nothing else."""
    found = Screened(day)
    assert found.families == day.planted.expected
    assert dict(found.inspections) == day.planted.inspections
    assert found.unkeyed == day.planted.unkeyed
    assert found.unreadable == sum(day.planted.unreadable.values())
    for fault in FAULTS:
        assert all(fault.code in found.codes[key] for key in day.planted.faults[fault.name] if key)


def test_the_day_has_the_promised_counts(day: SampleDay) -> None:
    """20,000 consignments, the promised number of matches of each kind, and totals that add up."""
    planted = day.planted
    bodies = [body for record in day.manifests if (body := readable_body(record.value))]
    assert planted.consignments == sum(len(body["consignments"]) for body in bodies) == 20_000
    assert Counter(match.kind for match in planted.matches) == PLANTED_COUNTS
    assert sum(planted.totals().values()) == planted.consignments - planted.unkeyed
    assert all(count > 0 for count in planted.totals().values())
    assert planted.unkeyed == sum(keys.count("") for keys in planted.faults.values())
    assert planted.faults.keys() == {fault.name for fault in FAULTS}


def test_the_same_seed_gives_the_same_day() -> None:
    """A seed fixes the day to the byte; another seed gives another day."""
    one, twin, other = sample_day(7, 600, 50), sample_day(7, 600, 50), sample_day(8, 600, 50)
    assert one.manifests == twin.manifests
    assert one.listed == twin.listed
    assert one.planted == twin.planted
    assert one.manifests != other.manifests


@pytest.mark.parametrize("consignments", [1, 40, 1_000])
def test_a_day_has_exactly_as_many_consignments_as_asked(consignments: int) -> None:
    """Days of one consignment, of a few and of many."""
    planted = sample_day(1, consignments, 20).planted
    assert planted.consignments == consignments
    assert sum(planted.totals().values()) == consignments - planted.unkeyed


def test_counts_are_scaled_to_the_day() -> None:
    """A day of half the size has half of the planted matches, and the smallest day has one."""
    assert [scaled(48, consignments) for consignments in (1, 10_000, 20_000, 40_000)] == [1, 24, 48, 96]


def test_a_day_is_made_in_under_three_seconds() -> None:
    """Making 20,000 consignments does not keep a newcomer waiting."""
    start = process_time()
    sample_day(2)
    assert process_time() - start < 3
