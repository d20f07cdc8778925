import asyncio
import signal
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from confluent_kafka import Producer
from faust.transport import conductor

from tests.support.delivery_helpers import TOPIC, WAIT_SECONDS, Notes, committed, feed, new_topic, wait_for, worker
from topologies.delivery import transport
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.delivery.transport import deliver, require_compiled_faust
from topologies.delivery.watermark import Partition

HERE = Partition(TOPIC, 0)


def test_every_record_once_and_an_orderly_stop(embedded: str, tmp_path: Path) -> None:
    """Every record arrives in exactly one batch, in order; SIGTERM finishes what is in flight and exits 0 in time."""
    feed(embedded, range(1_200))
    notes = Notes(tmp_path / "notes")
    with worker(embedded, notes, "sleep=1.1", SCREENER_BATCH_RECORDS="200") as process:
        wait_for(lambda: len(notes.values()) >= 600)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    stopped = notes.records()
    assert [words[:3] for words in notes.lines("batch")] == [  # nothing that was begun is left undone
        [words[0], words[1].split(":")[0], words[-1].split(":")[0]] for words in notes.lines("done")
    ]
    with worker(embedded, notes) as process:
        wait_for(lambda: len(notes.values()) == 1_200)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    records = notes.records()
    assert records[: len(stopped)] == stopped
    assert sorted(value for _, _, value in records) == list(range(1_200))
    for number in range(4):
        offsets = [offset for partition, offset, _ in records if partition == number]
        assert offsets == list(range(len(offsets)))
    assert all(offset == end for offset, end in committed(embedded).values())
    assert not notes.lines("dropped")


def test_a_failed_batch_is_not_passed_over(embedded: str, tmp_path: Path) -> None:
    """An agent that raises ends the process non-zero; nothing past its batch is committed and the next worker sees it."""
    feed(embedded, range(400))
    notes = Notes(tmp_path / "notes")
    with worker(
        embedded, notes, "fail=399", "plain=1", SCREENER_BATCH_RECORDS="20", SCREENER_COMMIT_SECONDS="0.1"
    ) as process:
        assert process.wait(WAIT_SECONDS) == 70
    assert 399 not in notes.values()
    before = committed(embedded)
    assert any(offset < end for offset, end in before.values())
    delivered = {(partition, offset) for partition, offset, _ in notes.records()}
    assert all((number, at) in delivered for number, (offset, _) in before.items() for at in range(max(offset, 0)))
    with worker(embedded, notes):
        wait_for(lambda: notes.values() == set(range(400)))
        wait_for(lambda: all(offset == end for offset, end in committed(embedded).values()))


def test_a_killed_worker_loses_nothing(embedded: str, tmp_path: Path) -> None:
    """Two workers share the partitions; after kill -9 of one the other takes over all of them."""
    feed(embedded, range(500))
    first, second = Notes(tmp_path / "first"), Notes(tmp_path / "second")
    with worker(embedded, first) as process:
        wait_for(lambda: len(first.values()) == 500)
        with worker(embedded, second):
            for start in range(500, 100_000, 100):
                feed(embedded, range(start, start + 100))
                if second.values() and start > 2_000:
                    break
                time.sleep(0.1)
            process.kill()
            feed(embedded, range(start + 100, start + 600))
            wait_for(lambda: first.values() | second.values() == set(range(start + 600)))
            wait_for(lambda: all(offset == end for offset, end in committed(embedded).values()))
    assert len({partition for partition, _, _ in second.records()}) == 4


@pytest.mark.kafka
def test_a_named_worker_keeps_its_place(kafka: str, tmp_path: Path) -> None:
    """On the real Kafka a named worker that stops and comes back goes on where it was, and nothing is done twice."""
    topic = new_topic(kafka)
    notes = Notes(tmp_path / "notes")
    named = {"topic": topic, "SCREENER_GROUP": topic, "SCREENER_INSTANCE": "one", "SCREENER_SESSION_SECONDS": "30"}
    for start in (0, 300):
        feed(kafka, range(start, start + 300), topic)
        with worker(kafka, notes, **named) as process:
            wait_for(partial(notes.has, start + 300), 20)  # less than a session
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
    assert sorted(value for _, _, value in notes.records()) == list(range(600))
    assert all(offset == end for offset, end in committed(kafka, topic, topic).values())


