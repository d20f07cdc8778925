"""`screener evaluate`: how well the matcher does on labelled cases, and what innocent names would lead to."""

from pathlib import Path

import click
from msgspec import Struct
from rich.console import Console

from screener.domain.consignment import Mode, PartyRole
from screener.matching.innocent_names import screen_innocent_names
from topologies.commands import as_struct
from topologies.commands.evaluation_tables import Result, as_json, show
from topologies.json_output import json_text
from topologies.local_run.evaluation import evaluate_file, read_case_file, read_name_files
from topologies.reference.files import reference_of
from topologies.settings import UsageError
from topologies.waiting import Waiting

PATH = click.Path(path_type=Path)


class EvaluateArguments(Struct, frozen=True):
    """The command line of `screener evaluate`."""

    cases: tuple[Path, ...]
    threshold: float | None
    innocents: tuple[Path, ...]
    lists: tuple[Path, ...]
    policy_file: Path | None
    role: str
    mode: str
    as_json: bool


@click.command()
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
@as_struct(EvaluateArguments)
def evaluate(arguments: EvaluateArguments) -> None:
    """Score labelled CASES as the names of a manifest are scored: precision, recall, F1, the curve over thresholds, the misses.

    What a file holds is recognised by its content: CSV with name1 (the query), name2 (the listed name) and is_match; CSV with
    list_name and query_name; JSON of entity checks or of address pairs. With --innocents, the share of innocent names that
    match the listed names of the cases; with --list too, what the policy makes of each of them against real lists, as a
    party of --role in --mode: held, sent to review, recorded, and why.
    """
    if not arguments.cases and not (arguments.lists and arguments.innocents):
        raise UsageError("nothing to evaluate: give CASES, or --list FILE with --innocents FILE")
    with Waiting("Evaluating (the first time, the search is compiled: about a minute)"):
        results = _results(arguments)
    if arguments.as_json:
        click.echo(json_text([as_json(*each) for each in results]))
        return
    console = Console(soft_wrap=True, highlight=False)
    for name, result in results:
        show(console, name, result)


def _results(arguments: EvaluateArguments) -> list[tuple[str, Result]]:
    """Each result with the name of what was evaluated."""
    reference = reference_of(arguments.lists, policy=arguments.policy_file)
    files = [read_case_file(path) for path in arguments.cases]
    names = read_name_files(arguments.innocents)
    policy, role, mode = reference.policy, PartyRole(arguments.role), Mode(arguments.mode)
    threshold = policy.threshold(role, mode).review_at if arguments.threshold is None else arguments.threshold
    results: list[tuple[str, Result]] = [(each.file, evaluate_file(each, names, threshold)) for each in files]
    if arguments.lists and names:
        found = screen_innocent_names(names, reference.watchlist, policy, role, mode)
        results.append((_sources(arguments), found))
    return results


def _sources(arguments: EvaluateArguments) -> str:
    """Which names were matched against which lists."""
    names, lists = (", ".join(path.name for path in paths) for paths in (arguments.innocents, arguments.lists))
    return f"{names} against {lists}"
