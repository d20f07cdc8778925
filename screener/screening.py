"""screen(batch): the whole flow, a line per stage. Start reading here."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from screener.assessment import Assessment
from screener.batch import Batch, Draft, HoldsInPlace, Screened, key_of
from screener.decision import Cause, Decision, Hold, Reason, Versions
from screener.measures import apply_post
from screener.policy import STRICTNESS, Family, Policy
from screener.posts import Posts
from screener.watchlist import Watchlist

NO_HOLDS: HoldsInPlace = MappingProxyType({})


def screen(
    batch: Batch,
    watchlist: Watchlist,
    posts: Posts,
    policy: Policy,
    now: datetime,
    *,
    in_place: HoldsInPlace = NO_HOLDS,
) -> Screened:
    """Screen every party of every consignment of a batch and decide what is done with each consignment.

    Pure but for what it remembers on `watchlist` of parties it has seen: the same arguments give the same decisions.
    `now` is an aware time; exclusions are judged on its UTC day. Nothing raises for bad data: it is held, with the problem.
    """
    now = now.astimezone(UTC)
    versions = Versions(watchlist.version, posts.version, policy.version)
    stage = Assessment(batch, watchlist, policy, now, versions)
    drafts = {index: stage.assess(index) for index in stage.notable(in_place)}
    apply_post(batch, posts, policy, now, drafts)
    _keep_holds(batch, in_place, drafts)
    told = [index for index in sorted(drafts) if drafts[index].says_something or _held(batch, index, in_place)]
    return Screened(len(batch.consignments), [_decide(batch, index, drafts[index]) for index in told], versions)


def _held(batch: Batch, index: int, in_place: HoldsInPlace) -> bool:
    return batch.consignments[index].identifier in in_place


LASTING = frozenset({Cause.LISTED_PARTY, Cause.LISTED_IMPORTER, Cause.POST_REFUSED})
"""Holds for these causes outlast a resubmission: only an officer, or a delisting, removes them."""


def _keep_holds(batch: Batch, in_place: HoldsInPlace, drafts: dict[int, Draft]) -> None:
    for index, draft in drafts.items():
        for hold in in_place.get(batch.consignments[index].identifier, ()):
            if hold.cause in LASTING and hold.consignment == key_of(batch.mode, batch.consignments[index]):
                draft.reasons += _repeated(hold, draft.reasons)


def _repeated(hold: Hold, reasons: Sequence[Reason]) -> Iterator[Reason]:
    about = hold.match.listed_party if hold.match else ""
    if not any(reason.cause is hold.cause and reason.about == about for reason in reasons):
        yield Reason(hold.family, hold.cause, hold.reason, hold.match)


def _decide(batch: Batch, index: int, draft: Draft) -> Decision:
    reasons = tuple(sorted(draft.reasons, key=lambda reason: -STRICTNESS[reason.family]))
    family = reasons[0].family if reasons else Family.CLEAR
    key = key_of(batch.mode, batch.consignments[index])
    return Decision(index, key, family, reasons, tuple(draft.matches), tuple(draft.problems), tuple(draft.notices))
