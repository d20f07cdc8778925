"""How well the matcher does on labelled cases: precision, recall, F1, the curve over thresholds, and the wrong answers."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from msgspec import Struct

from screener.domain.consignment import Party
from screener.domain.decision import Evidence
from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty
from screener.matching.finder import find
from screener.matching.findings import Finding
from screener.matching.scoring import compare
from screener.search.watchlist import Watchlist

BATCH = 5_000
"""Names that are screened together."""

CURVE = tuple(round(0.5 + step / 50, 2) for step in range(26))
"""The thresholds of a curve; findings below 0.5 are not kept."""

CONFIDENCE_95 = 1.96
MOST_DECIDING = 2


class Case(Struct, frozen=True):
    """A labelled pair: whether `query`, as a manifest names it, is the party `listed`. `where` is its place in the file."""

    query: Party
    listed: ListedParty
    is_match: bool
    where: str = ""
    quality: str = ""
    trick: str = ""


class ScoredCase(Struct, frozen=True):
    """A case and what screening found for its pair, None if nothing."""

    case: Case
    finding: Finding | None

    @property
    def score(self) -> float:
        """The score of the pair; 0.0 if screening found nothing."""
        return self.finding.score if self.finding else 0.0


class Tally(Struct, frozen=True):
    """Numbers of cases: true pairs that were `found` or `missed`, false pairs that matched (`wrong`) or did not (`apart`)."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    apart: int = 0

    @property
    def precision(self) -> float:
        """The share of true pairs among those that match; 1.0 if none matches."""
        return _share(self.found, self.found + self.wrong)

    @property
    def recall(self) -> float:
        """The share of true pairs that match; 1.0 if there is none."""
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.found, 2 * self.found + self.wrong + self.missed)

    @property
    def accuracy(self) -> float:
        """The share of cases with the right answer."""
        return _share(self.found + self.apart, self.found + self.missed + self.wrong + self.apart)


class Point(Struct, frozen=True):
    """Precision, recall and F1 at one threshold."""

    threshold: float
    precision: float
    recall: float
    f1: float


class Miss(Struct, frozen=True):
    """A case with the wrong answer, its score, and the evidence that decided it.

    `filtered`: the pair would have matched, but the candidate search did not return it.
    """

    where: str
    query: str
    listed: str
    is_match: bool
    score: float
    evidence: tuple[Evidence, ...]
    quality: str = ""
    trick: str = ""
    filtered: bool = False


class Evaluation(Struct, frozen=True):
    """What labelled cases show about the matcher at one threshold."""

    threshold: float
    tally: Tally
    by_quality: dict[str, Tally]
    by_trick: dict[str, Tally]
    curve: tuple[Point, ...]
    best: Point
    misses: tuple[Miss, ...]

    @property
    def filtered(self) -> int:
        """The number of true pairs that would have matched but were not returned by the candidate search."""
        return sum(miss.filtered for miss in self.misses)


def score_cases(cases: Sequence[Case]) -> list[ScoredCase]:
    """Each case with its score, found as in screening: the listed parties of all cases form one watchlist."""
    watchlist = Watchlist({case.listed.id: case.listed for case in cases}.values())
    numbers = {party.id: number for number, party in enumerate(watchlist.parties)}
    found: dict[int, dict[int, Finding]] = {}
    for start in range(0, len(cases), BATCH):
        by_party = find([case.query for case in cases[start : start + BATCH]], watchlist)
        found |= {start + at: {each.listed: each for each in findings} for at, findings in by_party.items()}
    return [ScoredCase(case, found.get(at, {}).get(numbers[case.listed.id])) for at, case in enumerate(cases)]


def evaluate_cases(cases: Sequence[Case], threshold: float) -> Evaluation:
    """What the cases show about the matcher if pairs match from the score `threshold` on."""
    scored = score_cases(cases)
    points = curve(scored)
    return Evaluation(
        threshold=threshold,
        tally=tally(scored, threshold),
        by_quality=_tallies(scored, threshold, lambda case: case.quality),
        by_trick=_tallies(scored, threshold, lambda case: case.trick),
        curve=points,
        best=max(points, key=lambda point: (point.f1, point.threshold)),
        misses=tuple(_miss(each, threshold) for each in scored if (each.score >= threshold) != each.case.is_match),
    )


def tally(scored: Iterable[ScoredCase], threshold: float) -> Tally:
    """The numbers of cases by label and answer."""
    counts = Counter((each.case.is_match, each.score >= threshold) for each in scored)
    return Tally(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def curve(scored: Sequence[ScoredCase], thresholds: Iterable[float] = CURVE) -> tuple[Point, ...]:
    """Precision, recall and F1 at each threshold."""
    tallies = [(threshold, tally(scored, threshold)) for threshold in thresholds]
    return tuple(Point(threshold, each.precision, each.recall, each.f1) for threshold, each in tallies)


def confidence_interval(hits: int, total: int) -> tuple[float, float]:
    """The 95 % confidence interval (Wilson) of a share, from `hits` among `total` cases; (0.0, 1.0) if there are none."""
    if not total:
        return 0.0, 1.0
    share, square = hits / total, CONFIDENCE_95**2
    middle = share + square / (2 * total)
    spread = CONFIDENCE_95 * sqrt(share * (1 - share) / total + square / (4 * total**2))
    low, high = ((middle + sign * spread) / (1 + square / total) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def deciding_evidence(evidence: Sequence[Evidence], *, is_match: bool) -> tuple[Evidence, ...]:
    """The evidence that led to a wrong answer, strongest first, at most two: for a false pair, or against a true one."""
    sign = -1 if is_match else 1
    ordered = sorted(evidence, key=lambda each: -sign * each.weight)
    return tuple(each for each in ordered if sign * each.weight > 0)[:MOST_DECIDING] or tuple(ordered[:MOST_DECIDING])


def _tallies(scored: Sequence[ScoredCase], threshold: float, group_of: Callable[[Case], str]) -> dict[str, Tally]:
    groups: dict[str, list[ScoredCase]] = {}
    for each in scored:
        groups.setdefault(group_of(each.case), []).append(each)
    return {name: tally(members, threshold) for name, members in sorted(groups.items()) if name}


def _miss(scored: ScoredCase, threshold: float) -> Miss:
    case = scored.case
    finding = scored.finding or compare(case.query, case.listed)
    return Miss(
        where=case.where,
        query=mask(case.query.name),
        listed=mask(case.listed.name),
        is_match=case.is_match,
        score=scored.score,
        evidence=deciding_evidence(finding.evidence, is_match=case.is_match),
        quality=case.quality,
        trick=case.trick,
        filtered=case.is_match and scored.finding is None and finding.score >= threshold,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
