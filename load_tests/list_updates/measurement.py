"""Deltas of the lists through a broker to a follower: until each is in force, and how long another thread is blocked meanwhile."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median

import msgspec
from msgspec import structs

from load_tests.inputs.pauses import TICK_SECONDS, PauseMeter
from load_tests.list_updates.figures import DeltaFigures
from schemas.messages import SnapshotMarker
from screener.domain.decision import outcome_id
from screener.domain.listed_party import ListedParty, ListName
from screener.search.watchlist import content_version
from topologies.kafka.compacted_topics import Writer
from topologies.reference.follower import Follower
from topologies.settings import Settings, UsageError
from topologies.topics import WATCHLIST
from topologies.worker.metrics import Metrics

PATIENCE_SECONDS = 60.0


def measure(listed: Sequence[ListedParty], changed: int, rounds: int, bootstrap: str) -> DeltaFigures:
    """Replaces `changed` of the listed parties in each round. Raises `UsageError` where the lists do not take force."""
    writer = Writer(bootstrap, PATIENCE_SECONDS)
    writer.publish(WATCHLIST.name, [*map(_record, listed), _marker(listed)])
    follower = Follower(Settings(kafka_bootstrap=bootstrap), Metrics())
    follower.start()
    try:
        if not follower.wait_until_ready(PATIENCE_SECONDS):
            raise UsageError(f"the lists were not read within {PATIENCE_SECONDS:g} s: {follower.waiting_for}")
        with PauseMeter() as quiet:
            time.sleep(1.0)
        times = []
        for number in range(rounds):
            listed, took = _replace(listed, min(changed, len(listed)), number, writer, follower)
            times.append(took)
    finally:
        follower.stop()
    waits, pauses = zip(*times, strict=True)
    return DeltaFigures(
        len(listed), changed, rounds, median(waits), max(waits), median(pauses), max(pauses), quiet.milliseconds
    )


def _replace(
    listed: Sequence[ListedParty], changed: int, number: int, writer: Writer, follower: Follower
) -> tuple[Sequence[ListedParty], tuple[float, float]]:
    """The parties after round `number`; the milliseconds until they were in force, and the longest pause."""
    first = number * changed % max(1, len(listed) - changed)
    ended = listed[first : first + changed]
    added = [structs.replace(each, id=f"{each.list}:{outcome_id(each.id, str(number))}") for each in ended]
    then = [*listed[:first], *added, *listed[first + changed :]]
    marker, before = _marker(then), follower.reference
    with PauseMeter() as pause:
        writer.publish(WATCHLIST.name, [*((each.id.encode(), None) for each in ended), *map(_record, added)])
        writer.publish(WATCHLIST.name, [marker])
        started = time.perf_counter()
        while follower.reference is before:
            if time.perf_counter() > started + PATIENCE_SECONDS:
                raise UsageError(f"a delta was not in force within {PATIENCE_SECONDS:g} s")
            time.sleep(TICK_SECONDS)
        milliseconds = (time.perf_counter() - started) * 1_000
    return then, (milliseconds, pause.milliseconds)


def parties_of_one_list(listed: Sequence[ListedParty], count: int) -> Iterator[ListedParty]:
    """`count` parties of one list: those given, then the same again with another word in each name."""
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
