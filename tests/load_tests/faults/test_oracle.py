"""The oracle finds what is lost, doubled, invented, out of order or of a wrong version, and nothing else."""

import msgspec
import pytest

from load_tests.faults import oracle
from load_tests.faults.harness.feed import Acknowledged
from load_tests.faults.harness.outcomes import Outcomes
from load_tests.faults.harness.pool import Sent
from topologies.local_run.manifest_files import ManifestRecord

VERSIONS = {"watchlist": "v1", "posts": "empty", "policy": "p"}


def sent(name: str = "m1", filer: str = "QFX", held: tuple[tuple[str, str], ...] = (), bad: str = "") -> Sent:
    return Sent(ManifestRecord("manifests.express", filer, b"{}"), "" if bad else name, 0 if bad else 2, held, bad)


def acknowledged(offset: int, each: Sent, at: float = 0.0) -> Acknowledged:
    return Acknowledged("manifests.express", 0, offset, at, each)


class World:
    """The log of a feeder and the outcomes of its records; a test makes them wrong."""

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
    """Three records, one with a planted hold and one unreadable, each with its outcomes."""
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


def test_nothing_is_found_in_a_correct_run(world: World) -> None:
    """Nor is an outcome that was published again and differs only in its time."""
    world.receive(world.log[0], decided="2026-03-02T13:00:00Z")
    assert found(world.judge()) == {}
    assert world.outcomes.repeats == {"receipts": 1}


def test_what_is_missing_is_lost(world: World) -> None:
    """A record without its receipt, its hold or its dead letter is lost."""
    world.log += [acknowledged(3, sent("m3")), acknowledged(4, sent("m4", held=(("express:AA4:2026-03-02", "sam:2"),)))]
    world.log += [acknowledged(5, sent(bad="truncated"))]
    world.receive(world.log[4])
    world.receive(world.log[5])
    assert found(world.judge()) == {"lost": 3}


def test_a_receipt_that_counts_fewer_consignments_is_a_loss(world: World) -> None:
    """A manifest of two consignments whose receipt counts one has lost the other."""
    world.log.append(acknowledged(3, sent("m3")))
    world.receive(world.log[3], consignments=1)
    assert found(world.judge()) == {"lost": 1}


@pytest.mark.parametrize("changes", [{"identity": "h2"}, {"reason": "another"}])
def test_two_ids_or_two_contents_are_doubled(world: World, changes: dict[str, str]) -> None:
    """A hold with two ids is doubled, and so is an id with two contents."""
    world.hold("express:AA1:2026-03-02", "sam:1", **changes)
    assert found(world.judge()) == {"doubled": 1}


def test_what_was_never_sent_is_a_phantom(world: World) -> None:
    """A hold, a dead letter and a receipt about something that was not sent are phantoms."""
    world.hold("express:AA9:2026-03-02", "sam:1", "h9")
    world.letter(99, "d9")
    world.receive(acknowledged(98, sent("m98")))
    assert found(world.judge()) == {"phantom": 3}


def test_receipts_of_a_filer_keep_their_order(world: World) -> None:
    """A receipt before that of an earlier record of the same filer is out of order; other filers do not matter."""
    late, early, other = acknowledged(4, sent("m4")), acknowledged(3, sent("m3")), acknowledged(5, sent("m5", "QUP"))
    world.log += [early, late, other]
    for each in (other, late, early):
        world.receive(each)
    assert found(world.judge()) == {"disorder": 1}


def test_every_manifest_names_one_version_that_was_published(world: World) -> None:
    """A receipt with an unknown list version is wrong."""
    world.log.append(acknowledged(3, sent("m3")))
    world.receive(world.log[3], versions=VERSIONS | {"watchlist": "v0"})
    assert found(world.judge()) == {"versions": 1}


def test_recovery_waits_for_every_partition() -> None:
    """Progress is that of the slowest partition; the run is stable when the backlog is answered."""
    world = World()
    world.log = [acknowledged(0, sent("m0"), 9.0), acknowledged(1, sent("m1"), 9.5), acknowledged(2, sent("m2"), 20.0)]
    for each, at in zip(world.log, (12.0, 15.0, 30.0), strict=True):
        world.receive(each, at)
    assert oracle.recovery(world.log, world.outcomes, [oracle.Fault("x", 10.0)]) == oracle.Recovery(2.0, 5.0)
