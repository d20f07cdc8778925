"""Hits become findings: the table of weights, and what each finding is made of."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from screener.comparison.corroboration import corroborations, same_birth, same_country
from screener.comparison.name_score import NameScore, name_score
from screener.domain.consignment import Identifier, Party
from screener.domain.decision import Evidence
from screener.domain.identifiers import STRONG, canonical, mask, shown
from screener.domain.listed_party import AliasKind, ListedParty, PartyKind
from screener.kernels.packed_strings import PackedStrings
from screener.names.distinctive_words import is_common
from screener.names.normalisation import lines_of, sounded_otherwise, words_of
from screener.names.word_order import in_order
from screener.search.layers import NameEntry
from screener.search.watchlist import Watchlist, entries_of

WHOLE_NAME = 1.0
OTHER_ORDER = 0.97
WEAK_NAME = 0.5
FEW_APART = 0.85
IDENTIFIER = 1.0
CORROBORATED = 0.15
WEAK_CORROBORATED = 0.45
OTHER_BIRTH = -0.25
SAME_COUNTRY = 0.05
OTHER_COUNTRY = -0.05
WORTH_KEEPING = 0.5
"""Weights of the evidence; a score is their sum, within [0, 1]. Below `WORTH_KEEPING` a hit was no more than a hit.

