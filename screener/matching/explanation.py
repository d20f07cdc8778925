"""A match explained to an officer: both texts word by word, the evidence with its weights, and what follows from the score."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from screener.comparison.name_parts import NameParts
from screener.comparison.name_score import best_alignment
from screener.domain.consignment import Mode, Party
from screener.domain.decision import Evidence
from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Consequence, Policy, Threshold
from screener.matching.findings import WORTH_KEEPING, Finding
from screener.names.normalisation import normalise
from screener.names.word_order import sorted_words

_WORDS_AND_SPACES = re.compile(r"\S+|\s+")


class Segment(Struct, frozen=True):
    """A word or space of a text as written; `agrees` says whether the other text has it too, None if it carries no meaning."""

    text: str
    agrees: bool | None = None


class Explanation(Struct, frozen=True):
    """Why a party is, or is not, a match for a listed party; `leads_to` is what the policy makes of the score.

    `seen` is False if screening would not find this pair, because the candidate search does not return it.
    """

    listed_party: str
    listed_name: str
    matched_name: str
    list: str
    agency: str
    score: float
    leads_to: Consequence
    because: str
    evidence: tuple[Evidence, ...]
    manifest: tuple[Segment, ...]
    listing: tuple[Segment, ...]
    seen: bool = True


class Terms(NamedTuple):
    """What decides about a score: the policy, the mode of transport, and the day of screening."""

    policy: Policy
    mode: Mode
    day: date


def explain(party: Party, listed: ListedParty, finding: Finding, terms: Terms, *, seen: bool = True) -> Explanation:
    """The explanation of one finding and of what follows from it under these terms."""
    manifest, listing = segments(party.name, finding.matched, listed)
    score = finding.score if seen else 0.0
    consequence = terms.policy.consequence(score, party.role, terms.mode)
    return Explanation(
        listed_party=listed.id,
        listed_name=listed.name,
        matched_name=finding.matched,
        list=listed.list,
        agency=listed.agency,
        score=finding.score,
        leads_to=consequence if listed.active_on(terms.day) else Consequence.NOTHING,
        because=_reason(party, listed, finding.score, terms, seen=seen),
        evidence=finding.evidence,
        manifest=manifest,
        listing=listing,
        seen=seen,
    )


def segments(name: str, matched: str, listed: ListedParty) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """The name of the party (masked) and the listed text, each in segments that together make up the text."""
    name = mask(name)
    if sorted_words(normalise(name).split()) == sorted_words(normalise(matched).split()):
        return tuple(_segments(name, None, ())), tuple(_segments(matched, None, ()))
    left, right, alignment = best_alignment(name, matched, listed.kind)
    return tuple(_segments(name, left, alignment.left)), tuple(_segments(matched, right, alignment.right))


def _segments(text: str, parts: NameParts | None, unmatched: Sequence[int]) -> Iterator[Segment]:
    """The segments of a text; if it has no unmatched word, all words agree."""
    words = parts.words if parts else ()
    unmatched_texts = {words[place].text for place in unmatched}
    matched_texts = {word.text for place, word in enumerate(words) if place not in unmatched}
    for token in _WORDS_AND_SPACES.findall(text):
        found = normalise(token).split()
        candidates = {*found, "".join(found)}
        if not found:
            yield Segment(token)
        elif not unmatched_texts or matched_texts & candidates:
            yield Segment(token, agrees=True)
        else:
            yield Segment(token, agrees=False if unmatched_texts & candidates else None)


def _reason(party: Party, listed: ListedParty, score: float, terms: Terms, *, seen: bool) -> str:
    if party.role not in terms.policy.roles:
        return f"the policy does not screen the role {party.role}"
    if not listed.active_on(terms.day):
        return f"the exclusion is not in force on {terms.day}"
    if not seen and score >= WORTH_KEEPING:
        return "screening would not find this pair: the candidate search does not return it"
    return _compared_with_thresholds(score, terms.policy.threshold(party.role, terms.mode))


def _compared_with_thresholds(score: float, threshold: Threshold) -> str:
    if score < threshold.record_at:
        return f"below {threshold.record_at:.2f}, the lowest score that is recorded"
    if score < threshold.review_at:
        return f"below {threshold.review_at:.2f}, the lowest score that is reviewed"
    if score < threshold.hold_at:
        return f"review from {threshold.review_at:.2f}, a hold from {threshold.hold_at:.2f}"
    return f"a hold from {threshold.hold_at:.2f}"
