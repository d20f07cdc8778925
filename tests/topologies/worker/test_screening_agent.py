import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from schemas.decoding import Decoder
from screener import fast_path
from screener.domain.decision import Cause
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.search.watchlist import Watchlist
from tests.support.builders import NOW, express, holds, manifest_of, non_compliant_post, party, postal, s10
from tests.support.worker_helpers import ORION, VESTA, Published, encode, express_manifest, postal_manifest
from topologies.delivery.publisher import ProducerRecord
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.delivery.watermark import Partition
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.sample.day import SampleDay, sample_day
from topologies.worker.metrics import Metrics
from topologies.worker.screening_agent import ScreeningAgent

TIMESTAMP = int(NOW.timestamp() * 1000)
HELD = express_manifest(express(party(ORION.name)))
CLEAR = express_manifest(express(identifier="HB200001"), manifest="M2")
KEYLESS = express_manifest(express(party(ORION.name), identifier="", filed=None), manifest="M3")
Reader = Callable[[], Reference]


def records(*bodies: bytes | None, topic: str = "manifests.express", key: bytes | None = b"SWIFT") -> RecordBatch:
    """A batch of records of partition 3, from offset 100."""
    made = [ConsumerRecord(100 + number, TIMESTAMP, key, body) for number, body in enumerate(bodies)]
    return RecordBatch(Partition(topic, 3), made, 0)


def reference(known: Scorecards | None = None) -> Reference:
    return Reference(Watchlist([ORION], "w1"), known or Scorecards(), Policy())


def agent(
    publisher: Published, metrics: Metrics | None = None, known: Reader = reference, held: RememberedHolds | None = None
) -> ScreeningAgent:
    """An agent with a list of one firm."""
    return ScreeningAgent(Decoder(), known, held or RememberedHolds(100), publisher, metrics or Metrics(), lambda: NOW)


def handled(given: RecordBatch, publisher: Published | None = None, **more: Any) -> Published:
    """What is published for a batch."""
    publisher = publisher or Published()
    asyncio.run(agent(publisher, **more).handle(given))
    return publisher


