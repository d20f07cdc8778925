"""Snapshots published as the lists in force: every record of a version, or none."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from schemas.lists import Snapshot
from schemas.messages import SnapshotMarker
from schemas.safe_text import one_line
from screener.domain.listed_party import ListName
from screener.search.list_deltas import Counts
from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.compacted_topics import publish
from topologies.list_releases.archive import CURRENT, Archive, read_archive
from topologies.list_releases.list_files import refuse_incomplete
from topologies.list_releases.list_update import approved, plan_update
from topologies.list_releases.lists_on_topic import read_lists_on_topic
from topologies.list_releases.release import release, watchlist_records
from topologies.settings import Settings, UsageError
from topologies.topics import WATCHLIST

LONGEST_NAME = 60
NOTHING_PUBLISHED = "; nothing was published (--dry-run shows the list)"
_VERSION = re.compile("[0-9a-f]{16}")


def load_snapshots(
    snapshots: Sequence[Snapshot], settings: Settings, *, name: str, confirm: bool
) -> dict[ListName, Counts]:
    """Put `snapshots` into force and archive them as versions; what changed in each list.

    Raises `UsageError`, before anything is published, where a snapshot is incomplete, where more than the share
    `settings.max_drop` of a list's records would end without `confirm`, where another version has the name, and where no
    broker answers.
    """
    refuse_incomplete(snapshots, NOTHING_PUBLISHED)
    on_topic, archive = read_lists_on_topic(settings), read_archive(settings)
    if name:
        _check_name(name, snapshots, archive)
    planned = [plan_update(_marker(each, archive, name), each.parties, on_topic, archive) for each in snapshots]
    updates = approved(planned, settings.max_drop, confirm=confirm)
    release(updates, on_topic, archive, settings)
    return {each.marker.list: each.change.counts for each in updates}


def publish_snapshots(snapshots: Sequence[Snapshot], settings: Settings) -> dict[ListName, Counts]:
    """Put `snapshots` into force without archiving anything; what changed in each list.

    Raises `UsageError` where a snapshot is incomplete (before anything is published), where no broker answers, and where
    the broker does not acknowledge everything: then the old marker stays, and no worker takes half a list.
    """
    refuse_incomplete(snapshots, NOTHING_PUBLISHED)
    on_topic, archive = read_lists_on_topic(settings), Archive()
    updates = [plan_update(_marker(each, archive), each.parties, on_topic, archive) for each in snapshots]
    try:
        records = watchlist_records(updates, on_topic)
        publish(settings.kafka_bootstrap, WATCHLIST.name, records, delivery_seconds=settings.delivery_seconds)
    except DeliveryFailed as failed:
        raise UsageError(f"{failed}; the list in force stays, run the command again") from None
    return {each.marker.list: each.change.counts for each in updates}


def _check_name(name: str, snapshots: Sequence[Snapshot], archive: Archive) -> None:
    """Raise `UsageError` for a name that could be taken for something else, or that another version has."""
    if len(name) > LONGEST_NAME or name != one_line(name) or _VERSION.fullmatch(name) or name == CURRENT:
        raise UsageError(
            f"--name {one_line(name)!r}: give up to {LONGEST_NAME} printable characters, not a version and not {CURRENT!r}"
        )
    ours = {snapshot.list: snapshot.version for snapshot in snapshots}
    for each in archive.versions:
        if each.name == name and ours.get(each.list, each.version) != each.version:
            raise UsageError(f"--name {name!r} belongs to version {each.version} of {each.list}: choose another")


def _marker(snapshot: Snapshot, archive: Archive, name: str = "") -> SnapshotMarker:
    known = archive.version(snapshot.list, snapshot.version)
    return SnapshotMarker(
        snapshot.list,
        len(snapshot.parties),
        snapshot.version,
        datetime.now(UTC),
        source=", ".join(snapshot.files),
        name=name or (known.name if known else ""),
    )
