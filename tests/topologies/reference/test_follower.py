import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from screener.domain.policy import Policy
from screener.regime.suppression import suppression
from tests.support.builders import listed
from tests.support.worker_helpers import (
    ORION,
    VESTA,
    ControlRecord,
    encode,
    listing,
    marker,
    score,
    send,
    snapshot,
    wait_for,
)
from topologies.kafka.broker import EmbeddedBroker
from topologies.kafka.topic_admin import touch_topics
from topologies.reference.follower import Follower
from topologies.reference.snapshot import Reference
from topologies.settings import Settings
from topologies.worker.metrics import Metrics

CONTROL = ("watchlist", "posts", "policy", "suppressions", "holds")


class Told:
    """Who is told about the reference data."""

    def __init__(self) -> None:
        self.references: list[Reference] = []
        self.refused: list[str] = []

    def on_reference(self, reference: Reference, closed: float) -> None:
        assert closed > time.time() - 60
        self.references.append(reference)

    def on_refused(self, topic: str) -> None:
        self.refused.append(topic)


@pytest.fixture
def bootstrap() -> Iterator[str]:
    """An in-memory cluster with the control topics."""
    with EmbeddedBroker() as broker:
        touch_topics(broker.bootstrap)
        yield broker.bootstrap


@contextmanager
def following(bootstrap: str) -> Iterator[tuple[Follower, Told]]:
    """The control topics, followed."""
    told = Told()
    made = Follower(Settings(kafka_bootstrap=bootstrap), told)
    made.start()
    try:
        yield made, told
    finally:
        made.stop()
    assert made.failure is None


def publish(bootstrap: str, records: Iterable[ControlRecord], topic: str = "watchlist") -> None:
    send(bootstrap, topic, records)


def names(made: Follower) -> set[str]:
    return {party.name for party in made.reference.watchlist.parties} if made.reference else set()


def has(made: Follower, *wanted: str) -> Callable[[], bool]:
    return lambda: names(made) == set(wanted)


def test_without_a_list_it_says_what_it_waits_for(bootstrap: str) -> None:
    """Nobody is screened against nothing: it is not ready, and says which command loads a list; then it is ready."""
    with following(bootstrap) as (made, told):
        assert made.not_ready == "the control topics are being read"
        wait_for(lambda: "screener lists load" in made.not_ready)
        assert not made.wait_until_ready(0.1)
        assert told.references == []
        publish(bootstrap, snapshot(ORION))
        assert made.wait_until_ready(5)
        assert names(made) == {ORION.name}
        assert made.not_ready == ""
    assert len(told.references) == 1


