"""Lists from files, published: all of a version or nothing of it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from schemas.formats import shown
from schemas.lists import ListRefused, Snapshot, load
from schemas.messages import SnapshotMarker
from screener.domain.listed_party import ListName
from screener.search.list_deltas import Counts
from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.compacted_topics import publish
from topologies.list_releases.archive import CURRENT, Archive, read_archive
from topologies.list_releases.release import confirmed, plan_update, records_of, refuse_large_drops, release
from topologies.reference.lists_on_topic import read_lists_on_topic
from topologies.settings import Settings, UsageError
from topologies.topics import WATCHLIST

LONGEST_NAME = 60


_LIKE_A_VERSION = re.compile("[0-9a-f]{16}")


def read_files(files: Sequence[Path]) -> list[Snapshot]:
    """The snapshots that `files` hold. Raises `UsageError`, one line, for a file that cannot be read or is refused."""
    try:
        return load([(path.name, path.read_bytes()) for path in files])
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from None
    except ListRefused as refused:
        raise UsageError(str(refused)) from None


def load_snapshots(
    snapshots: Sequence[Snapshot], given: Settings, *, name: str, most: float, confirm: bool
) -> dict[ListName, Counts]:
    """Bring the watchlist topic to `snapshots` and keep them as versions that can be returned to.

    Raises `UsageError`, before anything is published, where a snapshot is incomplete, where more than the share `most` of a
    list's records would end and nobody confirmed it, where the name is taken, and where no broker answers.
    """
    _refuse_incomplete(snapshots)
    watched, archive = read_lists_on_topic(given), read_archive(given)
    if name:
        _check_name(name, snapshots, archive)
    turns = [plan_update(_marker(each, archive, name), each.parties, watched, archive) for each in snapshots]
    if confirm:
        turns = [confirmed(each, most) for each in turns]
    else:
        refuse_large_drops(turns, most)
    release(turns, watched, archive, given)
    return {each.marker.list: each.change.counts for each in turns}


def publish_snapshots(snapshots: Sequence[Snapshot], given: Settings) -> dict[ListName, Counts]:
    """Bring the watchlist topic to `snapshots` and keep nothing to return to.

    Raises `UsageError` where a snapshot is incomplete (before anything is published), where no broker answers, and where
    the broker does not acknowledge everything: then the old marker stands, and no worker takes half a list.
    """
    _refuse_incomplete(snapshots)
    watched, archive = read_lists_on_topic(given), Archive()
    turns = [plan_update(_marker(each, archive), each.parties, watched, archive) for each in snapshots]
    try:
        records = records_of(turns, watched)
        publish(given.kafka_bootstrap, WATCHLIST.name, records, delivery_seconds=given.delivery_seconds)
    except DeliveryFailed as failed:
        raise UsageError(f"{failed}; the list in force stays, run the command again") from None
    return {each.marker.list: each.change.counts for each in turns}


def _refuse_incomplete(snapshots: Sequence[Snapshot]) -> None:
    for snapshot in snapshots:
        if snapshot.incomplete:
            raise UsageError(f"{snapshot.list}: {snapshot.incomplete}; nothing was published (--dry-run shows it)")


def _check_name(name: str, snapshots: Sequence[Snapshot], archive: Archive) -> None:
    if len(name) > LONGEST_NAME or name != shown(name) or _LIKE_A_VERSION.fullmatch(name) or name == CURRENT:
        raise UsageError(
            f"--name {shown(name)!r}: give up to {LONGEST_NAME} printable characters, not a version and not {CURRENT!r}"
        )
    ours = {snapshot.list: snapshot.version for snapshot in snapshots}
    for each in archive.versions:
        if each.name == name and ours.get(each.list, each.version) != each.version:
            raise UsageError(f"--name {name!r} is that of version {each.version} of {each.list}: choose another")


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
