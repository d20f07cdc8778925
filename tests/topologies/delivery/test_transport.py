import asyncio
import signal
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from faust.transport import conductor

from tests.support.delivery_helpers import TOPIC, WAIT_SECONDS, Notes, all_committed, feed, new_topic, worker
from tests.support.worker_helpers import committed, wait_for
from topologies.delivery import transport
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.delivery.transport import deliver, require_compiled_faust
from topologies.delivery.watermark import Partition
from topologies.settings import Settings

HERE = Partition(TOPIC, 0)


def test_every_record_is_delivered_once_and_the_stop_is_orderly(embedded: str, tmp_path: Path) -> None:
    """Every record arrives in exactly one batch, in order; after SIGTERM what is in flight is finished, and the exit code is 0."""
    feed(embedded, range(1_200))
    notes = Notes(tmp_path / "notes")
    with worker(embedded, notes, "sleep=1.1", SCREENER_BATCH_RECORDS="200") as process:
        wait_for(lambda: len(notes.values()) >= 600)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    stopped = notes.records()
    assert [words[:3] for words in notes.lines("batch")] == [  # every batch that was started is finished
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
    assert all_committed(embedded)
    assert not notes.lines("dropped")


def test_a_failed_batch_is_not_committed(embedded: str, tmp_path: Path) -> None:
    """An agent that raises ends the process with exit code 70; nothing past its batch is committed, and the next worker reads it."""
    feed(embedded, range(400))
    notes = Notes(tmp_path / "notes")
    with worker(
        embedded, notes, "fail=399", "plain=1", SCREENER_BATCH_RECORDS="20", SCREENER_COMMIT_SECONDS="0.1"
    ) as process:
        assert process.wait(WAIT_SECONDS) == 70
    assert 399 not in notes.values()
    before = committed(embedded, Settings().group, [TOPIC])
    assert any(offset < end for offset, end in before.values())
    delivered = {(partition, offset) for partition, offset, _ in notes.records()}
    assert all((number, at) in delivered for (_, number), (offset, _) in before.items() for at in range(max(offset, 0)))
    with worker(embedded, notes):
        wait_for(lambda: notes.values() == set(range(400)))
        wait_for(lambda: all_committed(embedded))


def test_a_killed_worker_loses_nothing(embedded: str, tmp_path: Path) -> None:
    """Two workers share the partitions; after one is killed the other takes over all of them."""
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
            wait_for(lambda: all_committed(embedded))
    assert len({partition for partition, _, _ in second.records()}) == 4


@pytest.mark.kafka
def test_a_static_member_keeps_its_partitions(kafka: str, tmp_path: Path) -> None:
    """On the real Kafka a worker with a name that stops and restarts continues at once, and delivers nothing twice."""
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
    assert all_committed(kafka, topic, topic)


def test_a_batch_whose_handling_fails_is_not_delivered() -> None:
    """The failure ends the process; the batches beside it are delivered."""
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


def test_no_worker_starts_without_the_compiled_modules_of_faust(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the remedy."""
    require_compiled_faust()
    monkeypatch.setattr(conductor, "ConductorHandler", None)
    with pytest.raises(RuntimeError, match=r"faust.transport.conductor is not loaded: unset NO_CYTHON"):
        require_compiled_faust()
