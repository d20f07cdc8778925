"""A listed party by its id or its number, in force or archived, and as it may be shown."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct, structs

from screener.domain import identifiers
from screener.domain.listed_party import ListedParty
from topologies.list_releases.archive import read_archive
from topologies.list_releases.lists_on_topic import read_lists_on_topic
from topologies.settings import Settings


class FoundParty(Struct, frozen=True):
    """A listed party as `lists show --json` prints it; `in_force` is False for one that only the archive holds."""

    in_force: bool
    party: ListedParty


def find_listed_parties(identity: str, settings: Settings) -> list[FoundParty]:
    """The parties whose id, or number on their list, is `identity`, masked: those in force, else those archived."""
    lists = read_lists_on_topic(settings).lists.values()
    in_force = _matching(identity, (party for parties in lists for party in parties.values()))
    if in_force:
        return [FoundParty(in_force=True, party=masked_party(party)) for party in in_force]
    archived = _matching(identity, read_archive(settings).records())
    return [FoundParty(in_force=False, party=masked_party(party)) for party in archived]


def _matching(identity: str, parties: Iterable[ListedParty]) -> list[ListedParty]:
    found = [party for party in parties if identity and identity in (party.id, party.reference)]
    return sorted(found, key=lambda party: party.id)


def masked_party(party: ListedParty) -> ListedParty:
    """The party with social security numbers masked, wherever its list printed one."""
    text = identifiers.mask(msgspec.json.encode(party).decode())
    masked = msgspec.json.decode(text, type=ListedParty)
    numbers = tuple(structs.replace(each, value=identifiers.shown(each)) for each in party.identifiers)
    return structs.replace(masked, id=party.id, identifiers=numbers)
