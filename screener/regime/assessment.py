"""What screening found of one consignment: its matches and problems, and the reasons that they give for a measure."""

from collections.abc import Container, Iterable, Mapping, Sequence

from msgspec import Struct

from screener.domain.consignment import Party, PartyRole
from screener.domain.decision import Basis, Cause, Match, Notice, NoticeKind, Reason
from screener.domain.errors import Problem
from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import HoldsInPlace, Manifest, consignment_key
from screener.domain.policy import STRICTNESS, Consequence, Family, Policy
from screener.matching.findings import Finding
from screener.regime.context import ScreeningContext
from screener.regime.party_search import Mention
from screener.regime.reestablishment import Filing, MatchedParty, basis_of, notice_of
from screener.regime.suppression import identity_of
from screener.regime.validation import Problems

MAX_PROBLEMS_IN_REASON = 5


class Assessment(Struct, gc=False):
    """What is known of a consignment before it is decided; each stage of `screen` adds to it.

    `suppressed_count` counts the findings that officers suppressed; `released` holds the ids of holds that may be removed.
    """

    reasons: list[Reason] = []
    matches: list[Match] = []
    problems: list[Problem] = []
    notices: list[Notice] = []
    released: list[str] = []
    suppressed_count: int = 0

    @property
    def strictness(self) -> int:
        """The rank of the strictest reason so far."""
        return max((STRICTNESS[reason.family] for reason in self.reasons), default=0)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to decide, to record or to notify."""
        return not (self.reasons or self.matches or self.notices)


def consignments_to_assess(
    manifest: Manifest,
    parties: Iterable[Mention],
    problems: Problems,
    findings: Container[Party],
    in_place: HoldsInPlace,
) -> set[int]:
    """The indices of the consignments that have a problem, a finding or a hold in place; all others are plainly clear."""
    found = {index for index, party in parties if party in findings}
    held = (
        [index for index, each in enumerate(manifest.consignments) if each.identifier in in_place] if in_place else ()
    )
    return found.union(problems.by_consignment, held)


def assess(
    manifest: Manifest,
    index: int,
    problems: Sequence[Problem],
    findings: Mapping[Party, Sequence[Finding]],
    context: ScreeningContext,
) -> Assessment:
    """The matches and problems of one consignment, with the reasons and notices that follow from them."""
    consignment = manifest.consignments[index]
    filing = Filing(manifest.mode, manifest.filer, consignment_key(manifest.mode, consignment))
    assessment = Assessment(problems=list(problems))
    for party in consignment.parties:
        if party in findings and party.role in context.policy.roles:
            _add_matches(assessment, party, findings[party], filing, context)
    if problems:
        assessment.reasons.append(not_assessable(problems))
    return assessment


def _add_matches(
    assessment: Assessment, party: Party, findings: Sequence[Finding], filing: Filing, context: ScreeningContext
) -> None:
    """The findings whose listing is in force today, except those of a pair that an officer suppressed: these are only counted."""
    identity, today = identity_of(party), context.today
    for finding in findings:
        listed = context.watchlist.parties[finding.listed]
        if not listed.active_on(today):
            continue
        if context.suppressions.of_pair(identity, listed.id, today):
            assessment.suppressed_count += 1
        else:
            match = _match(party, identity, finding, listed, context.policy)
            _add_match(assessment, MatchedParty(party, listed, match), filing, context)


def _match(party: Party, identity: str, finding: Finding, listed: ListedParty, policy: Policy) -> Match:
    return Match(
        listed_party=listed.id,
        listed_name=listed.name,
        list=listed.list,
        agency=listed.agency,
        cbp=policy.is_cbp(listed.agency),
        role=party.role,
        party_name=mask(party.name),
        matched_name=finding.matched,
        score=finding.score,
        evidence=finding.evidence,
        weak=finding.weak,
        by_identifier=finding.by_identifier,
        party_identity=identity,
    )


def _add_match(assessment: Assessment, matched: MatchedParty, filing: Filing, context: ScreeningContext) -> None:
    match, policy = matched.match, context.policy
    consequence = policy.consequence(match.score, match.role, filing.mode)
    if consequence is Consequence.NOTHING:
        return
    assessment.matches.append(match)
    if consequence is Consequence.HOLD:
        family = policy.measure(match.role, cbp=match.cbp)
        if family is not Family.CLEAR:
            assessment.reasons.append(_matched_reason(family, match))
    kind, basis = _grounds(consequence, matched)
    if basis is not None:
        assessment.notices.append(notice_of(kind, basis, matched, filing, context))


def _grounds(consequence: Consequence, matched: MatchedParty) -> tuple[NoticeKind, Basis | None]:
    """What a notice about a match would be for, and its basis of knowledge; None where no notice is due."""
    if consequence is Consequence.REVIEW:
        return NoticeKind.REVIEW, Basis.REASON_TO_BELIEVE
    held_for_cbp = consequence is Consequence.HOLD and matched.match.cbp
    return NoticeKind.REESTABLISHMENT, basis_of(matched) if held_for_cbp else None


def _matched_reason(family: Family, match: Match) -> Reason:
    """EO 13904 section 2 for an importer of record whom CBP excluded, section 1 for every other listed party."""
    importer = match.cbp and match.role is PartyRole.IMPORTER_OF_RECORD
    agency = "CBP" if match.cbp else match.agency or match.list
    evidence = "; ".join(each.text for each in match.evidence)
    text = f"{match.role} {match.party_name} matches {match.listed_name}, excluded by {agency} (score {match.score:.2f}: {evidence})"
    return Reason(family, Cause.LISTED_IMPORTER if importer else Cause.LISTED_PARTY, text, match)


def not_assessable(problems: Sequence[Problem]) -> Reason:
    """A request for information that names what is missing or wrong: what cannot be assessed is held."""
    words = "; ".join(f"{each.code} in {each.field}: {each.remedy}" for each in problems[:MAX_PROBLEMS_IN_REASON])
    rest = len(problems) - MAX_PROBLEMS_IN_REASON
    more = f"; and {rest} more" if rest > 0 else ""
    return Reason(Family.RFI, Cause.NOT_ASSESSABLE, f"cannot be assessed: {words}{more}")
