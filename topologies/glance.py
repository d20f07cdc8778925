"""Records that are clear at a glance: small manifests of a batch are looked at together, as if they were one."""

from collections.abc import Sequence
from datetime import datetime

from schemas.salvage import Rejection
from screener.assessment import Assessment
from screener.batch import Batch, HoldsInPlace
from screener.consignment import Consignment, Mode, Party
from screener.escalation import tiers_in_force
from screener.posts import OPERATOR_CODE
from topologies.reference import Reference

SMALL = 20
"""Of a larger manifest hardly any is clear as a whole, and a look at it alone costs no more for each consignment."""


def clear_at_a_glance(
    mode: Mode, manifests: Sequence[Batch | Rejection], reference: Reference, now: datetime, in_place: HoldsInPlace
) -> set[int]:
    """The numbers of the small manifests of which screening would decide nothing and say nothing.

    A hold that is placed after this look, for a consignment of such a manifest, is the caller's to notice. `now` is in UTC.
    """
    posts: dict[str, bool] = {}
    consignments: list[Consignment[Party]] = []
    owners: list[int] = []
    for number, each in enumerate(manifests):
        if isinstance(each, Rejection) or len(each.consignments) > SMALL or each.problems or each.manifest_problems:
            continue
        if mode is Mode.POSTAL:
            if each.operator not in posts:
                posts[each.operator] = _takes_no_measure(each.operator, reference, now)
            if not posts[each.operator]:
                continue
        consignments += each.consignments
        owners += [number] * len(each.consignments)
    together = Batch(mode, "", "", consignments)
    look = Assessment(together, reference.watchlist, reference.policy, now, reference.versions)
    return set(owners).difference(owners[index] for index in look.notable(in_place))


def _takes_no_measure(operator: str, reference: Reference, now: datetime) -> bool:
    return bool(OPERATOR_CODE.match(operator)) and not tiers_in_force(reference.posts, operator, reference.policy, now)
