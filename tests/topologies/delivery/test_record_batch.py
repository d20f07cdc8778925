import pytest

from tests.support.fake_consumer import FakeMessage
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch, RecordBatchSchema, batches
from topologies.delivery.watermark import Partition

HERE, THERE = Partition("manifests.express", 0), Partition("manifests.express", 1)


def test_batches_are_bounded() -> None:
    """Messages become batches of one partition, in order, within both bounds; only a single record may exceed the bytes."""
    sizes = [(HERE, 5), (THERE, 1), (HERE, 5), (HERE, 50), (HERE, 1), (THERE, 1), (THERE, 1), (THERE, 1)]
    messages = [FakeMessage(at, offset, b"x" * size) for offset, (at, size) in enumerate(sizes)]
    made = [(batch.at, [record.offset for record in batch.records], batch.size) for batch in batches(messages, 3, 10)]  # type: ignore[arg-type] # fakes
    assert made == [(HERE, [0, 2], 10), (HERE, [3], 50), (HERE, [4], 1), (THERE, [1, 5, 6], 3), (THERE, [7], 1)]


def test_a_batch_is_delivered_once() -> None:
    """The callback runs on the first call only; a batch nobody waits for may be delivered too."""
    batch = RecordBatch(HERE, [ConsumerRecord(4, 0, None, b"{}"), ConsumerRecord(6, 0, None, None)], 2)
    delivered: list[int] = []
    batch.on_delivered(lambda: delivered.append(batch.last))
    batch.delivered()
    batch.delivered()
    assert delivered == [6]
    assert repr(batch) == "<RecordBatch manifests.express/0 4-6>"
    RecordBatch(HERE, [ConsumerRecord(0, 0, None, None)], 0).delivered()


@pytest.mark.parametrize(("key", "value", "size"), [(None, None, 0), (b"ab", None, 2), (b"ab", b"cde", 5)])
def test_the_size_of_a_record_is_its_key_and_value(key: bytes | None, value: bytes | None, size: int) -> None:
    """A tombstone has the size of its key."""
    assert ConsumerRecord(0, 0, key, value).size == size


def test_a_batch_reaches_its_agent_undecoded() -> None:
    """Faust drops what a schema cannot decode, so this one decodes nothing."""
    batch = RecordBatch(HERE, [ConsumerRecord(0, 0, None, b"\xff")], 1)

    class Event:
        value = batch

    schema = RecordBatchSchema()
    assert schema.loads_value(None, Event()) is batch  # type: ignore[arg-type] # a stand-in for Faust's message
    assert schema.loads_key(None, Event()) is None  # type: ignore[arg-type,func-returns-value] # likewise
