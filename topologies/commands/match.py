"""`screener match`: one name against the lists, each match with both texts, its evidence and what it leads to."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import click
import msgspec
from rich.console import Console
from rich.text import Text

from screener.domain.consignment import Address, Identifier, IdentifierKind, Mode, Party, PartyRole
from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty, ListName, PartyKind
from screener.domain.policy import Consequence, Policy
from screener.matching.explanation import Explanation, Segment, Terms, explain
from screener.matching.finder import find
from screener.matching.scoring import compare
from screener.names.name_quality import is_weak
from screener.names.normalisation import normalise
from screener.names.word_lists import GENERIC, LEGAL_FORMS
from screener.search.watchlist import Watchlist
from topologies.json_output import json_text
from topologies.kafka.compacted_topics import each_record
from topologies.reference.control_topics import ListsInForce, PolicyInForce
from topologies.reference.files import reference_of
from topologies.settings import Settings, UsageError, kafka_given, load_settings
from topologies.topics import POLICY, WATCHLIST, Topic

PATH = click.Path(path_type=Path)
_BIRTH = re.compile(r"\d{4}(-\d{2}-\d{2})?\Z")
STYLES = {True: "bold green", False: "red", None: ""}
SAYS = {
    Consequence.HOLD: "hold, for CBP review",
    Consequence.REVIEW: "review: a notice, no hold",
    Consequence.RECORDED: "recorded, and no more",
    Consequence.NOTHING: "nothing: no match",
}
TITLES = {
    Consequence.HOLD: "HOLD",
    Consequence.REVIEW: "REVIEW",
    Consequence.RECORDED: "RECORDED",
    Consequence.NOTHING: "NO MATCH",
}
FIRMS = LEGAL_FORMS | GENERIC


class Against(NamedTuple):
    """What a name is held against, and by which policy."""

    watchlist: Watchlist
    policy: Policy


@click.command("match")
@click.argument("name")
@click.option(
    "--address", "lines", multiple=True, metavar="LINE", help="A line of the street address; may be repeated."
)
@click.option("--city", default="", help="The city of the address.")
@click.option("--postcode", default="", help="The postcode of the address.")
@click.option("--country", default="", metavar="CC", help="ISO 3166 two-letter code.")
@click.option(
    "--id", "numbers", multiple=True, metavar="KIND=VALUE", help="As importer-number=12-3456789AB; may be repeated."
)
@click.option("--phone", default="", help="A telephone number.")
@click.option("--email", default="", help="An e-mail address.")
@click.option("--birth", default="", metavar="YEAR", help="Year or date of birth, 1970 or 1970-05-31.")
@click.option(
    "--role",
    type=click.Choice([str(each) for each in PartyRole]),
    default="consignee",
    show_default=True,
    help="The party's role.",
)
@click.option(
    "--mode",
    type=click.Choice([str(each) for each in Mode]),
    default="express",
    show_default=True,
    help="How it travels.",
)
@click.option("--list", "lists", multiple=True, metavar="FILE", type=PATH, help="A list; may be repeated.")
@click.option("--against", default="", metavar="NAME", help="One listed name, to see why it matches or does not.")
@click.option(
    "--kind",
    type=click.Choice([str(each) for each in PartyKind]),
    help="What --against names.  [default: by its words]",
)
@click.option(
    "--policy", "policy_file", metavar="FILE", type=PATH, help="The policy, JSON; the built-in one by default."
)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Matches that are shown.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def match(
    name: str,
    lines: tuple[str, ...],
    city: str,
    postcode: str,
    country: str,
    numbers: tuple[str, ...],
    phone: str,
    email: str,
    birth: str,
    role: str,
    mode: str,
    lists: tuple[Path, ...],
    against: str,
    kind: str | None,
    policy_file: Path | None,
    limit: int,
    *,
    as_json: bool,
) -> None:
    """Explain what NAME matches: both texts, each piece of evidence with its weight, the score, and what it leads to.

    Held against the lists of --list, against one name with --against (then a near miss is explained as well), else against
    the lists on the topic of the Kafka that KAFKA_BOOTSTRAP names.
    """
    if birth and not _BIRTH.match(birth):
        raise UsageError(f"--birth {birth}: give a year or a date, 1970 or 1970-05-31")
    country = country.upper()
    party = Party(
        PartyRole(role),
        name,
        Address(lines, city, postcode=postcode, country=country),
        tuple(_identifier(each, country) for each in numbers),
        phone,
        email,
        birth=birth,
    )
    today = datetime.now(UTC).date()
    if against and lists:
        raise UsageError("--against and --list: give one of them")
    if against:
        policy = reference_of((), policy=policy_file).policy
        kinds = PartyKind(kind) if kind else _kind(against)
        explained = [_against(party, _listed(against, kinds), policy, Mode(mode), today)]
    else:
        watchlist, policy = _in_force(lists, policy_file)
        explained = _found(party, watchlist, policy, Mode(mode), today)[:limit]
    if as_json:
        click.echo(json_text(explained))
    else:
        _show(Console(soft_wrap=True, highlight=False), party, explained)


def _identifier(text: str, country: str) -> Identifier:
    kind, equals, value = text.partition("=")
    if not equals or kind not in set(IdentifierKind):
        raise UsageError(f"--id {mask(text)}: give KIND=VALUE, with the kind one of {', '.join(IdentifierKind)}")
    return Identifier(IdentifierKind(kind), value, country)


def _kind(name: str) -> PartyKind:
    """A firm where a legal form or a word of trade says so, else a person."""
    return PartyKind.PERSON if FIRMS.isdisjoint(normalise(name).split()) else PartyKind.FIRM


def _listed(name: str, kind: PartyKind) -> ListedParty:
    return ListedParty("against", ListName.SAM, name, kind, weak_name=is_weak(name, kind))


def _in_force(lists: tuple[Path, ...], policy_file: Path | None) -> Against:
    """The lists of the files, else those of the topic; a policy on the topic counts where no file gives one."""
    if lists:
        reference = reference_of(lists, policy=policy_file)
        return Against(reference.watchlist, reference.policy)
    if not kafka_given():
        raise UsageError("what to match against? give --list FILE, --against NAME, or KAFKA_BOOTSTRAP=host:port")
    given = load_settings()
    held, policy = ListsInForce(), PolicyInForce()
    _follow(WATCHLIST, held, given)
    _follow(POLICY, policy, given)
    if held.incomplete():
        raise UsageError(f"{held.incomplete()} (`screener lists status` tells more)")
    by_file = reference_of((), policy=policy_file).policy if policy_file else policy.policy
    return Against(held.watchlist(given.party_cache), by_file)


def _follow(topic: Topic, reader: ListsInForce | PolicyInForce, given: Settings) -> None:
    """Take what a topic holds in the order of writing, as a worker does: what cannot be read leaves the earlier in force."""
    refused = 0
    for key, value in each_record(given.kafka_bootstrap, topic.name, connect_seconds=given.connect_seconds):
        try:
            reader.apply(key, value)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            refused += 1
    if refused:
        click.echo(f"screener: {refused:,} records on topic {topic.name} cannot be read and are left out", err=True)


def _found(party: Party, watchlist: Watchlist, policy: Policy, mode: Mode, day: date) -> list[Explanation]:
    findings = find([party], watchlist).get(0, ())
    return [explain(party, watchlist.parties[each.listed], each, Terms(policy, mode, day)) for each in findings]


def _against(party: Party, listed: ListedParty, policy: Policy, mode: Mode, day: date) -> Explanation:
    seen = bool(find([party], Watchlist([listed])))
    return explain(party, listed, compare(party, listed), Terms(policy, mode, day), seen=seen)


def _show(console: Console, party: Party, explained: list[Explanation]) -> None:
    if not explained:
        console.print(f"no match for {mask(party.name)}", markup=False)
    for each in explained:
        console.print(_headline(each))
        console.print(_line("manifest", each.manifest))
        console.print(_line("list", each.listing))
        for evidence in each.evidence:
            console.print(Text(f"  {evidence.weight:+.3f}  {evidence.text}", _style(evidence.weight)))
        console.print(Text(f"  ={each.score:.3f}  {SAYS[each.leads_to]} ({each.because})", "bold"))
        console.print()


def _headline(each: Explanation) -> Text:
    alias = f", listed as {each.listed_name}" if each.matched_name != each.listed_name else ""
    agency = f", {each.agency}" if each.agency else ""
    source = "" if each.listed_party == "against" else f" ({each.listed_party}{agency})"
    return Text(f"{TITLES[each.leads_to]} {each.score:.3f}  {each.matched_name}{alias}{source}", "bold")


def _line(label: str, pieces: tuple[Segment, ...]) -> Text:
    return Text.assemble(f"  {label:<8}  ", *((piece.text, STYLES[piece.agrees]) for piece in pieces))


def _style(weight: float) -> str:
    return "green" if weight > 0 else "red" if weight < 0 else ""
