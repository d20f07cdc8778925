import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from topologies.delivery.watermark import Partition, Watermark, Watermarks

HERE = Partition("manifests.express", 0)


def test_out_of_order() -> None:
    """A batch that finishes before an earlier one does not move the commit past it."""
    mark = Watermark()
    mark.fetched(0, 9)
    mark.fetched(10, 19)
    assert mark.finished(10, 19)
    assert mark.committable() is None
    assert mark.finished(0, 9)
    assert mark.committable() == 20


def test_gap() -> None:
    """Offsets that were never fetched between two batches count as done once the batch before them is."""
    mark = Watermark()
    mark.fetched(0, 9)
    mark.fetched(15, 19)
    mark.finished(0, 9)
    assert mark.committable() == 15


def test_failed_commit() -> None:
    """A commit that failed is due again; one that succeeded is not."""
    mark = Watermark()
    mark.fetched(3, 3)
    mark.finished(3, 3)
    assert mark.committable() == 4
    assert mark.committable() == 4
    mark.committed(4)
    assert mark.committable() is None


def test_rewind() -> None:
    """Offsets that come a second time are refused, not counted twice."""
    mark = Watermark()
    mark.fetched(0, 9)
    with pytest.raises(ValueError, match="10 or later was due"):
        mark.fetched(9, 12)


def test_unknown_batch() -> None:
    """A batch of an earlier assignment that finishes late changes nothing."""
    marks = Watermarks()
    marks.assign({HERE})
    old = marks.mark(HERE)
    assert old is not None
    old.fetched(0, 4)
    marks.revoke({HERE})
    assert marks.mark(HERE) is None
    marks.assign({HERE})
    new = marks.mark(HERE)
    assert new is not None
    assert not new.finished(0, 4)
    assert marks.committable() == {}
    marks.committed({Partition("manifests.postal", 1): 3})
    assert marks.partitions == {HERE}


def test_restart() -> None:
    """After a restart the partition may be read from an earlier offset, and what was fetched before is void."""
    marks = Watermarks()
    marks.assign({HERE})
    before = marks.mark(HERE)
    assert before is not None
    before.fetched(10, 12)
    marks.restart(HERE)
    after = marks.mark(HERE)
    assert after is not None
    after.fetched(2, 12)
    assert not after.finished(10, 12)
    assert after.finished(2, 12)
    assert marks.committable({HERE}) == {HERE: 13}


class Delivery(RuleBasedStateMachine):
    """A broker with one partition and a worker that loses and regains it, held against a set of all offsets."""

    def __init__(self) -> None:
        super().__init__()
        self.marks = Watermarks()
        self.broker = 0  # the offset that the broker has committed
        self.owned = False
        self.read = 0
        self.exists: set[int] = set()  # offsets that hold a record
        self.done: set[int] = set()  # offsets whose outcomes were acknowledged, in any assignment
        self.open: list[tuple[int, int]] = []
        self.stale: list[tuple[Watermark, tuple[int, int]]] = []

    def mark(self) -> Watermark:
        mark = self.marks.mark(HERE)
        assert mark is not None
        return mark

    @precondition(lambda self: not self.owned)
    @rule()
    def assign(self) -> None:
        self.marks.assign({HERE})
        self.owned, self.read = True, self.broker

    @precondition(lambda self: self.owned)
    @rule(gap=st.integers(0, 3), sizes=st.lists(st.booleans(), max_size=5))
    def fetch(self, gap: int, sizes: list[bool]) -> None:
        known = sorted(offset for offset in self.exists if offset >= self.read)
        if known:
            offsets = known[: 1 + len(sizes)]
        else:
            first = self.read + gap
            offsets = [first, *(first + 1 + at for at, present in enumerate(sizes) if present)]
            self.exists.update(offsets)
        self.mark().fetched(offsets[0], offsets[-1])
        self.open.append((offsets[0], offsets[-1]))
        self.read = offsets[-1] + 1

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        first, last = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        self.done |= {offset for offset in self.exists if first <= offset <= last}
        assert self.mark().finished(first, last)

    @precondition(lambda self: self.stale)
    @rule(data=st.data())
    def finish_too_late(self, data: st.DataObject) -> None:
        mark, span = self.stale.pop(data.draw(st.integers(0, len(self.stale) - 1)))
        before = self.marks.committable()
        assert mark.finished(*span)
        assert self.marks.committable() == before

    @rule()
    def commit_fails(self) -> None:
        assert self.marks.committable() == self.marks.committable()

    @rule()
    def commit(self) -> None:
        offsets = self.marks.committable()
        for offset in offsets.values():
            assert offset > self.broker, "never backwards"
            self.broker = offset
        self.marks.committed(offsets)
        assert self.marks.committable() == {}

    @precondition(lambda self: self.owned)
    @rule(politely=st.booleans())
    def revoke(self, *, politely: bool) -> None:
        if politely:
            self.commit()
        self.stale += [(self.mark(), span) for span in self.open]
        self.marks.revoke({HERE})
        self.owned, self.open = False, []

    @invariant()
    def never_past_unfinished_work(self) -> None:
        for offset in (self.broker, *self.marks.committable().values()):
            assert {at for at in self.exists if at < offset} <= self.done

    @invariant()
    def everything_finished_can_be_committed(self) -> None:
        unfinished = [first for first, _ in self.open]
        due = {at for at in self.exists if at < min(unfinished, default=self.read)}
        if self.owned and due:
            assert max([self.broker, *self.marks.committable().values()]) > max(due)


Delivery.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
test_delivery = Delivery.TestCase


def test_a_partition_that_is_read_again_commits_nothing_backwards() -> None:
    """Records that come a second time are work again; what was fetched before is void, and the committed offset stays."""
    at = Partition("manifests.express", 1)
    marks = Watermarks()
    marks.assign({at})
    first = marks.mark(at)
    assert first is not None
    first.fetched(0, 124)
    first.finished(0, 124)
    marks.committed({at: 125})
    again = marks.restart(at)
    again.fetched(0, 37)
    again.finished(0, 37)
    assert marks.committable() == {}
    again.fetched(38, 200)
    assert marks.committable() == {}
    again.finished(38, 200)
    assert marks.committable() == {at: 201}
