"""The difference between two snapshots of lists: files, archived versions, or the lists in force."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from schemas.safe_text import one_line
from screener.domain.listed_party import ListedParty, ListName
from screener.search.list_deltas import Counts, delta
from topologies.list_releases.archive import CURRENT, Archive, read_archive
from topologies.list_releases.list_files import read_list_files, refuse_incomplete
from topologies.list_releases.lists_on_topic import ListsOnTopic, read_lists_on_topic
from topologies.list_releases.party_lookup import masked_party
from topologies.settings import Settings, UsageError


class Side(Struct, frozen=True):
    """One side of a comparison: the parties of each of its lists by id, and what to call each list's version."""

    lists: Mapping[ListName, Mapping[str, ListedParty]]
    labels: Mapping[ListName, str]

    @property
    def list_names(self) -> str:
        """The names of its lists, in words."""
        return ", ".join(sorted(self.lists)) or "no list"


class ChangedRecord(Struct, frozen=True):
    """A record and the one that replaced it, with the names of the fields in which they differ."""

    before: ListedParty
    after: ListedParty
    fields: tuple[str, ...]


class Difference(Struct, frozen=True):
    """The difference between two versions of one list, as `lists diff --json` prints it."""

    list: ListName
    before: str
    after: str
    counts: Counts
    dropped: float
    added: tuple[ListedParty, ...]
    changed: tuple[ChangedRecord, ...]
    ended: tuple[ListedParty, ...]


def differences(before: str, after: str, settings: Settings) -> list[Difference]:
    """The difference of each list that both sides have, social security numbers masked.

    A side is a file (or several, joined by commas), an archived version or its name, or `current`. Two sides of files need
    no broker. Raises `UsageError`, one line, for a side that is none of these, and where no list is on both sides.
    """
    source = _Source(settings)
    old, new = source.side(before), source.side(after)
    both = sorted(old.lists.keys() & new.lists.keys())
    if not both:
        raise UsageError(
            f"{one_line(before)} has {old.list_names}, {one_line(after)} has {new.list_names}: no list is in both"
        )
    return [_difference(name, old, new) for name in both]


class _Source:
    """Where sides come from; the topics are read when a side first needs them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def on_topic(self) -> ListsOnTopic:
        return read_lists_on_topic(self._settings)

    @cached_property
    def archive(self) -> Archive:
        return read_archive(self._settings)

    def side(self, text: str) -> Side:
        """The side that `text` names."""
        if text == CURRENT:
            return _in_force(self.on_topic)
        paths = [Path(part) for part in text.split(",")]
        if any(path.is_file() for path in paths):
            return _of_files(paths)
        return _archived(text, self.archive)


def _in_force(on_topic: ListsOnTopic) -> Side:
    if not on_topic.markers:
        raise UsageError(f"{CURRENT}: no list is in force; load one with `screener lists load FILE...`")
    return Side(
        {name: on_topic.lists.get(name, {}) for name in on_topic.markers},
        {name: f"{CURRENT} {version}" for name, version in on_topic.versions.items()},
    )


def _of_files(paths: Sequence[Path]) -> Side:
    snapshots = read_list_files(paths)
    refuse_incomplete(snapshots, "; join them by commas")
    return Side(
        {each.list: {party.id: party for party in each.parties} for each in snapshots},
        {each.list: f"{', '.join(each.files)} {each.version}" for each in snapshots},
    )


def _archived(text: str, archive: Archive) -> Side:
    heads = archive.named(text)
    if not heads:
        raise UsageError(
            f"{one_line(text)!r} is no file, and no version or name of a list: see `screener lists versions`"
        )
    return Side(
        {head.list: archive.parties(head) for head in heads},
        {head.list: f"{head.name or 'version'} {head.version}" for head in heads},
    )


def _difference(name: ListName, old: Side, new: Side) -> Difference:
    change = delta(old.lists[name], new.lists[name])
    return Difference(
        name,
        old.labels[name],
        new.labels[name],
        change.counts,
        round(change.counts.dropped, 4),
        tuple(masked_party(each) for each in change.added),
        tuple(ChangedRecord(masked_party(c.before), masked_party(c.after), c.fields) for c in change.changed),
        tuple(masked_party(each) for each in change.ended),
    )
