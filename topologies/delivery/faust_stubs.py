"""The methods that Faust requires of a consumer for its tables and its driver loop, which an app without tables never needs."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, NoReturn

from faust.transport import base
from faust.types import TP, Message
from mode import ServiceT


def _unused(what: str) -> NoReturn:
    raise NotImplementedError(f"{what}: this transport serves no tables and creates no topics")


class FaustStubs(base.Consumer):
    """A Faust consumer whose partitions start at their committed offsets, without any seek."""

    async def perform_seek(self) -> None:
        """Partitions start at their committed offsets when they are assigned."""

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """See `perform_seek`."""
        return {}

    async def _drain_messages(self, fetcher: ServiceT) -> None:
        """Faust's fetcher only waits: the fetch loop also runs while no partition is assigned."""
        await fetcher.wait_until_stopped()

    async def verify_all_partitions_active(self) -> None:
        """Faust's livelock detector only logs: `Watchdog` replaces it."""

    def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ARG002 # Faust's signature
        """Batches are handed over instead."""
        _unused("getmany")

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> NoReturn:  # noqa: ASYNC109, ARG002 # Faust's signature
        _unused("_getmany")

    def _new_topicpartition(self, topic: str, partition: int) -> TP:
        return TP(topic, partition)

    async def _seek(self, partition: TP, offset: int) -> None:  # noqa: ARG002 # Faust's signature
        _unused("seek")

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:  # noqa: ARG002 # Faust's signature
        """Only table recovery seeks."""
        _unused("seek_wait")

    async def create_topic(self, topic: str, *_: Any, **__: Any) -> None:  # noqa: ANN401 # Faust's signature
        """`screener topics create` creates them."""
        _unused(f"create_topic({topic!r})")

    async def position(self, tp: TP) -> int | None:  # noqa: ARG002 # Faust's signature
        """Only table recovery asks."""
        return None

    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:  # noqa: ARG002 # Faust's signature
        """Only table recovery asks."""
        return {}

    async def highwaters(self, *partitions: TP) -> Mapping[TP, int]:  # noqa: ARG002 # Faust's signature
        """Only table recovery asks."""
        return {}

    def highwater(self, tp: TP) -> int:  # noqa: ARG002 # Faust's signature
        """Only table recovery asks."""
        return 0

    def topic_partitions(self, topic: str) -> int | None:  # noqa: ARG002 # Faust's signature
        """Only Faust's own assignor asks; librdkafka assigns here."""
        return None

    def key_partition(self, topic: str, key: bytes | None, partition: int | None = None) -> int | None:  # noqa: ARG002 # Faust's signature
        """Only transactions and table routing ask."""
        return partition
