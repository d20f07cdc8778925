"""Which offset may be committed: only the start of what is not yet delivered, per partition. Pure code, no Kafka in it."""

from collections import deque
from typing import NamedTuple


class Partition(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


class Span(NamedTuple):
    """The offsets of one batch, first and last inclusive. Offsets between them may be missing (compacted, aborted)."""

    first: int
    last: int


class Watermark:
    """The delivered prefix of one partition, for as long as it is assigned to this worker.

    Batches are fetched in the order of their offsets and may finish in any order. An offset that was never fetched between
    two batches (compacted, or part of an aborted transaction) counts as done once every batch before it is finished.
    """

    def __init__(self, last_commit: int | None = None) -> None:
        self._open: deque[Span] = deque()
        self._finished: set[Span] = set()
        self._fetched: int | None = None
        self._ready: int | None = None
        self._committed = last_commit

    @property
    def last_commit(self) -> int | None:
        """The offset that the broker acknowledged last."""
        return self._committed

    @property
    def next_fetch(self) -> int | None:
        """The lowest offset that the next batch may begin with; None before the first batch."""
        return self._fetched

    def fetched(self, first: int, last: int) -> None:
        """A batch is on its way to an agent. Raises `ValueError` if it does not lie after the batches before it."""
        if last < first or (self._fetched is not None and first < self._fetched):
            raise ValueError(f"offsets {first} to {last} were fetched where {self._fetched} or later was due")
        self._open.append(Span(first, last))
        self._fetched = last + 1

    def finished(self, first: int, last: int) -> bool:
        """Every outcome of the batch is acknowledged. False (and no effect) for a batch that is not open here."""
        span = Span(first, last)
        if span not in self._open:
            return False
        self._finished.add(span)
        while self._open and self._open[0] in self._finished:
            done = self._open.popleft()
            self._finished.discard(done)
            self._ready = self._open[0].first if self._open else done.last + 1
        return True

    def committable(self) -> int | None:
        """The next offset to commit, or None when the broker already has it or nothing is finished."""
        if self._ready is None or (self._committed is not None and self._ready <= self._committed):
            return None
        return self._ready

    def committed(self, offset: int) -> None:
        """The broker acknowledged a commit of this offset. Call it on success only: a failed commit is due again."""
        self._committed = offset if self._committed is None else max(self._committed, offset)


class Watermarks:
    """The watermarks of every partition assigned to this worker."""

    def __init__(self) -> None:
        self._marks: dict[Partition, Watermark] = {}

    def __contains__(self, partition: Partition) -> bool:
        return partition in self._marks

    @property
    def partitions(self) -> set[Partition]:
        """The partitions that are assigned now."""
        return set(self._marks)

    def assign(self, partitions: set[Partition]) -> None:
        """These partitions are ours from now on; each begins with an empty watermark."""
        self._marks |= {partition: Watermark() for partition in partitions}

    def revoke(self, partitions: set[Partition]) -> None:
        """These partitions are no longer ours: whatever finishes later commits nothing."""
        for partition in partitions:
            self._marks.pop(partition, None)

    def restart(self, partition: Partition) -> Watermark:
        """The partition is read from an earlier offset again: batches fetched before are void, and no commit goes back."""
        self._marks[partition] = mark = Watermark(self._marks[partition].last_commit)
        return mark

    def mark(self, partition: Partition) -> Watermark | None:
        """The watermark of a partition; None if it is not ours."""
        return self._marks.get(partition)

    def committable(self, partitions: set[Partition] | None = None) -> dict[Partition, int]:
        """The next offset to commit of each of these partitions (of all when None) that has one."""
        marks = {key: mark for key, mark in self._marks.items() if partitions is None or key in partitions}
        return {key: offset for key, mark in marks.items() if (offset := mark.committable()) is not None}

    def committed(self, offsets: dict[Partition, int]) -> None:
        """The broker acknowledged these commits; partitions revoked meanwhile are passed over."""
        for partition, offset in offsets.items():
            if partition in self._marks:
                self._marks[partition].committed(offset)
