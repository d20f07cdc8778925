"""`screener lists diff` and `show`: what two snapshots differ in, and everything that is known of a listed party."""

from collections.abc import Iterable, Iterator

import click

from schemas.safe_text import one_line
from screener.domain.listed_party import ListedParty
from topologies.json_output import json_text
from topologies.list_releases.differences import Difference, differences
from topologies.list_releases.list_update import in_words
from topologies.list_releases.party_lookup import FoundParty, find_listed_parties
from topologies.settings import UsageError, load_settings
from topologies.waiting import Waiting

LINES = 20


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--limit", default=LINES, show_default=True, type=click.IntRange(0), help="Lines of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def diff(before: str, after: str, *, limit: int, as_json: bool) -> None:
    """Compare two snapshots: what was added, changed and ended from A to B.

    A and B are each a file (or several of one list, joined by commas: sdn.csv,alt.csv,add.csv), a version or its name, or
    `current` for what is in force. Two files are compared without a broker. A record counts as changed, not
    as ended and added, where the number and name, the number alone or the name alone identify it in both.
    """
    with Waiting("Reading the lists"):
        found = differences(before, after, load_settings())
    if as_json:
        click.echo(json_text(found))
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
    settings = load_settings()
    with Waiting(f"Reading the lists at {settings.kafka_bootstrap}"):
        found = find_listed_parties(identity, settings)
    if not found:
        raise UsageError(f"{one_line(identity)!r} is neither the id of a listed party nor a number of its list")
    if as_json:
        click.echo(json_text(found))
        return
    click.echo("\n\n".join("\n".join(_party_lines(each)) for each in found))


def _lines(each: Difference, limit: int) -> Iterator[str]:
    yield f"{each.list}: {one_line(each.before)} -> {one_line(each.after)}"
    yield f"  {in_words(each.counts)}; {each.dropped:.1%} dropped"
    yield from _some((f"  + {_entry(party)}" for party in each.added), limit)
    yield from _some((f"  ~ {_entry(pair.after)}: {', '.join(pair.fields)}" for pair in each.changed), limit)
    yield from _some((f"  - {_entry(party)}" for party in each.ended), limit)


def _some(unsorted: Iterable[str], limit: int) -> Iterator[str]:
    """The first lines by name, and how many more there are."""
    lines = sorted(unsorted)
    yield from lines[:limit]
    if len(lines) > limit:
        yield f"  {lines[0].strip()[0]} and {len(lines) - limit:,} more (--limit, --json)"


def _entry(party: ListedParty) -> str:
    number = f" [{one_line(party.reference)}]" if party.reference else ""
    return f"{one_line(party.name)}{number} {party.id}"


def _party_lines(each: FoundParty) -> Iterator[str]:
    party = each.party
    yield f"{one_line(party.name)}{' (a weak name: needs corroboration)' if party.weak_name else ''}"
    for label, text in _facts(each):
        if text:
            yield f"  {label:<12} {text}"


def _facts(each: FoundParty) -> Iterator[tuple[str, str]]:
    party = each.party
    yield "id", party.id
    yield "in force", "" if each.in_force else "no: kept of an earlier version of its list"
    yield "list", f"{party.list}{f', number {one_line(party.reference)}' if party.reference else ''}"
    yield "kind", str(party.kind)
    for alias in party.aliases:
        yield "alias", f"{one_line(alias.name)} ({alias.kind}{', weak' if alias.weak else ''})"
    for address in party.addresses:
        yield "address", one_line(str(address))
    for number in party.identifiers:
        yield number.kind, one_line(f"{number.value}{f' ({number.country})' if number.country else ''}")
    yield "born", one_line(", ".join(party.births))
    yield "agency", one_line(party.agency)
    yield "program", one_line(party.program)
    yield "exclusion", one_line(party.exclusion_type)
    yield "active", f"from {party.active or 'the beginning'} to {party.terminates or 'no end'}"
    yield "published", f"{party.published} (by the list)" if party.published else ""
    yield "first seen", str(party.first_seen or "")
