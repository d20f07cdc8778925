"""The parties of a manifest are searched together, and each of them only once."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Party
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import Manifest
from screener.matching.finder import find
from screener.matching.findings import Finding
from screener.regime import party_search
from screener.regime.party_search import find_listed_parties, parties_to_check, remember_clear_parties
from screener.search.watchlist import Watchlist
from tests.support.builders import express, listed, manifest_of, party
from tests.support.strategies import LISTED, MANIFESTS

ORION = listed("ORION KADE TRADING")
KADE, MARSH = party("Orion Kade Trading"), party("Tilda Marsh")


def searched(manifest: Manifest, watchlist: Watchlist, invalid: Sequence[Party] = ()) -> dict[Party, list[str]]:
    """One pass: the names on the list that each party matches."""
    parties = parties_to_check(manifest, watchlist.memory)
    findings = find_listed_parties(parties, watchlist)
    remember_clear_parties(parties, invalid, findings, watchlist.memory)
    return {each: [finding.matched for finding in found] for each, found in findings.items()}


def test_every_mention_is_checked_at_first() -> None:
    """With the index of its consignment; a party that is named twice is there twice."""
    manifest = manifest_of(express(MARSH), express(KADE, MARSH))
    mentions = parties_to_check(manifest, Watchlist([ORION]).memory)
    assert [(index, each.name) for index, each in mentions if each in (MARSH, KADE)] == [
        (0, MARSH.name),
        (1, KADE.name),
        (1, MARSH.name),
    ]


def test_a_clear_party_is_not_checked_again() -> None:
    """Neither its data nor its name; a party with a finding comes again with its findings."""
    watchlist, manifest = Watchlist([ORION]), manifest_of(express(KADE, MARSH))
    assert searched(manifest, watchlist) == {KADE: [ORION.name]}
    assert parties_to_check(manifest, watchlist.memory) == [(0, KADE)]
    assert searched(manifest, watchlist) == {KADE: [ORION.name]}


def test_a_party_with_a_problem_is_checked_again() -> None:
    """Its consignment has the problem each time; it is only searched once."""
    watchlist, manifest = Watchlist([ORION]), manifest_of(express(MARSH))
    assert searched(manifest, watchlist, invalid=[MARSH]) == {}
    assert parties_to_check(manifest, watchlist.memory) == [(0, MARSH)]


def test_nobody_is_searched_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """All unknown parties of a manifest are searched in one call, and none of them in the next."""
    calls: list[set[str]] = []

    def counting(parties: Sequence[Party], watchlist: Watchlist) -> dict[int, tuple[Finding, ...]]:
        calls.append({each.name for each in parties})
        return find(parties, watchlist)

    monkeypatch.setattr(party_search, "find", counting)
    watchlist, manifest = Watchlist([ORION]), manifest_of(express(KADE, MARSH), express(MARSH))
    for _ in range(3):
        searched(manifest, watchlist, invalid=[MARSH])
    assert len(calls) == 1
    assert {KADE.name, MARSH.name} <= calls[0]


@given(MANIFESTS, LISTED, st.integers(1, 8))
def test_what_is_remembered_changes_no_finding(manifest: Manifest, entries: list[ListedParty], remember: int) -> None:
    """A watchlist that has forgotten some of the parties, or all, finds what a fresh one finds."""
    watchlist = Watchlist(entries, remember=remember)
    first = searched(manifest, Watchlist(entries))
    for _ in range(3):
        assert searched(manifest, watchlist) == first
