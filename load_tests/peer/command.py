"""`python -m load_tests peer`: names a second against a whole list, beside nomenklatura's logic-v2 on blocked candidates."""

import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from random import Random

import click
import msgspec
from msgspec import Struct
from rich.console import Console

from load_tests.inputs.lists import SEED, inputs
from load_tests.inputs.timing import forget, long_lived_objects_frozen
from screener.domain.consignment import Party, PartyRole
from screener.domain.listed_party import PartyKind
from screener.matching.finder import find
from screener.names.distinctive_words import significant_words
from screener.names.normalisation import normalised_words
from screener.search.watchlist import Watchlist
from topologies.json_output import json_text
from topologies.settings import UsageError

ROOT = Path(__file__).resolve().parents[2]
EXTRAS = ROOT / ".venv" / "peer"
"""Where the packages of the group `peer` lie: nomenklatura wants rigour's Python wrappers, and with them PyICU."""

SCHEMA = {PartyKind.PERSON: "Person", PartyKind.FIRM: "Company"}
AT_ONCE = 400
ROUNDS = 3


class Result(Struct, frozen=True):
    """Names screened against the whole list in a second by either, in one run, and the ratio."""

    listed_names: int
    names: int
    names_per_second: float
    peer_names: int
    peer_pairs: int
    peer_microseconds_a_pair: float
    peer_names_per_second: float
    ratio: float


@click.command()
@click.option(
    "--names", default=20_000, show_default=True, type=click.IntRange(min=500), help="Screened by the screener."
)
@click.option("--peer-names", default=60, show_default=True, type=click.IntRange(min=5), help="Screened by logic-v2.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")
def peer(names: int, peer_names: int, *, as_json: bool) -> int:
    """Screen innocent names against the list, here and with logic-v2 on the names of the list that share a word."""
    result = measure(names, peer_names)
    if as_json:
        click.echo(json_text(result))
        return 0
    console = Console(soft_wrap=True)
    console.print(f"{result.listed_names:,} listed names. The screener: {result.names_per_second:,.0f} names/s.")
    console.print(
        f"logic-v2: {result.peer_pairs / result.peer_names:,.0f} candidates a name share a word with it, "
        f"{result.peer_microseconds_a_pair:.0f} µs each: {result.peer_names_per_second:,.2f} names/s."
    )
    console.print(f"{result.ratio:,.0f} times as many.")
    return 0


def measure(names: int, peer_names: int) -> Result:
    """The figures. Raises `UsageError` where nomenklatura is not installed."""
    if not (EXTRAS / "nomenklatura").is_dir():
        raise UsageError(f"the peer is not installed: {_how_to_install()}")
    given = inputs()
    watchlist = Watchlist(given.listed)
    mixed = Random(SEED).sample([*given.people, *given.companies], min(names, len(given.people) + len(given.companies)))
    with long_lived_objects_frozen():
        seconds = min(_screened(mixed, watchlist) for _ in range(ROUNDS))
    sample = mixed[:peer_names]
    answer = _asked(_blocked(sample, watchlist))
    rate, peer_rate = len(mixed) / seconds, len(sample) / answer["seconds"]
    return Result(
        listed_names=len(watchlist.names),
        names=len(mixed),
        names_per_second=round(rate, 1),
        peer_names=len(sample),
        peer_pairs=int(answer["pairs"]),
        peer_microseconds_a_pair=round(answer["seconds"] / max(1, answer["pairs"]) * 1e6, 1),
        peer_names_per_second=round(peer_rate, 3),
        ratio=round(rate / peer_rate, 1),
    )


def _screened(names: Sequence[str], watchlist: Watchlist) -> float:
    """Seconds to screen every name for the first time."""
    forget(watchlist)
    parties = [Party(PartyRole.SHIPPER, name) for name in names]
    began = time.perf_counter()
    for at in range(0, len(parties), AT_ONCE):
        find(parties[at : at + AT_ONCE], watchlist)
    return time.perf_counter() - began


def _blocked(sample: Sequence[str], watchlist: Watchlist) -> list[dict[str, object]]:
    """For each name the distinct names of the list that share a weighty word with it."""
    by_word: dict[str, set[int]] = {}
    for number, entry in enumerate(watchlist.names):
        for word in significant_words(entry.normalised.split()):
            by_word.setdefault(word, set()).add(number)
    queries: list[dict[str, object]] = []
    for name, words in zip(sample, normalised_words(sample), strict=True):
        numbers = set().union(*(by_word.get(word, set()) for word in significant_words(words)))
        entries = [watchlist.names[number] for number in sorted(numbers)]
        named = {(entry.name, SCHEMA.get(watchlist.parties[entry.party].kind, "LegalEntity")) for entry in entries}
        queries.append({"name": name, "candidates": sorted(named)})
    return queries


def _asked(queries: list[dict[str, object]]) -> dict[str, float]:
    path = os.pathsep.join([str(EXTRAS), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "load_tests.peer.logic_v2"],
        input=msgspec.json.encode(queries),
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )
    if done.returncode:
        raise UsageError(f"logic-v2 ended with exit code {done.returncode}: {done.stderr.decode()[-300:]}")
    return msgspec.json.decode(done.stdout, type=dict[str, float])


def _how_to_install() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["dependency-groups"]["peer"]
    return f"python -m pip install --target {EXTRAS.relative_to(ROOT)} {' '.join(repr(each) for each in wanted)}"
