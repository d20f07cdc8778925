import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import msgspec
import pytest

from load_tests.faults import oracle
from load_tests.faults.clock import HOUR, Clock, compiler
from load_tests.faults.feed import Acknowledged, Feed
from load_tests.faults.fleet import End, _last_complaint
from load_tests.faults.lists import listed_parties, snapshots, version
from load_tests.faults.outcomes import Outcomes
from load_tests.faults.pool import Pool, Sent, poison, salted, verbose
from load_tests.faults.result import FAIL, LEFT_OUT, PASS, verdict
from load_tests.faults.run import Options, run_scenario
from topologies.local_run.manifest_record import ManifestRecord

TODAY = date(2026, 3, 2)
VERSIONS = {"watchlist": "v1", "posts": "empty", "policy": "p"}
SHORT = Options(scale=0.03, consignments=20_000, rate=2_000)


def sent(name: str = "m1", filer: str = "QFX", held: tuple[tuple[str, str], ...] = (), bad: str = "") -> Sent:
    return Sent(ManifestRecord("manifests.express", filer, b"{}"), "" if bad else name, 0 if bad else 2, held, bad)


def acknowledged(offset: int, each: Sent, at: float = 0.0) -> Acknowledged:
    return Acknowledged("manifests.express", 0, offset, at, each)


class World:
    """A feeder's log and the outcomes for it, right until a test spoils them."""

    def __init__(self) -> None:
        self.log: list[Acknowledged] = []
        self.outcomes = Outcomes()

    def receive(self, each: Acknowledged, at: float = 1.0, **changes: object) -> None:
        receipt = {
            "id": oracle.receipt_id(each),
            "filer": each.sent.record.key,
            "manifest": each.sent.manifest,
            "consignments": each.sent.consignments,
            "versions": VERSIONS,
            "decided": "2026-03-02T12:00:00Z",
        }
        self.outcomes.take("receipts", 0, msgspec.json.encode(receipt | changes), at)

    def hold(self, consignment: str, party: str, identity: str = "h1", **changes: object) -> None:
        match: dict[str, object] = {
            "listed_party": party,
            "listed_name": "X",
            "list": "sam",
            "agency": "",
            "cbp": False,
        }
        match |= {"role": "shipper", "party_name": "X", "matched_name": "X", "score": 1.0, "evidence": []}
        hold: dict[str, object] = {
            "id": identity,
            "hold": "h",
            "event": "placed",
            "family": "HOLD",
            "codes": [],
            "mode": "express",
        }
        hold |= {"consignment": consignment, "filer": "QFX", "manifest": "m1", "cause": "listed-party", "reason": "r"}
        hold |= {"versions": VERSIONS, "decided": "2026-03-02T12:00:00Z", "match": match}
        self.outcomes.take("holds", 0, msgspec.json.encode(hold | changes), 1.0)

    def letter(self, offset: int, identity: str = "d1") -> None:
        letter = {"id": identity, "topic": "manifests.express", "partition": 0, "offset": offset, "reason": "not JSON"}
        self.outcomes.take("dead-letters", 0, msgspec.json.encode(letter), 1.0)

    def judge(self) -> oracle.Findings:
        tried = {each.sent.manifest for each in self.log}
        return oracle.judge(self.log, self.outcomes, tried, {"v1"})


@pytest.fixture
def world() -> World:
    """Three records, one with a planted hold and one unreadable, each answered."""
    made = World()
    made.log = [
        acknowledged(0, sent("m0")),
        acknowledged(1, sent("m1", held=(("express:AA1:2026-03-02", "sam:1"),))),
        acknowledged(2, sent(bad="not JSON")),
    ]
    for each in made.log:
        made.receive(each)
    made.hold("express:AA1:2026-03-02", "sam:1")
    made.letter(2)
    return made


def found(findings: oracle.Findings) -> dict[str, int]:
    return {name: len(each) for name, each in msgspec.structs.asdict(findings).items() if each}


def test_nothing_is_found_where_all_is_answered(world: World) -> None:
    """A right run has no findings, and a twin that differs only in its time is no finding either."""
    world.receive(world.log[0], decided="2026-03-02T13:00:00Z")
    assert found(world.judge()) == {}
    assert world.outcomes.repeats == {"receipts": 1}


