"""What the tier of an international post means for each of its items (EO 13904 section 5(b) to 5(d))."""

from collections.abc import Sequence
from datetime import datetime

from screener.domain.consignment import Consignment, Mode, Party
from screener.domain.decision import Cause, Reason
from screener.domain.errors import ErrorCode, problem
from screener.domain.manifest import Manifest
from screener.domain.policy import STRICTNESS, Family, Policy, TierPolicy
from screener.domain.scorecards import OPERATOR_CODE, Scorecards
from screener.regime.assessment import Assessment, not_assessable
from screener.regime.declared_fields import has_information
from screener.regime.escalation import tiers_in_force
from screener.regime.inspection import most_suspicious

POST_CAUSES: dict[Family, Cause] = {
    Family.RFS: Cause.POST_INSPECTION,
    Family.RFI: Cause.POST_INFORMATION,
    Family.HOLD: Cause.POST_REFUSED,
    Family.DNL: Cause.POST_REFUSED,
}
"""The cause of a hold, by the action that policy gives a tier."""


def add_post_measures(
    manifest: Manifest, scorecards: Scorecards, policy: Policy, now: datetime, assessments: dict[int, Assessment]
) -> None:
    """Add the measures of the post's tier to the assessments; where the post is unknown, every item is held."""
    if manifest.mode is not Mode.POSTAL:
        return
    if not OPERATOR_CODE.match(manifest.operator):
        _hold_all(manifest, assessments)
        return
    tiers = tiers_in_force(scorecards, manifest.operator, policy, now)
    if not tiers:
        return
    pools: dict[TierPolicy, list[int]] = {}
    for index, item in enumerate(manifest.consignments):
        tier = _tier_of(item, tiers, policy)
        if tier is None:
            continue
        if tier.share < 1.0:
            pools.setdefault(tier, []).append(index)
        else:
            reason = _post_reason(manifest.operator, tier, policy)
            assessments.setdefault(index, Assessment()).reasons.append(reason)
    for tier, indices in pools.items():
        _select_for_inspection(manifest, tier, policy, indices, assessments)


def _hold_all(manifest: Manifest, assessments: dict[int, Assessment]) -> None:
    remedy = "give the post's three-character operator code"
    unknown = problem(ErrorCode.INVALID_POST, "operator", manifest.operator, remedy)
    for index in range(len(manifest.consignments)):
        assessment = assessments.setdefault(index, Assessment())
        assessment.problems.append(unknown)
        assessment.reasons.append(not_assessable([unknown]))


def _tier_of(item: Consignment[Party], tiers: Sequence[TierPolicy], policy: Policy) -> TierPolicy | None:
    """The highest tier that applies to an item; a request for information does not, where the item has it all."""
    informed = all(has_information(item, element) for element in policy.information)
    return next((tier for tier in tiers if not (tier.unless_information and informed)), None)


def _post_reason(operator: str, tier: TierPolicy, policy: Policy, selection: str = "") -> Reason:
    request = f"; please give {', '.join(policy.information)}" if tier.unless_information else ""
    why = f"post {operator} was non-compliant in {tier.quarters} or more consecutive quarters (EO 13904 section {tier.section})"
    return Reason(tier.action, POST_CAUSES[tier.action], f"{why}{request}{selection}")


def _select_for_inspection(
    manifest: Manifest, tier: TierPolicy, policy: Policy, indices: Sequence[int], assessments: dict[int, Assessment]
) -> None:
    """The tier's share of the items that are not held more strictly already, the most suspicious first."""
    rank = STRICTNESS[tier.action]
    mild = [index for index in indices if index not in assessments or assessments[index].strictness <= rank]
    items = [
        (index, manifest.consignments[index], len(assessments[index].matches) if index in assessments else 0)
        for index in mild
    ]
    for index, suspicions in most_suspicious(items, tier.share):
        selection = f"; selected for {suspicions}" if suspicions else "; selected by rank"
        reason = _post_reason(manifest.operator, tier, policy, selection)
        assessments.setdefault(index, Assessment()).reasons.append(reason)
