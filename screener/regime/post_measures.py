"""What the tier of an international post means for each of its items (EO 13904 section 5)."""

from collections.abc import Sequence
from datetime import datetime

from screener.domain.consignment import Consignment, Mode, Party
from screener.domain.decision import Cause, Reason
from screener.domain.errors import ErrorCode, problem
from screener.domain.manifest import Draft, Manifest
from screener.domain.policy import STRICTNESS, Family, Policy, TierPolicy
from screener.domain.scorecards import OPERATOR_CODE, Scorecards
from screener.regime.assessment import not_assessable
from screener.regime.escalation import tiers_in_force
from screener.regime.inspection import most_suspicious
from screener.regime.validation import has_information


def apply_post_measures(
    batch: Manifest, scorecards: Scorecards, policy: Policy, now: datetime, drafts: dict[int, Draft]
) -> None:
    """Add the measures of the post's tier to the drafts; every item of a post that cannot be told is held."""
    if batch.mode is not Mode.POSTAL:
        return
    if not OPERATOR_CODE.match(batch.operator):
        unknown = problem(
            ErrorCode.INVALID_POST, "operator", batch.operator, "give the post's three-character operator code"
        )
        for index in range(len(batch.consignments)):
            draft = drafts.setdefault(index, Draft([], [], [], []))
            draft.problems.append(unknown)
            draft.reasons.append(not_assessable([unknown]))
        return
    tiers = tiers_in_force(scorecards, batch.operator, policy, now)
    pools: dict[TierPolicy, list[int]] = {}
    for index, item in enumerate(batch.consignments if tiers else ()):
        tier = next((t for t in tiers if not (t.unless_information and _informed(item, policy))), None)
        if tier is None:
            continue
        if tier.share < 1.0:
            pools.setdefault(tier, []).append(index)
        else:
            drafts.setdefault(index, Draft([], [], [], [])).reasons.append(_measure(batch.operator, tier, policy))
    for tier, indices in pools.items():
        _inspect(batch, tier, policy, indices, drafts)


def _informed(item: Consignment[Party], policy: Policy) -> bool:
    return all(has_information(item, element) for element in policy.information)


POST_CAUSES = {
    Family.RFS: Cause.POST_INSPECTION,
    Family.RFI: Cause.POST_INFORMATION,
    Family.HOLD: Cause.POST_REFUSED,
    Family.DNL: Cause.POST_REFUSED,
}


def _measure(operator: str, tier: TierPolicy, policy: Policy, words: str = "") -> Reason:
    asked = f"; please give {', '.join(policy.information)}" if tier.unless_information else ""
    row = f"post {operator} was non-compliant in {tier.quarters} or more consecutive quarters (EO 13904 section {tier.section})"
    return Reason(tier.action, POST_CAUSES[tier.action], f"{row}{asked}{words}")


def _inspect(
    batch: Manifest, tier: TierPolicy, policy: Policy, indices: Sequence[int], drafts: dict[int, Draft]
) -> None:
    mild = [index for index in indices if index not in drafts or drafts[index].strictness <= STRICTNESS[tier.action]]
    items = [(i, batch.consignments[i], len(drafts[i].matches) if i in drafts else 0) for i in mild]
    for index, words in most_suspicious(items, tier.share):
        signs = f"; selected for {words}" if words else "; selected by rank"
        drafts.setdefault(index, Draft([], [], [], [])).reasons.append(_measure(batch.operator, tier, policy, signs))
