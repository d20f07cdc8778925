"""Timing: stages are measured in turn on the same pieces of work, so that noise affects all of them alike."""

import gc
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import TypeVar

from msgspec import Struct

from screener.comparison.name_parts import parse_name, parse_word
from screener.comparison.name_score import name_score
from screener.comparison.phonetic_form import phonetic_form
from screener.search.watchlist import Memory, Watchlist

T = TypeVar("T")


class Cost(Struct, frozen=True):
    """The cost of a stage in microseconds a unit of work: processor time, and time by the wall clock."""

    cpu: float
    wall: float


class Round:
    """The time of each stage, summed over one round; the caller sets `units`, the number of units of work."""

    def __init__(self) -> None:
        self.units = 0
        self._cpu: Counter[str] = Counter()
        self._wall: Counter[str] = Counter()

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Runs `work` and adds its time to `stage`. The result outlives the measurement, so that no stage pays for freeing it."""
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        result = work()
        spent, passed = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
        self._cpu[stage] += spent
        self._wall[stage] += passed
        return result

    def cost(self, *stages: str) -> Cost:
        """The cost of these stages together."""
        cpu, wall = (sum(clock[stage] for stage in stages) / 1_000 / self.units for clock in (self._cpu, self._wall))
        return Cost(cpu, wall)


class Rounds:
    """Several rounds of the same stages, summarised by medians."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = rounds

    def cost(self, *stages: str) -> Cost:
        """The median cost of these stages together."""
        costs = [each.cost(*stages) for each in self._rounds]
        return Cost(round(median(cost.cpu for cost in costs), 3), round(median(cost.wall for cost in costs), 3))

    def ratio(self, stages: tuple[str, ...], to: str) -> float:
        """The median over the rounds of the processor time of `stages` divided by that of the stage `to`."""
        return round(median(each.cost(*stages).cpu / each.cost(to).cpu for each in self._rounds), 3)


@contextmanager
def long_lived_objects_frozen() -> Iterator[None]:
    """The garbage collector ignores what exists now (the lists, the traffic), as in a worker."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def peak_rss() -> int:
    """The peak memory of this process, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def forget(watchlist: Watchlist) -> None:
    """Clears every cache of earlier screening, as in a process that has just started."""
    watchlist.memory = Memory(watchlist.remember)
    for remembered in (name_score, parse_name, parse_word, phonetic_form):
        remembered.cache_clear()
