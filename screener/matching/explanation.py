"""A match laid out for a person: the texts on both sides word by word, the evidence with its weights, what follows from it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from screener.comparison.name_parts import Reading
from screener.comparison.name_score import laid_out
from screener.domain.consignment import Mode, Party
from screener.domain.decision import Evidence
from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Consequence, Policy, Threshold
from screener.matching.findings import WORTH_KEEPING, Finding
from screener.names.normalisation import fold
from screener.names.word_order import in_order

_TOKENS = re.compile(r"\S+|\s+")


class Piece(Struct, frozen=True):
    """A piece of a text as it is written: whether it agrees with the other side; None where it says nothing."""

    text: str
    agrees: bool | None = None


class Explanation(Struct, frozen=True):
    """Why a party is, or is not, a match for a listed party; `leads_to` is what the policy makes of the score.

    `seen` is False where screening would not come upon this pair: the candidate filter leaves it out.
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
    manifest: tuple[Piece, ...]
    listing: tuple[Piece, ...]
    seen: bool = True


def explain(
    party: Party, listed: ListedParty, finding: Finding, policy: Policy, mode: Mode, day: date, *, seen: bool = True
) -> Explanation:
    """The explanation of one finding as on `day`."""
    manifest, listing = pieces(party.name, finding.matched, listed)
    score = finding.score if seen else 0.0
    leads_to = policy.consequence(score, party.role, mode) if listed.active_on(day) else Consequence.NOTHING
    return Explanation(
        listed_party=listed.id,
        listed_name=listed.name,
        matched_name=finding.matched,
        list=listed.list,
        agency=listed.agency,
        score=finding.score,
        leads_to=leads_to,
        because=_because(party, listed, finding.score, policy, mode, day, seen=seen),
        evidence=finding.evidence,
        manifest=manifest,
        listing=listing,
        seen=seen,
    )


def pieces(name: str, matched: str, listed: ListedParty) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both names as they are written, piece by piece: what agrees, what contradicts."""
    name = mask(name)
    if in_order(fold(name).split()) == in_order(fold(matched).split()):
        return tuple(_marked(name, None, ())), tuple(_marked(matched, None, ()))
    found = laid_out(name, matched, listed.kind)
    if found is None:
        return (Piece(name),), (Piece(matched),)
    left, right, aligned = found
    return tuple(_marked(name, left, aligned.left)), tuple(_marked(matched, right, aligned.right))


def _marked(text: str, reading: Reading | None, alone: Sequence[int]) -> Iterator[Piece]:
    """The pieces of a text; without a reading, or with no word alone, everything agrees."""
    words = reading.words if reading else ()
    only = {words[place].text for place in alone}
    agreed = {word.text for place, word in enumerate(words) if place not in alone}
    for token in _TOKENS.findall(text):
        folded = fold(token).split()
        if not folded:
            yield Piece(token)
        elif not only or agreed.intersection(folded) or "".join(folded) in agreed:
            yield Piece(token, agrees=True)
        else:
            known = only.intersection(folded) or "".join(folded) in only
            yield Piece(token, agrees=False if known else None)


def _because(
    party: Party, listed: ListedParty, score: float, policy: Policy, mode: Mode, day: date, *, seen: bool
) -> str:
    if party.role not in policy.roles:
        return f"the policy does not screen the role {party.role}"
    if not listed.active_on(day):
        return f"the exclusion is not in force on {day}"
    if not seen and score >= WORTH_KEEPING:
        return "screening does not come upon this pair: the candidate filter leaves it out"
    return _at(score, policy.threshold(party.role, mode))


def _at(score: float, at: Threshold) -> str:
    if score < at.record_at:
        return f"below {at.record_at:.2f}, from where on a match is recorded"
    if score < at.review_at:
        return f"below {at.review_at:.2f}, from where on a match is reviewed"
    if score < at.hold_at:
        return f"review from {at.review_at:.2f}, a hold from {at.hold_at:.2f}"
    return f"a hold from {at.hold_at:.2f}"
