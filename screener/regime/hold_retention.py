"""Holds in place on a consignment that is filed again: which of them stay, for whom, and which may be removed."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import structs

from screener.domain.decision import Cause, Hold, Reason
from screener.domain.manifest import HoldsInPlace, Manifest, consignment_key
from screener.regime.assessment import Assessment
from screener.regime.suppression import Suppressions


class RemovedBy(StrEnum):
    """What removes a hold. Delisting removes those of a listed party as well."""

    INFORMATION = "a resubmission that gives what was missing"
    INSPECTION = "an inspection"
    OFFICER = "an officer's decision"


REMOVED_BY: dict[Cause, RemovedBy] = {
    Cause.LISTED_PARTY: RemovedBy.OFFICER,
    Cause.LISTED_IMPORTER: RemovedBy.OFFICER,
    Cause.POST_REFUSED: RemovedBy.OFFICER,
    Cause.POST_INSPECTION: RemovedBy.INSPECTION,
    Cause.POST_INFORMATION: RemovedBy.INFORMATION,
    Cause.NOT_ASSESSABLE: RemovedBy.INFORMATION,
}
"""A hold that only an officer removes outlasts a resubmission, whatever names the consignment has now."""


def retain_holds(
    manifest: Manifest,
    in_place: HoldsInPlace,
    suppressions: Suppressions,
    today: date,
    assessments: Mapping[int, Assessment],
) -> None:
    """Add to each assessment the holds in place that outlast this filing, and the ids of those that it may remove.

    A hold for a listed party is removed once an officer has decided for each of its parties that it is not the listed one.
    """
    if not in_place:
        return
    for index, assessment in assessments.items():
        consignment = manifest.consignments[index]
        key = consignment_key(manifest.mode, consignment)
        for hold in in_place.get(consignment.identifier, ()):
            if hold.consignment == key and REMOVED_BY[hold.cause] is RemovedBy.OFFICER:
                _retain(hold, assessment, _unjudged_parties(hold, suppressions, today), manifest.number)


def _retain(hold: Hold, assessment: Assessment, unjudged: tuple[str, ...], manifest_number: str) -> None:
    repeated = _repeated_reason(hold, assessment.reasons)
    if repeated is not None:
        assessment.reasons[repeated] = structs.replace(assessment.reasons[repeated], others=unjudged)
    elif hold.match is not None and not unjudged and hold.manifest != manifest_number:
        assessment.released.append(hold.hold)
    else:
        assessment.reasons.append(Reason(hold.family, hold.cause, hold.reason, hold.match, unjudged))


def _repeated_reason(hold: Hold, reasons: Sequence[Reason]) -> int | None:
    """The position of the first reason that this filing gives for the same hold; None where it gives none."""
    about = hold.match.listed_party if hold.match else ""
    same = (at for at, reason in enumerate(reasons) if reason.cause is hold.cause and reason.about == about)
    return next(same, None)


def _unjudged_parties(hold: Hold, suppressions: Suppressions, today: date) -> tuple[str, ...]:
    """The identities of the hold's parties for which no officer has decided that they are not the listed one."""
    match = hold.match
    if match is None:
        return ()
    return tuple(each for each in hold.identities if not suppressions.of_pair(each, match.listed_party, today))
