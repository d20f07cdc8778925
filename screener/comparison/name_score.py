"""How far two names resemble each other: a score in [0, 1], and the evidence that adds up to it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.comparison.alignment import STANDS_FOR, Aligned, Pair, align
from screener.comparison.name_parts import Reading, Word, readings
from screener.domain.decision import Evidence
from screener.domain.listed_party import PartyKind
from screener.names.distinctive_words import REGIONS

LEFT_OVER = {PartyKind.PERSON: 0.2, PartyKind.FIRM: 1.3, PartyKind.VESSEL: 1.3, PartyKind.OTHER: 1.0}
"""What a letter weighs that only one side has: people go by more or fewer names, firms by another name are another firm."""

ONE_NAME_IN_COMMON = 1.0
"""Likewise where two people have no more than one name in common."""

BRANCH = 0.3
HARDLY_ANYTHING_ELSE = 0.85
"""What of it is counted where it is a part of the world, and all other words agree at least so far: `Vega Europe` is most
likely the branch there of `Vega`."""

ANOTHER_NAME = 0.1
"""The least that a given name or surname costs which only one side has: who it is, is then for an officer to say."""

LIGHT_LEFT_OVER = 0.5
DIFFERENT_WORDS = 0.7
DIFFERENT_NUMBERS = 0.9
OTHER_FIGURES = 0.8
"""What is left of the score where each side has words (or only numbers) that the other has not: it is then another name.

`OTHER_FIGURES` where the numbers are small ones in figures: `Fund 12` is not `Fund 21`. Years and Roman numerals part less,
as one person's funds of several years bear them.
"""


INITIALS_ALONE = 0.5

SMALL_NUMBER = 3
"""Figures of a number that is no year."""

ABBREVIATED = 10
"""Letters that an abbreviation saves."""


class NameScore(Struct, frozen=True, gc=False):
    """A score, and the evidence whose weights add up to it."""

    score: float
    evidence: tuple[Evidence, ...]


NOTHING = NameScore(0.0, ())


@lru_cache(maxsize=8_192)
def name_score(name: str, listed: str, kind: PartyKind, least: float = 0.0) -> NameScore:
    """The likeliest of the ways to read both names, as names of this kind; what comes to less than `least` may be told as `NOTHING`.

    Most names that are compared do, and evidence costs as much as the comparing.
    """
    both = [(left, right) for left in readings(name, kind) for right in readings(listed, kind)]
    found = (_resemblance(left, right, kind, least) for left, right in both)
    return max(found, key=lambda each: each.score, default=NOTHING)


def laid_out(name: str, listed: str, kind: PartyKind) -> tuple[Reading, Reading, Aligned] | None:
    """The two names as `resemblance` reads them, and how their words agree; None where either cannot be read."""
    both = [(left, right) for left in readings(name, kind) for right in readings(listed, kind)]
    if not both:
        return None
    left, right = max(both, key=lambda each: _resemblance(each[0], each[1], kind).score)
    return left, right, align(left, right, kind)


def too_unequal(left: NDArray[np.int64], right: NDArray[np.int64], left_over: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether names of so many letters are so much longer than others that they cannot resemble each other by half.

    `left_over` is what `LEFT_OVER` says of their kind.
    """
    shorter = np.minimum(left, right)
    unequal: NDArray[np.bool_] = left_over * (np.abs(left - right) - ABBREVIATED) > shorter
    return unequal


def _resemblance(left: Reading, right: Reading, kind: PartyKind, least: float = 0.0) -> NameScore:
    aligned = align(left, right, kind)
    agreed = sum([pair.weight for pair in aligned.pairs])
    if not agreed or _most(aligned, left, right, agreed) < least:
        return NOTHING
    evidence = [*_agreements(aligned, left, right, agreed), *_left_over(aligned, left, right, kind, agreed)]
    score = sum(each.weight for each in evidence)
    evidence += _contradiction(aligned, left, right, score)
    evidence += _initials_alone(aligned, score)
    return NameScore(sum(each.weight for each in evidence), tuple(evidence))


