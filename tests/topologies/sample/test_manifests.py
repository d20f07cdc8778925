from itertools import pairwise

import msgspec

from schemas.messages import ExpressManifest, PostalManifest
from screener.domain.consignment import Mode, Party
from screener.domain.policy import Family
from tests.topologies.sample.conftest import Readable, mode_of
from topologies.sample.day import SampleDay, sample_manifests
from topologies.sample.lists import sample_listed
from topologies.sample.names import seeded
from topologies.sample.planted_parties import HOLDING_KINDS


def test_manifests_are_keyed_and_ordered(readable: Readable) -> None:
    """Express manifests are keyed by filer, postal ones by operator; they come in order of time and obey the contract."""
    for record, body in readable:
        postal = mode_of(record) is Mode.POSTAL
        msgspec.convert({**body, "consignments": []}, PostalManifest[Party] if postal else ExpressManifest[Party])
        assert record.key == (body["operator"] if postal else body["filer"])
    assert all(one["sent"] <= other["sent"] for (_, one), (_, other) in pairwise(readable))
    assert {1} < {len(body["consignments"]) for _, body in readable}


def test_matches_are_planted_in_both_modes_and_on_posts_with_measures(day: SampleDay) -> None:
    """Express and postal consignments have planted matches, and so do items of posts with measures."""
    holding = [match for match in day.planted.matches if match.kind in HOLDING_KINDS]
    assert {match.consignment.partition(":")[0] for match in holding} == set(Mode)
    assert any(day.planted.expected[match.consignment] is Family.DNL for match in holding)


def test_planted_cases_are_complete_once_the_manifests_were_iterated(day: SampleDay) -> None:
    """They grow with every manifest, and come to the same for a day that was made in one go."""
    made = sample_manifests(sample_listed(seeded(13904), day.now.date()))
    assert made.planted.consignments == 0
    iterator = iter(made)
    next(iterator)
    begun = made.planted.consignments
    assert begun > 0
    for _ in iterator:
        pass
    assert made.planted.consignments == 20_000
    assert made.planted.expected == day.planted.expected
