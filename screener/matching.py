"""Hits become findings: the table of weights, and what each finding is made of."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from screener.alignment import may_align
from screener.automaton import in_order
from screener.consignment import Identifier, Party
from screener.decision import Evidence
from screener.evidence import same_country, same_premises
from screener.folding import words_of
from screener.identifiers import STRONG, canonical, mask, shown
from screener.listed import AliasKind, ListedParty, PartyKind
from screener.resemblance import resemblance, too_unequal
from screener.telling import is_common, weighty
from screener.watchlist import NameEntry, Watchlist

WHOLE_NAME = 1.0
OTHER_ORDER = 0.97
WEAK_NAME = 0.5
FEW_APART = 0.85
IDENTIFIER = 1.0
SAME_PREMISES = 0.15
WEAK_SAME_PREMISES = 0.4
SAME_COUNTRY = 0.05
OTHER_COUNTRY = -0.05
WORTH_KEEPING = 0.5
"""Weights of the evidence; a score is their sum, within [0, 1]. Below `WORTH_KEEPING` a hit was no more than a hit.

`FEW_APART` is what is left of the score of a name that tells few apart: one word, generic words, a very common name. An alias
that its list calls weak counts `WEAK_NAME`, and only as the whole name.
"""


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
    named: dict[tuple[int, str, PartyKind, AliasKind | None, bool], tuple[Evidence, ...]] = {}
    matched: set[int] = set()
    for at, number in watchlist.hits(texts):
        entry = watchlist.names[number]
        listed = watchlist.parties[entry.party]
        key = (at, entry.name, listed.kind, entry.alias, entry.weak)  # many records of a list bear one name
        evidence = named.get(key)
        if evidence is None:
            evidence = named[key] = tuple(_name_evidence(names[at], texts[at], entry, listed.kind))
        if evidence:
            matched.add(at)
            _keep(found, numbers[at], _by_name(parties[numbers[at]], evidence, entry, listed))
    clear.put_all([name for at, name in enumerate(names) if at not in matched] if matched else names, value=True)


def _keep(found: dict[int, dict[int, Finding]], number: int, finding: Finding | None) -> None:
    if finding is not None:
        best = found.setdefault(number, {})
        if finding.listed not in best or _better(finding) < _better(best[finding.listed]):
            best[finding.listed] = finding


def _better(finding: Finding) -> tuple[float, bool, str]:
    return -finding.score, not finding.by_identifier, finding.matched


def _by_name(party: Party, named: Sequence[Evidence], entry: NameEntry, listed: ListedParty) -> Finding | None:
    evidence = (*named, *_place_evidence(party, listed, weak=entry.weak))
    score = round(min(1.0, max(0.0, sum(each.weight for each in evidence))), 4)
    if score < WORTH_KEEPING:
        return None
    return Finding(entry.party, entry.name, score, evidence, entry.weak, by_identifier=False)


def _name_evidence(name: str, words: Sequence[str], entry: NameEntry, kind: PartyKind) -> Iterator[Evidence]:
    """What the name alone says; nothing where that is not worth keeping, wherever the party may be."""
    label = f"listed {entry.alias} alias" if entry.alias else "listed name"
    if in_order(words) != entry.ordered:
        one, other = weighty(words), weighty(entry.folded.split())
        if may_align(one, other) and not too_unequal(one, other, kind):
            yield from _resembling(name, entry, kind, label)
        return
    if entry.weak and entry.alias:
        yield Evidence(f"whole name is a weak {label}: {entry.name}", WEAK_NAME)
        return
    if " ".join(words) == entry.folded:
        yield Evidence(f"whole name is a {label}: {entry.name}", WHOLE_NAME)
    else:
        yield Evidence(f"same words in another order as a {label}: {entry.name}", OTHER_ORDER)
    yield from _few_apart(entry, kind, WHOLE_NAME)


def _resembling(name: str, entry: NameEntry, kind: PartyKind, label: str) -> Iterator[Evidence]:
    found = resemblance(name, entry.name, kind)
    if found.score >= WORTH_KEEPING and not (entry.weak and entry.alias):
        first, *others = found.evidence
        yield Evidence(f"resembles a {label}, {entry.name}: {first.text}", first.weight)
        yield from others
        yield from _few_apart(entry, kind, found.score)


def _few_apart(entry: NameEntry, kind: PartyKind, score: float) -> Iterator[Evidence]:
    """A name that tells few apart needs corroboration by a place or a number, however well it agrees."""
    if entry.weak:
        yield Evidence("a name of few words that tell", -(1 - FEW_APART) * score)
    elif score > FEW_APART and is_common(entry.folded.split(), kind):
        yield Evidence("a name that many bear", FEW_APART - score)


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
