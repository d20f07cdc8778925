"""`screener evaluate`: how well the matcher does on labelled cases, and what innocent names would lead to."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from schemas.labelled_cases import CaseLayout, CasesRefused, LabelledCases, read_cases, read_names
from screener.domain.consignment import Mode, PartyRole
from screener.domain.identifiers import mask
from screener.matching.address_ranking import is_separated, rank_addresses
from screener.matching.evaluation import Evaluation, evaluate_cases
from screener.matching.innocent_names import InnocentNames, matching_names, screen_innocent_names
from screener.search.watchlist import Watchlist
from topologies.commands import evaluation_tables as tables
from topologies.json_output import json_text
from topologies.reference.files import reference_of
from topologies.settings import UsageError

PATH = click.Path(path_type=Path)
Results = Evaluation | InnocentNames | tables.Queries | tables.Addresses


@click.command("evaluate")
@click.argument("cases", nargs=-1, metavar="[CASES]...", type=PATH)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    metavar="T",
    help="The score from which a pair matches.  [default: the policy's review_at for that role and mode]",
)
@click.option(
    "--innocents", multiple=True, metavar="FILE", type=PATH, help="Names whom no list means; may be repeated."
)
@click.option("--list", "lists", multiple=True, metavar="FILE", type=PATH, help="A real list; may be repeated.")
@click.option(
    "--policy", "policy_file", metavar="FILE", type=PATH, help="The policy, JSON; the built-in one by default."
)
@click.option(
    "--role",
    type=click.Choice([str(each) for each in PartyRole]),
    default="consignee",
    show_default=True,
    help="The role in which the names are parties: its thresholds count. A person's name is most often a consignee's.",
)
@click.option(
    "--mode",
    type=click.Choice([str(each) for each in Mode]),
    default="express",
    show_default=True,
    help="How it travels: its thresholds count.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def evaluate(
    cases: tuple[Path, ...],
    threshold: float | None,
    innocents: tuple[Path, ...],
    lists: tuple[Path, ...],
    policy_file: Path | None,
    role: str,
    mode: str,
    *,
    as_json: bool,
) -> None:
    """Score labelled CASES on the road that a manifest takes: precision, recall, F1, the curve over thresholds, the misses.

    The content tells what a file holds: CSV with name1 (the query), name2 (the listed name) and is_match; CSV with list_name
    and query_name; JSON of entity checks or of address pairs. With --innocents, the share of innocent names that match the
    listed names of the cases; with --list too, what the policy makes of each of them against real lists, as a party of
    --role in --mode: held, sent to review, recorded, and why.
    """
    if not cases and not (lists and innocents):
        raise UsageError("nothing to evaluate: give CASES, or --list FILE with --innocents FILE")
    reference = reference_of(lists, policy=policy_file)
    read = [_cases(path) for path in cases]
    names = [name for path in innocents for name in _names(path)]
    policy, at = reference.policy, (PartyRole(role), Mode(mode))
    least = policy.threshold(*at).review_at if threshold is None else threshold
    results = [_result(each, names, least) for each in read]
    if lists and innocents:
        results.append(
            (tables.sources(lists, innocents), screen_innocent_names(names, reference.watchlist, policy, *at))
        )
    if as_json:
        click.echo(json_text([tables.as_json(*each) for each in results]))
        return
    console = Console(soft_wrap=True, highlight=False)
    for name, result in results:
        tables.show(console, name, result)


def _result(cases: LabelledCases, innocents: Sequence[str], at: float) -> tuple[str, Results]:
    if cases.layout is CaseLayout.ADDRESSES:
        ranked = rank_addresses(cases.addresses)
        return cases.file, tables.Addresses(is_separated(ranked), tuple(ranked))
    found = evaluate_cases(cases.cases, at)
    if cases.layout is not CaseLayout.QUERIES:
        return cases.file, found
    watchlist = Watchlist({case.listed.id: case.listed for case in cases.cases}.values())
    matching = matching_names(innocents, watchlist, at)
    shown = tuple(
        tables.Innocent(mask(name), watchlist.parties[each.listed].name, each.score) for name, each in matching
    )
    return cases.file, tables.Queries(found, len(innocents), shown)


def _cases(path: Path) -> LabelledCases:
    data = _read(path)
    try:
        return read_cases(path.name, data)
    except CasesRefused as refused:
        raise UsageError(str(refused)) from None


def _names(path: Path) -> list[str]:
    data = _read(path)
    try:
        return read_names(path.name, data)
    except CasesRefused as refused:
        raise UsageError(str(refused)) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
