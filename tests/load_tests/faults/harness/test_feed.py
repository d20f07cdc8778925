import time
from datetime import date

from load_tests.faults.harness.feed import Feed
from load_tests.faults.harness.lists import listed_parties
from load_tests.faults.harness.pool import Pool

TODAY = date(2026, 3, 2)


def test_traffic_that_runs_out_is_a_failure(embedded: str) -> None:
    """A run that was fed less than planned proves nothing."""
    pool = Pool(listed_parties(TODAY), 100, seed=1, today=TODAY)
    feed = Feed(embedded, pool.once[:1])
    feed.start(1_000.0)
    deadline = time.monotonic() + 10
    while not feed.failures and time.monotonic() < deadline:
        time.sleep(0.02)
    feed.stop()
    assert feed.failures == ["the traffic ended before the run did"]
