"""A planned update of one list: the records of its next version, and what they change."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct, structs

from schemas.messages import SnapshotMarker
from screener.domain.listed_party import ListedParty
from screener.search.list_deltas import Counts, Delta, delta
from topologies.list_releases.archive import Archive
from topologies.list_releases.lists_on_topic import ListsOnTopic
from topologies.settings import UsageError


class ListUpdate(Struct, frozen=True):
    """A planned update of one list: its records, the marker that closes them, and the change from the version in force."""

    marker: SnapshotMarker
    parties: tuple[ListedParty, ...]
    change: Delta


def plan_update(
    marker: SnapshotMarker, wanted: Iterable[ListedParty], on_topic: ListsOnTopic, archive: Archive
) -> ListUpdate:
    """The update of a list to the parties `wanted`, each with the day on which its record was first seen.

    A record that is on the topic stays as it is; one that was there before returns with its day; one that replaces another
    inherits that one's day (a new telephone number does not restart the 60 days); any other starts on the day of the update.
    """
    old = on_topic.lists.get(marker.list, {})
    new = {party.id: old.get(party.id, party) for party in wanted}
    change = delta(old, new)
    inherited = {each.after.id: each.before.first_seen for each in change.changed}
    for party in (*change.added, *(each.after for each in change.changed)):
        known = party.first_seen or archive.first_seen(party.id) or inherited.get(party.id)
        new[party.id] = structs.replace(party, first_seen=known or day_of(marker))
    parties = tuple(new[party] for party in sorted(new))
    return ListUpdate(structs.replace(marker, count=len(new), delta=change.counts), parties, change)


def day_of(marker: SnapshotMarker) -> date:
    """The day of the update that `marker` closes: that of the return, where a list returns to an earlier version."""
    return (marker.returned or marker.closed).date()


def approved(
    updates: Sequence[ListUpdate], max_drop: float, *, confirm: bool, source: str = "FILE"
) -> Sequence[ListUpdate]:
    """The updates, where none ends more than the share `max_drop` of a list's records, or the user gave --confirm.

    The marker of an update that needed --confirm records it. Raises `UsageError`, one line, where it was needed and not
    given; `source` is what the user asked to put into force, for the command that shows the difference.
    """
    if confirm:
        return [_confirmed(each) if each.change.counts.dropped > max_drop else each for each in updates]
    for each in updates:
        if each.change.counts.dropped > max_drop:
            raise UsageError(_large_drop(each, max_drop, source))
    return updates


def _confirmed(update: ListUpdate) -> ListUpdate:
    return structs.replace(update, marker=structs.replace(update.marker, confirmed=True))


def _large_drop(update: ListUpdate, max_drop: float, source: str) -> str:
    counts = update.change.counts
    before = counts.kept + counts.changed + counts.ended
    return (
        f"{update.marker.list}: {counts.ended:,} of {before:,} records would end ({counts.dropped:.1%}), more than "
        f"--max-drop {max_drop:g} allows: check `screener lists diff current {source}`, then give --confirm; "
        "the list in force stays"
    )


def in_words(counts: Counts) -> str:
    """The counts of a change as one phrase."""
    return f"{counts.added:,} added, {counts.changed:,} changed, {counts.ended:,} ended, {counts.kept:,} unchanged"
