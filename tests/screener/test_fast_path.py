"""Manifests that are plainly clear are found together, and `screen` agrees about each of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from screener.domain.consignment import Mode
from screener.domain.errors import ErrorCode, problem
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import NO_HOLDS, HoldsInPlace, Manifest
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.fast_path import MAX_CONSIGNMENTS, clear_on_fast_path
from screener.screening import screen
from screener.search.watchlist import Watchlist
from tests.support.builders import (
    NO_SCORECARDS,
    NOW,
    POLICY,
    by_identifier,
    express,
    holds,
    listed,
    manifest_of,
    non_compliant_post,
    party,
    postal,
    s10,
)
from tests.support.strategies import LISTED, MANIFESTS, POLICIES, SCORECARDS
from topologies.sample.day import sample_day
from topologies.topics import EXPRESS

ORION = listed("ORION KADE TRADING")
CLEAR, HELD = manifest_of(express()), manifest_of(express(party("Orion Kade Trading")))


def clear(
    *manifests: Manifest | None, scorecards: Scorecards = NO_SCORECARDS, in_place: HoldsInPlace = NO_HOLDS
) -> set[int]:
    return clear_on_fast_path(manifests, Watchlist([ORION]), scorecards, POLICY, NOW, in_place=in_place)


def test_clear_manifests_are_found_beside_others() -> None:
    """Positions are those of the given manifests; an unreadable record and a held manifest are never clear."""
    assert clear(CLEAR, None, HELD, CLEAR) == {0, 3}
    assert clear() == clear(None, None) == set()


@pytest.mark.parametrize(("number", "expected"), [(MAX_CONSIGNMENTS, {0}), (MAX_CONSIGNMENTS + 1, set())])
def test_only_small_manifests_take_the_fast_path(number: int, expected: set[int]) -> None:
    """A larger one is screened by itself, though it is clear."""
    assert clear(manifest_of(*(express(identifier=f"HB{n}") for n in range(number)))) == expected


def test_a_manifest_with_a_problem_is_not_clear() -> None:
    """Whether the decoder found it in a consignment or in the manifest, or validation finds it."""
    found = problem(ErrorCode.INVALID_FIELD, "hts", 1, "give text")
    by_decoder, of_manifest = manifest_of(express()), manifest_of(express())
    by_decoder.problems = {0: [found]}
    of_manifest.manifest_problems = [found]
    assert clear(by_decoder, of_manifest, manifest_of(express(description=""))) == set()


def test_a_hold_in_place_keeps_its_manifest_off_the_fast_path() -> None:
    """The hold must be repeated or removed, even where the new filing is sound."""
    assert clear(CLEAR, in_place=by_identifier(holds(HELD, ORION))) == set()


def test_items_of_a_post_with_measures_or_without_a_code_are_not_clear() -> None:
    """They are held for the post, whatever the item is like; items of other posts are clear."""
    measured, unknown = manifest_of(postal()), manifest_of(postal(), operator="CN")
    other = manifest_of(postal(identifier=s10(2)), operator="DEA")
    assert clear(measured, unknown, other, measured, scorecards=non_compliant_post(2)) == {2}


@given(st.lists(MANIFESTS, max_size=4), LISTED, SCORECARDS, POLICIES)
def test_screening_a_clear_manifest_gives_no_decision(
    manifests: Sequence[Manifest], entries: list[ListedParty], scorecards: Scorecards, policy: Policy
) -> None:
    """The fast path is never milder than `screen`, whatever the manifests, lists, scorecards and policies are."""
    for mode in Mode:
        given_manifests = [each if each.mode is mode else None for each in manifests]
        found = clear_on_fast_path(given_manifests, Watchlist(entries), scorecards, policy, NOW, in_place={})
        for position in found:
            assert screen(manifests[position], Watchlist(entries), scorecards, policy, NOW).decisions == []


def test_the_fast_path_finds_every_clear_manifest_of_a_day() -> None:
    """Of a day of single consignments it finds exactly those for which `screen` gives no decision."""
    day, decode = sample_day(7, 2_000, 1), Decoder().decode
    watchlist, scorecards = Watchlist(day.listed), Scorecards.of(day.scorecards, "p1")
    for mode in Mode:
        values = [each.value for each in day.manifests if (each.topic == EXPRESS.name) is (mode is Mode.EXPRESS)]
        decoded = [decode(mode, value) for value in values]
        manifests = [None if isinstance(each, Rejection) else each for each in decoded]
        found = clear_on_fast_path(manifests, watchlist, scorecards, Policy(), day.now, in_place={})
        expected = {
            position
            for position, each in enumerate(manifests)
            if each is not None
            and not each.manifest_problems
            and not screen(each, watchlist, scorecards, Policy(), day.now).decisions
        }
        # A post with measures is left to `screen` as a whole, even where an item is exempt from them.
        assert found <= expected
        if mode is Mode.EXPRESS:
            assert found == expected
        assert len(found) > 0.5 * len(manifests)
