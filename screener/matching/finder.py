"""Finds the listed parties that the parties of a manifest resemble: searches, verifies, and caches the result by name."""

from collections.abc import Sequence

import numpy as np

from screener.domain.consignment import Party
from screener.domain.decision import Evidence
from screener.domain.identifiers import decisive_form
from screener.domain.listed_party import AliasKind, PartyKind
from screener.kernels.packed_strings import PackedStrings
from screener.matching.findings import WORTH_KEEPING, Finding, best_first
from screener.matching.scoring import finding_by_identifier, finding_by_name, name_evidence
from screener.names.normalisation import normalise_all
from screener.names.scripts import alternative_transliteration
from screener.search.watchlist import Watchlist

BestFindings = dict[int, dict[int, Finding]]
"""The best finding for each listed party, by the number of the party and of the listed party."""


def find(parties: Sequence[Party], watchlist: Watchlist) -> dict[int, tuple[Finding, ...]]:
    """The findings of each party that has any, by its place in `parties`: the best for each listed party, best first."""
    found: BestFindings = {}
    _find_by_name(parties, watchlist, found)
    if watchlist.has_identifiers:
        _find_by_identifier(parties, watchlist, found)

    def order(finding: Finding) -> tuple[float, bool, str]:
        return -finding.score, not finding.by_identifier, watchlist.parties[finding.listed].id

    return {party: tuple(sorted(findings.values(), key=order)) for party, findings in found.items()}


def _find_by_identifier(parties: Sequence[Party], watchlist: Watchlist, found: BestFindings) -> None:
    for at, party in enumerate(parties):
        for identifier in party.identifiers:
            form = decisive_form(identifier)
            for number in watchlist.with_identifier(form) if form else ():
                _keep_if_better(found, at, finding_by_identifier(identifier, number, watchlist.parties[number]))


def _find_by_name(parties: Sequence[Party], watchlist: Watchlist, found: BestFindings) -> None:
    memory = watchlist.memory
    clear, cached = memory.clear_names.recent, memory.found_names
    unclear = [at for at, party in enumerate(parties) if party.name not in clear]
    evidence_of = {at: known for at in unclear if (known := cached.get(parties[at].name)) is not None}
    unknown = [at for at in unclear if at not in evidence_of] if evidence_of else unclear
    names = [parties[at].name for at in unknown]
    verified = _search(names, watchlist)
    for number, evidence in verified.items():
        cached.put(names[number], evidence)
        evidence_of[unknown[number]] = evidence
    new_clear = [name for number, name in enumerate(names) if number not in verified] if verified else names
    memory.clear_names.put_all(new_clear, value=True)
    for at, by_entry in evidence_of.items():
        for entry_number, of_name in by_entry:
            entry = watchlist.names[entry_number]
            finding = finding_by_name(parties[at], of_name, entry, watchlist.parties[entry.party])
            if finding.score >= WORTH_KEEPING:
                _keep_if_better(found, at, finding)


def _search(names: Sequence[str], watchlist: Watchlist) -> dict[int, list[tuple[int, tuple[Evidence, ...]]]]:
    """(number of the name entry, evidence) for each listed name that a name resembles, by the place of the name in `names`."""
    owners, texts = _spellings(names)
    is_ascii = np.fromiter((names[at].isascii() for at in owners), np.bool_, len(owners))
    hits = {(owners[text], entry) for text, entry in watchlist.hits(texts, is_ascii)}
    known: dict[tuple[int, str, PartyKind, AliasKind | None, bool], tuple[Evidence, ...]] = {}
    found: dict[int, list[tuple[int, tuple[Evidence, ...]]]] = {}
    for at, number in hits:
        entry = watchlist.names[number]
        kind = watchlist.parties[entry.party].kind
        key = (at, entry.name, kind, entry.alias, entry.weak)  # several records of a list may have the same name
        evidence = known.get(key)
        if evidence is None:
            evidence = known[key] = name_evidence(names[at], texts[at].split(), entry, kind)
        if evidence:
            found.setdefault(at, []).append((number, evidence))
    return found


def _spellings(names: Sequence[str]) -> tuple[Sequence[int], PackedStrings]:
    """All names in normal form, followed by alternative transliterations; and for each of these texts the place of its name."""
    alternatives = [(at, alternative_transliteration(name)) for at, name in enumerate(names) if not name.isascii()]
    others = [(at, other) for at, other in alternatives if other is not None]
    if not others:
        return range(len(names)), normalise_all(names)
    return [*range(len(names)), *(at for at, _ in others)], normalise_all([*names, *(other for _, other in others)])


def _keep_if_better(found: BestFindings, party: int, finding: Finding) -> None:
    best = found.setdefault(party, {})
    if finding.listed not in best or best_first(finding) < best_first(best[finding.listed]):
        best[finding.listed] = finding
