"""Hits become findings: the table of weights, and what each finding is made of."""

from collections.abc import Sequence

from msgspec import Struct

from screener.automaton import in_order
from screener.consignment import Identifier, Party
from screener.decision import Evidence
from screener.evidence import name_similarity, same_country, same_premises
from screener.folding import words_of
from screener.identifiers import STRONG, canonical, mask, shown
from screener.listed import ListedParty
from screener.watchlist import NameEntry, Watchlist

WHOLE_NAME = 1.0
OTHER_ORDER = 0.97
WEAK_NAME = 0.5
IDENTIFIER = 1.0
SAME_PREMISES = 0.15
WEAK_SAME_PREMISES = 0.4
SAME_COUNTRY = 0.05
OTHER_COUNTRY = -0.05
WORTH_KEEPING = 0.5
"""Weights of the evidence; a score is their sum, within [0, 1]. Below `WORTH_KEEPING` a hit was no more than a hit."""


class Finding(Struct, frozen=True, gc=False):
    """A verified resemblance of a party with a listed party, before policy and date have their say.

    `listed` is the number of the listed party; `matched` the text on the list that agreed. Depends on nothing but the
    party and the watchlist, so it is remembered for as long as the watchlist is in force.
    """

    listed: int
    matched: str
    score: float
    evidence: tuple[Evidence, ...]
    weak: bool
    by_identifier: bool


def find(parties: Sequence[Party], watchlist: Watchlist) -> dict[int, tuple[Finding, ...]]:
    """The findings of each party that has any, by its number: the best one for each listed party, best first."""
    found: dict[int, dict[int, Finding]] = {}
    _find_names(parties, watchlist, found)
    if watchlist.has_identifiers:
        for number, party in enumerate(parties):
            for identifier in party.identifiers:
                for finding in _by_identifier(identifier, watchlist):
                    _keep(found, number, finding)

    def best_first(finding: Finding) -> tuple[float, bool, str]:
        return -finding.score, not finding.by_identifier, watchlist.parties[finding.listed].id

    return {number: tuple(sorted(each.values(), key=best_first)) for number, each in found.items()}


def _find_names(parties: Sequence[Party], watchlist: Watchlist, found: dict[int, dict[int, Finding]]) -> None:
    clear = watchlist.memory.clear_names
    passed = clear.recent
    numbers = [number for number, party in enumerate(parties) if party.name not in passed]
    names = [parties[number].name for number in numbers]
    texts = words_of(names)
    hit: set[int] = set()
    for at, entry in watchlist.hits(texts):
        hit.add(at)
        number = numbers[at]
        _keep(found, number, _by_name(parties[number], texts[at], watchlist.names[entry], watchlist))
    clear.put_all([name for at, name in enumerate(names) if at not in hit] if hit else names, value=True)


def _keep(found: dict[int, dict[int, Finding]], number: int, finding: Finding | None) -> None:
    if finding is not None:
        best = found.setdefault(number, {})
        if finding.listed not in best or _better(finding) < _better(best[finding.listed]):
            best[finding.listed] = finding


def _better(finding: Finding) -> tuple[float, bool, str]:
    return -finding.score, not finding.by_identifier, finding.matched


def _by_name(party: Party, words: Sequence[str], entry: NameEntry, watchlist: Watchlist) -> Finding | None:
    listed = watchlist.parties[entry.party]
    whole = in_order(words) == entry.ordered
    if entry.weak and not whole:
        return None
    evidence = [
        _name_evidence(party, " ".join(words), entry, listed, whole=whole),
        *_place_evidence(party, listed, weak=entry.weak),
    ]
    score = round(min(1.0, max(0.0, sum(each.weight for each in evidence))), 4)
    if score < WORTH_KEEPING:
        return None
    return Finding(entry.party, entry.name, score, tuple(evidence), entry.weak, by_identifier=False)


def _name_evidence(party: Party, text: str, entry: NameEntry, listed: ListedParty, *, whole: bool) -> Evidence:
    label = f"listed {entry.alias} alias" if entry.alias else "listed name"
    if entry.weak:
        return Evidence(f"whole name is a weak {label}: {entry.name}", WEAK_NAME)
    if text == entry.folded:
        return Evidence(f"whole name is a {label}: {entry.name}", WHOLE_NAME)
    if whole:
        return Evidence(f"same words in another order as a {label}: {entry.name}", OTHER_ORDER)
    return Evidence(f"contains a {label}: {entry.name}", round(name_similarity(party.name, entry.name, listed.kind), 4))


def _place_evidence(party: Party, listed: ListedParty, *, weak: bool) -> list[Evidence]:
    evidence = []
    premises = same_premises(party.address, listed.addresses)
    if premises is not None:
        evidence.append(Evidence(f"same premises: {premises}", WEAK_SAME_PREMISES if weak else SAME_PREMISES))
    agrees = same_country(party.address, listed.addresses)
    if agrees is not None:
        words = "same country as a listed address" if agrees else "no listed address in this country"
        evidence.append(Evidence(f"{words}: {mask(party.address.country)}", SAME_COUNTRY if agrees else OTHER_COUNTRY))
    return evidence


def _by_identifier(identifier: Identifier, watchlist: Watchlist) -> list[Finding]:
    form = canonical(identifier) if identifier.kind in STRONG else ""
    evidence = (Evidence(f"same {identifier.kind}: {shown(identifier)}", IDENTIFIER),)
    return [
        Finding(number, watchlist.parties[number].name, IDENTIFIER, evidence, weak=False, by_identifier=True)
        for number in (watchlist.with_identifier(form) if form else ())
    ]
