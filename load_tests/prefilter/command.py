"""`python -m load_tests prefilter`: how many full comparisons each rule of the prefilter saves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import Random
from unittest.mock import patch

import click
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from load_tests.inputs.lists import COMPANIES, PEOPLE, SEED, reference_data, reference_inputs
from load_tests.inputs.timing import forget
from schemas.labelled_cases import read_names
from screener.comparison.name_score import name_score
from screener.domain.consignment import Party, PartyRole
from screener.kernels.word_pairs import ALL_RULES, Rule
from screener.matching.finder import find
from screener.search import layers
from screener.search.prefilter import may_match
from screener.search.watchlist import Watchlist
from topologies.json_output import json_text

FILES = (PEOPLE[0], "cases/names/innocent_people_global.csv", COMPANIES[0])
"""The innocent names, in the reference data."""

LENGTHS = "lengths"
"""The rule of the layers that compares no more than the lengths of both names."""

BATCH = 2_000


class Result(Struct, frozen=True):
    """How many full comparisons there are without a rule, and how many names have findings; `saved` is the share that the rule saves."""

    rule: str
    comparisons: int
    found: int
    saved: float


@click.command()
@click.option(
    "--names", default=50_000, show_default=True, type=click.IntRange(min=100), help="Innocent names, at most."
)
@click.option("--seed", default=SEED, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def prefilter(names: int, seed: int, *, as_json: bool) -> None:
    """Search for innocent names with all rules of the prefilter, and without each of them."""
    watchlist = Watchlist(reference_inputs().listed)
    results = measure(watchlist, innocent_names(names, seed))
    if as_json:
        click.echo(json_text(results))
    else:
        _show(results, Console())


def innocent_names(count: int, seed: int = SEED) -> list[str]:
    """So many different innocent people and companies of the reference data, the same with the same seed."""
    paths = [reference_data() / file for file in FILES]
    names = list(dict.fromkeys(name for path in paths for name in read_names(path.name, path.read_bytes())))
    return Random(seed).sample(names, min(count, len(names)))


def measure(watchlist: Watchlist, names: Sequence[str]) -> list[Result]:
    """With all rules first, then without each."""
    with_all, found = _comparisons(watchlist, names)
    results = [Result("", with_all, found, 0.0)]
    for rule in (*Rule, LENGTHS):
        with _without(rule):
            comparisons, found = _comparisons(watchlist, names)
        saved = round(1 - with_all / comparisons, 4) if comparisons else 0.0
        results.append(Result(rule.name or "" if isinstance(rule, Rule) else rule, comparisons, found, saved))
    return results


@contextmanager
def _without(rule: Rule | str) -> Iterator[None]:
    if isinstance(rule, Rule):
        with patch.object(layers, "may_match", partial(may_match, rules=ALL_RULES & ~rule)):
            yield
    else:
        with patch.object(layers, "lengths_differ_too_much", _never):
            yield


def _never(text: NDArray[np.int64], *_: object) -> NDArray[np.bool_]:
    return np.zeros(len(text), np.bool_)


def _comparisons(watchlist: Watchlist, names: Sequence[str]) -> tuple[int, int]:
    """How many full comparisons a search takes, and how many names have findings."""
    forget(watchlist)
    found = 0
    for at in range(0, len(names), BATCH):
        found += len(find([Party(PartyRole.CONSIGNEE, name) for name in names[at : at + BATCH]], watchlist))
    calls = name_score.cache_info()
    return calls.hits + calls.misses, found


def _show(results: Sequence[Result], console: Console) -> None:
    table = Table("without", title="Full comparisons", title_justify="left")
    for heading in ("comparisons", "names with findings", "saved by the rule"):
        table.add_column(heading, justify="right")
    for each in results:
        saved = f"{each.saved:.1%}" if each.rule else ""
        rule = each.rule.lower().replace("_", " ") or "(all rules apply)"
        table.add_row(rule, f"{each.comparisons:,}", f"{each.found:,}", saved)
    console.print(table)