def _most(aligned: Aligned, left: Reading, right: Reading, agreed: float) -> float:
    """What the score is at most, reckoned in a glance, where each side has words that the other has not."""
    one = [word for word in map(left.words.__getitem__, aligned.left) if not word.light]
    other = [word for word in map(right.words.__getitem__, aligned.right) if not word.light]
    if not (one and other):
        return 1.0
    apart = max(sum([word.weight for word in one]), sum([word.weight for word in other]))
    kept = DIFFERENT_NUMBERS if any(word.number for word in (*one, *other)) else DIFFERENT_WORDS
    return kept * sum([pair.weight * pair.likeness for pair in aligned.pairs]) / (agreed + apart)


def _agreements(aligned: Aligned, left: Reading, right: Reading, agreed: float) -> Iterator[Evidence]:
    same = [pair for pair in aligned.pairs if pair.how == "="]
    if same:
        text = _text(left.words, [place for pair in same for place in pair.left])
        yield Evidence(f"same words: {text}", sum(pair.weight for pair in same) / agreed)
    for pair in aligned.pairs:
        if pair.how != "=":
            yield Evidence(_said(pair, left, right), pair.weight * pair.likeness / agreed)


def _said(pair: Pair, left: Reading, right: Reading) -> str:
    return f"{_text(left.words, pair.left)} {pair.how} {_text(right.words, pair.right)}"


def _left_over(aligned: Aligned, left: Reading, right: Reading, kind: PartyKind, agreed: float) -> Iterator[Evidence]:
    """What words of one side alone cost; where both sides have some, the shorter ones stand against the longer ones."""
    if not (aligned.left or aligned.right):
        return
    likeness = sum(pair.weight * pair.likeness for pair in aligned.pairs) / agreed
    many = sum(any(not left.words[place].light for place in pair.left) for pair in aligned.pairs)
    share = ONE_NAME_IN_COMMON if kind is PartyKind.PERSON and many <= 1 else LEFT_OVER[kind]
    sides = (("in the manifest", left.words, aligned.left), ("on the list", right.words, aligned.right))
    heavy = [sum(words[place].weight for place in places if not words[place].light) for _, words, places in sides]
    light = [sum(words[place].weight for place in places if words[place].light) for _, words, places in sides]
    both = min(heavy) > 0
    if not both and likeness >= HARDLY_ANYTHING_ELSE:
        heavy = [_alone(words, places) for _, words, places in sides]
    counted = [
        (weight if not both else weight * max(heavy) / sum(heavy) if sum(heavy) else 0.0) * (1.0 if both else share)
        for weight in heavy
    ]
    total = agreed + sum(counted) + LIGHT_LEFT_OVER * sum(light)
    for (where, words, places), much, little in zip(sides, counted, light, strict=True):
        if places:
            least = ANOTHER_NAME if kind is PartyKind.PERSON and _names(words, places) else 0.0
            cost = max(least, likeness * (much + LIGHT_LEFT_OVER * little) / total)
            yield Evidence(f"only {where}: {_text(words, places)}", -cost)


def _alone(words: Sequence[Word], places: Sequence[int]) -> float:
    found = [words[place] for place in places if not words[place].light]
    return sum(word.weight * BRANCH if word.text in REGIONS else word.weight for word in found)


def _names(words: Sequence[Word], places: Sequence[int]) -> bool:
    return any(len(words[place].text) > 1 and not words[place].light for place in places)


def _contradiction(aligned: Aligned, left: Reading, right: Reading, score: float) -> Iterator[Evidence]:
    one = [left.words[place] for place in aligned.left if not left.words[place].light]
    other = [right.words[place] for place in aligned.right if not right.words[place].light]
    if one and other:
        numbers = all(word.number for word in one) or all(word.number for word in other)
        figures = numbers and all(word.text.isdigit() and len(word.text) <= SMALL_NUMBER for word in (*one, *other))
        kept = (OTHER_FIGURES if figures else DIFFERENT_NUMBERS) if numbers else DIFFERENT_WORDS
        words = "different numbers" if numbers else "different words"
        yield Evidence(f"{words}: {_joined(one)} / {_joined(other)}", -(1 - kept) * score)


def _initials_alone(aligned: Aligned, score: float) -> Iterator[Evidence]:
    if all(pair.how == STANDS_FOR for pair in aligned.pairs):
        yield Evidence("nothing but initials", -(1 - INITIALS_ALONE) * score)


def _text(words: Sequence[Word], places: Sequence[int]) -> str:
    return _joined([words[place] for place in places])


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
