"""Decisions become hold events: placed once, still in place on a resubmission, removed once."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from screener.batch import Batch, HoldsInPlace, Screened
from screener.decision import Cause, Decision, Hold, HoldEvent, Reason, Versions, codes_of, outcome_id

ANSWERED = frozenset({Cause.NOT_ASSESSABLE, Cause.POST_INFORMATION})
"""Holds for these causes end when a resubmission brings what was missing."""


def hold_id(consignment: str, family: str, cause: str, about: str) -> str:
    """The identity of a hold through its whole life: placed, still in place, removed."""
    return outcome_id("hold", consignment, family, cause, about)


def holds_of(batch: Batch, screened: Screened, now: datetime, in_place: HoldsInPlace) -> list[Hold]:
    """The hold events of a screened batch, in the order of the manifest.

    A milder reason beside a stricter one places no hold of its own: the stricter wins. A consignment without identifier
    or date has no key to hold it by; it is answered in the receipt and in the dead letters. The same manifest screened
    again gives the same events with the same ids; another manifest for the same consignment finds the hold still in place.
    """
    found = []
    for decision in screened.decisions:
        prior = [
            hold for hold in in_place.get(_identifier(batch, decision), ()) if hold.consignment == decision.consignment
        ]
        if has_key(batch, decision):
            found += _placed(batch, decision, screened.versions, now, prior)
            found += _removed(batch, decision, screened.versions, now, prior)
    return found


def has_key(batch: Batch, decision: Decision) -> bool:
    """Whether the consignment can be named: it has an identifier and a date."""
    consignment = batch.consignments[decision.index]
    return bool(consignment.identifier) and consignment.filed is not None


def _identifier(batch: Batch, decision: Decision) -> str:
    return batch.consignments[decision.index].identifier


def _placed(
    batch: Batch, decision: Decision, versions: Versions, now: datetime, prior: Sequence[Hold]
) -> Iterator[Hold]:
    held = {hold.hold: hold.manifest for hold in prior}
    for reason in decision.reasons:
        if reason.family is decision.family:
            identity = hold_id(decision.consignment, reason.family, reason.cause, reason.about)
            again = identity in held and held[identity] != batch.manifest
            event = HoldEvent.STILL_IN_PLACE if again else HoldEvent.PLACED
            yield _event(identity, event, batch, decision.consignment, reason, versions, now)


def _removed(
    batch: Batch, decision: Decision, versions: Versions, now: datetime, prior: Sequence[Hold]
) -> Iterator[Hold]:
    causes = {reason.cause for reason in decision.reasons}
    for hold in prior:
        if hold.cause in ANSWERED and hold.cause not in causes and hold.manifest != batch.manifest:
            reason = Reason(hold.family, hold.cause, f"answered by manifest {batch.manifest}: {hold.reason}")
            yield _event(hold.hold, HoldEvent.REMOVED, batch, decision.consignment, reason, versions, now)


def _event(
    identity: str, event: HoldEvent, batch: Batch, consignment: str, reason: Reason, versions: Versions, now: datetime
) -> Hold:
    once = event is not HoldEvent.STILL_IN_PLACE
    return Hold(
        id=outcome_id(identity, event, "" if once else batch.manifest),
        hold=identity,
        event=event,
        family=reason.family,
        codes=codes_of(reason.family, event, batch.mode),
        consignment=consignment,
        mode=batch.mode,
        filer=batch.filer,
        manifest=batch.manifest,
        cause=reason.cause,
        reason=reason.text,
        versions=versions,
        decided=now,
        match=reason.match,
    )
