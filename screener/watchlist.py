"""The watchlist in force: an immutable, versioned snapshot of listed parties, ready for matching."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b

from msgspec import Struct

from screener.alignment import may_align
from screener.automaton import Automaton, OneOrMore, add, each, in_order
from screener.cache import Memo
from screener.consignment import Party
from screener.folding import words_of
from screener.identifiers import STRONG, canonical
from screener.listed import AliasKind, ListedParty, PartyKind
from screener.names import is_name, is_weak
from screener.nicknames import also_called
from screener.partial import Partial
from screener.pieces import Pieces
from screener.reading import unmasked
from screener.spelling import Codes, spelled, spelled_words
from screener.telling import is_distinctive, telling, weighty


class NameEntry(Struct, frozen=True, gc=False):
    """One name under which a listed party is found. `ordered` is the folded name with its words sorted."""

    party: int
    name: str
    folded: str
    ordered: str
    weak: bool
    alias: AliasKind | None


class Memory:
    """What was found out while one watchlist is in force; bounded, and gone with it.

    `clear_names` are names without any hit: the same name at another address need not be read again.
    """

    __slots__ = ("clear_names", "descriptions", "parties")

    def __init__(self, limit: int) -> None:
        self.clear_names: Memo[str, bool] = Memo(limit)
        self.parties: Memo[Party, object] = Memo(limit)
        self.descriptions: Memo[str, bool] = Memo(limit)


class Texts(Struct, frozen=True):
    """Names to search for, together: the folded words of each, those that tell, and how these are spelled in sounds."""

    words: Sequence[Sequence[str]]
    told: Sequence[Sequence[str]]
    codes: Codes
    sounds: Sequence[Sequence[bytes]]

    @classmethod
    def of(cls, words: Sequence[Sequence[str]]) -> "Texts":
        """From the words of the folded form of each text."""
        told = [telling(each) for each in words]
        joined = [" ".join(each) for each in told]
        for number, text in enumerate(joined):
            if _MASKED.search(text):
                joined[number] = _in_letters(text)
                told[number] = joined[number].split()
        codes = spelled(joined)
        return cls(words, told, codes, spelled_words(codes))


_MASKED = re.compile("[a-z][0-9]|[0-9][a-z]")


def _in_letters(text: str) -> str:
    """A folded name with figures among letters as the letters that they look like: for list and manifest alike."""
    return " ".join(map(unmasked, text.split())) if _MASKED.search(text) else text


AT_ONCE = 500
"""Texts that are searched together: bounds the memory of a search."""


class Layer(Struct, frozen=True):
    """A part of a watchlist with means of its own to find candidates; `first` is the number of its first name entry.

    `automaton` finds whole names, `pieces` names within a few edits (`spelled`, and in `owners` the
    entries that each is a spelling of), `partial` names of people with more or fewer words. Entries are numbered from `first`.
    """

    automaton: Automaton
    pieces: Pieces
    spelled: Sequence[str]
    owners: Sequence[OneOrMore]
    partial: Partial
    first: int

    def hits(self, batch: Texts) -> set[tuple[int, int]]:
        """(number of the text, number of the name entry) for each hit."""
        found = self.automaton.hits(batch.words)
        found.update(self.partial.hits(batch.sounds))
        for text, name in self.pieces.near(batch.codes):
            if may_align(batch.told[text], self.spelled[name].split()):
                found.update((text, entry) for entry in each(self.owners[name]))
        return {(text, self.first + entry) for text, entry in found} if self.first else found


SHORT = 2
"""Words of a name none of which is left out."""

LARGEST_CHANGE = 0.2
"""A change of more than this share of the base is built anew; a smaller one becomes a layer on the base, in moments."""


class Watchlist:
    """All listed parties of one version. Never changed: a new version is a new `Watchlist`.

    Its parties and names stand in layers: the base, and what later versions added; parties that a later version no longer
    lists are in `ended` and are not found. What is decided does not depend on how the layers came about. `remember`
    bounds the parties whose findings are kept in `memory`.
    """

    __slots__ = ("_identifiers", "_numbers", "ended", "layers", "memory", "names", "parties", "remember", "version")

    def __init__(self, parties: Iterable[ListedParty], version: str | None = None, remember: int = 100_000) -> None:
        self.remember = remember
        self.memory = Memory(remember)
        self.parties: Sequence[ListedParty] = sorted(parties, key=lambda party: party.id)
        self.version = version if version is not None else content_version(party.id for party in self.parties)
        self.names = entries_of(self.parties, 0)
        self.layers: tuple[Layer, ...] = (_layer(self.names, 0, self.parties),)
        self.ended: frozenset[int] = frozenset()
        self._identifiers = _by_identifier(self.parties, 0)
        self._numbers = {party.id: number for number, party in enumerate(self.parties)}

    def updated(self, parties: Iterable[ListedParty], version: str | None = None) -> "Watchlist":
        """The watchlist of exactly these parties, built on this one where the change is small.

        The work is then in proportion to the change: an automaton of hundreds of thousands of names is not built again,
        and nobody waits for it. Equal content is decided alike, built anew or upon another.
        """
        wanted = {party.id: party for party in parties}
        added = sorted(wanted.keys() - self._numbers.keys())
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
        new.layers = (self.layers[0], _layer(new.names[later:], later, new.parties))
        new.ended = ended
        new._numbers = self._numbers | {party.id: first + number for number, party in enumerate(added)}
        new._identifiers = _merged(self._identifiers, _by_identifier(added, first))
        listed = (party.id for number, party in enumerate(new.parties) if number not in ended)
        new.version = version if version is not None else content_version(listed)
        return new

    def __len__(self) -> int:
        return len(self.parties) - len(self.ended)

    def hits(self, texts: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
        """(number of the text, number of the name entry) for each hit; a text is given as the words of its folded form."""
        found: set[tuple[int, int]] = set()
        for at in range(0, len(texts), AT_ONCE):
            batch = Texts.of(texts[at : at + AT_ONCE])
            for layer in self.layers:
                found.update((at + text, entry) for text, entry in layer.hits(batch))
        if self.ended and found:
            return {(text, entry) for text, entry in found if self.names[entry].party not in self.ended}
        return found

    def with_identifier(self, form: str) -> tuple[int, ...]:
        """The numbers of the listed parties that bear an identifier, given in canonical form."""
        return tuple(number for number in self._identifiers.get(form, ()) if number not in self.ended)

    @property
    def has_identifiers(self) -> bool:
        """Whether any listed party bears an identifier that decides alone."""
        return bool(self._identifiers)

    @property
    def patterns(self) -> int:
        """How many patterns the automata hold."""
        return sum(layer.automaton.patterns for layer in self.layers)

    @property
    def size(self) -> int:
        """Bytes that the automata occupy."""
        return sum(layer.automaton.size + layer.pieces.size for layer in self.layers)


def content_version(ids: Iterable[str]) -> str:
    """The version of a set of records: 16 hexadecimal digits over their sorted ids, which hash their content."""
    digest = blake2b(digest_size=8)
    for party in sorted(ids):
        digest.update(party.encode() + b"\n")
    return digest.hexdigest()


def _layer(names: Sequence[NameEntry], first: int, parties: Sequence[ListedParty]) -> Layer:
    weak = {
        number for number, entry in enumerate(names) if entry.weak
    }  # a weak name counts only where it is the whole one
    automaton = Automaton(((entry.folded, number) for number, entry in enumerate(names)), whole=weak)
    spellings: dict[str, OneOrMore] = {}
    people: list[tuple[Sequence[str], int]] = []
    called: list[tuple[Sequence[str], int]] = []
    for number, entry in enumerate(names):
        every = entry.folded.split()
        words = telling(every)
        if entry.weak and (entry.alias is not None or not is_distinctive(words)):
            continue
        # a text in which a legal form or `trading` is misspelled takes it for a telling word
        forms = (" ".join(words), " ".join(weighty(every)), entry.folded)
        for form in dict.fromkeys(map(_in_letters, forms)):
            add(spellings, form, number)
        if parties[entry.party].kind is PartyKind.PERSON:
            people.append((words, number))
            if len(words) > SHORT:  # people leave out what stands between, and misspell the rest
                add(spellings, f"{words[0]} {words[-1]}", number)
            called += [(other, number) for other in also_called(words)]
    partial = Partial(_in_sounds(people), _in_sounds(called))
    names_spelled = list(spellings)
    return Layer(automaton, Pieces(names_spelled), names_spelled, list(spellings.values()), partial, first)


def _in_sounds(names: Sequence[tuple[Sequence[str], int]]) -> Iterator[tuple[Sequence[bytes], int]]:
    sounds = spelled_words(spelled([" ".join(words) for words, _ in names]))
    return zip(sounds, (entry for _, entry in names), strict=True)


def _merged(left: Mapping[str, tuple[int, ...]], right: Mapping[str, tuple[int, ...]]) -> Mapping[str, tuple[int, ...]]:
    return {**left, **{form: left.get(form, ()) + numbers for form, numbers in right.items()}}


def entries_of(parties: Sequence[ListedParty], first: int) -> tuple[NameEntry, ...]:
    """The names under which listed parties are found; the parties are numbered from `first`."""
    raw = [
        (number, name, weak, alias)
        for number, party in enumerate(parties, first)
        for name, weak, alias in (
            (party.name, party.weak_name, None),
            *((alias.name, alias.weak, alias.kind) for alias in party.aliases),
        )
        for name, weak in ((name, weak), *_parts(name, party.kind))
    ]
    folded = words_of([name for _, name, _, _ in raw])
    return tuple(
        NameEntry(number, name, " ".join(words), in_order(words), weak or len(words) == 1, alias)
        for (number, name, weak, alias), words in zip(raw, folded, strict=True)
        if words
    )


def _parts(name: str, kind: PartyKind) -> Iterator[tuple[str, bool]]:
    """The names in one that is written as two, `Al-Qa'ida/Islamic Army`, and whether each is weak."""
    if "/" in name:
        yield from ((part, is_weak(part, kind)) for part in map(str.strip, name.split("/")) if is_name(part))


def _by_identifier(parties: Sequence[ListedParty], first: int) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, party in enumerate(parties, first):
        for identifier in party.identifiers:
            form = canonical(identifier) if identifier.kind in STRONG else ""
            if form:
                found.setdefault(form, []).append(number)
    return {form: tuple(numbers) for form, numbers in found.items()}