`FEW_APART` is what is left of the score of a name that tells few apart: one word, generic words, a very common name. An alias
that its list calls weak counts `WEAK_NAME`, and only as the whole name. Each of premises, telephone, e-mail and date of birth
adds `CORROBORATED` to a name, `WEAK_CORROBORATED` to a weak alias: with one of them either reaches a hold, with the
country alone it does not.
"""

DIGITS = 3
"""Decimal places of a weight, so that what is printed adds up to the score that is printed."""


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
    memory = watchlist.memory
    passed, known = memory.clear_names.recent, memory.found_names
    numbers = [number for number, party in enumerate(parties) if party.name not in passed]
    again = {number: told for number in numbers if (told := known.get(parties[number].name)) is not None}
    fresh = [number for number in numbers if number not in again] if again else numbers
    names = [parties[number].name for number in fresh]
    named = _named(names, watchlist)
    for at, told in named.items():
        known.put(names[at], told)
        again[fresh[at]] = told
    memory.clear_names.put_all(
        [name for at, name in enumerate(names) if at not in named] if named else names, value=True
    )
    for number, told in again.items():
        for entry_number, evidence in told:
            entry = watchlist.names[entry_number]
            _keep(found, number, _by_name(parties[number], evidence, entry, watchlist.parties[entry.party]))


def _named(names: Sequence[str], watchlist: Watchlist) -> dict[int, list[tuple[int, tuple[Evidence, ...]]]]:
    """The listed names that each name resembles, by their numbers, and what says so; only of names that resemble any."""
    owners, texts = _spellings(names)
    latin = np.fromiter((names[at].isascii() for at in owners), np.bool_, len(owners))
    hits = {(owners[text], entry) for text, entry in watchlist.hits(texts, latin)}
    told: dict[tuple[int, str, PartyKind, AliasKind | None, bool], tuple[Evidence, ...]] = {}
    named: dict[int, list[tuple[int, tuple[Evidence, ...]]]] = {}
    for at, number in hits:
        entry = watchlist.names[number]
        kind = watchlist.parties[entry.party].kind
        key = (at, entry.name, kind, entry.alias, entry.weak)  # many records of a list bear one name
        evidence = told.get(key)
        if evidence is None:
            evidence = told[key] = _rounded(_name_evidence(names[at], texts[at].split(), entry, kind))
        if evidence:
            named.setdefault(at, []).append((number, evidence))
    return named


def _spellings(names: Sequence[str]) -> tuple[Sequence[int], PackedStrings]:
    """The names folded, those behind them once more that may be sounded otherwise, and the number of the name of each."""
    otherwise = [(at, sounded_otherwise(name)) for at, name in enumerate(names) if not name.isascii()]
    others = [(at, other) for at, other in otherwise if other is not None]
    if not others:
        return range(len(names)), lines_of(names)
    return [*range(len(names)), *(at for at, _ in others)], lines_of([*names, *(other for _, other in others)])


def _keep(found: dict[int, dict[int, Finding]], number: int, finding: Finding | None) -> None:
    if finding is not None:
        best = found.setdefault(number, {})
        if finding.listed not in best or _better(finding) < _better(best[finding.listed]):
            best[finding.listed] = finding


def _better(finding: Finding) -> tuple[float, bool, str]:
    return -finding.score, not finding.by_identifier, finding.matched


def compare(party: Party, listed: ListedParty) -> Finding:
    """The best finding for one listed party, however weak: what tells an officer why this is a match, or is not one.

    It is not filtered: `find` may leave out what is found here. `Finding.listed` is 0.
    """
    (words,) = words_of([party.name])
    found = [
        _weighed(party, _rounded(_told(party.name, words, each, listed.kind)), each, listed)
        for each in entries_of([listed], 0)
    ]
    forms = {_form(each) for each in listed.identifiers} - {""}
    found += [_identified(each, 0, listed) for each in party.identifiers if _form(each) in forms]
    nothing = Evidence("the list gives no name that can be compared")
    return min(found, key=_better, default=Finding(0, listed.name, 0.0, (nothing,), weak=False, by_identifier=False))


def _by_name(party: Party, named: Sequence[Evidence], entry: NameEntry, listed: ListedParty) -> Finding | None:
    finding = _weighed(party, named, entry, listed)
    return finding if finding.score >= WORTH_KEEPING else None


def _weighed(party: Party, named: Sequence[Evidence], entry: NameEntry, listed: ListedParty) -> Finding:
    """The finding for one listed name; its evidence adds up to its score."""
    told = [*named, *_beside_the_name(party, listed, weak=_only_whole(entry))]
    total = round(sum(each.weight for each in told), DIGITS)
    score = min(1.0, max(0.0, total))
    if score != total:
        told.append(Evidence(f"a score is {'at most 1' if total > 1 else 'at least 0'}", round(score - total, DIGITS)))
    return Finding(entry.party, entry.name, score, tuple(told), entry.weak, by_identifier=False)


def _rounded(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(Evidence(each.text, round(each.weight, DIGITS)) for each in evidence)


def _name_evidence(name: str, words: Sequence[str], entry: NameEntry, kind: PartyKind) -> Iterator[Evidence]:
    """What the name alone says; nothing where that is not worth keeping, wherever the party may be."""
    if _are_the_words_of(words, entry):
        yield from _same_words(words, entry, kind)
        return
    if not _only_whole(entry):
        found = name_score(mask(name), entry.name, kind, WORTH_KEEPING)
        if found.score >= WORTH_KEEPING:
            yield from _resembling(found, words, entry, kind)


def _told(name: str, words: Sequence[str], entry: NameEntry, kind: PartyKind) -> Iterator[Evidence]:
    """Likewise, however little it says."""
    if _are_the_words_of(words, entry):
        yield from _same_words(words, entry, kind)
    else:
        yield from _resembling(name_score(mask(name), entry.name, kind), words, entry, kind)


def _are_the_words_of(words: Sequence[str], entry: NameEntry) -> bool:
    return in_order(words) == in_order(entry.folded.split())


def _only_whole(entry: NameEntry) -> bool:
    """Whether a name counts only as the whole name: an alias that its list calls weak."""
    return entry.weak and entry.alias is not None


def _same_words(words: Sequence[str], entry: NameEntry, kind: PartyKind) -> Iterator[Evidence]:
    label = _label(entry)
    if _only_whole(entry):
        yield Evidence(f"whole name is a weak {label}: {entry.name}", WEAK_NAME)
        return
    if " ".join(words) == entry.folded:
        yield Evidence(f"whole name is a {label}: {entry.name}", WHOLE_NAME)
    else:
        yield Evidence(f"same words in another order as a {label}: {entry.name}", OTHER_ORDER)
    yield from _few_apart(words, entry, kind, WHOLE_NAME)


def _resembling(found: NameScore, words: Sequence[str], entry: NameEntry, kind: PartyKind) -> Iterator[Evidence]:
    if not found.evidence:
        yield Evidence(f"no word in common with a {_label(entry)}: {entry.name}")
        return
    first, *others = found.evidence
    yield Evidence(f"resembles a {_label(entry)}, {entry.name}: {first.text}", first.weight)
    yield from others
    if _only_whole(entry):
        yield Evidence("a weak alias counts only as the whole name", -found.score)
    else:
        yield from _few_apart(words, entry, kind, found.score)


def _label(entry: NameEntry) -> str:
    return f"listed {entry.alias} alias" if entry.alias else "listed name"


def _few_apart(words: Sequence[str], entry: NameEntry, kind: PartyKind, score: float) -> Iterator[Evidence]:
    """A name that tells few apart, on either side, needs corroboration by a place or a number, however well it agrees."""
    if entry.weak:
        yield Evidence("a name of few words that tell", -(1 - FEW_APART) * score)
    elif score > FEW_APART and (is_common(entry.folded.split(), kind) or is_common(words, kind)):
        yield Evidence("a name that many bear", FEW_APART - score)


def _beside_the_name(party: Party, listed: ListedParty, *, weak: bool) -> Iterator[Evidence]:
    """What corroborates or contradicts a name: it adjusts a match and makes none."""
    corroborated = WEAK_CORROBORATED if weak else CORROBORATED
    for words in corroborations(party, listed):
        yield Evidence(mask(words), corroborated)
    birth = same_birth(party.birth, listed.births)
    if birth is not None:
        told = f"{party.birth} / {', '.join(listed.births)}"
        words = "same date of birth" if birth else "another date of birth"
        yield Evidence(f"{words}: {told}", corroborated if birth else OTHER_BIRTH)
    agrees = same_country(party.address, listed.addresses)
    if agrees is not None:
        words = "same country as a listed address" if agrees else "no listed address in this country"
        yield Evidence(f"{words}: {mask(party.address.country)}", SAME_COUNTRY if agrees else OTHER_COUNTRY)


def _by_identifier(identifier: Identifier, watchlist: Watchlist) -> list[Finding]:
    form = _form(identifier)
    numbers = watchlist.with_identifier(form) if form else ()
    return [_identified(identifier, number, watchlist.parties[number]) for number in numbers]


def _form(identifier: Identifier) -> str:
    return canonical(identifier) if identifier.kind in STRONG else ""


def _identified(identifier: Identifier, number: int, listed: ListedParty) -> Finding:
    evidence = (Evidence(f"same {identifier.kind}: {shown(identifier)}", IDENTIFIER),)
    return Finding(number, listed.name, IDENTIFIER, evidence, weak=False, by_identifier=True)