def test_what_is_missing_is_lost(world: World) -> None:
    """A record without a receipt, without its hold, without its dead letter is lost each."""
    world.log += [acknowledged(3, sent("m3")), acknowledged(4, sent("m4", held=(("express:AA4:2026-03-02", "sam:2"),)))]
    world.log += [acknowledged(5, sent(bad="truncated"))]
    world.receive(world.log[4])
    world.receive(world.log[5])
    assert found(world.judge()) == {"lost": 3}


def test_a_receipt_that_counts_fewer_consignments_is_a_loss(world: World) -> None:
    """A manifest of two consignments whose receipt tells of one has lost the other."""
    world.log.append(acknowledged(3, sent("m3")))
    world.receive(world.log[3], consignments=1)
    assert found(world.judge()) == {"lost": 1}


@pytest.mark.parametrize("changes", [{"identity": "h2"}, {"reason": "another"}])
def test_two_ids_or_two_contents_are_doubled(world: World, changes: dict[str, str]) -> None:
    """One hold under two ids is doubled, and so is one id with two contents."""
    world.hold("express:AA1:2026-03-02", "sam:1", **changes)
    assert found(world.judge()) == {"doubled": 1}


def test_what_was_never_sent_is_a_phantom(world: World) -> None:
    """A hold, a dead letter and a receipt about nothing that was sent are phantoms."""
    world.hold("express:AA9:2026-03-02", "sam:1", "h9")
    world.letter(99, "d9")
    world.receive(acknowledged(98, sent("m98")))
    assert found(world.judge()) == {"phantom": 3}


def test_receipts_of_a_filer_keep_their_order(world: World) -> None:
    """A receipt that comes before one of an earlier record of the same filer is out of order; other filers do not matter."""
    late, early, other = acknowledged(4, sent("m4")), acknowledged(3, sent("m3")), acknowledged(5, sent("m5", "QUP"))
    world.log += [early, late, other]
    for each in (other, late, early):
        world.receive(each)
    assert found(world.judge()) == {"disorder": 1}


def test_every_manifest_names_one_version_that_was(world: World) -> None:
    """An unknown list version is found, and a hold that names another version than its receipt."""
    world.log.append(acknowledged(3, sent("m3")))
    world.receive(world.log[3], versions=VERSIONS | {"watchlist": "v0"})
    assert found(world.judge()) == {"versions": 1}


def test_recovery_waits_for_every_partition() -> None:
    """Progress is that of the slowest partition, and all is stable when what had waited is answered."""
    world = World()
    world.log = [acknowledged(0, sent("m0"), 9.0), acknowledged(1, sent("m1"), 9.5), acknowledged(2, sent("m2"), 20.0)]
    for each, at in zip(world.log, (12.0, 15.0, 30.0), strict=True):
        world.receive(each, at)
    assert oracle.recovery(world.log, world.outcomes, [oracle.Fault("x", 10.0)]) == oracle.Recovery(2.0, 5.0)


def test_a_figure_above_its_limit_or_missing_fails() -> None:
    """A run passes only where every limited figure is there and within its limit."""
    limits = {"lost": 0.0, "progress": 30.0}
    assert verdict("s", "w", {"lost": 0, "progress": 30}, {}, limits, {}).verdict == PASS
    assert verdict("s", "w", {"lost": 1, "progress": 30}, {"lost": ["m1"]}, limits, {}).broken == ("lost 1, at most 0",)
    assert verdict("s", "w", {"lost": 0}, {}, limits, {}).verdict == FAIL
    assert verdict("s", "w", {"lost": 0, "progress": 1, "x": 0.7}, {}, limits, {"x": 0.8}).verdict == FAIL


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(listed_parties(TODAY), 2_000, seed=1, today=TODAY)


def test_rounds_have_no_key_and_no_name_in_common(pool: Pool) -> None:
    """Two rounds of the pool are the same traffic with other keys, planted parties included."""
    both = list(islice(pool, 2 * len(pool.once)))
    names = [each.manifest for each in both]
    held = [pair for each in both for pair in each.held]
    assert len(set(names)) == len(names) == 2 * len(pool.once)
    assert len(set(held)) == len(held) > 10
    assert all(key.split(":")[1].encode() in each.record.value for each in both for key, _ in each.held)


