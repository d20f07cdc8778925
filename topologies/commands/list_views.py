"""`screener lists diff` and `show`: what two snapshots differ in, and everything that is known of a listed party."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
import msgspec
from msgspec import Struct, structs

from schemas.formats import shown
from screener.domain.identifiers import mask
from screener.domain.identifiers import shown as shown_identifier
from screener.domain.listed_party import ListedParty, ListName
from screener.search.list_deltas import Counts, Delta, delta
from topologies import settings
from topologies.commands.list_versions import wanted_versions
from topologies.list_releases.archive import CURRENT, Archive, read_archive
from topologies.list_releases.loading import read_files
from topologies.list_releases.release import in_words
from topologies.reference.lists_on_topic import ListsOnTopic, read_lists_on_topic
from topologies.settings import Settings, UsageError

LINES = 20


class Side(Struct, frozen=True):
    """One side of a comparison: the records of each list that it holds, by id, and the version of each."""

    lists: Mapping[ListName, Mapping[str, ListedParty]]
    labels: Mapping[ListName, str]


class ChangedRecord(Struct, frozen=True):
    """A record that took another's place, and the fields in which they differ."""

    before: ListedParty
    after: ListedParty
    fields: tuple[str, ...]


class Difference(Struct, frozen=True):
    """What one list differs in, as `lists diff --json` prints it."""

    list: ListName
    before: str
    after: str
    counts: Counts
    dropped: float
    added: tuple[ListedParty, ...]
    changed: tuple[ChangedRecord, ...]
    ended: tuple[ListedParty, ...]


class Shown(Struct, frozen=True):
    """A listed party as `lists show --json` prints it; `in_force` is False for one that is only kept in the archive."""

    in_force: bool
    party: ListedParty


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--limit", default=LINES, show_default=True, type=click.IntRange(0), help="Lines of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def diff(before: str, after: str, *, limit: int, as_json: bool) -> None:
    """Compare two snapshots: what was added, changed and ended from A to B.

    A and B are each a file (or several of one list, joined by commas: sdn.csv,alt.csv,add.csv), a version or its name, or
    `current` for what is in force. Two files are compared without a broker. A record that changed is told as one where the
    list's number and name, the number alone or the name alone show that it took another's place.
    """
    topic = _Topic()
    one, other = _side(before, topic), _side(after, topic)
    both = sorted(one.lists.keys() & other.lists.keys())
    if not both:
        raise UsageError(f"{shown(before)} has {_names(one)}, {shown(after)} has {_names(other)}: no list is in both")
    found = [_difference(name, one, other) for name in both]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)))
        return
    for each in found:
        click.echo("\n".join(_lines(each, limit)))


@click.command("show")
@click.argument("identity", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(identity: str, *, as_json: bool) -> None:
    """Print everything that is known of a listed party.

    ID is a listed party's id, as holds and notices name it, or the list's own number (SAM Number, OFAC ent_num), which
    several records may share. A party that is no longer listed is found while a version that lists it is kept.
    """
    given = settings.load()
    found = find(identity, read_lists_on_topic(given)) or _former(identity, given)
    if not found:
        raise UsageError(f"{shown(identity)!r} is neither the id of a listed party nor a number of its list")
    masked = [structs.replace(each, party=masked_party(each.party)) for each in found]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(masked)))
        return
    click.echo("\n\n".join("\n".join(_told(each)) for each in masked))


def find(identity: str, watched: ListsOnTopic) -> list[Shown]:
    """The listed parties in force with this id, or with this number of their list."""
    return [Shown(in_force=True, party=party) for party in _with(identity, _all(watched))]


def _former(identity: str, given: Settings) -> list[Shown]:
    return [Shown(in_force=False, party=party) for party in _with(identity, read_archive(given).records())]


def _all(watched: ListsOnTopic) -> Iterator[ListedParty]:
    for parties in watched.lists.values():
        yield from parties.values()


def _with(identity: str, parties: Iterator[ListedParty]) -> list[ListedParty]:
    found = [party for party in parties if identity and identity in (party.id, party.reference)]
    return sorted(found, key=lambda party: party.id)


def masked_party(party: ListedParty) -> ListedParty:
    """The party as it may be shown: social security numbers masked wherever a list printed one."""
    text = mask(msgspec.json.encode(party).decode())
    identifiers = tuple(structs.replace(each, value=shown_identifier(each)) for each in party.identifiers)
    return structs.replace(msgspec.json.decode(text, type=ListedParty), id=party.id, identifiers=identifiers)


