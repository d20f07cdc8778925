"""Decisions become hold events: placed once, still in place on a resubmission, removed once."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import structs

from screener.domain.decision import Cause, Decision, Hold, HoldEvent, Reason, Versions, codes_of, outcome_id
from screener.domain.manifest import HoldsInPlace, Manifest, ScreeningResult

ANSWERED = frozenset({Cause.NOT_ASSESSABLE, Cause.POST_INFORMATION})
"""Holds for these causes end when a resubmission brings what was missing."""


def hold_id(consignment: str, family: str, cause: str, about: str) -> str:
    """The identity of a hold through its whole life: placed, still in place, removed."""
    return outcome_id("hold", consignment, family, cause, about)


def hold_events(batch: Manifest, screened: ScreeningResult, now: datetime, in_place: HoldsInPlace) -> list[Hold]:
    """The hold events of a screened batch, in the order of the manifest.

    A milder reason beside a stricter one places no hold of its own: the stricter wins. A consignment without identifier
    or date has no key to hold it by; it is answered in the receipt and in the dead letters. The same manifest screened
    again gives the same events with the same ids; another manifest for the same consignment finds the hold still in place,
    or, where it was removed meanwhile, places it again: under the same `hold`, as an event with an id of its own.
    """
    return [
        _event(batch, screened.versions, now, decision.consignment, *change)
        for decision in screened.decisions
        if has_key(batch, decision)
        for change in (*_placed(batch, decision, in_place), *_removed(batch, decision, in_place))
    ]


def has_key(batch: Manifest, decision: Decision) -> bool:
    """Whether the consignment can be named: it has an identifier and a date."""
    consignment = batch.consignments[decision.index]
    return bool(consignment.identifier) and consignment.filed is not None


Change = tuple[str, HoldEvent, Reason]
"""The identity of a hold, what happens to it, and why."""


def _known(batch: Manifest, decision: Decision, in_place: HoldsInPlace) -> list[Hold]:
    known = in_place.get(batch.consignments[decision.index].identifier, ())
    return [hold for hold in known if hold.consignment == decision.consignment]


def _prior(batch: Manifest, decision: Decision, in_place: HoldsInPlace) -> list[Hold]:
    return [hold for hold in _known(batch, decision, in_place) if hold.manifest != batch.number]


def _placed(batch: Manifest, decision: Decision, in_place: HoldsInPlace) -> Iterator[Change]:
    held = {hold.hold for hold in _prior(batch, decision, in_place)}
    said = {hold.hold: hold.event for hold in _known(batch, decision, in_place) if hold.manifest == batch.number}
    told: dict[str, list[Reason]] = {}
    for reason in decision.reasons:
        if reason.family is decision.family:  # two parties may be one listed party: one hold
            identity = hold_id(decision.consignment, reason.family, reason.cause, reason.about)
            told.setdefault(identity, []).append(reason)
    for identity, reasons in told.items():
        event = HoldEvent.STILL_IN_PLACE if identity in held else HoldEvent.PLACED
        yield identity, said.get(identity, event), _one(reasons)  # screened again, a manifest says what it said


def _one(reasons: Sequence[Reason]) -> Reason:
    """The first of the reasons for one hold, standing for the parties of all of them."""
    first, match = reasons[0], reasons[0].match
    if match is None or (len(reasons) == 1 and not first.others):
        return first
    parties = {party for each in reasons for party in (*each.others, each.match.party_identity if each.match else "")}
    return structs.replace(first, others=tuple(sorted(parties - {match.party_identity, ""})))


def _removed(batch: Manifest, decision: Decision, in_place: HoldsInPlace) -> Iterator[Change]:
    causes = {reason.cause for reason in decision.reasons}
    for hold in _prior(batch, decision, in_place):
        if hold.cause in ANSWERED and hold.cause not in causes:
            words = f"answered by manifest {batch.number}: {hold.reason}"
            yield hold.hold, HoldEvent.REMOVED, Reason(hold.family, hold.cause, words)
        elif hold.hold in decision.released:
            words = f"an officer decided that they are not the same: {hold.reason}"
            yield hold.hold, HoldEvent.REMOVED, Reason(hold.family, hold.cause, words)


def _event(
    batch: Manifest,
    versions: Versions,
    now: datetime,
    consignment: str,
    identity: str,
    event: HoldEvent,
    reason: Reason,
) -> Hold:
    return Hold(
        id=outcome_id(identity, event, batch.number),
        hold=identity,
        event=event,
        family=reason.family,
        codes=codes_of(reason.family, event, batch.mode),
        consignment=consignment,
        mode=batch.mode,
        filer=batch.filer,
        manifest=batch.number,
        cause=reason.cause,
        reason=reason.text,
        versions=versions,
        decided=now,
        match=reason.match,
        others=reason.others,
    )
