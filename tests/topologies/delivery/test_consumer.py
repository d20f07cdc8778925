"""Faust's consumer with a fake poller: what is handed over, what is in flight, and what is committed."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, cast

import faust
import pytest
from faust.types import Message

from topologies.delivery import consumer as consumer_module
from topologies.delivery.consumer import MAX_FULL_BATCHES, Consumer
from topologies.delivery.poller import Poller
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.delivery.transport import faust_app
from topologies.delivery.watermark import Partition
from topologies.settings import Settings

HERE, THERE = Partition("manifests.express", 0), Partition("manifests.express", 1)
SETTINGS = Settings(batch_records=10, drain_seconds=0.2)


class Died(Exception):  # noqa: N818 - it says what happened
    """Stands for the end of the process."""


class Notes:
    """An observer that notes what it sees."""

    def __init__(self) -> None:
        self.seen: list[tuple[object, ...]] = []

    def on_batch(self, batch: RecordBatch) -> None:
        self.seen.append(("batch", batch.first))

    def on_commit(self, at: Partition, offset: int) -> None:
        self.seen.append(("commit", at, offset))

    def on_in_flight(self, batches: int, size: int) -> None:
        self.seen.append(("in flight", batches, size))

    def on_lag(self, at: Partition, records: int) -> None:
        self.seen.append(("lag", at, records))

    def on_dropped(self, records: int) -> None:
        self.seen.append(("dropped", records))

    def on_stall(self) -> None:
        self.seen.append(("stall",))


class FakePoller:
    """Acknowledges every commit."""

    epoch = 0

    def __init__(self) -> None:
        self.lags = {HERE: 7}
        self.commits: list[dict[Partition, int]] = []

    async def call(self, method: Callable[..., Any], *arguments: object) -> Any:
        return method(*arguments)

    def commit(self, offsets: dict[Partition, int], _: int) -> dict[Partition, int]:
        self.commits.append(offsets)
        return offsets

    def commit_async(self, offsets: dict[Partition, int], _: int) -> bool:
        self.commits.append(offsets)
        return True


class Fixture:
    """A consumer with two partitions, and what it handed over."""

    def __init__(self) -> None:
        self.notes, self.poller = Notes(), FakePoller()
        self.messages: list[Message] = []
        self.app: faust.App = faust_app(SETTINGS, self.notes)

        async def callback(message: Message) -> None:
            self.messages.append(message)

        async def rebalanced(*_: object) -> None:
            pass

        made = self.app.transport.create_consumer(
            callback, on_partitions_revoked=rebalanced, on_partitions_assigned=rebalanced
        )
        self.consumer = cast("Consumer", made)
        self.consumer._poller = cast("Poller", self.poller)
        self.consumer._watermarks.assign({HERE, THERE})
        self.consumer.resume_flow()

    async def hand_over(self, first: int, count: int = 1, at: Partition = HERE) -> RecordBatch:
        records = [ConsumerRecord(first + number, 0, None, b"{}") for number in range(count)]
        batch = RecordBatch(at, records, 2 * count)
        await self.consumer._hand_over(batch)
        return batch


def run(test: Callable[[Fixture], Coroutine[Any, Any, None]]) -> None:
    """Run the body of a test on an event loop."""

    async def body() -> None:
        await test(Fixture())

    asyncio.run(body())


@pytest.fixture(autouse=True)
def died(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(reason: str, error: BaseException | None = None) -> None:
        raise Died(reason) from error

    monkeypatch.setattr(consumer_module, "die", die)


def test_a_batch_is_one_message_to_faust() -> None:
    """With the offset of its first record and the batch itself as its value."""

    async def body(fixture: Fixture) -> None:
        batch = await fixture.hand_over(5, 3)
        (message,) = fixture.messages
        assert (message.topic, message.partition, message.offset) == (HERE.topic, HERE.partition, 5)
        assert cast("object", message.value) is batch

    run(body)


def test_only_delivered_batches_are_committed() -> None:
    """An earlier batch in flight holds the commit back, however many later ones are delivered."""

    async def body(fixture: Fixture) -> None:
        first, second = await fixture.hand_over(0, 3), await fixture.hand_over(3, 2)
        second.delivered()
        assert not await fixture.consumer.commit()
        first.delivered()
        assert await fixture.consumer.commit()
        assert fixture.poller.commits == [{HERE: 5}]
        assert ("lag", HERE, 7) in fixture.notes.seen

    run(body)


def test_a_full_consumer_has_no_room() -> None:
    """It is full with twice a batch in flight, and has room again once one is delivered."""

    async def body(fixture: Fixture) -> None:
        batches = [await fixture.hand_over(10 * number, 10) for number in range(MAX_FULL_BATCHES)]
        assert not fixture.consumer._has_room()
        batches[0].delivered()
        assert fixture.consumer._has_room()
        fixture.consumer.stop_flow()
        assert not fixture.consumer._has_room()

    run(body)


def test_a_batch_of_a_partition_that_is_not_assigned_ends_the_process() -> None:
    """Nobody would screen its records: they are counted as dropped."""

    async def body(fixture: Fixture) -> None:
        with pytest.raises(Died, match="is from a partition that is not assigned"):
            await fixture.hand_over(0, 4, Partition("manifests.postal", 0))
        assert fixture.notes.seen == [("dropped", 4)]

    run(body)


def test_records_that_come_again_are_screened_again() -> None:
    """The commit waits for the second delivery, and the first one no longer counts."""

    async def body(fixture: Fixture) -> None:
        before = await fixture.hand_over(0, 5)
        again = await fixture.hand_over(2, 3)
        before.delivered()
        assert not await fixture.consumer.commit()
        again.delivered()
        assert await fixture.consumer.commit()
        assert fixture.poller.commits == [{HERE: 5}]

    run(body)


def test_a_revocation_waits_for_the_batches_of_its_partitions() -> None:
    """Their offsets are committed before the partitions go; the other partitions are not waited for."""

    async def body(fixture: Fixture) -> None:
        await fixture.hand_over(0, 1, THERE)
        batch = await fixture.hand_over(0, 4)
        asyncio.get_running_loop().call_later(0.02, batch.delivered)
        assert await fixture.consumer.before_revoke({HERE}) == {HERE: 4}
        fixture.consumer._closed = True  # so that Faust's own part is left out
        await fixture.consumer.after_revoke({HERE})
        assert fixture.consumer.assignment() == {(THERE.topic, THERE.partition)}

    run(body)


def test_a_batch_that_is_not_delivered_in_time_is_read_again() -> None:
    """The revocation goes on after `drain_seconds`; a later delivery commits nothing."""

    async def body(fixture: Fixture) -> None:
        batch = await fixture.hand_over(0, 4)
        assert await fixture.consumer.before_revoke({HERE}) == {}
        fixture.consumer._closed = True  # so that Faust's own part is left out
        await fixture.consumer.after_revoke({HERE})
        batch.delivered()
        assert fixture.consumer._watermarks.committable() == {}

    run(body)


def test_a_drain_commits_what_was_delivered() -> None:
    """It fetches nothing more, and waits only once, even if something was left."""

    async def body(fixture: Fixture) -> None:
        (await fixture.hand_over(0, 4)).delivered()
        assert await fixture.consumer.drain()
        assert fixture.poller.commits == [{HERE: 4}]
        assert ("commit", HERE, 4) in fixture.notes.seen
        assert not fixture.consumer._has_room()
        await fixture.hand_over(4, 1)
        loop = asyncio.get_running_loop()
        started = loop.time()
        assert not await fixture.consumer.drain()
        assert loop.time() < started + SETTINGS.drain_seconds

    run(body)


def test_a_stall_is_observed_before_the_process_ends() -> None:
    """So that the metric has it in a last scrape, if there is one."""

    async def body(fixture: Fixture) -> None:
        with pytest.raises(Died, match="stalled: nothing progressed"):
            fixture.consumer._on_stall("nothing progressed")
        assert fixture.notes.seen == [("stall",)]

    run(body)
