"""How similar two names are: a score in [0, 1], and the evidence that adds up to it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.comparison.alignment import Agreement, Alignment, Pair, align
from screener.comparison.name_parts import NameParts, Word, parse_name
from screener.domain.decision import Evidence
from screener.domain.listed_party import PartyKind
from screener.names.word_lists import REGIONS

UNMATCHED_WEIGHT = {PartyKind.PERSON: 0.2, PartyKind.FIRM: 1.3, PartyKind.VESSEL: 1.3, PartyKind.OTHER: 1.0}
"""What an unmatched letter weighs, by kind: people use more or fewer of their names, firms with other names are other firms."""

ONE_SHARED_NAME_WEIGHT = 1.0
"""Likewise for two people who share only one name."""

UNMATCHED_STOPWORD_WEIGHT = 0.5
REGION_SHARE = 0.3
SAME_BUT_FOR_REGION = 0.85
"""An unmatched region has only `REGION_SHARE` of its weight if the matched words are at least this similar on average:
`Vega Europe` is most likely the European branch of `Vega`."""

LEAST_COST_OF_A_NAME = 0.1
"""What an unmatched given name or surname costs at least, so that an officer decides whether it is the same person."""

DIFFERENT_WORDS = 0.7
DIFFERENT_NUMBERS = 0.9
DIFFERENT_SMALL_NUMBERS = 0.8
"""Factors of the score if both sides have unmatched words, so that the names contradict each other.

`DIFFERENT_NUMBERS` if the unmatched words of one side are all numbers, `DIFFERENT_SMALL_NUMBERS` if those of both sides are
small numbers in figures: `Fund 12` is not `Fund 21`. Years and Roman numerals weigh less, as the funds of one firm have them.
"""

SMALL_NUMBER_DIGITS = 3
ONLY_INITIALS = 0.5
"""Factor of the score if nothing but initials agrees."""

MOST_LETTERS_SAVED = 10
"""Letters that an abbreviation is shorter than its words, at most."""

_WORDING = {
    Agreement.JOINED: "{short} is {long} run together",
    Agreement.SAME_MEANING: "{left} means the same as {right}",
    Agreement.SIMILAR: "{left} is similar to {right}",
    Agreement.SAME_GIVEN_NAME: "{left} and {right} can be the same given name",
    Agreement.INITIALS: "{short} stands for {long}",
    Agreement.ABBREVIATION: "{short} is short for {long}",
}


class NameScore(Struct, frozen=True, gc=False):
    """A score, and the evidence whose weights add up to it."""

    score: float
    evidence: tuple[Evidence, ...]


NOT_SIMILAR = NameScore(0.0, ())


@lru_cache(maxsize=8_192)
def name_score(name: str, listed: str, kind: PartyKind, least: float = 0.0) -> NameScore:
    """The best score of all ways to divide both names, as names of this kind, into words.

    A score below `least` may be given as `NOT_SIMILAR`: most pairs score less, and collecting evidence is half of the cost.
    """
    scores = (_score(left, right, kind, least) for left, right in _ways_to_compare(name, listed, kind))
    return max(scores, key=lambda each: each.score)


def best_alignment(name: str, listed: str, kind: PartyKind) -> tuple[NameParts, NameParts, Alignment]:
    """The parts of both names and their alignment that give the best `name_score`."""
    left, right = max(_ways_to_compare(name, listed, kind), key=lambda each: _score(each[0], each[1], kind).score)
    return left, right, align(left, right, kind)


def _ways_to_compare(name: str, listed: str, kind: PartyKind) -> list[tuple[NameParts, NameParts]]:
    return [(left, right) for left in parse_name(name, kind) for right in parse_name(listed, kind)]


def lengths_differ_too_much(
    left: NDArray[np.int64], right: NDArray[np.int64], unmatched_weight: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether names with these numbers of letters differ so much in length that their score is below 0.5; one answer per pair.

    `unmatched_weight` is the `UNMATCHED_WEIGHT` of each pair's kind.
    """
    shorter = np.minimum(left, right)
    too_much: NDArray[np.bool_] = unmatched_weight * (np.abs(left - right) - MOST_LETTERS_SAVED) > shorter
    return too_much


def _score(left: NameParts, right: NameParts, kind: PartyKind, least: float = 0.0) -> NameScore:
    alignment = align(left, right, kind)
    matched_weight = sum([pair.weight for pair in alignment.pairs])
    if not matched_weight or _upper_bound(alignment, left, right, matched_weight) < least:
        return NOT_SIMILAR
    evidence = [
        *_agreement_evidence(alignment, left, right, matched_weight),
        *_unmatched_evidence(alignment, left, right, kind, matched_weight),
    ]
    score = sum(each.weight for each in evidence)
    evidence += _contradiction_evidence(alignment, left, right, score)
    evidence += _initials_evidence(alignment, score)
    return NameScore(sum(each.weight for each in evidence), tuple(evidence))


