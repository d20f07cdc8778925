"""The versions of the lists: which are archived, which are in force, and how an archived one returns."""

import shlex
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from schemas.messages import ListVersion, SnapshotMarker
from schemas.safe_text import one_line
from screener.domain.listed_party import ListName
from screener.search.list_deltas import Counts
from topologies.list_releases.archive import Archive, read_archive
from topologies.list_releases.list_update import ListUpdate, approved, plan_update
from topologies.list_releases.lists_on_topic import ListsOnTopic, read_lists_on_topic, watchlist_version
from topologies.list_releases.release import release
from topologies.settings import Settings, UsageError


class ArchivedVersion(Struct, frozen=True, omit_defaults=True):
    """A version of a list that can be returned to, as `lists versions --json` prints it."""

    list: ListName
    version: str
    records: int
    closed: datetime
    source: str = ""
    name: str = ""
    in_force: bool = False


class ListStatus(Struct, frozen=True, omit_defaults=True):
    """A list in force, as `lists status --json` prints it.

    `age_seconds` counts from when the version was first closed, also after a return to it. `dropped` is the share of the
    records that the last change ended, `max_drop` the share above which a load needs --confirm; `watchlist` is the version
    of all lists together, as decisions name it; `incomplete` is True where the topic does not hold the list whole.
    """

    list: ListName
    version: str
    records: int
    closed: datetime
    age_seconds: int
    max_drop: float
    watchlist: str
    source: str = ""
    name: str = ""
    delta: Counts | None = None
    dropped: float = 0.0
    confirmed: bool = False
    returned: datetime | None = None
    incomplete: bool = False


def archived_versions(settings: Settings) -> list[ArchivedVersion]:
    """Every version that can be returned to, by list, the latest first."""
    in_force = read_lists_on_topic(settings).versions
    return [
        ArchivedVersion(
            each.list,
            each.version,
            each.count,
            each.closed,
            each.source,
            each.name,
            in_force.get(each.list) == each.version,
        )
        for each in read_archive(settings).versions
    ]


def return_to_version(text: str, settings: Settings, *, confirm: bool) -> Sequence[ListUpdate]:
    """Put the archived versions that `text` names into force again; the updates that were published.

    Raises `UsageError` where it names none, where more than the share `settings.max_drop` of a list's records would end
    without `confirm`, and whatever `release` raises.
    """
    on_topic, archive = read_lists_on_topic(settings), read_archive(settings)
    now = datetime.now(UTC)
    planned = [
        plan_update(_marker(head, now), archive.parties(head).values(), on_topic, archive)
        for head in wanted_versions(text, archive)
    ]
    updates = approved(planned, settings.max_drop, confirm=confirm, source=shlex.quote(one_line(text)))
    release(updates, on_topic, archive, settings)
    return updates


def wanted_versions(text: str, archive: Archive) -> Sequence[ListVersion]:
    """The versions that `text` names, at most one of each list. Raises `UsageError`, one line, where there is none."""
    found = archive.named(text)
    if not found:
        raise UsageError(f"{one_line(text)!r} is no version and no name of a list: see `screener lists versions`")
    return found


def list_statuses(on_topic: ListsOnTopic, max_drop: float, now: datetime) -> list[ListStatus]:
    """The status of each list that has a marker."""
    watchlist = watchlist_version(on_topic.versions)
    return [
        ListStatus(
            name,
            marker.version,
            marker.count,
            marker.closed,
            max(0, int((now - marker.closed).total_seconds())),
            max_drop,
            watchlist,
            marker.source,
            marker.name,
            marker.delta,
            round(marker.delta.dropped, 4) if marker.delta else 0.0,
            marker.confirmed,
            marker.returned,
            not on_topic.is_whole(name),
        )
        for name, marker in sorted(on_topic.markers.items())
    ]


def _marker(head: ListVersion, now: datetime) -> SnapshotMarker:
    return SnapshotMarker(
        head.list, head.count, head.version, head.closed, source=head.source, name=head.name, returned=now
    )
