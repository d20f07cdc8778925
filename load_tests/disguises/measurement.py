"""Disguises listed names by each trick, searches for them, and counts how many are found."""

from collections.abc import Sequence
from random import Random

from msgspec import Struct

from load_tests.disguises.tricks import OF_FIRMS, OF_PEOPLE, Trick
from load_tests.inputs.lists import SEED, Inputs
from screener.domain.consignment import Party, PartyRole
from screener.domain.listed_party import ListedParty, PartyKind
from screener.domain.policy import Policy
from screener.matching.finder import find
from screener.matching.scoring import compare
from screener.names.name_quality import is_weak
from screener.search.watchlist import Watchlist

KINDS = {PartyKind.PERSON: OF_PEOPLE, PartyKind.FIRM: OF_FIRMS}


class MissedName(Struct, frozen=True):
    """A listed name that was not found, its disguised form, and the score of the two."""

    name: str
    disguised: str
    score: float


class DisguiseResult(Struct, frozen=True):
    """One trick on names of one kind. Of the `missed` names, `kept_back` score high enough: the search lost them, not the scorer."""

    kind: str
    trick: str
    names: int
    found: int
    kept_back: int
    missed: list[MissedName]

    @property
    def recall(self) -> float:
        """The share of names that were found."""
        return self.found / self.names if self.names else 1.0


def measure(given: Inputs, names: int, seed: int = SEED) -> list[DisguiseResult]:
    """Every trick on up to `names` listed names of each kind that are not weak; the same seed gives the same result."""
    watchlist, rng, results = Watchlist(given.listed), Random(seed), []
    for kind, tricks in KINDS.items():
        parties = [each for each in given.listed if each.kind is kind and not is_weak(each.name, kind)]
        some = rng.sample(parties, min(names, len(parties)))
        results += [_of_trick(kind, trick, some, tricks[trick], watchlist, seed) for trick in tricks]
    return results


def _of_trick(
    kind: PartyKind, name: str, parties: Sequence[ListedParty], trick: Trick, watchlist: Watchlist, seed: int
) -> DisguiseResult:
    rng, at_least = Random(seed), Policy().review_at
    made = [(party, trick(rng, party.name)) for party in parties]
    cases = [(party, Party(PartyRole.CONSIGNEE, text)) for party, text in made if text and text != party.name]
    found = find([party for _, party in cases], watchlist)
    missed = []
    for number, (listed, party) in enumerate(cases):
        names = {watchlist.parties[each.listed].name for each in found.get(number, ()) if each.score >= at_least}
        if listed.name not in names:
            missed.append(MissedName(listed.name, party.name, compare(party, listed).score))
    kept_back = sum(each.score >= at_least for each in missed)
    return DisguiseResult(kind, name, len(cases), len(cases) - len(missed), kept_back, missed)
