from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Mode, PartyRole
from screener.names.normalisation import normalise
from topologies.sample.day import NOW, SampleDay
from topologies.sample.lists import sample_listed
from topologies.sample.names import seeded
from topologies.sample.planted_parties import MatchKind, planted_parties, recased, reordered, usable

TODAY = NOW.date()
LISTED = sample_listed(seeded(1), TODAY)


@given(st.integers(0, 2**32), st.sampled_from([party.name for party in LISTED if usable(party.name)]))
def test_a_reordered_name_has_the_same_words_in_another_order(seed: int, name: str) -> None:
    """Whatever the seed; and a name that is only recased has the same letters in the same order."""
    rng = seeded(seed)
    assert recased(rng, name).casefold() == name.casefold()
    written = reordered(rng, name)
    as_written, as_listed = (text.replace(",", " ").casefold().split() for text in (written, name))
    assert sorted(as_written) == sorted(as_listed)
    assert written.casefold() != name.casefold()


@pytest.mark.parametrize(
    ("name", "expected"), [("ORION KADE", True), ("MARIA", False), ("S.A. X", False), ("A B C", False)]
)
def test_a_usable_name_has_two_words(name: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """One word, or letters alone, would be a weak name."""
    assert usable(name) is expected


def test_each_listed_party_is_used_as_seldom_as_possible() -> None:
    """Three times as many cases as there are candidates: each is used three times."""
    rng = seeded(1)
    weak = [party for party in LISTED if party.active_on(TODAY) and any(alias.weak for alias in party.aliases)]
    made = planted_parties(rng, LISTED, {MatchKind.WEAK: 3 * len(weak)}, TODAY, lambda: "Tilda Marsh")
    assert set(Counter(each.party.id for each in made).values()) == {3}


def test_a_list_without_candidates_gives_none() -> None:
    """Nothing is planted from an empty list."""
    assert planted_parties(seeded(1), [], dict.fromkeys(MatchKind, 5), TODAY, lambda: "Tilda Marsh") == []


def test_a_weak_alias_is_always_a_consignees() -> None:
    """The consignee lives in the United States, far from the listed address, so nothing corroborates the alias."""
    made = planted_parties(seeded(1), LISTED, {MatchKind.WEAK: 10}, TODAY, lambda: "Tilda Marsh")
    assert {each.role(seeded(n), Mode.EXPRESS) for n, each in enumerate(made)} == {PartyRole.CONSIGNEE}


def test_planted_names_are_what_their_kind_says(day: SampleDay) -> None:
    """Exact names fold to the listed name, reordered ones have its words in another order, identifiers another name."""
    for match in day.planted.matches:
        written, listed = normalise(match.party_name), normalise(match.listed_name)
        if match.kind in {MatchKind.EXACT, MatchKind.ALIAS, MatchKind.INACTIVE}:
            assert written == listed
        elif match.kind is MatchKind.REORDERED:
            assert written != listed
            assert sorted(written.split()) == sorted(listed.split())
        elif match.kind is MatchKind.IDENTIFIER:
            assert set(written.split()).isdisjoint(listed.split())
        else:
            assert " " not in listed
            assert listed in written.split()
