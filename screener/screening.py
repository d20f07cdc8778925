"""screen(batch): the whole flow, a line per stage. Start reading here."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from msgspec import structs

from screener.domain.decision import Cause, Decision, Hold, Reason, Versions
from screener.domain.manifest import NO_HOLDS, Draft, HoldsInPlace, Manifest, ScreeningResult, consignment_key
from screener.domain.policy import STRICTNESS, Family, Policy
from screener.domain.scorecards import Scorecards
from screener.regime.assessment import Assessment
from screener.regime.post_measures import apply_post_measures
from screener.regime.suppression import NO_SUPPRESSIONS, Suppressions
from screener.search.watchlist import Watchlist


def screen(
    batch: Manifest,
    watchlist: Watchlist,
    scorecards: Scorecards,
    policy: Policy,
    now: datetime,
    *,
    in_place: HoldsInPlace = NO_HOLDS,
    suppressions: Suppressions = NO_SUPPRESSIONS,
) -> ScreeningResult:
    """Screen every party of every consignment of a batch and decide what is done with each consignment.

    Pure but for what it remembers on `watchlist` of parties it has seen: the same arguments give the same decisions.
    `now` is an aware time; exclusions are judged on its UTC day. Nothing raises for bad data: it is held, with the problem.
    """
    now = now.astimezone(UTC)
    versions = Versions(watchlist.version, scorecards.version, policy.version, suppressions=suppressions.version)
    stage = Assessment(batch, watchlist, policy, now, versions, suppressions)
    drafts = {index: stage.assess(index) for index in stage.notable(in_place)}
    apply_post_measures(batch, scorecards, policy, now, drafts)
    _keep_holds(batch, in_place, suppressions, now.date(), drafts)
    told = [index for index in sorted(drafts) if drafts[index].says_something or _held(batch, index, in_place)]
    suppressed = sum(draft.suppressed for draft in drafts.values())
    return ScreeningResult(
        len(batch.consignments), [_decide(batch, index, drafts[index]) for index in told], versions, suppressed
    )


def _held(batch: Manifest, index: int, in_place: HoldsInPlace) -> bool:
    return batch.consignments[index].identifier in in_place


LASTING = frozenset({Cause.LISTED_PARTY, Cause.LISTED_IMPORTER, Cause.POST_REFUSED})
"""Holds for these causes outlast a resubmission: only an officer, or a delisting, removes them."""


def _keep_holds(
    batch: Manifest, in_place: HoldsInPlace, suppressions: Suppressions, today: date, drafts: dict[int, Draft]
) -> None:
    for index, draft in drafts.items():
        for hold in in_place.get(batch.consignments[index].identifier, ()):
            if hold.cause not in LASTING or hold.consignment != consignment_key(batch.mode, batch.consignments[index]):
                continue
            unjudged = _unjudged(hold, suppressions, today)
            again = _told_again(hold, draft.reasons)
            if again is not None:
                draft.reasons[again] = structs.replace(draft.reasons[again], others=unjudged)
            elif hold.manifest != batch.number and hold.match is not None and not unjudged:
                draft.released += (hold.hold,)
            else:
                draft.reasons.append(Reason(hold.family, hold.cause, hold.reason, hold.match, unjudged))


def _told_again(hold: Hold, reasons: Sequence[Reason]) -> int | None:
    """The place of the first reason that is the hold's; None where this filing gives none."""
    about = hold.match.listed_party if hold.match else ""
    same = (at for at, reason in enumerate(reasons) if reason.cause is hold.cause and reason.about == about)
    return next(same, None)


def _unjudged(hold: Hold, suppressions: Suppressions, today: date) -> tuple[str, ...]:
    """The parties of a hold of which no officer has decided that they are not the listed one."""
    match = hold.match
    if match is None:
        return ()
    return tuple(each for each in hold.identities if not suppressions.of_pair(each, match.listed_party, today))


def _decide(batch: Manifest, index: int, draft: Draft) -> Decision:
    reasons = tuple(sorted(draft.reasons, key=lambda reason: -STRICTNESS[reason.family]))
    family = reasons[0].family if reasons else Family.CLEAR
    key = consignment_key(batch.mode, batch.consignments[index])
    return Decision(
        index,
        key,
        family,
        reasons,
        tuple(draft.matches),
        tuple(draft.problems),
        tuple(draft.notices),
        draft.released,
    )