def _upper_bound(alignment: Alignment, left: NameParts, right: NameParts, matched_weight: float) -> float:
    """A quick upper bound of the score of names that contradict each other; 1.0 for others."""
    one, other = _significant(left.words, alignment.left), _significant(right.words, alignment.right)
    if not (one and other):
        return 1.0
    unmatched = max(sum([word.weight for word in one]), sum([word.weight for word in other]))
    factor = DIFFERENT_NUMBERS if any(word.is_number for word in (*one, *other)) else DIFFERENT_WORDS
    return factor * sum([pair.weight * pair.similarity for pair in alignment.pairs]) / (matched_weight + unmatched)


def _agreement_evidence(
    alignment: Alignment, left: NameParts, right: NameParts, matched_weight: float
) -> Iterator[Evidence]:
    equal = [pair for pair in alignment.pairs if pair.agreement is Agreement.EQUAL]
    if equal:
        text = _text(left.words, [place for pair in equal for place in pair.left])
        yield Evidence(f"same words: {text}", sum(pair.weight for pair in equal) / matched_weight)
    for pair in alignment.pairs:
        if pair.agreement is not Agreement.EQUAL:
            yield Evidence(_wording(pair, left, right), pair.weight * pair.similarity / matched_weight)


def _wording(pair: Pair, left: NameParts, right: NameParts) -> str:
    one, other = _text(left.words, pair.left), _text(right.words, pair.right)
    short, long = sorted((one, other), key=lambda text: (text.count(" "), len(text)))
    return _WORDING[pair.agreement].format(left=one, right=other, short=short, long=long)


def _unmatched_evidence(
    alignment: Alignment, left: NameParts, right: NameParts, kind: PartyKind, matched_weight: float
) -> Iterator[Evidence]:
    """What the unmatched words of each side cost; if both sides have some, only the longer ones count."""
    if not (alignment.left or alignment.right):
        return
    similarity = sum(pair.weight * pair.similarity for pair in alignment.pairs) / matched_weight
    shared_names = sum(any(not left.words[place].is_stopword for place in pair.left) for pair in alignment.pairs)
    per_letter = ONE_SHARED_NAME_WEIGHT if kind is PartyKind.PERSON and shared_names <= 1 else UNMATCHED_WEIGHT[kind]
    sides = (
        ("extra in the manifest", left.words, alignment.left),
        ("missing from the manifest", right.words, alignment.right),
    )
    significant = [sum(word.weight for word in _significant(words, places)) for _, words, places in sides]
    stopwords = [sum(words[place].weight for place in places if words[place].is_stopword) for _, words, places in sides]
    on_both_sides = min(significant) > 0
    if on_both_sides:
        total = sum(significant)
        counted = [weight * max(significant) / total for weight in significant]
    else:
        if similarity >= SAME_BUT_FOR_REGION:
            significant = [_weight_with_regions_reduced(words, places) for _, words, places in sides]
        counted = [weight * per_letter for weight in significant]
    total_weight = matched_weight + sum(counted) + UNMATCHED_STOPWORD_WEIGHT * sum(stopwords)
    for (where, words, places), weight, stopword_weight in zip(sides, counted, stopwords, strict=True):
        if places:
            least = LEAST_COST_OF_A_NAME if kind is PartyKind.PERSON and _has_a_name(words, places) else 0.0
            cost = similarity * (weight + UNMATCHED_STOPWORD_WEIGHT * stopword_weight) / total_weight
            yield Evidence(f"{where}: {_text(words, places)}", -max(least, cost))


def _weight_with_regions_reduced(words: Sequence[Word], places: Sequence[int]) -> float:
    return sum(
        word.weight * REGION_SHARE if word.text in REGIONS else word.weight for word in _significant(words, places)
    )


def _has_a_name(words: Sequence[Word], places: Sequence[int]) -> bool:
    return any(len(word.text) > 1 for word in _significant(words, places))


def _contradiction_evidence(
    alignment: Alignment, left: NameParts, right: NameParts, score: float
) -> Iterator[Evidence]:
    one, other = _significant(left.words, alignment.left), _significant(right.words, alignment.right)
    if not (one and other):
        return
    what, factor = "different words", DIFFERENT_WORDS
    if all(word.is_number for word in one) or all(word.is_number for word in other):
        are_small = all(word.text.isdigit() and len(word.text) <= SMALL_NUMBER_DIGITS for word in (*one, *other))
        what, factor = "different numbers", DIFFERENT_SMALL_NUMBERS if are_small else DIFFERENT_NUMBERS
    yield Evidence(f"{what}: {_joined(one)} / {_joined(other)}", -(1 - factor) * score)


def _initials_evidence(alignment: Alignment, score: float) -> Iterator[Evidence]:
    if all(pair.agreement is Agreement.INITIALS for pair in alignment.pairs):
        yield Evidence("only initials in common", -(1 - ONLY_INITIALS) * score)


def _significant(words: Sequence[Word], places: Sequence[int]) -> list[Word]:
    return [word for word in map(words.__getitem__, places) if not word.is_stopword]


def _text(words: Sequence[Word], places: Sequence[int]) -> str:
    return _joined([words[place] for place in places])


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
