"""What a policy would do with names of people and firms that are not listed: false holds, false reviews, and their causes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from screener.domain.consignment import Mode, Party, PartyRole
from screener.domain.decision import Evidence
from screener.domain.identifiers import mask
from screener.domain.policy import Consequence, Family, Policy
from screener.matching.finder import find
from screener.matching.findings import Finding
from screener.search.watchlist import Watchlist

BATCH = 5_000
"""Names that are screened together."""

MOST_CAUSES = 20
SEVERITY = {consequence: rank for rank, consequence in enumerate(reversed(Consequence))}


class Outcome(Struct, frozen=True):
    """An innocent name that leads to something, and the finding that causes it: the most severe, then the highest score."""

    name: str
    listed: str
    score: float
    leads_to: Consequence
    evidence: str


class Cause(Struct, frozen=True):
    """A listed party and a kind of evidence by which `names` innocent names match, and what that leads to."""

    listed: str
    evidence: str
    leads_to: Consequence
    names: int
    example: str


class InnocentNames(Struct, frozen=True):
    """What a policy does with innocent names of parties of one role and mode, as if every listing were in force today.

    `names` counts all names; `held` (by whatever measure), `reviewed` and `recorded` (and no more) count those that lead to
    something, each of which is among the `outcomes`. `causes` explain holds and reviews, the most frequent first.
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


def screen_innocent_names(
    names: Sequence[str],
    watchlist: Watchlist,
    policy: Policy,
    role: PartyRole = PartyRole.CONSIGNEE,
    mode: Mode = Mode.EXPRESS,
) -> InnocentNames:
    """What the policy would do with each of these names, given as a party of this role and mode."""
    found = [
        _outcome(party, findings, watchlist, policy, mode) for party, findings in _findings(names, watchlist, role)
    ]
    outcomes = tuple(each for each in found if each.leads_to is not Consequence.NOTHING)
    counts = Counter(each.leads_to for each in outcomes)
    return InnocentNames(
        names=len(names),
        role=role,
        mode=mode,
        policy=policy.version,
        held=counts[Consequence.HOLD],
        reviewed=counts[Consequence.REVIEW],
        recorded=counts[Consequence.RECORDED],
        causes=_causes(each for each in outcomes if each.leads_to is not Consequence.RECORDED),
        outcomes=outcomes,
    )


def matching_names(names: Sequence[str], watchlist: Watchlist, threshold: float) -> list[tuple[str, Finding]]:
    """The names that match a listed party from the score `threshold` on, each with its best finding."""
    best = ((party.name, findings[0]) for party, findings in _findings(names, watchlist, PartyRole.OTHER))
    return [(name, finding) for name, finding in best if finding.score >= threshold]


def kind_of_evidence(evidence: Sequence[Evidence]) -> str:
    """The kind of the strongest evidence: its text without the words that it quotes."""
    text = max(evidence, key=lambda each: each.weight).text.split(":", 1)[0]
    return text.split(",", 1)[0]


def _findings(names: Sequence[str], watchlist: Watchlist, role: PartyRole) -> Iterator[tuple[Party, Sequence[Finding]]]:
    """Each name that resembles a listed party, as a party of this role, with its findings."""
    for start in range(0, len(names), BATCH):
        parties = [Party(role, name) for name in names[start : start + BATCH]]
        yield from ((parties[at], findings) for at, findings in find(parties, watchlist).items())


def _outcome(party: Party, findings: Sequence[Finding], watchlist: Watchlist, policy: Policy, mode: Mode) -> Outcome:
    def leads_to(finding: Finding) -> Consequence:
        consequence = policy.consequence(finding.score, party.role, mode)
        cbp = policy.is_cbp(watchlist.parties[finding.listed].agency)
        if consequence is Consequence.HOLD and policy.measure(party.role, cbp=cbp) is Family.CLEAR:
            return Consequence.RECORDED
        return consequence

    worst = max(findings, key=lambda each: (SEVERITY[leads_to(each)], each.score))
    listed = watchlist.parties[worst.listed].name
    return Outcome(mask(party.name), mask(listed), worst.score, leads_to(worst), kind_of_evidence(worst.evidence))


def _causes(outcomes: Iterable[Outcome]) -> tuple[Cause, ...]:
    """The most frequent causes, each with its first name as an example."""
    examples: dict[tuple[str, str, Consequence], str] = {}
    counts: Counter[tuple[str, str, Consequence]] = Counter()
    for each in outcomes:
        cause = each.listed, each.evidence, each.leads_to
        counts[cause] += 1
        examples.setdefault(cause, each.name)
    return tuple(Cause(*cause, count, examples[cause]) for cause, count in counts.most_common(MOST_CAUSES))
