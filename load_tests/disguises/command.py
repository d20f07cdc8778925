"""`python -m load_tests disguises`: listed names in each disguise, and how many of them are found."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import click
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from load_tests.disguises.tricks import OF_FIRMS, OF_PEOPLE, Trick
from load_tests.inputs.lists import SEED, Inputs, inputs, list_option
from screener.domain.consignment import Party, PartyRole
from screener.domain.listed_party import ListedParty, PartyKind
from screener.domain.policy import Policy
from screener.matching.finder import find
from screener.matching.scoring import compare
from screener.names.name_quality import is_weak
from screener.search.watchlist import Watchlist
from topologies.json_output import json_text

KINDS = {PartyKind.PERSON: OF_PEOPLE, PartyKind.FIRM: OF_FIRMS}


class Missed(Struct, frozen=True):
    """A listed name that was not found, its disguise, and what the scorer says of the two."""

    name: str
    disguised: str
    score: float


class Result(Struct, frozen=True):
    """How many names of a kind were disguised by a trick, and found; `kept_back` the filter's misses, `missed` the scorer's too."""

    kind: str
    trick: str
    names: int
    found: int
    kept_back: int
    missed: list[Missed]

    @property
    def recall(self) -> float:
        """The share that was found."""
        return self.found / self.names if self.names else 1.0


@click.command()
@list_option
@click.option("--names", default=2_000, show_default=True, type=click.IntRange(min=10), help="Of each kind, at most.")
@click.option("--show", default=0, show_default=True, type=click.IntRange(min=0), help="Misses to show of each trick.")
@click.option("--seed", default=SEED, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def disguises(lists: tuple[Path, ...], names: int, show: int, seed: int, *, as_json: bool) -> None:
    """Disguise listed names by each trick, and look for them: what reaches officers counts as found."""
    given = inputs(lists)
    results = measure(given, names, seed)
    if as_json:
        click.echo(json_text(results))
    else:
        _show(given, results, show, Console())


def measure(given: Inputs, names: int, seed: int = SEED) -> list[Result]:
    """Every trick on so many names of each kind that are not weak, the same with the same seed."""
    watchlist, rng, results = Watchlist(given.listed), Random(seed), []
    for kind, tricks in KINDS.items():
        parties = [each for each in given.listed if each.kind is kind and not is_weak(each.name, kind)]
        some = rng.sample(parties, min(names, len(parties)))
        results += [_of_trick(kind, trick, some, tricks[trick], watchlist, seed) for trick in tricks]
    return results


def _of_trick(
    kind: PartyKind, name: str, parties: Sequence[ListedParty], trick: Trick, watchlist: Watchlist, seed: int
) -> Result:
    rng, at_least = Random(seed), Policy().review_at
    made = [(party, trick(rng, party.name)) for party in parties]
    cases = [(party, Party(PartyRole.CONSIGNEE, text)) for party, text in made if text and text != party.name]
    found = find([party for _, party in cases], watchlist)
    missed = []
    for number, (listed, party) in enumerate(cases):
        names = {watchlist.parties[each.listed].name for each in found.get(number, ()) if each.score >= at_least}
        if listed.name not in names:
            missed.append(Missed(listed.name, party.name, compare(party, listed).score))
    kept_back = sum(each.score >= at_least for each in missed)
    return Result(kind, name, len(cases), len(cases) - len(missed), kept_back, missed)


def _show(given: Inputs, results: Sequence[Result], show: int, console: Console) -> None:
    console.print(f"Lists: {given.lists_from}")
    table = Table("kind", "disguise")
    for column in ("names", "found", "recall", "kept back by the filter"):
        table.add_column(column, justify="right")
    for each in results:
        numbers = (f"{each.names:,}", f"{each.found:,}", f"{each.recall:.3f}", str(each.kept_back))
        table.add_row(each.kind, each.trick, *numbers)
    console.print(table)
    for each in results:
        for miss in each.missed[:show]:
            console.print(f"{each.kind}, {each.trick}: {miss.disguised} / {miss.name} {miss.score:.3f}", markup=False)
