"""Matches that are planted on purpose: listed parties put into consignments under each kind of disguise."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from random import Random
from typing import NamedTuple

from screener.domain.consignment import Address, Identifier, IdentifierKind, Mode, PartyRole
from screener.domain.listed_party import ListedParty, PartyKind


class MatchKind(StrEnum):
    """How a listed party appears. Only the first four may hold a consignment."""

    EXACT = "exact name"
    ALIAS = "alias"
    REORDERED = "reordered name"
    IDENTIFIER = "identifier"
    WEAK = "weak alias alone"
    INACTIVE = "inactive listing"


HOLDING_KINDS = frozenset({MatchKind.EXACT, MatchKind.ALIAS, MatchKind.REORDERED, MatchKind.IDENTIFIER})
NUMBERS = frozenset({IdentifierKind.IMPORTER_NUMBER, IdentifierKind.UEI})
LONGEST = 8  # a longer name is hardly ever shuffled by anybody
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
"""The parts that a planted party plays, by mode and by whether it is a person."""


class PlantedParty(NamedTuple):
    """A listed party as it shall appear: `written` under this name, `listed_name` being what the list says."""

    kind: MatchKind
    party: ListedParty
    listed_name: str
    written: str
    address: Address | None = None
    identifiers: tuple[Identifier, ...] = ()

    def role(self, rng: Random, mode: Mode) -> PartyRole:
        """The part that it plays in a consignment of this mode; a weak alias is a consignee's, far from the listed address."""
        if self.kind is MatchKind.WEAK:
            return PartyRole.CONSIGNEE
        return rng.choice(ROLES[mode, self.party.kind is PartyKind.PERSON])


def usable(name: str) -> bool:
    """Whether a name has at least two words of two letters or more, and so is more than a weak one."""
    return sum(len([letter for letter in word if letter.isalpha()]) > 1 for word in name.split()) > 1


def _names(party: ListedParty) -> list[str]:
    return [party.name] if usable(party.name) and not party.weak_name else []


def _aliases(party: ListedParty) -> list[str]:
    return [alias.name for alias in party.aliases if not alias.weak and usable(alias.name)]


def _weak(party: ListedParty) -> list[str]:
    return [alias.name for alias in party.aliases if alias.weak]


def _shuffled(party: ListedParty) -> list[str]:
    plain = [name.replace(",", " ").split() for name in _names(party)]
    return [" ".join(name) for name in plain if len(name) <= LONGEST and len(set(name)) == len(name)]


def _numbered(party: ListedParty) -> list[str]:
    return [identifier.value for identifier in party.identifiers if identifier.kind in NUMBERS]


CANDIDATES: dict[MatchKind, Callable[[ListedParty], list[str]]] = {
    MatchKind.EXACT: _names,
    MatchKind.ALIAS: _aliases,
    MatchKind.REORDERED: _shuffled,
    MatchKind.IDENTIFIER: _numbered,
    MatchKind.WEAK: _weak,
    MatchKind.INACTIVE: _names,
}
"""What of a listed party can be planted under each kind."""


def recased(rng: Random, name: str) -> str:
    """The name in the letters' case of the list, in capitals, or capitalised, never changed otherwise."""
    chosen = rng.choice((name, name.upper(), name.title()))
    return chosen if chosen.casefold() == name.casefold() else name


def reordered(rng: Random, name: str) -> str:
    """The words of the name in another order, half of the time as `LAST, FIRST`."""
    given = name.split()
    if rng.random() < 0.5:  # noqa: PLR2004 - one of the two forms
        return recased(rng, f"{given[-1]}, {' '.join(given[:-1])}")
    mixed = given[:]
    while mixed == given:
        rng.shuffle(mixed)
    return recased(rng, " ".join(mixed))


def _address(rng: Random, party: ListedParty) -> Address | None:
    """The listed address, half of the time and where it is complete; else the party appears somewhere else."""
    complete = [place for place in party.addresses if place.lines and place.city and place.country]
    return rng.choice(complete) if complete and rng.random() < 0.5 else None  # noqa: PLR2004 - half


def _plant(rng: Random, kind: MatchKind, party: ListedParty, chosen: str, stranger: str) -> PlantedParty:
    """One planted party; `stranger` is an innocent name, for what must not be recognised by name."""
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
    """As many plants of each kind as asked, of parties active on `today` (inactive ones for that kind).

    Each listed party comes as seldom as possible. A kind for which the list has no candidate gives none.
    """
    made: list[PlantedParty] = []
    for kind, count in counts.items():
        due = (party for party in listed if party.active_on(today) is not (kind is MatchKind.INACTIVE))
        choices = [(party, text) for party in due for text in CANDIDATES[kind](party)]
        made += [_plant(rng, kind, *choice, stranger()) for choice in _deal(rng, choices, count)]
    return made


def _deal(rng: Random, choices: Sequence[tuple[ListedParty, str]], count: int) -> Iterable[tuple[ListedParty, str]]:
    """`count` of the choices in random order, each again only after all others."""
    whole, rest = divmod(count, len(choices)) if choices else (0, 0)
    return [*(list(choices) * whole), *rng.sample(choices, rest)]
