"""Manifests that are plainly clear: small manifests of a batch are screened together, as if they were one."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial

from screener.domain.consignment import Consignment, Mode, Party
from screener.domain.manifest import HoldsInPlace, Manifest
from screener.domain.policy import Policy
from screener.domain.scorecards import OPERATOR_CODE, Scorecards
from screener.regime.assessment import consignments_to_assess
from screener.regime.escalation import tiers_in_force
from screener.regime.party_search import find_listed_parties, parties_to_check, remember_clear_parties
from screener.regime.validation import validate
from screener.search.watchlist import Watchlist

MAX_CONSIGNMENTS = 20
"""A larger manifest is hardly ever clear as a whole, and gains nothing from being screened together with others."""


def clear_on_fast_path(
    manifests: Sequence[Manifest | None],
    watchlist: Watchlist,
    scorecards: Scorecards,
    policy: Policy,
    now: datetime,
    *,
    in_place: HoldsInPlace,
) -> set[int]:
    """The positions of the small manifests, all of one mode, for which `screen` would give no decision and no problem.

    None in `manifests` is a record that could not be read. `now` is in UTC. The caller must check for holds that other
    manifests of the batch place afterwards.
    """
    has_measures = cache(partial(_may_have_measures, scorecards, policy, now))
    consignments: list[Consignment[Party]] = []
    owners: list[int] = []  # the position of the manifest of each consignment
    for position, each in enumerate(manifests):
        if each is not None and _is_candidate(each) and not (each.mode is Mode.POSTAL and has_measures(each.operator)):
            consignments += each.consignments
            owners += [position] * len(each.consignments)
    if not owners:
        return set()
    mode = next(each.mode for each in manifests if each is not None)
    together = Manifest(mode, "", "", consignments)
    parties = parties_to_check(together, watchlist.memory)
    problems = validate(together, parties, watchlist.memory.descriptions, now.date())
    findings = find_listed_parties(parties, watchlist)
    remember_clear_parties(parties, problems.by_party, findings, watchlist.memory)
    unclear = consignments_to_assess(together, parties, problems, findings, in_place)
    return set(owners).difference(owners[index] for index in unclear)


def _is_candidate(manifest: Manifest) -> bool:
    return not (len(manifest.consignments) > MAX_CONSIGNMENTS or manifest.problems or manifest.manifest_problems)


def _may_have_measures(scorecards: Scorecards, policy: Policy, now: datetime, operator: str) -> bool:
    """Whether a post's items may be held for the post's sake: it is in a tier, or its operator code is malformed."""
    return not OPERATOR_CODE.match(operator) or bool(tiers_in_force(scorecards, operator, policy, now))
