"""The watchlist in force: an immutable, versioned snapshot of listed parties, ready for matching."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from screener.domain.consignment import Party
from screener.domain.decision import Evidence
from screener.domain.identifiers import decisive_form
from screener.domain.listed_party import ListedParty
from screener.kernels.packed_strings import PackedStrings
from screener.search.generational_cache import GenerationalCache
from screener.search.layers import Layer
from screener.search.name_entries import entries_of
from screener.search.search_texts import SearchTexts

T = TypeVar("T")


FOUND_SHARE = 10
"""At most one name in ten has findings, so that cache is ten times smaller."""

SEARCHED_AT_ONCE = 500
"""Texts that are searched together: bounds the memory of a search."""

BUCKET_PREFIX = 6
"""Ids are sorted in buckets by so many first letters, so that no single sort blocks other threads: these are the list, where its name
has three letters, and two hexadecimal digits."""

LARGEST_CHANGE = 0.2
"""A change of more than this share of the base is built anew; a smaller one becomes a layer on the base, which takes moments."""


class Memory:
    """Caches that hold while one watchlist is in force; each is bounded.

    `clear_names` are names without findings, `found_names` those with findings: by the number of the name entry, the evidence of
    the name alone, so that the same name at another address is not searched for again.
    """

    __slots__ = ("clear_names", "descriptions", "found_names", "parties")

    def __init__(self, limit: int) -> None:
        self.clear_names: GenerationalCache[str, bool] = GenerationalCache(limit)
        self.found_names: GenerationalCache[str, Sequence[tuple[int, tuple[Evidence, ...]]]] = GenerationalCache(
            limit // FOUND_SHARE
        )
        self.parties: GenerationalCache[Party, object] = GenerationalCache(limit)
        self.descriptions: GenerationalCache[str, bool] = GenerationalCache(limit)


class Watchlist:
    """All listed parties of one version. Immutable: a new version is a new `Watchlist`.

    Its parties and names are in layers: the base, and what later versions added. Parties that a later version no longer
    lists are in `ended` and are not found. Findings do not depend on how the layers came about. `remember`
    bounds the parties whose findings are kept in `memory`.
    """

    __slots__ = ("_identifiers", "_numbers", "ended", "layers", "memory", "names", "parties", "remember", "version")

    def __init__(self, parties: Iterable[ListedParty], version: str | None = None, remember: int = 100_000) -> None:
        self.remember = remember
        self.memory = Memory(remember)
        self.parties: Sequence[ListedParty] = list(_in_order(parties, lambda party: party.id))
        self.version = version if version is not None else content_version(party.id for party in self.parties)
        self.names = entries_of(self.parties, 0)
        self.layers: tuple[Layer, ...] = (Layer.of(self.names, 0, self.parties),)
        self.ended: frozenset[int] = frozenset()
        self._identifiers = _by_identifier(self.parties, 0)
        self._numbers = {party.id: number for number, party in enumerate(self.parties)}

    def updated(self, parties: Iterable[ListedParty], version: str | None = None) -> "Watchlist":
        """The watchlist of exactly these parties, built on this one where the change is small.

        A small change takes time in proportion to itself: the automaton of hundreds of thousands of names is not built again.
        Equal content has equal findings, whether built anew or on another watchlist.
        """
        wanted = {party.id: party for party in parties}
        added = sorted(party for party in wanted if party not in self._numbers)
        ended = frozenset(number for party, number in self._numbers.items() if party not in wanted)
        base = self.layers[1].first if len(self.layers) > 1 else len(self.names)
        grown = len(self.names) - base
        if len(added) + len(ended) + grown > LARGEST_CHANGE * len(self.parties):
            return Watchlist(wanted.values(), version, self.remember)
        return self._with([wanted[party] for party in added], ended, version)

    def _with(self, added: Sequence[ListedParty], ended: frozenset[int], version: str | None) -> "Watchlist":
        new = object.__new__(Watchlist)
        first = len(self.parties)
        later = self.layers[1].first if len(self.layers) > 1 else len(self.names)
        new.remember, new.memory = self.remember, Memory(self.remember)
        new.parties = (*self.parties, *added)
        new.names = (*self.names, *entries_of(added, first))
        new.layers = (self.layers[0], Layer.of(new.names[later:], later, new.parties))
        new.ended = ended
        new._numbers = self._numbers | {party.id: first + number for number, party in enumerate(added)}
        new._identifiers = _merged(self._identifiers, _by_identifier(added, first))
        listed = (party.id for number, party in enumerate(new.parties) if number not in ended)
        new.version = version if version is not None else content_version(listed)
        return new

    def __len__(self) -> int:
        return len(self.parties) - len(self.ended)

    def hits(self, texts: PackedStrings, is_ascii: NDArray[np.bool_] | None = None) -> set[tuple[int, int]]:
        """(number of the text, number of the name entry) for each hit; texts are normalised, `is_ascii` as in `SearchTexts`."""
        found: set[tuple[int, int]] = set()
        for at in range(0, len(texts), SEARCHED_AT_ONCE):
            to = min(at + SEARCHED_AT_ONCE, len(texts))
            batch = SearchTexts.of(texts.slice(at, to), None if is_ascii is None else is_ascii[at:to])
            for layer in self.layers:
                found.update((at + text, entry) for text, entry in layer.hits(batch))
        if self.ended and found:
            return {(text, entry) for text, entry in found if self.names[entry].party not in self.ended}
        return found

    def with_identifier(self, form: str) -> tuple[int, ...]:
        """The numbers of the listed parties with this identifier, in canonical form."""
        return tuple(number for number in self._identifiers.get(form, ()) if number not in self.ended)

    @property
    def has_identifiers(self) -> bool:
        """Whether any listed party has an identifier that decides alone."""
        return bool(self._identifiers)

    @property
    def patterns(self) -> int:
        """How many patterns the automata hold."""
        return sum(layer.automaton.patterns for layer in self.layers)

    @property
    def size(self) -> int:
        """Bytes that the automata and the tables of all layers occupy."""
        return sum(layer.size for layer in self.layers)


def content_version(ids: Iterable[str]) -> str:
    """The version of a set of records: a hash of their sorted ids, which hash their content, in 16 hexadecimal digits."""
    digest = blake2b(digest_size=8)
    for party in _in_order(ids, str):
        digest.update(party.encode() + b"\n")
    return digest.hexdigest()


def _in_order(things: Iterable[T], name: Callable[[T], str]) -> Iterator[T]:
    """Things in the order of their names, sorted bucket by bucket: no other thread runs while one is sorted."""
    parts: defaultdict[str, list[T]] = defaultdict(list)
    for each in things:
        parts[name(each)[:BUCKET_PREFIX]].append(each)
    for begin in sorted(parts):
        yield from sorted(parts[begin], key=name)


def _merged(left: Mapping[str, tuple[int, ...]], right: Mapping[str, tuple[int, ...]]) -> Mapping[str, tuple[int, ...]]:
    return {**left, **{form: left.get(form, ()) + numbers for form, numbers in right.items()}}


def _by_identifier(parties: Sequence[ListedParty], first: int) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, party in enumerate(parties, first):
        for identifier in party.identifiers:
            form = decisive_form(identifier)
            if form:
                found.setdefault(form, []).append(number)
    return {form: tuple(numbers) for form, numbers in found.items()}
