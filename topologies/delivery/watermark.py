"""The offset of each partition up to which everything is delivered, and so may be committed. Knows nothing of Kafka's client."""

from collections import deque
from typing import NamedTuple


class Partition(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


class Span(NamedTuple):
    """The offsets of one batch, both inclusive. Offsets in between may be missing (compacted, or of an aborted transaction)."""

    first: int
    last: int


class Watermark:
    """The delivered prefix of one partition, while it is assigned to this worker.

    Batches are fetched in order of offset and may finish in any order. An offset between two batches that was never fetched
    (compacted, or of an aborted transaction) counts as delivered once every batch before it is finished.
    """

    def __init__(self, last_commit: int | None = None) -> None:
        self._in_flight: deque[Span] = deque()
        self._finished: set[Span] = set()
        self._fetched: int | None = None
        self._delivered_to: int | None = None
        self._committed = last_commit

    @property
    def last_commit(self) -> int | None:
        """The last offset whose commit the broker acknowledged."""
        return self._committed

    @property
    def next_fetch(self) -> int | None:
        """The lowest offset at which the next batch may start; None before the first batch."""
        return self._fetched

    def fetched(self, first: int, last: int) -> None:
        """A batch was fetched. Raises `ValueError` if it does not come after every batch before it."""
        if last < first or (self._fetched is not None and first < self._fetched):
            raise ValueError(f"offsets {first} to {last} were fetched, expected {self._fetched} or later")
        self._in_flight.append(Span(first, last))
        self._fetched = last + 1

    def finished(self, first: int, last: int) -> bool:
        """Every outcome of the batch is acknowledged. False, without effect, for a batch that is not in flight here."""
        span = Span(first, last)
        if span not in self._in_flight:
            return False
        self._finished.add(span)
        while self._in_flight and self._in_flight[0] in self._finished:
            span = self._in_flight.popleft()
            self._finished.discard(span)
            self._delivered_to = self._in_flight[0].first if self._in_flight else span.last + 1
        return True

    def committable(self) -> int | None:
        """The next offset to commit; None where nothing is finished or the broker already has it."""
        if self._delivered_to is None or (self._committed is not None and self._delivered_to <= self._committed):
            return None
        return self._delivered_to

    def committed(self, offset: int) -> None:
        """The broker acknowledged a commit of this offset. Call it on success only: a failed commit is repeated."""
        self._committed = offset if self._committed is None else max(self._committed, offset)


class Watermarks:
    """The watermarks of the partitions assigned to this worker."""

    def __init__(self) -> None:
        self._watermarks: dict[Partition, Watermark] = {}

    def __contains__(self, partition: Partition) -> bool:
        return partition in self._watermarks

    @property
    def partitions(self) -> set[Partition]:
        """The assigned partitions."""
        return set(self._watermarks)

    def assign(self, partitions: set[Partition]) -> None:
        """These partitions are assigned; each starts with an empty watermark."""
        self._watermarks |= {partition: Watermark() for partition in partitions}

    def revoke(self, partitions: set[Partition]) -> None:
        """These partitions are revoked: batches that finish later commit nothing."""
        for partition in partitions:
            self._watermarks.pop(partition, None)

    def restart(self, partition: Partition) -> Watermark:
        """The partition is read again from an earlier offset: batches fetched before no longer count, commits never go back."""
        self._watermarks[partition] = watermark = Watermark(self._watermarks[partition].last_commit)
        return watermark

    def get(self, partition: Partition) -> Watermark | None:
        """The watermark of a partition; None if it is not assigned."""
        return self._watermarks.get(partition)

    def committable(self, partitions: set[Partition] | None = None) -> dict[Partition, int]:
        """The next offset to commit of each of these partitions that has one; of all partitions when None."""
        chosen = {at: each for at, each in self._watermarks.items() if partitions is None or at in partitions}
        return {at: offset for at, each in chosen.items() if (offset := each.committable()) is not None}

    def committed(self, offsets: dict[Partition, int]) -> None:
        """The broker acknowledged these commits; partitions revoked meanwhile are ignored."""
        for partition, offset in offsets.items():
            if partition in self._watermarks:
                self._watermarks[partition].committed(offset)
