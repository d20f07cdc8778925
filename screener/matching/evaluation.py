"""How well the matcher does on cases whose answer is known: precision, recall, F1, the curve over thresholds, the misses."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from msgspec import Struct

from screener.comparison.address_score import address_score
from screener.domain.consignment import Address, Mode, Party, PartyRole
from screener.domain.decision import Evidence
from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Consequence, Family, Policy
from screener.matching.findings import Finding, compare, find
from screener.search.watchlist import Watchlist

AT_ONCE = 5_000
"""Names that are screened together."""

CURVE = tuple(round(0.5 + step / 50, 2) for step in range(26))
"""The thresholds of a curve: below 0.5 nothing is kept."""

CONFIDENCE = 1.96
MOST_CAUSES = 20
DECISIVE = 2


class Case(Struct, frozen=True):
    """A labelled pair: whether `query`, as a manifest names it, is `listed`. `where` is its place in the file."""

    query: Party
    listed: ListedParty
    is_match: bool
    where: str = ""
    quality: str = ""
    trick: str = ""


class Scored(Struct, frozen=True):
    """A case and what screening found for its pair; a score of 0 where it found nothing."""

    case: Case
    finding: Finding | None

    @property
    def score(self) -> float:
        """The score of the pair."""
        return self.finding.score if self.finding else 0.0


class Tally(Struct, frozen=True):
    """Cases by what was said of them: `found` and `missed` are true pairs, `wrong` and `apart` are not."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    apart: int = 0

    @property
    def precision(self) -> float:
        """The share of true pairs among those that match; 1 where none does."""
        return _share(self.found, self.found + self.wrong)

    @property
    def recall(self) -> float:
        """The share of true pairs that match; 1 where there is none."""
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
    """A case with the wrong answer, its score, and the evidence that decided.

    `filtered`: the pair itself would have matched, and the candidate filter kept it from the scorer.
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
    """Everything that labelled cases tell of the matcher at one threshold."""

    threshold: float
    tally: Tally
    by_quality: dict[str, Tally]
    by_trick: dict[str, Tally]
    curve: tuple[Point, ...]
    best: Point
    misses: tuple[Miss, ...]

    @property
    def filtered(self) -> int:
        """True pairs that the candidate filter kept from the scorer."""
        return sum(miss.filtered for miss in self.misses)


GRAVITY = {consequence: rank for rank, consequence in enumerate(reversed(Consequence))}
"""The order of consequences: the graver counts."""


class Outcome(Struct, frozen=True):
    """An innocent name that leads to something, and the finding that does: of the gravest the likeliest."""

    name: str
    listed: str
    score: float
    leads_to: Consequence
    evidence: str


class Cause(Struct, frozen=True):
    """A listed party and a kind of evidence by which innocent names match, what that leads to, and for how many."""

    listed: str
    evidence: str
    leads_to: Consequence
    names: int
    example: str


class Traffic(Struct, frozen=True):
    """What `policy` does with innocent names of parties of one role and mode, as if every listing were in force today.

    Names screened, held (by whatever measure), sent to review, recorded in the decision and no more; each name that is any
    of these is among the `outcomes`.
    """

    names: int
    role: PartyRole
    mode: Mode
    policy: str
    held: int
    reviewed: int
    recorded: int
    causes: tuple[Cause, ...]
    outcomes: tuple[Outcome, ...]


class Ranked(Struct, frozen=True):
    """Two addresses, how alike they are, and whether they are one place; None where nobody can tell."""

    where: str
    left: str
    right: str
    score: float
    same: bool | None


def score(cases: Sequence[Case]) -> list[Scored]:
    """Each case with its score, on the road that a manifest takes: all listed parties are one watchlist, filter and all."""
    watchlist = Watchlist({case.listed.id: case.listed for case in cases}.values())
    numbers = {party.id: number for number, party in enumerate(watchlist.parties)}
    found: dict[int, dict[int, Finding]] = {}
    for first in range(0, len(cases), AT_ONCE):
        findings = find([case.query for case in cases[first : first + AT_ONCE]], watchlist)
        found |= {first + number: {each.listed: each for each in some} for number, some in findings.items()}
    return [Scored(case, found.get(at, {}).get(numbers[case.listed.id])) for at, case in enumerate(cases)]


def evaluate(cases: Sequence[Case], threshold: float) -> Evaluation:
    """What the cases tell at `threshold`: from there on a pair matches."""
    scored = score(cases)
    points = curve(scored)
    return Evaluation(
        threshold=threshold,
        tally=tally(scored, threshold),
        by_quality=_groups(scored, threshold, lambda case: case.quality),
        by_trick=_groups(scored, threshold, lambda case: case.trick),
        curve=points,
        best=max(points, key=lambda point: (point.f1, point.threshold)),
        misses=tuple(_miss(each, threshold) for each in scored if (each.score >= threshold) != each.case.is_match),
    )


def tally(scored: Iterable[Scored], threshold: float) -> Tally:
    """The cases counted by answer and truth."""
    counts = Counter((each.case.is_match, each.score >= threshold) for each in scored)
    return Tally(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def curve(scored: Sequence[Scored], thresholds: Iterable[float] = CURVE) -> tuple[Point, ...]:
    """Precision, recall and F1 at each threshold."""
    counted = [(threshold, tally(scored, threshold)) for threshold in thresholds]
    return tuple(Point(threshold, each.precision, each.recall, each.f1) for threshold, each in counted)


def interval(hits: int, of: int) -> tuple[float, float]:
    """Within which bounds a share lies with 95 % confidence (Wilson), when `hits` of so many cases were seen."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, CONFIDENCE**2
    middle = share + square / (2 * of)
    spread = CONFIDENCE * sqrt(share * (1 - share) / of + square / (4 * of**2))
    low, high = ((middle + sign * spread) / (1 + square / of) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def traffic(
    names: Sequence[str],
    watchlist: Watchlist,
    policy: Policy,
    role: PartyRole = PartyRole.CONSIGNEE,
    mode: Mode = Mode.EXPRESS,
) -> Traffic:
    """What names of people and firms whom no list means would lead to, were they parties of this role and mode."""
    found = [_outcome(party, some, watchlist, policy, mode) for party, some in _findings(names, watchlist, role)]
    outcomes = tuple(each for each in found if each.leads_to is not Consequence.NOTHING)
    counts = Counter(each.leads_to for each in outcomes)
    return Traffic(
        len(names),
        role,
        mode,
        policy.version,
        counts[Consequence.HOLD],
        counts[Consequence.REVIEW],
        counts[Consequence.RECORDED],
        _causes(each for each in outcomes if each.leads_to is not Consequence.RECORDED),
        outcomes,
    )


def _outcome(party: Party, findings: Sequence[Finding], watchlist: Watchlist, policy: Policy, mode: Mode) -> Outcome:
    def leads_to(finding: Finding) -> Consequence:
        consequence = policy.consequence(finding.score, party.role, mode)
        cbp = policy.is_cbp(watchlist.parties[finding.listed].agency)
        free = consequence is Consequence.HOLD and policy.measure(party.role, cbp=cbp) is Family.CLEAR
        return Consequence.RECORDED if free else consequence

    gravest = max(findings, key=lambda each: (GRAVITY[leads_to(each)], each.score))
    listed = watchlist.parties[gravest.listed].name
    return Outcome(mask(party.name), mask(listed), gravest.score, leads_to(gravest), kind_of(gravest.evidence))


def _causes(outcomes: Iterable[Outcome]) -> tuple[Cause, ...]:
    """The most frequent causes, each with the first name that it concerns."""
    examples: dict[tuple[str, str, Consequence], str] = {}
    counts: Counter[tuple[str, str, Consequence]] = Counter()
    for each in outcomes:
        cause = each.listed, each.evidence, each.leads_to
        counts[cause] += 1
        examples.setdefault(cause, each.name)
    return tuple(Cause(*cause, count, examples[cause]) for cause, count in counts.most_common(MOST_CAUSES))


def matching_names(names: Sequence[str], watchlist: Watchlist, threshold: float) -> list[tuple[str, Finding]]:
    """The names that match any listed party, each with its best finding."""
    best = ((party.name, found[0]) for party, found in _findings(names, watchlist, PartyRole.OTHER))
    return [(name, finding) for name, finding in best if finding.score >= threshold]


def rank(pairs: Iterable[tuple[str, Address, Address, bool | None]]) -> list[Ranked]:
    """Pairs of addresses `(where, left, right, same)` with their likeness, the likeliest first."""
    ranked = [
        Ranked(where, mask(str(left)), mask(str(right)), address_score(left, right), same)
        for where, left, right, same in pairs
    ]
    return sorted(ranked, key=lambda each: -each.score)


def outranks(ranked: Iterable[Ranked]) -> bool:
    """Whether every pair that is one place is above every pair that is not."""
    listed = list(ranked)
    lowest = min((each.score for each in listed if each.same is True), default=1.0)
    return all(each.score < lowest for each in listed if each.same is False)


def kind_of(evidence: Sequence[Evidence]) -> str:
    """The kind of the strongest evidence, without the texts that it names."""
    text = max(evidence, key=lambda each: each.weight).text.split(":", 1)[0]
    return text.split(",", 1)[0]


def decisive(evidence: Sequence[Evidence], *, is_match: bool) -> tuple[Evidence, ...]:
    """The evidence that decided against the right answer: what spoke for a false match, or against a true one."""
    sign = -1 if is_match else 1
    told = sorted(evidence, key=lambda each: -sign * each.weight)
    return tuple(each for each in told if sign * each.weight > 0)[:DECISIVE] or tuple(told[:DECISIVE])


def _findings(names: Sequence[str], watchlist: Watchlist, role: PartyRole) -> Iterable[tuple[Party, Sequence[Finding]]]:
    """Each name that resembles anybody, as a party of that role, with all its findings."""
    for first in range(0, len(names), AT_ONCE):
        some = [Party(role, name) for name in names[first : first + AT_ONCE]]
        found = find(some, watchlist)
        yield from ((some[number], findings) for number, findings in found.items())


def _groups(scored: Sequence[Scored], threshold: float, group: Callable[[Case], str]) -> dict[str, Tally]:
    members: dict[str, list[Scored]] = {}
    for each in scored:
        members.setdefault(group(each.case), []).append(each)
    return {name: tally(some, threshold) for name, some in sorted(members.items()) if name}


def _miss(scored: Scored, threshold: float) -> Miss:
    case = scored.case
    finding = scored.finding or compare(case.query, case.listed)
    return Miss(
        where=case.where,
        query=mask(case.query.name),
        listed=mask(case.listed.name),
        is_match=case.is_match,
        score=scored.score,
        evidence=decisive(finding.evidence, is_match=case.is_match),
        quality=case.quality,
        trick=case.trick,
        filtered=case.is_match and scored.finding is None and finding.score >= threshold,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
