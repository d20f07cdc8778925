"""Scores a party against one listed name: each piece of evidence with its weight, and the finding that they add up to."""

from collections.abc import Iterable, Iterator, Sequence

from screener.comparison.corroboration import corroborations, same_birth, same_country
from screener.comparison.name_score import NameScore, name_score
from screener.domain.consignment import Identifier, Party
from screener.domain.decision import Evidence
from screener.domain.identifiers import decisive_form, mask, shown
from screener.domain.listed_party import ListedParty, PartyKind
from screener.matching.findings import (
    CORROBORATED,
    DECIMALS,
    IDENTIFIER,
    INDISTINCT_NAME,
    OTHER_BIRTH,
    OTHER_COUNTRY,
    OTHER_ORDER,
    SAME_COUNTRY,
    WEAK_CORROBORATED,
    WEAK_NAME,
    WHOLE_NAME,
    WORTH_KEEPING,
    Finding,
    best_first,
)
from screener.names.distinctive_words import is_common_name
from screener.names.normalisation import normalised_words
from screener.names.word_order import sorted_words
from screener.search.name_entries import NameEntry, entries_of


def compare(party: Party, listed: ListedParty) -> Finding:
    """The best finding for one listed party, however low its score: it shows why this is a match, or why not.

    Not filtered by the search: `find` may miss what is found here. `Finding.listed` is 0.
    """
    (words,) = normalised_words([party.name])
    found = [
        finding_by_name(party, name_evidence(party.name, words, entry, listed.kind, least=0.0), entry, listed)
        for entry in entries_of([listed], 0)
    ]
    listed_forms = {decisive_form(each) for each in listed.identifiers} - {""}
    found += [
        finding_by_identifier(each, 0, listed) for each in party.identifiers if decisive_form(each) in listed_forms
    ]
    no_name = Evidence("the list gives no name that can be compared")
    nothing = Finding(0, listed.name, 0.0, (no_name,), weak=False, by_identifier=False)
    return min(found, key=best_first, default=nothing)


def finding_by_name(party: Party, of_name: Sequence[Evidence], entry: NameEntry, listed: ListedParty) -> Finding:
    """The finding for one listed name: the evidence of the name and what else supports or contradicts it."""
    evidence = [*of_name, *_other_evidence(party, listed, is_weak=_counts_only_as_whole(entry))]
    total = round(sum(each.weight for each in evidence), DECIMALS)
    score = min(1.0, max(0.0, total))
    if score != total:
        limit = "at most 1" if total > 1 else "at least 0"
        evidence.append(Evidence(f"a score is {limit}", round(score - total, DECIMALS)))
    return Finding(entry.party, entry.name, score, tuple(evidence), entry.weak, by_identifier=False)


def finding_by_identifier(identifier: Identifier, number: int, listed: ListedParty) -> Finding:
    """The finding for an identifier that the party shares with the listed party of this number."""
    evidence = (Evidence(f"same {identifier.kind}: {shown(identifier)}", IDENTIFIER),)
    return Finding(number, listed.name, IDENTIFIER, evidence, weak=False, by_identifier=True)


def name_evidence(
    name: str, words: Sequence[str], entry: NameEntry, kind: PartyKind, least: float = WORTH_KEEPING
) -> tuple[Evidence, ...]:
    """The evidence that the name alone gives, with rounded weights; empty if its score is below `least`.

    `words` is the name in normal form. Depends on neither address nor numbers, so it can be cached by name.
    """
    return tuple(
        Evidence(each.text, round(each.weight, DECIMALS)) for each in _name_evidence(name, words, entry, kind, least)
    )


def _name_evidence(
    name: str, words: Sequence[str], entry: NameEntry, kind: PartyKind, least: float
) -> Iterable[Evidence]:
    if sorted_words(words) == sorted_words(entry.normalised.split()):
        return _same_words(words, entry, kind)
    if least and _counts_only_as_whole(entry):
        return ()
    found = name_score(mask(name), entry.name, kind, least)
    return _similar_name(found, words, entry, kind) if not least or found.score >= least else ()


def _counts_only_as_whole(entry: NameEntry) -> bool:
    """Whether this is an alias that its list calls weak: it counts only if it is the whole name."""
    return entry.weak and entry.alias is not None


def _same_words(words: Sequence[str], entry: NameEntry, kind: PartyKind) -> Iterator[Evidence]:
    label = _label(entry)
    if _counts_only_as_whole(entry):
        yield Evidence(f"whole name is a weak {label}: {entry.name}", WEAK_NAME)
        return
    if " ".join(words) == entry.normalised:
        yield Evidence(f"whole name is a {label}: {entry.name}", WHOLE_NAME)
    else:
        yield Evidence(f"same words in another order as a {label}: {entry.name}", OTHER_ORDER)
    yield from _indistinct_name(words, entry, kind, WHOLE_NAME)


def _similar_name(found: NameScore, words: Sequence[str], entry: NameEntry, kind: PartyKind) -> Iterator[Evidence]:
    if not found.evidence:
        yield Evidence(f"no word in common with a {_label(entry)}: {entry.name}")
        return
    first, *others = found.evidence
    yield Evidence(f"resembles a {_label(entry)}, {entry.name}: {first.text}", first.weight)
    yield from others
    if _counts_only_as_whole(entry):
        yield Evidence("a weak alias counts only if it is the whole name", -found.score)
    else:
        yield from _indistinct_name(words, entry, kind, found.score)


def _label(entry: NameEntry) -> str:
    return f"listed {entry.alias} alias" if entry.alias else "listed name"


def _indistinct_name(words: Sequence[str], entry: NameEntry, kind: PartyKind, score: float) -> Iterator[Evidence]:
    """A weak listed name, or a common name on either side, needs corroboration by a place or a number, however well it agrees."""
    if entry.weak:
        yield Evidence("few distinctive words in the name", -(1 - INDISTINCT_NAME) * score)
    elif score > INDISTINCT_NAME and (is_common_name(entry.normalised.split(), kind) or is_common_name(words, kind)):
        yield Evidence("a very common name", INDISTINCT_NAME - score)


def _other_evidence(party: Party, listed: ListedParty, *, is_weak: bool) -> Iterator[Evidence]:
    """What corroborates or contradicts a name: it adjusts the score of a match but makes none."""
    corroborated = WEAK_CORROBORATED if is_weak else CORROBORATED
    for text in corroborations(party, listed):
        yield Evidence(mask(text), corroborated)
    is_same_birth = same_birth(party.birth, listed.births)
    if is_same_birth is not None:
        text = "same date of birth" if is_same_birth else "different date of birth"
        dates = f"{party.birth} / {', '.join(listed.births)}"
        yield Evidence(f"{text}: {dates}", corroborated if is_same_birth else OTHER_BIRTH)
    is_same_country = same_country(party.address, listed.addresses)
    if is_same_country is not None:
        text = "same country as a listed address" if is_same_country else "no listed address in this country"
        yield Evidence(f"{text}: {mask(party.address.country)}", SAME_COUNTRY if is_same_country else OTHER_COUNTRY)
