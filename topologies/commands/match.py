"""`screener match`: one name against the lists, each match with both texts, its evidence and what it leads to."""

import re
from datetime import UTC, datetime
from pathlib import Path

import click
from msgspec import Struct
from rich.console import Console
from rich.text import Text

from screener.domain.consignment import Address, Identifier, IdentifierKind, Mode, Party, PartyRole
from screener.domain.identifiers import mask
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Consequence
from screener.matching.explanation import Explanation, Segment, Terms
from topologies.commands import as_struct
from topologies.json_output import json_text
from topologies.reference.name_matching import (
    AGAINST,
    ListsAndPolicy,
    explain_against,
    explain_matches,
    lists_in_force,
    lists_of_files,
)
from topologies.settings import UsageError, kafka_given, load_settings
from topologies.waiting import SEARCH, Waiting

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


class MatchArguments(Struct, frozen=True):
    """The command line of `screener match`."""

    name: str
    lines: tuple[str, ...]
    city: str
    postcode: str
    country: str
    numbers: tuple[str, ...]
    phone: str
    email: str
    birth: str
    role: str
    mode: str
    lists: tuple[Path, ...]
    against: str
    kind: str | None
    policy_file: Path | None
    limit: int
    as_json: bool


@click.command()
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
@as_struct(MatchArguments)
def match(arguments: MatchArguments) -> None:
    """Explain what NAME matches: both texts, each piece of evidence with its weight, the score, and what it leads to.

    It is compared with the lists of --list, with one name by --against (then a near miss is explained as well), else with
    the lists on the topic of the Kafka that KAFKA_BOOTSTRAP names.
    """
    party = _party(arguments)
    if arguments.against and arguments.lists:
        raise UsageError("--against and --list: give one of them")
    with Waiting(SEARCH):
        explained = _explained(arguments, party)
    if arguments.as_json:
        click.echo(json_text(explained))
    else:
        _show(Console(soft_wrap=True, highlight=False), party, explained)


def _party(arguments: MatchArguments) -> Party:
    if arguments.birth and not _BIRTH.match(arguments.birth):
        raise UsageError(f"--birth {arguments.birth}: give a year or a date, 1970 or 1970-05-31")
    country = arguments.country.upper()
    return Party(
        PartyRole(arguments.role),
        arguments.name,
        Address(arguments.lines, arguments.city, postcode=arguments.postcode, country=country),
        tuple(_identifier(each, country) for each in arguments.numbers),
        arguments.phone,
        arguments.email,
        birth=arguments.birth,
    )


def _identifier(text: str, country: str) -> Identifier:
    kind, equals, value = text.partition("=")
    if not equals or kind not in set(IdentifierKind):
        raise UsageError(f"--id {mask(text)}: give KIND=VALUE, with the kind one of {', '.join(IdentifierKind)}")
    return Identifier(IdentifierKind(kind), value, country)


def _explained(arguments: MatchArguments, party: Party) -> list[Explanation]:
    mode, today = Mode(arguments.mode), datetime.now(UTC).date()
    if arguments.against:
        kind = PartyKind(arguments.kind) if arguments.kind else None
        policy = lists_of_files((), arguments.policy_file).policy
        return [explain_against(party, arguments.against, kind, Terms(policy, mode, today))]
    found = _lists(arguments)
    for topic, records in found.refused.items():
        if records:
            click.echo(f"screener: {records:,} records on topic {topic} cannot be read and are left out", err=True)
    return explain_matches(party, found.watchlist, Terms(found.policy, mode, today))[: arguments.limit]


def _lists(arguments: MatchArguments) -> ListsAndPolicy:
    if arguments.lists:
        return lists_of_files(arguments.lists, arguments.policy_file)
    if not kafka_given():
        raise UsageError("what to match against? give --list FILE, --against NAME, or KAFKA_BOOTSTRAP=host:port")
    return lists_in_force(load_settings(), arguments.policy_file)


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
    source = "" if each.listed_party == AGAINST else f" ({each.listed_party}{agency})"
    return Text(f"{TITLES[each.leads_to]} {each.score:.3f}  {each.matched_name}{alias}{source}", "bold")


def _line(label: str, segments: tuple[Segment, ...]) -> Text:
    return Text.assemble(f"  {label:<8}  ", *((each.text, STYLES[each.agrees]) for each in segments))


def _style(weight: float) -> str:
    return "green" if weight > 0 else "red" if weight < 0 else ""