class _Topic:
    """The lists and versions on the broker, read when they are first asked for."""

    def __init__(self) -> None:
        self._given: Settings | None = None
        self._watched: ListsOnTopic | None = None
        self._archive: Archive | None = None

    @property
    def watched(self) -> ListsOnTopic:
        self._watched = self._watched or read_lists_on_topic(settings.load())
        return self._watched

    @property
    def archive(self) -> Archive:
        self._archive = self._archive or read_archive(settings.load())
        return self._archive


def _side(text: str, topic: _Topic) -> Side:
    if text == CURRENT:
        markers, lists = topic.watched.markers, topic.watched.lists
        if not markers:
            raise UsageError(f"{CURRENT}: no list is in force; load one with `screener lists load FILE...`")
        return Side(
            {name: lists.get(name, {}) for name in markers},
            {name: f"{CURRENT} {marker.version}" for name, marker in markers.items()},
        )
    paths = [Path(part) for part in text.split(",")]
    if any(path.is_file() for path in paths):
        return _of_files(paths)
    archive = topic.archive
    if not archive.named(text):
        raise UsageError(f"{shown(text)!r} is no file, and no version or name of a list: see `screener lists versions`")
    heads = wanted_versions(text, archive)
    return Side(
        {head.list: archive.parties(head) for head in heads},
        {head.list: f"{head.name or 'version'} {head.version}" for head in heads},
    )


def _of_files(paths: Sequence[Path]) -> Side:
    snapshots = read_files(paths)
    for snapshot in snapshots:
        if snapshot.incomplete:
            raise UsageError(f"{snapshot.list}: {snapshot.incomplete}; join them by commas")
    return Side(
        {each.list: {party.id: party for party in each.parties} for each in snapshots},
        {each.list: f"{', '.join(each.files)} {each.version}" for each in snapshots},
    )


def _names(side: Side) -> str:
    return ", ".join(sorted(side.lists)) or "no list"


def _difference(name: ListName, one: Side, other: Side) -> Difference:
    found: Delta = delta(one.lists[name], other.lists[name])
    return Difference(
        name,
        one.labels[name],
        other.labels[name],
        found.counts,
        round(found.counts.dropped, 4),
        tuple(masked_party(each) for each in found.added),
        tuple(ChangedRecord(masked_party(c.before), masked_party(c.after), c.fields) for c in found.changed),
        tuple(masked_party(each) for each in found.ended),
    )


def _lines(each: Difference, limit: int) -> Iterator[str]:
    yield f"{each.list}: {shown(each.before)} -> {shown(each.after)}"
    yield f"  {in_words(each.counts)}; {each.dropped:.1%} dropped"
    yield from _some((f"  + {_entry(party)}" for party in each.added), limit)
    yield from _some((f"  ~ {_entry(pair.after)}: {', '.join(pair.fields)}" for pair in each.changed), limit)
    yield from _some((f"  - {_entry(party)}" for party in each.ended), limit)


def _some(told: Iterable[str], limit: int) -> Iterator[str]:
    """The first lines by name, and how many more there are."""
    lines = sorted(told)
    yield from lines[:limit]
    if len(lines) > limit:
        yield f"  {lines[0].strip()[0]} and {len(lines) - limit:,} more (--limit, --json)"


def _entry(party: ListedParty) -> str:
    number = f" [{shown(party.reference)}]" if party.reference else ""
    return f"{shown(party.name)}{number} {party.id}"


def _told(each: Shown) -> Iterator[str]:
    party = each.party
    yield f"{shown(party.name)}{' (a weak name: needs corroboration)' if party.weak_name else ''}"
    for label, text in _facts(each):
        if text:
            yield f"  {label:<12} {text}"


def _facts(each: Shown) -> Iterator[tuple[str, str]]:
    party = each.party
    yield "id", party.id
    yield "in force", "" if each.in_force else "no: kept of an earlier version of its list"
    yield "list", f"{party.list}{f', number {shown(party.reference)}' if party.reference else ''}"
    yield "kind", str(party.kind)
    for alias in party.aliases:
        yield "alias", f"{shown(alias.name)} ({alias.kind}{', weak' if alias.weak else ''})"
    for address in party.addresses:
        yield "address", shown(str(address))
    for number in party.identifiers:
        yield number.kind, shown(f"{number.value}{f' ({number.country})' if number.country else ''}")
    yield "born", shown(", ".join(party.births))
    yield "agency", shown(party.agency)
    yield "program", shown(party.program)
    yield "exclusion", shown(party.exclusion_type)
    yield "active", f"from {party.active or 'the beginning'} to {party.terminates or 'no end'}"
    yield "published", f"{party.published} (by the list)" if party.published else ""
    yield "first seen", str(party.first_seen or "")
