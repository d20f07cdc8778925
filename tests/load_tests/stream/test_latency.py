from load_tests.stream import latency
from load_tests.stream.figures import Point
from load_tests.stream.latency import Arrival, Pace


def test_a_late_send_counts_as_a_long_wait() -> None:
    """Waits begin at the intended time, whenever the record was sent; those of the warm-up are left out."""
    intended = {"M1": 100.0, "M2": 101.0, "M3": 102.0}
    seen = [
        Arrival(100.9, "receipts", b'{"manifest":"M1"}'),
        Arrival(101.2, "holds", b'{"manifest":"M2","id":"x"}'),
        Arrival(101.5, "receipts", b'{"manifest":"M2"}'),
        Arrival(104.0, "receipts", b'{"manifest":"M3"}'),
        Arrival(104.0, "receipts", b'{"manifest":"of an earlier run"}'),
    ]
    found = latency.figures(intended, seen, Pace(per_record=1, rate=1, warm_up=1.0))
    assert (found.receipts.count, found.receipts.p50, found.receipts.most) == (2, 500.0, 2_000.0)
    assert (found.holds.count, found.holds.p99) == (1, 200.0)
    assert found.seconds == 1.0
    assert found.timeline == [Point(1.0, 500.0), Point(2.0, 2_000.0)]


def test_quantiles_are_by_nearest_rank() -> None:
    """Of a thousand waits the 990th is p99 and the 999th p99.9; without waits they are zero."""
    found = latency.quantiles([float(each) for each in range(1, 1_001)])
    assert (found.p50, found.p99, found.p999, found.most) == (500.0, 990.0, 999.0, 1_000.0)
    assert latency.quantiles([]).most == 0.0
