"""Timing: stages that are measured in turn on the same pieces of work, so that noise hits all of them alike."""

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
    """What a stage took, in microseconds for each unit of work: of the processor, and on the clock of the wall."""

    cpu: float
    wall: float


class Round:
    """The time of each stage, summed over the pieces of work of one round; `units` is set by the caller."""

    def __init__(self) -> None:
        self.units = 0
        self._cpu: Counter[str] = Counter()
        self._wall: Counter[str] = Counter()

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Do `work` and charge it to `stage`. Its result outlives the measurement, so that freeing it costs no stage."""
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        result = work()
        spent, passed = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
        self._cpu[stage] += spent
        self._wall[stage] += passed
        return result

    def cost(self, *stages: str) -> Cost:
        """What the stages took together for each unit."""
        cpu, wall = (sum(clock[stage] for stage in stages) / 1_000 / self.units for clock in (self._cpu, self._wall))
        return Cost(cpu, wall)


class Rounds:
    """Several rounds of the same stages, told by their medians."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = rounds

    def cost(self, *stages: str) -> Cost:
        """The median cost of the stages together."""
        costs = [each.cost(*stages) for each in self._rounds]
        return Cost(round(median(cost.cpu for cost in costs), 3), round(median(cost.wall for cost in costs), 3))

    def ratio(self, stages: tuple[str, ...], to: str) -> float:
        """The median over the rounds of the processor time of `stages` to that of the stage `to`."""
        return round(median(each.cost(*stages).cpu / each.cost(to).cpu for each in self._rounds), 3)


@contextmanager
def long_lived_apart() -> Iterator[None]:
    """What exists now (the lists, the traffic) is left alone by the garbage collector, as in a worker."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def peak_rss() -> int:
    """The most memory that this process ever held, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def forget(watchlist: Watchlist) -> None:
    """Have nothing in memory of what was screened before, as in a process that has just started."""
    watchlist.memory = Memory(watchlist.remember)
    for remembered in (name_score, parse_name, parse_word, phonetic_form):
        remembered.cache_clear()
