"""Screens innocent names against a list, with the screener and, in another process, with nomenklatura's logic-v2."""

import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from random import Random

import msgspec
from msgspec import Struct

from load_tests.inputs.checkout import ROOT
from load_tests.inputs.lists import SEED, inputs
from load_tests.inputs.timing import forget, long_lived_objects_frozen
from screener.domain.consignment import Party, PartyRole
from screener.domain.listed_party import PartyKind
from screener.matching.finder import find
from screener.names.distinctive_words import significant_words
from screener.names.normalisation import normalised_words
from screener.search.watchlist import Watchlist
from topologies.settings import UsageError

EXTRAS = ROOT / ".venv" / "peer"
"""The packages of the group `peer`, apart from the screener's: nomenklatura needs rigour's Python wrappers and PyICU."""

SCHEMA = {PartyKind.PERSON: "Person", PartyKind.FIRM: "Company"}
BATCH = 400
ROUNDS = 3


class PeerFigures(Struct, frozen=True):
    """Names a second that each screens against the whole list, and the ratio of both."""

    listed_names: int
    names: int
    names_per_second: float
    peer_names: int
    peer_pairs: int
    peer_microseconds_a_pair: float
    peer_names_per_second: float
    ratio: float


def measure(names: int, peer_names: int) -> PeerFigures:
    """Measures both. Raises `UsageError` where nomenklatura is not installed."""
    if not (EXTRAS / "nomenklatura").is_dir():
        raise UsageError(f"the peer is not installed: {_how_to_install()}")
    given = inputs()
    watchlist = Watchlist(given.listed)
    mixed = Random(SEED).sample([*given.people, *given.companies], min(names, len(given.people) + len(given.companies)))
    with long_lived_objects_frozen():
        seconds = min(_screened(mixed, watchlist) for _ in range(ROUNDS))
    sample = mixed[:peer_names]
    answer = _scored(_blocked(sample, watchlist))
    rate, peer_rate = len(mixed) / seconds, len(sample) / answer["seconds"]
    return PeerFigures(
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
    """The seconds to screen every name with empty caches."""
    forget(watchlist)
    parties = [Party(PartyRole.SHIPPER, name) for name in names]
    began = time.perf_counter()
    for at in range(0, len(parties), BATCH):
        find(parties[at : at + BATCH], watchlist)
    return time.perf_counter() - began


def _blocked(sample: Sequence[str], watchlist: Watchlist) -> list[dict[str, object]]:
    """For each name the distinct listed names that share a significant word with it."""
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


def _scored(queries: list[dict[str, object]]) -> dict[str, float]:
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
