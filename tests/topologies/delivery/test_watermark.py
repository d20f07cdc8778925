import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from topologies.delivery.watermark import Partition, Watermark, Watermarks

HERE = Partition("manifests.express", 0)


def test_out_of_order() -> None:
    """A batch that finishes before an earlier one does not move the commit past it."""
    watermark = Watermark()
    watermark.fetched(0, 9)
    watermark.fetched(10, 19)
    assert watermark.finished(10, 19)
    assert watermark.committable() is None
    assert watermark.finished(0, 9)
    assert watermark.committable() == 20


def test_gap() -> None:
    """Offsets that were never fetched between two batches count as done once the batch before them is."""
    watermark = Watermark()
    watermark.fetched(0, 9)
    watermark.fetched(15, 19)
    watermark.finished(0, 9)
    assert watermark.committable() == 15


def test_failed_commit() -> None:
    """A commit that failed is due again; one that succeeded is not."""
    watermark = Watermark()
    watermark.fetched(3, 3)
    watermark.finished(3, 3)
    assert watermark.committable() == 4
    assert watermark.committable() == 4
    watermark.committed(4)
    assert watermark.committable() is None


def test_rewind() -> None:
    """Offsets that come a second time are refused, not counted twice."""
    watermark = Watermark()
    watermark.fetched(0, 9)
    with pytest.raises(ValueError, match="expected 10 or later"):
        watermark.fetched(9, 12)


def test_unknown_batch() -> None:
    """A batch of an earlier assignment that finishes late changes nothing."""
    watermarks = Watermarks()
    watermarks.assign({HERE})
    old = watermarks.get(HERE)
    assert old is not None
    old.fetched(0, 4)
    watermarks.revoke({HERE})
    assert watermarks.get(HERE) is None
    watermarks.assign({HERE})
    new = watermarks.get(HERE)
    assert new is not None
    assert not new.finished(0, 4)
    assert watermarks.committable() == {}
    watermarks.committed({Partition("manifests.postal", 1): 3})
    assert watermarks.partitions == {HERE}


def test_restart() -> None:
    """After a restart the partition may be read from an earlier offset, and what was fetched before is void."""
    watermarks = Watermarks()
    watermarks.assign({HERE})
    before = watermarks.get(HERE)
    assert before is not None
    before.fetched(10, 12)
    watermarks.restart(HERE)
    after = watermarks.get(HERE)
    assert after is not None
    after.fetched(2, 12)
    assert not after.finished(10, 12)
    assert after.finished(2, 12)
    assert watermarks.committable({HERE}) == {HERE: 13}


class Delivery(RuleBasedStateMachine):
    """A broker with one partition and a worker that loses and regains it, held against a set of all offsets."""

    def __init__(self) -> None:
        super().__init__()
        self.watermarks = Watermarks()
        self.broker = 0  # the offset that the broker has committed
        self.owned = False
        self.read = 0
        self.exists: set[int] = set()  # offsets that hold a record
        self.done: set[int] = set()  # offsets whose outcomes were acknowledged, in any assignment
        self.open: list[tuple[int, int]] = []
        self.stale: list[tuple[Watermark, tuple[int, int]]] = []

    def watermark(self) -> Watermark:
        watermark = self.watermarks.get(HERE)
        assert watermark is not None
        return watermark

    @precondition(lambda self: not self.owned)
    @rule()
    def assign(self) -> None:
        self.watermarks.assign({HERE})
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
        self.watermark().fetched(offsets[0], offsets[-1])
        self.open.append((offsets[0], offsets[-1]))
        self.read = offsets[-1] + 1

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        first, last = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        self.done |= {offset for offset in self.exists if first <= offset <= last}
        assert self.watermark().finished(first, last)

    @precondition(lambda self: self.stale)
    @rule(data=st.data())
    def finish_too_late(self, data: st.DataObject) -> None:
        watermark, span = self.stale.pop(data.draw(st.integers(0, len(self.stale) - 1)))
        before = self.watermarks.committable()
        assert watermark.finished(*span)
        assert self.watermarks.committable() == before

    @rule()
    def commit_fails(self) -> None:
        assert self.watermarks.committable() == self.watermarks.committable()

    @rule()
    def commit(self) -> None:
        offsets = self.watermarks.committable()
        for offset in offsets.values():
            assert offset > self.broker, "never backwards"
            self.broker = offset
        self.watermarks.committed(offsets)
        assert self.watermarks.committable() == {}

    @precondition(lambda self: self.owned)
    @rule(politely=st.booleans())
    def revoke(self, *, politely: bool) -> None:
        if politely:
            self.commit()
        self.stale += [(self.watermark(), span) for span in self.open]
        self.watermarks.revoke({HERE})
        self.owned, self.open = False, []

    @invariant()
    def never_past_unfinished_work(self) -> None:
        for offset in (self.broker, *self.watermarks.committable().values()):
            assert {at for at in self.exists if at < offset} <= self.done

    @invariant()
    def everything_finished_can_be_committed(self) -> None:
        unfinished = [first for first, _ in self.open]
        due = {at for at in self.exists if at < min(unfinished, default=self.read)}
        if self.owned and due:
            assert max([self.broker, *self.watermarks.committable().values()]) > max(due)


Delivery.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
test_delivery = Delivery.TestCase


def test_a_partition_that_is_read_again_commits_nothing_backwards() -> None:
    """Records that come a second time are work again; what was fetched before is void, and the committed offset stays."""
    at = Partition("manifests.express", 1)
    watermarks = Watermarks()
    watermarks.assign({at})
    first = watermarks.get(at)
    assert first is not None
    first.fetched(0, 124)
    first.finished(0, 124)
    watermarks.committed({at: 125})
    again = watermarks.restart(at)
    again.fetched(0, 37)
    again.finished(0, 37)
    assert watermarks.committable() == {}
    again.fetched(38, 200)
    assert watermarks.committable() == {}
    again.finished(38, 200)
    assert watermarks.committable() == {at: 201}
