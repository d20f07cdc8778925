from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import listed
from topologies.sample.faults import FAULTS
from topologies.sample.names import seeded
from topologies.sample.plan import FILERS, PlantedCase, fits, manifest_sizes, place, plan_manifests
from topologies.sample.planted_parties import MatchKind, PlantedParty
from topologies.sample.posts import POSTS

START, END = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)


def case(kind: MatchKind) -> PlantedParty:
    return PlantedParty(kind, listed("ORION KADE"), "ORION KADE", "Orion Kade")


@given(st.integers(0, 2**32), st.integers(0, 3_000), st.integers(1, 300))
def test_manifest_sizes_add_up(seed: int, consignments: int, per_manifest: int) -> None:
    """Whatever is asked for: no manifest is empty or much larger than usual, and together they have all consignments."""
    sizes = manifest_sizes(seeded(seed), consignments, per_manifest)
    assert sum(sizes) == consignments
    assert all(1 <= size <= max(1, per_manifest * 3 // 2) for size in sizes)


def test_every_post_files_a_manifest_and_manifests_come_in_order() -> None:
    """Posts and carriers share the day; no manifest is sent before the day or after its end."""
    plans = plan_manifests(seeded(1), manifest_sizes(seeded(1), 20_000, 200), POSTS, START, END)
    assert {plan.post.code for plan in plans if plan.post} == {post.code for post in POSTS}
    assert {plan.filer for plan in plans if not plan.post} == set(FILERS)
    assert all(one.sent <= other.sent for one, other in pairwise(plans))
    assert START <= plans[0].sent <= plans[-1].sent < END


def test_without_posts_all_is_express() -> None:
    """A plan of carriers alone."""
    assert not any(plan.post for plan in plan_manifests(seeded(1), [5, 5, 5], [], START, END))


@given(st.integers(0, 2**32))
def test_each_case_has_a_place_of_its_own(seed: int) -> None:
    """No consignment has two cases, and each is planted where it fits."""
    rng = seeded(seed)
    plans = plan_manifests(rng, manifest_sizes(rng, 400, 20), POSTS, START, END)
    cases: list[PlantedCase] = [*FAULTS, *(case(kind) for kind in MatchKind for _ in range(5))]
    placed = place(rng, plans, cases)
    planted = [each for in_manifest in placed.values() for each in in_manifest.values()]
    assert Counter(map(id, planted)) <= Counter(map(id, cases))
    for number, in_manifest in placed.items():
        assert all(
            index in range(plans[number].size) and fits(each, plans[number]) for index, each in in_manifest.items()
        )


def test_a_case_that_fits_nowhere_is_left_out() -> None:
    """A fault of postal items finds no place in express manifests."""
    (postal_only,) = [fault for fault in FAULTS if fault.name == "no declared value"]
    plans = plan_manifests(seeded(1), [3, 3], [], START, END)
    assert not any(place(seeded(1), plans, [postal_only]).values())


def test_only_matches_that_hold_are_planted_in_mail_with_measures() -> None:
    """A fault or a near-miss there would be decided by the measure of the post."""
    refused = [post for post in POSTS if post.quarters >= 8]
    plans = [plan for plan in plan_manifests(seeded(2), [9] * 60, refused, START, END) if plan.post]
    assert plans
    for plan in plans:
        assert fits(case(MatchKind.EXACT), plan)
        assert not fits(case(MatchKind.WEAK), plan)
        assert not any(fits(fault, plan) for fault in FAULTS)
