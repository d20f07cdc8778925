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


class Observed:
    """An observer that keeps what it sees."""

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
def following(bootstrap: str) -> Iterator[tuple[Follower, Observed]]:
    """A follower of the control topics, started."""
    observed = Observed()
    follower = Follower(Settings(kafka_bootstrap=bootstrap), observed)
    follower.start()
    try:
        yield follower, observed
    finally:
        follower.stop()
    assert follower.failure is None


def publish(bootstrap: str, records: Iterable[ControlRecord], topic: str = "watchlist") -> None:
    send(bootstrap, topic, records)


def names(follower: Follower) -> set[str]:
    return {party.name for party in follower.reference.watchlist.parties} if follower.reference else set()


def has(follower: Follower, *wanted: str) -> Callable[[], bool]:
    return lambda: names(follower) == set(wanted)


def test_without_a_list_the_follower_says_what_it_waits_for(bootstrap: str) -> None:
    """It is not ready, and names the command that loads a list; with a list it is ready."""
    with following(bootstrap) as (follower, observed):
        assert follower.not_ready == "the control topics are being read"
        wait_for(lambda: "screener lists load" in follower.not_ready)
        assert not follower.wait_until_ready(0.1)
        assert observed.references == []
        publish(bootstrap, snapshot(ORION))
        assert follower.wait_until_ready(60)
        assert names(follower) == {ORION.name}
        assert follower.not_ready == ""
    assert len(observed.references) == 1


