"""Decisions become hold events: placed once, still in place on a resubmission, removed once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import structs

from screener.domain.decision import Decision, Hold, Reason, Versions, outcome_id
from screener.domain.manifest import HoldsInPlace, Manifest, ScreeningResult
from screener.domain.status_codes import HoldEvent, codes_of
from screener.regime.hold_retention import REMOVED_BY, RemovedBy


def hold_id(consignment: str, family: str, cause: str, about: str) -> str:
    """The identity of a hold through its whole life: placed, still in place, removed."""
    return outcome_id("hold", consignment, family, cause, about)


def hold_events(manifest: Manifest, result: ScreeningResult, now: datetime, in_place: HoldsInPlace) -> list[Hold]:
    """The hold events of a screened manifest, in its order.

    Only the strictest reasons place holds: a milder one beside them places none. A consignment without identifier or date has no
    key to hold it by; its problems are in the receipt and in the dead letters. The same manifest screened again gives the same
    events with the same ids. Another manifest for the same consignment finds the hold still in place, or places it again where it
    was removed meanwhile: with the same `hold`, and an `id` of its own.
    """
    return [
        _event(manifest, result.versions, now, decision.consignment, change)
        for decision in result.decisions
        if has_key(manifest, decision)
        for change in (*_placed(manifest, decision, in_place), *_removed(manifest, decision, in_place))
    ]


def has_key(manifest: Manifest, decision: Decision) -> bool:
    """Whether the consignment has what makes its key: an identifier and a date."""
    consignment = manifest.consignments[decision.index]
    return bool(consignment.identifier) and consignment.filed is not None


class _Change(NamedTuple):
    """The identity of a hold, what happens to it, and why."""

    hold: str
    event: HoldEvent
    reason: Reason


def _holds_on(manifest: Manifest, decision: Decision, in_place: HoldsInPlace) -> list[Hold]:
    holds = in_place.get(manifest.consignments[decision.index].identifier, ())
    return [hold for hold in holds if hold.consignment == decision.consignment]


def _earlier_holds(manifest: Manifest, decision: Decision, in_place: HoldsInPlace) -> list[Hold]:
    return [hold for hold in _holds_on(manifest, decision, in_place) if hold.manifest != manifest.number]


def _placed(manifest: Manifest, decision: Decision, in_place: HoldsInPlace) -> Iterator[_Change]:
    holds = _holds_on(manifest, decision, in_place)
    earlier = {hold.hold for hold in holds if hold.manifest != manifest.number}
    own_events = {hold.hold: hold.event for hold in holds if hold.manifest == manifest.number}
    by_hold: dict[str, list[Reason]] = {}
    for reason in decision.reasons:
        if reason.family is decision.family:
            identity = hold_id(decision.consignment, reason.family, reason.cause, reason.about)
            by_hold.setdefault(identity, []).append(reason)
    for identity, reasons in by_hold.items():
        event = HoldEvent.STILL_IN_PLACE if identity in earlier else HoldEvent.PLACED
        # A manifest that is screened again after a crash repeats the events that it gave the first time.
        yield _Change(identity, own_events.get(identity, event), _merged(reasons))


def _merged(reasons: Sequence[Reason]) -> Reason:
    """One reason for one hold: two parties may match the same listed party, and the hold is for both."""
    first, match = reasons[0], reasons[0].match
    if match is None or (len(reasons) == 1 and not first.others):
        return first
    parties = {party for each in reasons for party in (*each.others, each.match.party_identity if each.match else "")}
    return structs.replace(first, others=tuple(sorted(parties - {match.party_identity, ""})))


def _removed(manifest: Manifest, decision: Decision, in_place: HoldsInPlace) -> Iterator[_Change]:
    causes = {reason.cause for reason in decision.reasons}
    for hold in _earlier_holds(manifest, decision, in_place):
        if REMOVED_BY[hold.cause] is RemovedBy.INFORMATION and hold.cause not in causes:
            why = f"answered by manifest {manifest.number}"
        elif hold.hold in decision.released:
            why = "an officer decided that they are not the same"
        else:
            continue
        yield _Change(hold.hold, HoldEvent.REMOVED, Reason(hold.family, hold.cause, f"{why}: {hold.reason}"))


def _event(manifest: Manifest, versions: Versions, now: datetime, consignment: str, change: _Change) -> Hold:
    reason = change.reason
    return Hold(
        id=outcome_id(change.hold, change.event, manifest.number),
        hold=change.hold,
        event=change.event,
        family=reason.family,
        codes=codes_of(reason.family, change.event, manifest.mode),
        consignment=consignment,
        mode=manifest.mode,
        filer=manifest.filer,
        manifest=manifest.number,
        cause=reason.cause,
        reason=reason.text,
        versions=versions,
        decided=now,
        match=reason.match,
        others=reason.others,
    )
