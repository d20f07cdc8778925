"""The names under which listed parties are found."""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from screener.domain.listed_party import AliasKind, ListedParty, PartyKind
from screener.names.name_quality import is_name, is_weak
from screener.names.normalisation import normalised_words

NORMALISED_AT_ONCE = 5_000
"""Names that are normalised in one go, during which no other thread runs."""


class NameEntry(Struct, frozen=True, gc=False):
    """One name under which a listed party is found; `party` is the number of the party, `alias` None for its own name."""

    party: int
    name: str
    normalised: str
    weak: bool
    alias: AliasKind | None


def entries_of(parties: Sequence[ListedParty], first: int) -> tuple[NameEntry, ...]:
    """The names under which listed parties are found; the parties are numbered from `first`. A name without letters is left out."""
    raw = (
        (number, name, weak, alias)
        for number, party in enumerate(parties, first)
        for name, weak, alias in (
            (party.name, party.weak_name, None),
            *((alias.name, alias.weak, alias.kind) for alias in party.aliases),
        )
        for name, weak in ((name, weak), *_names_within(name, party.kind))
    )
    return tuple(
        NameEntry(number, name, " ".join(words), weak or len(words) == 1, alias)
        for batch in iter(lambda: list(islice(raw, NORMALISED_AT_ONCE)), [])
        for (number, name, weak, alias), words in zip(
            batch, normalised_words([name for _, name, _, _ in batch]), strict=True
        )
        if words
    )


def _names_within(name: str, kind: PartyKind) -> Iterator[tuple[str, bool]]:
    """The names in one that is written as two, `Al-Qa'ida/Islamic Army`, and whether each is weak."""
    if "/" in name:
        yield from ((part, is_weak(part, kind)) for part in map(str.strip, name.split("/")) if is_name(part))