def figure(metrics: Metrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(name, labels) or 0.0


def test_a_manifest_is_answered_in_full() -> None:
    """A listed consignee gives a hold under the consignment's key, and the manifest a receipt under the filer's."""
    out = handled(records(HELD, CLEAR))
    (hold,) = out.messages("holds")
    assert hold["consignment"] == "express:HB100001:2026-07-01"
    assert hold["family"] == "HOLD"
    assert hold["versions"]["watchlist"] == "w1"
    first, second = out.messages("receipts")
    assert (first["manifest"], first["cleared"], first["outcomes"]) == ("M1", 0, {"HOLD": 1})
    assert (second["manifest"], second["cleared"], second["outcomes"]) == ("M2", 1, {"clear": 1})
    keys = {each.topic: each.key for each in out.calls[0]}
    assert keys == {"holds": b"express:HB100001:2026-07-01", "receipts": b"SWIFT"}
    assert len(out.calls) == 1


def test_a_postal_manifest_goes_by_its_post() -> None:
    """An item of a post that was non-compliant for eight quarters is not to be loaded."""
    body = postal_manifest(postal(identifier=s10()))
    out = handled(records(body, topic="manifests.postal", key=b"CNA"), known=lambda: reference(non_compliant_post(8)))
    (hold,) = out.messages("holds")
    assert (hold["family"], hold["cause"]) == ("DNL", Cause.POST_REFUSED)
    assert out.messages("receipts")[0]["filer"] == "CNA"


def test_metrics_count_only_what_is_delivered() -> None:
    """Until the broker has acknowledged the outcomes no metric changes; then all of them do."""
    metrics = Metrics()

    class Waiting(Published):
        async def publish(self, given: Any) -> Any:
            assert figure(metrics, "screener_consignments_total", mode="express") == 0
            assert figure(metrics, "screener_latency_seconds_count", mode="express") == 0
            assert figure(metrics, "screener_dead_letters_total", reason="not JSON") == 0
            return await super().publish(given)

    out = handled(records(HELD, CLEAR, b"{"), Waiting(), metrics=metrics)
    assert out.calls
    assert figure(metrics, "screener_consignments_total", mode="express") == 2
    assert figure(metrics, "screener_records_total", mode="express") == 3
    assert figure(metrics, "screener_outcomes_total", family="HOLD", mode="express") == 1
    assert figure(metrics, "screener_outcomes_total", family="clear", mode="express") == 1
    assert figure(metrics, "screener_latency_seconds_count", mode="express") == 3
    assert figure(metrics, "screener_dead_letters_total", reason="not JSON") == 1


def test_a_delivery_that_fails_is_not_swallowed() -> None:
    """If publishing fails the handling fails, and nothing is counted."""
    metrics = Metrics()
    with pytest.raises(RuntimeError, match="no broker"):
        handled(records(HELD), Published(fail=True), metrics=metrics)
    assert figure(metrics, "screener_consignments_total", mode="express") == 0
    assert figure(metrics, "screener_records_total", mode="express") == 0


UNREADABLE = {
    "not JSON": b"FHL/4",
    "not UTF-8": b'{"filer":"\xff\xfe"}',
    "not a manifest": b"[1,2]",
    "missing field": b'{"filer":"SWIFT","consignments":[]}',
    "empty": b"",
    "duplicate key": b'{"filer":"A","manifest":"M","consignments":[],"consignments":[]}',
    "too deep": b"[" * 100_000,
}


@pytest.mark.parametrize(("reason", "body"), UNREADABLE.items(), ids=UNREADABLE.keys())
def test_an_unreadable_record_is_reported_and_the_others_are_screened(reason: str, body: bytes) -> None:
    """It becomes a dead letter with its coordinates and an error receipt; the records beside it are screened."""
    metrics = Metrics()
    out = handled(records(HELD, body, CLEAR), metrics=metrics)
    (letter,) = out.messages("dead-letters")
    assert (letter["topic"], letter["partition"], letter["offset"]) == ("manifests.express", 3, 101)
    assert letter["reason"] == reason
    assert letter["remedy"]
    assert letter["size"] == len(body)
    first, refusal, last = out.messages("receipts")
    assert (first["manifest"], last["manifest"]) == ("M1", "M2")
    assert refusal["errors"][0]["code"] == "INVALID_MESSAGE_TYPE"
    assert refusal["consignments"] == 0
    assert refusal["codes"] == []
    assert figure(metrics, "screener_dead_letters_total", reason=reason) == 1
    assert [each.key for each in out.calls[0] if each.topic == "dead-letters"] == [b"manifests.express"]


def test_a_tombstone_is_reported_too() -> None:
    """A record without a value, and without a key, becomes a dead letter."""
    out = handled(records(None, key=None))
    assert out.messages("dead-letters")[0]["reason"] == "empty"
    assert out.messages("receipts")[0]["filer"] == ""


def test_a_dead_letter_shows_no_social_security_number() -> None:
    """Neither in the sample of the payload nor in the key of the record."""
    out = handled(records(b'{"filer": 123-45-6789', key=b"filer 123-45-6789"))
    (value,) = [each.value or b"" for each in out.calls[0] if each.topic == "dead-letters"]
    assert b"123-45-6789" not in value
    assert b"***-**-****" in value


def test_a_consignment_without_a_key_is_a_dead_letter() -> None:
    """Without identifier and date no hold can be placed on it; the letter names its place in the manifest."""
    out = handled(records(KEYLESS))
    assert out.messages("holds") == []
    (letter,) = out.messages("dead-letters")
    assert (letter["reason"], letter["index"]) == ("no consignment key", 0)
    assert ORION.name in letter["detail"]
    assert out.messages("receipts")[0]["rejected"] == 1


def test_the_same_record_gives_the_same_ids() -> None:
    """A record that another worker reads again after a crash gives outcomes with the same ids."""
    given = (HELD, KEYLESS, b"{", CLEAR)
    first, second = handled(records(*given)), handled(records(*given))
    ids = [[msgspec.json.decode(each.value or b"")["id"] for each in out.calls[0]] for out in (first, second)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def test_the_same_manifest_at_another_place_has_its_own_receipt() -> None:
    """A manifest sent twice gets two receipts, and one hold: its events have the same id."""
    out = handled(records(HELD, HELD))
    one, other = out.messages("receipts")
    assert one["id"] != other["id"]
    first, second = out.messages("holds")
    assert first == second


def test_a_hold_in_place_is_still_in_place() -> None:
    """Another manifest for a consignment that is held repeats the hold, with its identity."""
    held = RememberedHolds(10)
    (old,) = holds(manifest_of(express(party(ORION.name)), number="M0"), ORION)
    held.update([old])
    (hold,) = handled(records(HELD), held=held).messages("holds")
    assert (hold["event"], hold["hold"]) == ("still-in-place", old.hold)


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two batches"])
def test_a_correction_removes_the_hold_of_the_original(together: bool) -> None:  # noqa: FBT001 - pytest hands it over
    """Also where it comes right after the original, in the same batch of records."""
    original = express_manifest(express(party("")), manifest="M1")
    correction = express_manifest(express(party()), manifest="M2")
    publisher, held = Published(), RememberedHolds(10)
    screening = agent(publisher, held=held)
    for given in [records(original, correction)] if together else [records(original), records(correction)]:
        asyncio.run(screening.handle(given))
    events = [event for call in range(len(publisher.calls)) for event in publisher.messages("holds", call)]
    assert [event["event"] for event in events] == ["placed", "removed"]
    assert events[0]["hold"] == events[1]["hold"]
    assert len(held) == 0


def test_a_listed_name_that_disappears_stays_held() -> None:
    """A resubmission without the listed name does not clear the consignment, not even right after the original."""
    innocent = express_manifest(express(party()), manifest="M2")
    out = handled(records(HELD, innocent))
    assert [hold["event"] for hold in out.messages("holds")] == ["placed", "still-in-place"]
    assert out.messages("receipts")[1]["outcomes"] == {"HOLD": 1}


def test_a_refused_outcome_becomes_a_dead_letter() -> None:
    """Each outcome that the broker refuses gets its own letter, with the topic and key that it had."""
    metrics = Metrics()
    two = express_manifest(express(party(ORION.name)), express(party(ORION.name), identifier="HB100002"))
    out = handled(records(two), Published("holds"), metrics=metrics)
    assert len(out.calls) == 2
    letters = out.messages("dead-letters", 1)
    assert [letter["reason"] for letter in letters] == ["outcome refused"] * 2
    assert all(letter["detail"].startswith("holds: MSG_SIZE_TOO_LARGE") for letter in letters)
    assert all((letter["partition"], letter["offset"]) == (3, 100) for letter in letters)
    assert [letter["key"] for letter in letters] == [f"express:HB10000{n}:2026-07-01" for n in (1, 2)]
    assert len({letter["id"] for letter in letters}) == 2
    assert figure(metrics, "screener_dead_letters_total", reason="outcome refused") == 2
    again = handled(records(two), Published("holds"))
    assert [each["id"] for each in again.messages("dead-letters", 1)] == [letter["id"] for letter in letters]


def test_a_refused_dead_letter_is_not_swallowed() -> None:
    """If even the dead letter is refused the handling fails: the record must not count as delivered."""
    with pytest.raises(RuntimeError, match="dead letter"):
        handled(records(b"{"), Published("dead-letters"))


def test_a_huge_filer_code_is_cut_in_the_dead_letter() -> None:
    """The letter about an outcome that is too large is small itself."""
    out = handled(records(express_manifest(express(), filer="F" * 2_000_000)), Published("receipts"))
    (letter,) = [each for each in out.calls[1] if each.topic == "dead-letters"]
    assert len(letter.value or b"") < 5_000


def test_a_batch_is_screened_against_one_reference() -> None:
    """The reference is fetched once for each batch; the next batch gets the new one."""
    asked: list[Reference] = []

    def swapped() -> Reference:
        asked.append(Reference(Watchlist([VESTA if asked else ORION], f"w{len(asked) + 1}"), Scorecards(), Policy()))
        return asked[-1]

    publisher = Published()
    screening = agent(publisher, known=swapped)
    other = express_manifest(express(party(VESTA.name), identifier="HB300001"), manifest="M4")
    for _ in range(2):
        asyncio.run(screening.handle(records(HELD, other)))
    assert len(asked) == 2
    versions = [{each["versions"]["watchlist"] for each in publisher.messages("receipts", call)} for call in (0, 1)]
    assert versions == [{"w1"}, {"w2"}]
    assert [hold["consignment"] for hold in publisher.messages("holds")] == ["express:HB100001:2026-07-01"]
    assert "express:HB300001:2026-07-01" in [hold["consignment"] for hold in publisher.messages("holds", 1)]


def test_no_worker_screens_without_a_list() -> None:
    """Without a reference the handling fails before anything is published."""
    publisher = Published()

    def none() -> Reference:
        raise RuntimeError("no worker screens without a list")

    with pytest.raises(RuntimeError, match="without a list"):
        handled(records(HELD), publisher, known=none)
    assert publisher.calls == []


def test_a_lone_surrogate_is_answered() -> None:
    """A filer code that UTF-8 cannot encode is published with a replacement character."""
    body = encode({"filer": "SWIFT", "manifest": "M5", "consignments": []}).replace(b"SWIFT", b"SW\\ud800IFT")
    assert handled(records(body)).messages("receipts")[0]["manifest"] == "M5"


def outcomes_of(day: SampleDay) -> list[ProducerRecord]:
    known = Reference(Watchlist(day.listed, "w1"), Scorecards.of(day.scorecards, "p1"), Policy())
    work = ScreeningAgent(Decoder(), lambda: known, RememberedHolds(100_000), Published(), Metrics(), lambda: day.now)
    by_topic: dict[str, list[ConsumerRecord]] = defaultdict(list)
    for number, each in enumerate(day.manifests):
        by_topic[each.topic].append(ConsumerRecord(number, 0, each.key.encode(), each.value))
    batches = [RecordBatch(Partition(topic, 0), made, 0) for topic, made in by_topic.items()]
    return [each for batch in batches for each in work.screen_batch(batch).records]


@pytest.mark.parametrize("per_manifest", [1, 3])
def test_the_fast_path_changes_no_outcome(per_manifest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Screened together or one by one, small manifests have the same outcomes, to the byte and in the same order."""
    day = sample_day(7, 3_000, per_manifest)
    together = outcomes_of(day)
    monkeypatch.setattr(fast_path, "MAX_CONSIGNMENTS", -1)
    assert together == outcomes_of(day)
    assert {each.topic for each in together} >= {"holds", "notices", "receipts", "dead-letters"}
