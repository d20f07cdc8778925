import asyncio
import inspect

import pytest
from faust.types import TP

from topologies.delivery.consumer import Consumer
from topologies.delivery.faust_stubs import FaustStubs


def test_nothing_of_fausts_consumer_is_left_abstract() -> None:
    """Otherwise Faust could not create the consumer."""
    assert inspect.isabstract(FaustStubs)
    assert not inspect.isabstract(Consumer)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("getmany", (1.0,)),
        ("_getmany", (None, 1.0)),
        ("_seek", (TP("t", 0), 1)),
        ("seek_wait", ({},)),
        ("create_topic", ("t",)),
    ],
)
def test_what_only_tables_need_is_refused(method: str, arguments: tuple[object, ...]) -> None:
    """An app with tables must fail at once, and not lose data later."""
    consumer = Consumer.__new__(Consumer)

    async def call() -> None:
        result = getattr(consumer, method)(*arguments)
        if inspect.isawaitable(result):
            await result

    with pytest.raises(NotImplementedError, match="this transport serves no tables and creates no topics"):
        asyncio.run(call())


def test_partitions_are_never_sought() -> None:
    """They start at their committed offsets."""
    consumer = Consumer.__new__(Consumer)
    for call in (consumer.perform_seek(), consumer.seek_to_committed()):
        with pytest.raises(StopIteration) as stopped:
            call.send(None)
        assert not stopped.value.value
    assert consumer.highwater(TP("t", 0)) == 0
