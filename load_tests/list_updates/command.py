"""How soon a delta of the lists is in force, and how long a thread of the worker stands still meanwhile."""

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median

import click
import msgspec
from msgspec import Struct, structs
from rich.console import Console
from rich.table import Table

from load_tests.inputs.lists import inputs
from schemas.messages import SnapshotMarker
from screener.domain.decision import outcome_id
from screener.domain.listed_party import ListedParty, ListName
from screener.search.watchlist import content_version
from topologies.json_output import json_text
from topologies.kafka.broker import bootstrap_for
from topologies.kafka.compacted_topics import Writer
from topologies.kafka.topic_admin import prepare_topics
from topologies.reference.follower import Follower
from topologies.settings import Settings
from topologies.topics import WATCHLIST
from topologies.worker import logs
from topologies.worker.metrics import Metrics

TICK = 0.001
SECONDS = 60.0


class Figures(Struct, frozen=True):
    """Medians and worst of the rounds, in milliseconds; `quiet` is the longest pause of the same thread without a delta."""

    records: int
    changed: int
    rounds: int
    in_force_ms: float
    in_force_worst_ms: float
    pause_ms: float
    pause_worst_ms: float
    quiet_pause_ms: float


class Ticker:
    """A thread that wants to run every millisecond, and the longest that it was kept from it."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        last = time.perf_counter()
        while not self._stopped.is_set():
            time.sleep(TICK)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last - TICK)
            last = now

    def stop(self) -> float:
        """End it; the longest pause, in milliseconds."""
        self._stopped.set()
        self._thread.join()
        return self.longest * 1_000


@click.command()
@click.option("--records", default=0, type=click.IntRange(0), help="Listed parties.  [default: the lists as they are]")
@click.option(
    "--changed", default=200, show_default=True, type=click.IntRange(2), help="Records that a delta replaces."
)
@click.option("--rounds", default=7, show_default=True, type=click.IntRange(1), help="Deltas, one after the other.")
@click.option(
    "--broker", default="kafka", show_default=True, help="kafka (one of its own), or embedded, which holds few."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def delta(records: int, changed: int, rounds: int, broker: str, *, as_json: bool) -> None:
    """Deltas through a broker: from a marker's acknowledgement to the new watchlist, and the pauses."""
    logs.set_up(Settings(log_level="error"))
    given = inputs()
    listed = list(_many(given.listed, records or len(given.listed)))
    with bootstrap_for(broker, Settings()) as bootstrap:
        prepare_topics(bootstrap, embedded=broker == "embedded")
        figures = measure(listed, changed, rounds, bootstrap)
    if as_json:
        click.echo(json_text(figures))
        return
    table = Table("records", "changed", "in force, ms (worst)", "longest pause, ms (worst)", "without a delta")
    table.add_row(
        f"{figures.records:,}",
        f"{figures.changed:,}",
        f"{figures.in_force_ms:.0f} ({figures.in_force_worst_ms:.0f})",
        f"{figures.pause_ms:.0f} ({figures.pause_worst_ms:.0f})",
        f"{figures.quiet_pause_ms:.0f}",
    )
    Console().print(table)


def measure(listed: Sequence[ListedParty], changed: int, rounds: int, bootstrap: str) -> Figures:
    """Replace `changed` of the listed parties `rounds` times, and time each."""
    writer = Writer(bootstrap, SECONDS)
    writer.publish(WATCHLIST.name, [*map(_record, listed), _marker(listed)])
    following = Follower(Settings(kafka_bootstrap=bootstrap), Metrics())
    following.start()
    try:
        if not following.wait_until_ready(SECONDS):
            raise click.ClickException(f"the lists were not read within {SECONDS:g} s: {following.waiting_for}")
        quiet = Ticker()
        time.sleep(1.0)
        quiet_pause = quiet.stop()
        times = []
        for number in range(rounds):
            listed, took = _replace(listed, min(changed, len(listed)), number, writer, following)
            times.append(took)
    finally:
        following.stop()
    waits, pauses = zip(*times, strict=True)
    return Figures(len(listed), changed, rounds, median(waits), max(waits), median(pauses), max(pauses), quiet_pause)


def _replace(
    listed: Sequence[ListedParty], changed: int, number: int, writer: Writer, following: Follower
) -> tuple[Sequence[ListedParty], tuple[float, float]]:
    first = number * changed % max(1, len(listed) - changed)
    gone = listed[first : first + changed]
    come = [structs.replace(each, id=f"{each.list}:{outcome_id(each.id, str(number))}") for each in gone]
    then = [*listed[:first], *come, *listed[first + changed :]]
    marker, before = _marker(then), following.reference
    ticker = Ticker()
    writer.publish(WATCHLIST.name, [*((each.id.encode(), None) for each in gone), *map(_record, come)])
    writer.publish(WATCHLIST.name, [marker])
    started = time.perf_counter()
    while following.reference is before:
        if time.perf_counter() > started + SECONDS:
            raise click.ClickException(f"a delta was not in force within {SECONDS:g} s")
        time.sleep(TICK)
    took = (time.perf_counter() - started) * 1_000
    return then, (took, ticker.stop())


def _many(listed: Sequence[ListedParty], count: int) -> Iterator[ListedParty]:
    """`count` parties of one list: those given, and then the same again with a word more in each name."""
    for number in range(count):
        turn, at = divmod(number, len(listed))
        like = listed[at]
        name = f"{like.name} {outcome_id(str(turn))[:5]}" if turn else like.name
        yield structs.replace(like, id=f"sam:{outcome_id(str(number))}", list=ListName.SAM, name=name)


def _record(party: ListedParty) -> tuple[bytes, bytes]:
    return party.id.encode(), msgspec.json.encode(party)


def _marker(listed: Sequence[ListedParty]) -> tuple[bytes, bytes]:
    version = content_version(party.id for party in listed)
    made = SnapshotMarker(ListName.SAM, len(listed), version, datetime.now(UTC), "delta")
    return b"marker:sam", msgspec.json.encode(made)
