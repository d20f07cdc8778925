"""screen(manifest): the whole flow, a named call for each stage. Start reading here."""

from collections.abc import Mapping
from datetime import UTC, datetime

from screener.domain.decision import Decision, Versions
from screener.domain.manifest import NO_HOLDS, HoldsInPlace, Manifest, ScreeningResult, consignment_key
from screener.domain.policy import STRICTNESS, Family, Policy
from screener.domain.scorecards import Scorecards
from screener.regime.assessment import Assessment, assess, consignments_to_assess
from screener.regime.context import ScreeningContext
from screener.regime.hold_retention import retain_holds
from screener.regime.party_search import find_listed_parties, parties_to_check, remember_clear_parties
from screener.regime.post_measures import add_post_measures
from screener.regime.suppression import NO_SUPPRESSIONS, Suppressions
from screener.regime.validation import validate
from screener.search.watchlist import Watchlist


def screen(
    manifest: Manifest,
    watchlist: Watchlist,
    scorecards: Scorecards,
    policy: Policy,
    now: datetime,
    *,
    in_place: HoldsInPlace = NO_HOLDS,
    suppressions: Suppressions = NO_SUPPRESSIONS,
) -> ScreeningResult:
    """Screen every party of every consignment of a manifest, and decide what is done with each consignment.

    The same arguments give the same decisions; the only effect is a cache on `watchlist` of the parties seen before. `now` is an
    aware time, and exclusions are judged on its UTC day. Bad data raises nothing: the consignment is held, with its problems.
    """
    now = now.astimezone(UTC)
    versions = Versions(watchlist.version, scorecards.version, policy.version, suppressions=suppressions.version)
    context = ScreeningContext(watchlist, policy, suppressions, versions, now)
    memory = watchlist.memory

    parties = parties_to_check(manifest, memory)  # [(consignment index, party), ...]: those not known to be clear
    problems = validate(manifest, parties, memory.descriptions, now.date())  # by party and by consignment index
    findings = find_listed_parties(parties, watchlist)  # {party: (finding, ...)}, verified against the list
    remember_clear_parties(parties, problems.by_party, findings, memory)

    assessments = {  # {consignment index: matches, problems, notices and the reasons that they give for a measure}
        index: assess(manifest, index, problems.by_consignment.get(index, ()), findings, context)
        for index in consignments_to_assess(manifest, parties, problems, findings, in_place)
    }
    add_post_measures(manifest, scorecards, policy, now, assessments)  # EO 13904 section 5
    retain_holds(manifest, in_place, suppressions, now.date(), assessments)

    return ScreeningResult(
        consignment_count=len(manifest.consignments),
        decisions=decide(manifest, assessments, in_place),
        versions=versions,
        suppressed_count=sum(assessment.suppressed_count for assessment in assessments.values()),
    )


def decide(manifest: Manifest, assessments: Mapping[int, Assessment], in_place: HoldsInPlace) -> list[Decision]:
    """The decisions in the order of the manifest: the strictest reason decides. A plainly clear consignment has none."""
    return [
        _decision(manifest, index, assessment)
        for index, assessment in sorted(assessments.items())
        if not assessment.is_empty or manifest.consignments[index].identifier in in_place
    ]


def _decision(manifest: Manifest, index: int, assessment: Assessment) -> Decision:
    reasons = tuple(sorted(assessment.reasons, key=lambda reason: -STRICTNESS[reason.family]))
    return Decision(
        index=index,
        consignment=consignment_key(manifest.mode, manifest.consignments[index]),
        family=reasons[0].family if reasons else Family.CLEAR,
        reasons=reasons,
        matches=tuple(assessment.matches),
        problems=tuple(assessment.problems),
        notices=tuple(assessment.notices),
        released=tuple(assessment.released),
    )