def test_poison_stands_between_readable_records(pool: Pool) -> None:
    """One record in a hundred is unreadable, and says of which kind."""
    mixed = list(salted(iter(pool.once[:99] * 2), poison(pool.once), 99))
    assert [number for number, each in enumerate(mixed) if each.poison] == [99, 199]


def test_a_verbose_manifest_expects_a_hold_for_every_consignment(pool: Pool) -> None:
    """A manifest in which no weight can be read holds each of its consignments, by no listed party."""
    plain = next(each for each in pool.once if each.consignments > 1 and not each.held)
    made = verbose(plain, Random(1))
    assert len(made.held) == plain.consignments
    assert len(made.record.value) > len(plain.record.value) + 50 * plain.consignments


def test_versions_of_the_lists_differ() -> None:
    """Each version of the lists has a name of its own, the same every time."""
    listed = listed_parties(TODAY)
    assert version(snapshots(listed, 1)) != version(snapshots(listed, 2))
    assert version(snapshots(listed, 1)) == version(snapshots(listed, 1))


TELL_TIME = """
import os, struct, threading, time
day, steady = time.time(), time.monotonic()
with open(os.environ["FAULT_CLOCK"], "r+b", buffering=0) as file:
    file.write(struct.pack("=q", -86_400))
threading.Event().wait(0.05)
threading.Thread(target=time.sleep, args=(0.05,)).start()
print(round((time.time() - day) / 3_600), time.monotonic() - steady)
"""


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    if compiler() is None:
        pytest.skip("no C compiler, of which the clock of the workers is made")
    return Clock(tmp_path)


def test_the_clock_moves_the_time_of_day_alone(clock: Clock) -> None:
    """A day back from an hour ahead is 25 hours; waits and the monotonic clock last as long as ever."""
    clock.set(HOUR)
    before = datetime.now(UTC).timestamp()
    environment = {**os.environ, **clock.environment}
    done = subprocess.run(
        [sys.executable, "-c", TELL_TIME], check=True, capture_output=True, text=True, env=environment, timeout=30
    )
    hours, steady = done.stdout.split()
    assert int(hours) == -25
    assert 0.04 < float(steady) < 5
    assert datetime.now(UTC).timestamp() - before < 30  # this process goes by the machine's


def test_parties_are_listed_alike_on_the_days_around() -> None:
    """Whom traffic is planted with is excluded a day earlier and a day later as well, or not at all."""
    listed = listed_parties(TODAY)
    days = [TODAY + timedelta(days=number) for number in (-1, 0, 1)]
    assert len(listed) > 100
    assert all(len({each.active_on(day) for day in days}) == 1 for each in listed)


def test_a_crash_is_told_with_what_the_worker_said(tmp_path: Path) -> None:
    """The reason stands in its log, not always in the last line, and the log goes away with the run."""
    log = tmp_path / "w0.log"
    assert str(End("w0", -9, expected=False, said=_last_complaint(log))) == "w0 ended with -9: it said nothing"
    log.write_text("begins\nthe consumer cannot go on; the process ends\nTraceback\n")
    assert _last_complaint(log) == "the consumer cannot go on; the process ends"
    log.write_text("begins\nready\n")
    assert str(End("w0", 1, expected=False, said=_last_complaint(log))) == "w0 ended with 1: ready"


def test_traffic_that_runs_out_is_told(embedded: str, pool: Pool) -> None:
    """A run that fed less than it should proves nothing: it is a failure of the run."""
    feed = Feed(embedded, pool.once[:1])
    feed.start(1_000.0)
    deadline = time.monotonic() + 10
    while not feed.failures and time.monotonic() < deadline:
        time.sleep(0.02)
    feed.stop()
    assert feed.failures == ["the traffic has come to its end before the run"]


@pytest.mark.kafka
@pytest.mark.parametrize("name", ["kill9", "broker-restart", "poison", "reloads", "clock"])
def test_nothing_is_lost_whatever_fails(kafka: str, name: str) -> None:
    """A short fault run on a Kafka of its own: nothing lost, doubled, phantom or out of order, and back in time."""
    assert kafka  # where no Kafka can be had this test is skipped like the others
    result = run_scenario(name, SHORT)
    assert result.verdict != LEFT_OUT, result.reason
    broken = [
        each for each in result.broken if not each.startswith("memory")
    ]  # a short run is over before memory is level
    assert broken == [], (broken, result.examples)
    assert result.figures["faults"] >= 1