@pytest.mark.kafka
def test_hopeless_settings(kafka: str, tmp_path: Path) -> None:
    """A worker that the broker will never let in ends itself instead of waiting for ever."""
    topic = new_topic(kafka)
    variables = {"SCREENER_GROUP": topic, "SCREENER_SESSION_SECONDS": "1"}
    with worker(kafka, Notes(tmp_path / "notes"), topic=topic, **variables) as process:
        assert process.wait(20) == 70


@pytest.mark.kafka
def test_offsets_of_a_transaction_are_no_lag(kafka: str, tmp_path: Path) -> None:
    """The offset that a transaction's end takes up is no work left over: a worker that has read all is not stalled."""
    topic = new_topic(kafka)
    producer = Producer({"bootstrap.servers": kafka, "transactional.id": topic, "log_level": 0})
    producer.init_transactions(10)
    for start in (0, 50):
        producer.begin_transaction()
        for value in range(start, start + 50):
            producer.produce(topic, b"%d" % value, b"filer %d" % value)
        producer.commit_transaction(10)
    notes = Notes(tmp_path / "notes")
    stall = {"SCREENER_GROUP": topic, "SCREENER_STALL_SECONDS": "2"}
    with worker(kafka, notes, topic=topic, SCREENER_SESSION_SECONDS="6", **stall) as process:
        wait_for(partial(notes.has, 100))
        time.sleep(4)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert sorted(value for _, _, value in notes.records()) == list(range(100))
    assert not notes.lines("stall")


def test_stall(embedded: str, tmp_path: Path) -> None:
    """A worker with work that does not move ends itself, even when its event loop is blocked."""
    feed(embedded, range(10))
    hung, blocked = Notes(tmp_path / "hung"), Notes(tmp_path / "blocked")
    with (
        worker(embedded, hung, "hang=9", SCREENER_STALL_SECONDS="2", SCREENER_GROUP="hung") as one,
        worker(embedded, blocked, "block=9", SCREENER_STALL_SECONDS="2", SCREENER_GROUP="blocked") as other,
    ):
        assert (one.wait(WAIT_SECONDS), other.wait(WAIT_SECONDS)) == (70, 70)
    for notes in (hung, blocked):
        assert notes.lines("stall")
        assert 9 not in notes.values()


def test_deliver() -> None:
    """A batch whose handling fails is not delivered, and the failure is told; its neighbours are."""
    made = [RecordBatch(HERE, [ConsumerRecord(at, 0, None, None)], 0) for at in range(3)]
    delivered: list[int] = []
    failed: list[object] = []
    for batch in made:
        batch.on_delivered(partial(delivered.append, batch.first))

    async def stream() -> AsyncIterator[RecordBatch]:
        for batch in made:
            yield batch
            await asyncio.sleep(0)

    async def handle(batch: RecordBatch) -> None:
        if batch.first == 1:
            raise RuntimeError("no")

    async def note(agent: object, _: BaseException) -> None:
        failed.append(agent)

    async def run() -> None:
        with mock.patch.object(transport, "crash", note):
            await deliver(stream(), handle)
            await asyncio.sleep(0.01)

    asyncio.run(run())
    assert delivered == [0, 2]
    assert failed == [made[1]]


def test_compiled_faust(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Faust's compiled modules no worker starts, and the message says what to do."""
    require_compiled_faust()
    monkeypatch.setattr(conductor, "ConductorHandler", None)
    with pytest.raises(RuntimeError, match=r"faust.transport.conductor is not loaded: unset NO_CYTHON"):
        require_compiled_faust()
