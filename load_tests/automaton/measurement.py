"""Measures one automaton: `python -m load_tests.automaton.measurement LIST` prints the figures as JSON."""

import gc
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median

import msgspec
import numpy as np

from load_tests.automaton.figures import AutomatonFigures
from load_tests.inputs.lists import SEED, Inputs, inputs
from load_tests.inputs.many_names import many_parties
from load_tests.inputs.pauses import PauseMeter
from screener.domain.listed_party import ListedParty
from screener.kernels.packed_strings import PackedStrings
from screener.names.normalisation import normalised_words
from screener.search.automaton import Automaton
from screener.search.name_entries import entries_of

LISTS = "lists"
"""Stands for the listed parties of `inputs()` in place of a number of invented names."""

BATCH = 500
TEXTS = 20_000
PAGE = os.sysconf("SC_PAGE_SIZE")
SETTLE_SECONDS = 0.05


def measure(which: str) -> AutomatonFigures:
    """The cost of an automaton of the listed names, or of that many invented ones (`which` is `LISTS` or a number)."""
    given = inputs()
    names, whole = _names(_parties(which, given))
    texts = _texts(given)
    Automaton(PackedStrings.of(["a name"])).hits(texts.slice(0, BATCH))  # loads the kernels
    gc.collect()
    before, began = _rss(), time.perf_counter()
    with PauseMeter() as build_pause:
        automaton = Automaton(names, whole)
    seconds = time.perf_counter() - began
    memory = _rss() - before
    size, patterns, microseconds = automaton.size, automaton.patterns, _search_microseconds(automaton, texts)
    with PauseMeter() as drop_pause:
        time.sleep(SETTLE_SECONDS)
        del automaton
    return AutomatonFigures(
        list=given.lists_from if which == LISTS else "invented names",
        names=len(names),
        patterns=patterns,
        build_seconds=round(seconds, 3),
        build_pause_ms=round(build_pause.milliseconds, 1),
        drop_pause_ms=round(drop_pause.milliseconds, 1),
        memory=memory,
        size=size,
        microseconds=round(microseconds, 3),
    )


def _parties(which: str, given: Inputs) -> Sequence[ListedParty]:
    return given.listed if which == LISTS else list(many_parties(given.listed[0], int(which)))


def _names(parties: Sequence[ListedParty]) -> tuple[PackedStrings, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    entries = entries_of(parties, 0)
    whole = np.fromiter((entry.weak for entry in entries), np.bool_, len(entries))
    return PackedStrings.of([entry.normalised for entry in entries]), whole


def _texts(given: Inputs) -> PackedStrings:
    """Innocent names of people and firms, normalised; listed names where no innocent ones are given."""
    names = [*given.people, *given.companies] or [party.name for party in given.listed]
    chosen = Random(SEED).sample(names, min(TEXTS, len(names)))
    return PackedStrings.of([" ".join(words) for words in normalised_words(chosen)])


def _search_microseconds(automaton: Automaton, texts: PackedStrings) -> float:
    times = []
    for first in range(0, len(texts), BATCH):
        batch = texts.slice(first, min(first + BATCH, len(texts)))
        began = time.perf_counter()
        automaton.hits(batch)
        times.append((time.perf_counter() - began) / len(batch) * 1e6)
    return median(times)


def _rss() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(measure(sys.argv[1])))
