"""Manifests that are clear at a glance: small manifests are looked at together, as if they were one."""

from collections.abc import Sequence
from datetime import datetime

from screener.domain.consignment import Consignment, Mode, Party
from screener.domain.decision import Versions
from screener.domain.manifest import HoldsInPlace, Manifest
from screener.domain.policy import Policy
from screener.domain.scorecards import OPERATOR_CODE, Scorecards
from screener.regime.assessment import Assessment
from screener.regime.escalation import tiers_in_force
from screener.search.watchlist import Watchlist

SMALL = 20
"""Of a larger manifest hardly any is clear as a whole, and a look at it alone costs no more for each consignment."""


def clear_on_fast_path(
    manifests: Sequence[Manifest | None],
    watchlist: Watchlist,
    scorecards: Scorecards,
    policy: Policy,
    now: datetime,
    *,
    in_place: HoldsInPlace,
) -> set[int]:
    """The numbers of the small manifests, all of one mode, of which `screen` would decide nothing and say nothing.

    None stands for a record that is no manifest. A hold that is placed after this look, for a consignment of such a
    manifest, is the caller's to notice. `now` is in UTC.
    """
    measured: dict[str, bool] = {}
    consignments: list[Consignment[Party]] = []
    owners: list[int] = []
    for number, each in enumerate(manifests):
        if each is None or len(each.consignments) > SMALL or each.problems or each.manifest_problems:
            continue
        if each.mode is Mode.POSTAL:
            if each.operator not in measured:
                measured[each.operator] = _is_measured(each.operator, scorecards, policy, now)
            if measured[each.operator]:
                continue
        consignments += each.consignments
        owners += [number] * len(each.consignments)
    if not owners:
        return set()
    mode = next(each.mode for each in manifests if each is not None)
    versions = Versions(watchlist.version, scorecards.version, policy.version)
    look = Assessment(Manifest(mode, "", "", consignments), watchlist, policy, now, versions)
    return set(owners).difference(owners[index] for index in look.notable(in_place))


def _is_measured(operator: str, scorecards: Scorecards, policy: Policy, now: datetime) -> bool:
    """Whether a post's items may be held for the post's sake: it is in a tier, or nobody can tell which post it is."""
    return not OPERATOR_CODE.match(operator) or bool(tiers_in_force(scorecards, operator, policy, now))