def test_the_follower_is_not_ready_while_the_lists_are_being_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that reported itself ready would be given partitions, and could not screen yet."""
    follower = Follower(Settings(), Observed())
    for key, value in snapshot(ORION):
        follower._lists.apply(key, value)
    build, seen = follower._lists.watchlist, []

    def slowly(*given: object) -> object:
        seen.append(follower.not_ready)
        return build(*given)  # type: ignore[arg-type] # whatever it was given

    monkeypatch.setattr(follower._lists, "watchlist", slowly)
    follower._refresh()
    assert seen == ["the lists are being built"]
    assert follower.not_ready == ""


def test_the_follower_is_ready_only_once_all_topics_are_read_to_their_end(bootstrap: str) -> None:
    """The first reference has everything on the topics: a long list, the scorecards, the policy, the suppressions."""
    publish(bootstrap, snapshot(*(listed(f"FIRM NUMBER {number}") for number in range(3_000))))
    publish(bootstrap, [score(f"{2000 + n}Q1", 10.0) for n in range(500)], "posts")
    publish(bootstrap, [(b"policy", encode(Policy(version="2026-07", hold_at=0.9)))], "policy")
    quiet = [
        suppression(f"{number}", "A", "sam:1", "B", officer="C", reason="D", decided=datetime.now(UTC))
        for number in range(700)
    ]
    publish(bootstrap, [(each.id.encode(), encode(each)) for each in quiet], "suppressions")
    with following(bootstrap) as (follower, observed):
        assert follower.wait_until_ready(60)
        (first,) = observed.references
        assert len(first.watchlist) == 3_000
        assert len(first.suppressions) == 700
        assert len(first.scorecards.by_operator["CNA"]) == 500
        assert first.policy.hold_at == 0.9
        assert follower.reference is first


def test_a_new_list_is_swapped_in_whole(bootstrap: str) -> None:
    """The new list is in force after its marker, and not before; the old snapshot stays as it was."""
    publish(bootstrap, snapshot(ORION))
    with following(bootstrap) as (follower, observed):
        assert follower.wait_until_ready(60)
        old = follower.reference
        publish(bootstrap, [listing(VESTA), (ORION.id.encode(), None)])
        wait_for(lambda: "where its marker says" in follower.waiting_for, what="report that the list is not whole")
        assert follower.reference is old
        assert follower.not_ready == ""
        publish(bootstrap, [marker([VESTA])])
        wait_for(has(follower, VESTA.name))
        assert old is not None
        assert [party.name for party in old.watchlist.parties] == [ORION.name]
    assert [len(each.watchlist) for each in observed.references] == [1, 1]
    assert "watchlist" in observed.refused


def test_a_record_that_cannot_be_decoded_is_refused(bootstrap: str) -> None:
    """Each refusal is counted by topic; what came before stays in force, and what follows is applied."""
    publish(bootstrap, snapshot(ORION))
    with following(bootstrap) as (follower, observed):
        assert follower.wait_until_ready(60)
        garbage = [b"", b"\xff\xfe", b"{", b"[]", b"null", b'{"version":1}', b"[" * 100_000, b'{"tiers":"none"}']
        for topic in CONTROL:
            publish(bootstrap, [(b"garbage", value) for value in garbage], topic)
        publish(bootstrap, [(b"marker:sam", b"{")])
        publish(bootstrap, [(b"policy", encode(Policy(version="after")))], "policy")
        wait_for(lambda: follower.reference and follower.reference.policy.version.startswith("after"))
        assert names(follower) == {ORION.name}
        publish(bootstrap, snapshot(VESTA, ORION))
        wait_for(has(follower, ORION.name, VESTA.name))
        wait_for(lambda: len(observed.refused) >= len(CONTROL) * len(garbage) + 1)
    assert set(observed.refused) == set(CONTROL)


def test_a_policy_or_a_scorecard_makes_a_new_reference_with_the_same_list(bootstrap: str) -> None:
    """What did not change is not built again: the watchlist stays the same object."""
    publish(bootstrap, snapshot(ORION))
    with following(bootstrap) as (follower, observed):
        assert follower.wait_until_ready(60)
        before = follower.reference
        publish(bootstrap, [score("2026Q1", 10.0)], "posts")
        wait_for(lambda: follower.reference is not before)
        assert before is not None
        assert follower.reference is not None
        assert follower.reference.watchlist is before.watchlist
        assert "CNA" in follower.reference.scorecards.by_operator
    versions = [each.versions for each in observed.references]
    assert len(set(map(str, versions))) == 2


def test_an_unchanged_list_makes_no_new_reference(bootstrap: str) -> None:
    """A daily load without a change replaces nothing."""
    publish(bootstrap, snapshot(ORION))
    with following(bootstrap) as (follower, observed):
        assert follower.wait_until_ready(60)
        before = follower.reference
        publish(bootstrap, snapshot(ORION))
        publish(bootstrap, [(b"garbage", b"{")])
        wait_for(lambda: observed.refused)
        assert follower.reference is before


def test_a_load_without_a_change_makes_the_list_younger(bootstrap: str) -> None:
    """The age of the list counts from its newest marker, even if the content is the same."""
    metrics = Metrics()
    month_ago = time.time() - 30 * 86_400

    def age() -> float:
        return metrics.registry.get_sample_value("screener_list_age_seconds") or 0.0

    publish(bootstrap, [listing(ORION), marker([ORION], closed=datetime.fromtimestamp(month_ago, UTC))])
    follower = Follower(Settings(kafka_bootstrap=bootstrap), metrics)
    follower.start()
    try:
        assert follower.wait_until_ready(60)
        assert age() > 29 * 86_400
        publish(bootstrap, [marker([ORION])])
        wait_for(lambda: age() < 60, 30, "younger list")
    finally:
        follower.stop()


def test_the_wait_ends_on_a_signal_to_stop(bootstrap: str) -> None:
    """A worker that is stopped before it is ready stops at once."""
    with following(bootstrap) as (follower, _):
        started = time.monotonic()
        assert not follower.wait_until_ready(60, lambda: time.monotonic() > started + 0.2)
        assert time.monotonic() < started + 5


def test_the_error_of_the_reading_thread_is_raised() -> None:
    """Without a broker the wait ends with the error, and not at its deadline."""
    follower = Follower(Settings(kafka_bootstrap="127.0.0.1:9", connect_seconds=0.2), Observed())
    follower.start()
    with pytest.raises(Exception, match="TRANSPORT"):
        follower.wait_until_ready(60)
    follower.stop()
    assert follower.failure is not None