def test_it_is_not_ready_while_the_lists_are_being_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Building takes a moment, in which no one is screened: a worker that called itself ready would be given work."""
    made = Follower(Settings(), Told())
    for key, value in snapshot(ORION):
        made._lists.apply(key, value)
    build, seen = made._lists.watchlist, []

    def slowly(*given: object) -> object:
        seen.append(made.not_ready)
        return build(*given)  # type: ignore[arg-type] # whatever it was given

    monkeypatch.setattr(made._lists, "watchlist", slowly)
    made._refresh()
    assert seen == ["the lists are being built"]
    assert made.not_ready == ""


def test_it_is_ready_only_once_all_topics_are_read_to_their_end(bootstrap: str) -> None:
    """The first reference has all that stood on the topics: long lists, scorecards, the policy, the suppressions."""
    publish(bootstrap, snapshot(*(listed(f"FIRM NUMBER {number}") for number in range(3_000))))
    publish(bootstrap, [score(f"{2000 + n}Q1", 10.0) for n in range(500)], "posts")
    publish(bootstrap, [(b"policy", encode(Policy(version="2026-07", hold_at=0.9)))], "policy")
    quiet = [
        suppression(f"{number}", "A", "sam:1", "B", officer="C", reason="D", decided=datetime.now(UTC))
        for number in range(700)
    ]
    publish(bootstrap, [(each.id.encode(), encode(each)) for each in quiet], "suppressions")
    with following(bootstrap) as (made, told):
        assert made.wait_until_ready(10)
        (first,) = told.references
        assert len(first.watchlist) == 3_000
        assert len(first.suppressions) == 700
        assert len(first.scorecards.by_operator["CNA"]) == 500
        assert first.policy.hold_at == 0.9
        assert made.reference is first


def test_a_new_list_is_swapped_in_whole(bootstrap: str) -> None:
    """Within seconds of its marker, and not a record before it, the new list is in force; the old one stays as it was."""
    publish(bootstrap, snapshot(ORION))
    with following(bootstrap) as (made, told):
        assert made.wait_until_ready(5)
        old = made.reference
        publish(bootstrap, [listing(VESTA), (ORION.id.encode(), None)])
        wait_for(lambda: "where its marker says" in made.waiting_for, what="the notice that the list is not whole")
        assert made.reference is old
        assert made.not_ready == ""
        publish(bootstrap, [marker([VESTA])])
        wait_for(has(made, VESTA.name), 5)
        assert old is not None
        assert [party.name for party in old.watchlist.parties] == [ORION.name]
    assert [len(each.watchlist) for each in told.references] == [1, 1]
    assert "watchlist" in told.refused


def test_a_record_that_is_garbage_is_refused_and_the_reading_goes_on(bootstrap: str) -> None:
    """Each refusal is counted by topic; what came before stays in force, what comes after is taken."""
    publish(bootstrap, snapshot(ORION))
    with following(bootstrap) as (made, told):
        assert made.wait_until_ready(5)
        garbage = [b"", b"\xff\xfe", b"{", b"[]", b"null", b'{"version":1}', b"[" * 100_000, b'{"tiers":"none"}']
        for topic in CONTROL:
            publish(bootstrap, [(b"garbage", value) for value in garbage], topic)
        publish(bootstrap, [(b"marker:sam", b"{")])
        publish(bootstrap, [(b"policy", encode(Policy(version="after")))], "policy")
        wait_for(lambda: made.reference and made.reference.policy.version.startswith("after"))
        assert names(made) == {ORION.name}
        publish(bootstrap, snapshot(VESTA, ORION))
        wait_for(has(made, ORION.name, VESTA.name))
        wait_for(lambda: len(told.refused) >= len(CONTROL) * len(garbage) + 1)
    assert set(told.refused) == set(CONTROL)


def test_a_policy_or_a_scorecard_makes_a_new_reference_with_the_same_list(bootstrap: str) -> None:
    """What did not change is not built again: the automaton of the list stays the same object."""
    publish(bootstrap, snapshot(ORION))
    with following(bootstrap) as (made, told):
        assert made.wait_until_ready(5)
        before = made.reference
        publish(bootstrap, [score("2026Q1", 10.0)], "posts")
        wait_for(lambda: made.reference is not before)
        assert before is not None
        assert made.reference is not None
        assert made.reference.watchlist is before.watchlist
        assert "CNA" in made.reference.scorecards.by_operator
    versions = [each.versions for each in told.references]
    assert len(set(map(str, versions))) == 2


def test_the_same_list_again_is_no_new_reference(bootstrap: str) -> None:
    """A daily load that changed nothing swaps nothing; the metrics keep the age of the newest closing."""
    publish(bootstrap, snapshot(ORION))
    with following(bootstrap) as (made, told):
        assert made.wait_until_ready(5)
        before = made.reference
        publish(bootstrap, snapshot(ORION))
        publish(bootstrap, [(b"garbage", b"{")])
        wait_for(lambda: told.refused)
        assert made.reference is before


def test_a_list_confirmed_today_is_young(bootstrap: str) -> None:
    """The age of the list is that of its newest marker, also where the content is the same."""
    metrics = Metrics()
    month_ago = time.time() - 30 * 86_400

    def age() -> float:
        return metrics.registry.get_sample_value("screener_list_age_seconds") or 0.0

    publish(bootstrap, [listing(ORION), marker([ORION], closed=datetime.fromtimestamp(month_ago, UTC))])
    made = Follower(Settings(kafka_bootstrap=bootstrap), metrics)
    made.start()
    try:
        assert made.wait_until_ready(5)
        assert age() > 29 * 86_400
        publish(bootstrap, [marker([ORION])])
        wait_for(lambda: age() < 60, 5, "a young list")
    finally:
        made.stop()


def test_the_wait_ends_when_it_is_told_to_stop(bootstrap: str) -> None:
    """A worker that is asked to stop before it is ready stops."""
    with following(bootstrap) as (made, _):
        started = time.monotonic()
        assert not made.wait_until_ready(60, lambda: time.monotonic() > started + 0.2)
        assert time.monotonic() < started + 5


def test_what_the_reading_fails_on_is_raised() -> None:
    """Without a broker the wait ends with the error, not with patience."""
    made = Follower(Settings(kafka_bootstrap="127.0.0.1:9", connect_seconds=0.2), Told())
    made.start()
    with pytest.raises(Exception, match="TRANSPORT"):
        made.wait_until_ready(10)
    made.stop()
    assert made.failure is not None
