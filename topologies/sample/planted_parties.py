"""Matches planted on purpose: listed parties as they appear in consignments, under each kind of match."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from random import Random
from typing import NamedTuple

from screener.domain.consignment import Address, Identifier, IdentifierKind, Mode, PartyRole
from screener.domain.listed_party import ListedParty, PartyKind


class MatchKind(StrEnum):
    """How a listed party appears in a consignment."""

    EXACT = "exact name"
    ALIAS = "alias"
    REORDERED = "reordered name"
    IDENTIFIER = "identifier"
    WEAK = "weak alias alone"
    INACTIVE = "inactive listing"


HOLDING_KINDS = frozenset({MatchKind.EXACT, MatchKind.ALIAS, MatchKind.REORDERED, MatchKind.IDENTIFIER})
"""The kinds that must hold a consignment; the others are near-misses, which must not."""

PLANTED_NUMBERS = frozenset({IdentifierKind.IMPORTER_NUMBER, IdentifierKind.UEI})
MAX_REORDERED_WORDS = 8  # nobody reorders a longer name
ROLES: dict[tuple[Mode, bool], tuple[PartyRole, ...]] = {
    (Mode.EXPRESS, True): (
        PartyRole.CONSIGNEE,
        PartyRole.CONSIGNEE,
        PartyRole.IMPORTER_OF_RECORD,
        PartyRole.NOTIFY_PARTY,
    ),
    (Mode.EXPRESS, False): (PartyRole.SHIPPER, PartyRole.SHIPPER, PartyRole.SELLER, PartyRole.IMPORTER_OF_RECORD),
    (Mode.POSTAL, True): (PartyRole.CONSIGNEE, PartyRole.SHIPPER),
    (Mode.POSTAL, False): (PartyRole.SHIPPER,),
}
"""The roles that a planted party may have, by mode and by whether it is a person."""


class PlantedParty(NamedTuple):
    """A listed party as it is to appear in a consignment."""

    kind: MatchKind
    party: ListedParty
    listed_name: str
    """The name of the list that is planted."""
    written: str
    """The name as the consignment has it."""
    address: Address | None = None
    """An address of the list, or None for an address elsewhere."""
    identifiers: tuple[Identifier, ...] = ()

    def role(self, rng: Random, mode: Mode) -> PartyRole:
        """Its role in a consignment of this mode. A weak alias is always a consignee's, far from the listed address."""
        if self.kind is MatchKind.WEAK:
            return PartyRole.CONSIGNEE
        return rng.choice(ROLES[mode, self.party.kind is PartyKind.PERSON])


def usable(name: str) -> bool:
    """Whether a name has at least two words of two letters or more, so that it is not a weak one."""
    return sum(len([letter for letter in word if letter.isalpha()]) > 1 for word in name.split()) > 1


def _names(party: ListedParty) -> list[str]:
    return [party.name] if usable(party.name) and not party.weak_name else []


def _aliases(party: ListedParty) -> list[str]:
    return [alias.name for alias in party.aliases if not alias.weak and usable(alias.name)]


def _weak(party: ListedParty) -> list[str]:
    return [alias.name for alias in party.aliases if alias.weak]


def _reorderable(party: ListedParty) -> list[str]:
    names = [name.replace(",", " ").split() for name in _names(party)]
    return [" ".join(name) for name in names if len(name) <= MAX_REORDERED_WORDS and len(set(name)) == len(name)]


def _numbered(party: ListedParty) -> list[str]:
    return [identifier.value for identifier in party.identifiers if identifier.kind in PLANTED_NUMBERS]


CANDIDATES: dict[MatchKind, Callable[[ListedParty], list[str]]] = {
    MatchKind.EXACT: _names,
    MatchKind.ALIAS: _aliases,
    MatchKind.REORDERED: _reorderable,
    MatchKind.IDENTIFIER: _numbered,
    MatchKind.WEAK: _weak,
    MatchKind.INACTIVE: _names,
}
"""The names or numbers of a listed party that can be planted, by kind of match."""


def recased(rng: Random, name: str) -> str:
    """The name as listed, in capitals, or capitalised, but never with other letters."""
    chosen = rng.choice((name, name.upper(), name.title()))
    return chosen if chosen.casefold() == name.casefold() else name


def reordered(rng: Random, name: str) -> str:
    """The words of the name in another order; half of the names become `LAST, FIRST`."""
    given = name.split()
    if rng.random() < 0.5:  # noqa: PLR2004 - one of the two forms
        return recased(rng, f"{given[-1]}, {' '.join(given[:-1])}")
    mixed = given[:]
    while mixed == given:
        rng.shuffle(mixed)
    return recased(rng, " ".join(mixed))


def _address(rng: Random, party: ListedParty) -> Address | None:
    """A complete address of the list for half of the parties; None for the others, which appear elsewhere."""
    complete = [place for place in party.addresses if place.lines and place.city and place.country]
    return rng.choice(complete) if complete and rng.random() < 0.5 else None  # noqa: PLR2004 - half


def _plant(rng: Random, kind: MatchKind, party: ListedParty, chosen: str, stranger: str) -> PlantedParty:
    """One planted party; `stranger` is an innocent name, used where the name must not give the party away."""
    if kind is MatchKind.IDENTIFIER:
        numbers = tuple(number for number in party.identifiers if number.value == chosen)
        return PlantedParty(kind, party, party.name, stranger, identifiers=numbers[:1])
    if kind is MatchKind.WEAK:
        alone = recased(rng, chosen)
        return PlantedParty(kind, party, chosen, rng.choice((alone, f"{alone} {stranger.rsplit(maxsplit=1)[-1]}")))
    written = reordered(rng, chosen) if kind is MatchKind.REORDERED else recased(rng, chosen)
    return PlantedParty(kind, party, chosen, written, _address(rng, party))


def planted_parties(
    rng: Random,
    listed: Sequence[ListedParty],
    counts: Mapping[MatchKind, int],
    today: date,
    stranger: Callable[[], str],
) -> list[PlantedParty]:
    """`counts` planted parties of each kind, of listed parties active on `today` (inactive ones for that kind).

    Each listed party is used as seldom as possible. A kind for which the list has no candidate gives none.
    """
    made: list[PlantedParty] = []
    for kind, count in counts.items():
        suitable = (party for party in listed if party.active_on(today) is not (kind is MatchKind.INACTIVE))
        choices = [(party, text) for party in suitable for text in CANDIDATES[kind](party)]
        made += [_plant(rng, kind, *choice, stranger()) for choice in _spread(rng, choices, count)]
    return made


def _spread(rng: Random, choices: Sequence[tuple[ListedParty, str]], count: int) -> Iterable[tuple[ListedParty, str]]:
    """`count` of the choices; one is repeated only after all the others were used."""
    whole, rest = divmod(count, len(choices)) if choices else (0, 0)
    return [*(list(choices) * whole), *rng.sample(choices, rest)]
