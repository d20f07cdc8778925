"""The parties of a manifest, searched on the watchlist together; a party seen before is not searched again."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final

from screener.domain.consignment import Party
from screener.domain.manifest import Manifest
from screener.matching.finder import find
from screener.matching.findings import Finding
from screener.search.watchlist import Memory, Watchlist

Mention = tuple[int, Party]
"""A party, and the index of the consignment that names it."""

CLEAR: Final = "clear"
"""Remembered of a party that has neither a problem nor a finding; of any other party its findings are remembered."""


def parties_to_check(manifest: Manifest, memory: Memory) -> list[Mention]:
    """All parties of a manifest, except those that are remembered as clear."""
    remembered = memory.parties.recent.get
    return [
        (index, party)
        for index, consignment in enumerate(manifest.consignments)
        for party in consignment.parties
        if remembered(party) is not CLEAR
    ]


def find_listed_parties(parties: Iterable[Mention], watchlist: Watchlist) -> Mapping[Party, Sequence[Finding]]:
    """The verified findings of each party that has any. They do not depend on the day, on policy or on suppressions."""
    remembered = watchlist.memory.parties.recent
    findings = {party: found for _, party in parties if isinstance(found := remembered.get(party), tuple) and found}
    unknown = list({party for _, party in parties if party not in remembered})
    if unknown:
        findings |= {unknown[number]: found for number, found in find(unknown, watchlist).items()}
    return findings


def remember_clear_parties(
    parties: Iterable[Mention], problems: Container[Party], findings: Mapping[Party, Sequence[Finding]], memory: Memory
) -> None:
    """Remember which parties are clear, and the findings of the others, for as long as the watchlist is in force."""
    mentioned = {party for _, party in parties}
    clear = [party for party in mentioned if party not in findings and party not in problems]
    for party in mentioned.difference(clear):
        memory.parties.put(party, tuple(findings.get(party, ())))
    if clear:
        memory.parties.put_all(clear, CLEAR)
