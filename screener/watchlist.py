"""The watchlist in force: an immutable, versioned snapshot of listed parties, ready for matching."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from msgspec import Struct

from screener.automaton import Automaton, in_order
from screener.cache import Memo
from screener.consignment import Party
from screener.folding import words_of
from screener.identifiers import STRONG, canonical
from screener.listed import AliasKind, ListedParty


class NameEntry(Struct, frozen=True, gc=False):
    """One name under which a listed party is found. `ordered` is the folded name with its words sorted."""

    party: int
    name: str
    folded: str
    ordered: str
    weak: bool
    alias: AliasKind | None


class Memory:
    """What was found out about parties and descriptions while one watchlist is in force; bounded, and gone with it."""

    __slots__ = ("descriptions", "parties")

    def __init__(self, limit: int) -> None:
        self.parties: Memo[Party, object] = Memo(limit)
        self.descriptions: Memo[str, bool] = Memo(limit)


class Watchlist:
    """All listed parties of one version. Never changed: a new version is a new `Watchlist`.

    `parties` are ordered by id, so equal content gives an equal watchlist whatever order it arrived in. `remember` bounds
    the parties whose findings are kept in `memory`.
    """

    __slots__ = ("_identifiers", "automaton", "memory", "names", "parties", "version")

    def __init__(self, parties: Iterable[ListedParty], version: str | None = None, remember: int = 100_000) -> None:
        self.memory = Memory(remember)
        self.parties: Sequence[ListedParty] = sorted(parties, key=lambda party: party.id)
        self.version = version if version is not None else content_version(party.id for party in self.parties)
        self.names = _name_entries(self.parties)
        self.automaton = Automaton((entry.folded, number) for number, entry in enumerate(self.names))
        self._identifiers = _by_identifier(self.parties)

    def __len__(self) -> int:
        return len(self.parties)

    def with_identifier(self, form: str) -> tuple[int, ...]:
        """The numbers of the listed parties that bear an identifier, given in canonical form."""
        return self._identifiers.get(form, ())

    @property
    def has_identifiers(self) -> bool:
        """Whether any listed party bears an identifier that decides alone."""
        return bool(self._identifiers)


def content_version(ids: Iterable[str]) -> str:
    """The version of a set of records: 16 hexadecimal digits over their sorted ids, which hash their content."""
    digest = blake2b(digest_size=8)
    for each in sorted(ids):
        digest.update(each.encode() + b"\n")
    return digest.hexdigest()


def _name_entries(parties: Sequence[ListedParty]) -> tuple[NameEntry, ...]:
    raw = [
        (number, name, weak, alias)
        for number, party in enumerate(parties)
        for name, weak, alias in (
            (party.name, party.weak_name, None),
            *((alias.name, alias.weak, alias.kind) for alias in party.aliases),
        )
    ]
    folded = words_of([name for _, name, _, _ in raw])
    return tuple(
        NameEntry(number, name, " ".join(words), in_order(words), weak or len(words) == 1, alias)
        for (number, name, weak, alias), words in zip(raw, folded, strict=True)
        if words
    )


def _by_identifier(parties: Sequence[ListedParty]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, party in enumerate(parties):
        for identifier in party.identifiers:
            form = canonical(identifier) if identifier.kind in STRONG else ""
            if form:
                found.setdefault(form, []).append(number)
    return {form: tuple(numbers) for form, numbers in found.items()}
