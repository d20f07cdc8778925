from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.listed_party import ListedParty
from screener.names.normalisation import normalise
from tests.topologies.sample.conftest import Readable, parties
from topologies.sample.day import SampleDay
from topologies.sample.names import (
    LEGAL_FORMS,
    company,
    listed_brands,
    listed_surnames,
    listed_words,
    person,
    seeded,
    words,
)
from topologies.sample.planted_parties import MatchKind


@given(st.integers(0, 2**32), st.sampled_from(sorted(LEGAL_FORMS)))
def test_no_innocent_name_contains_a_listed_word(seed: int, country: str) -> None:
    """Neither a person's nor a firm's, whatever the seed."""
    rng = seeded(seed)
    for name in (person(rng), company(rng, country)):
        assert listed_words().isdisjoint(normalise(name).split())


def test_listed_words_are_not_used_twice() -> None:
    """Each surname and each brand belongs to one listed party."""
    for given_words in (list(listed_surnames()), list(listed_brands())):
        assert len(set(given_words)) == len(given_words)


def test_an_underscore_is_a_space_inside_a_name() -> None:
    """So that a table of names can be written as running text."""
    assert words("Choi da_Silva\n Zhou") == ("Choi", "da Silva", "Zhou")


def test_a_country_without_legal_forms_of_its_own_has_the_british_ones() -> None:
    """A firm always has a legal form."""
    assert company(seeded(1), "NG").endswith(LEGAL_FORMS["GB"])


def all_names(party: ListedParty) -> Iterator[str]:
    if not party.weak_name:
        yield from (party.name, *(alias.name for alias in party.aliases))


def test_nobody_innocent_has_a_listed_name(day: SampleDay, readable: Readable) -> None:
    """No innocent name has all words of a listed name or alias, in any order, and none has a word that only they have."""
    by_longest_word: dict[str, list[frozenset[str]]] = {}
    for party in day.listed:
        for name in all_names(party):
            listed = frozenset(normalise(name).split())
            by_longest_word.setdefault(max(listed, key=len), []).append(listed)
    planted = {
        (match.consignment, match.party_name) for match in day.planted.matches if match.kind is not MatchKind.IDENTIFIER
    }
    checked, only_listed = 0, listed_words()
    for key, shown in parties(readable):
        if (key, shown.get("name")) in planted:
            continue
        folded = frozenset(normalise(shown.get("name", "")).split())
        checked += 1
        assert not any(listed <= folded for word in folded for listed in by_longest_word.get(word, ()))
        assert folded.isdisjoint(only_listed)
    assert checked > 40_000
