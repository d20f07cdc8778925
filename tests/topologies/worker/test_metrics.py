import time

import pytest

from screener.domain.policy import Family
from tests.support.builders import NOW, express, manifest_of, party, screened
from tests.support.worker_helpers import ORION
from topologies.delivery.record_batch import ConsumerRecord, RecordBatch
from topologies.delivery.watermark import Partition
from topologies.worker.metrics import Metrics

HERE = Partition("manifests.postal", 2)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_a_screened_manifest_is_counted_by_family_and_mode(metrics: Metrics) -> None:
    """Consignments, families, notices and error codes add up; the other mode is present, at 0."""
    given = manifest_of(
        express(party(ORION.name)), express(identifier="HB2"), express(party(""), identifier="HB3"), express(filed=None)
    )
    found = screened(given, ORION, now=NOW)
    metrics.on_screened(given, found)
    assert value(metrics, "screener_consignments_total", mode="express") == 4
    assert value(metrics, "screener_consignments_total", mode="postal") == 0
    counted = {
        family: value(metrics, "screener_outcomes_total", family=family.value, mode="express") for family in Family
    }
    assert counted == found.family_counts
    assert sum(found.family_counts.values()) == 4
    assert value(metrics, "screener_rejected_total", code="MISSING_CNE_NAME") == 1
    assert value(metrics, "screener_rejected_total", code="INVALID_DATE") == 1
    notices = sum(len(decision.notices) for decision in found.decisions)
    assert (value(metrics, "screener_notices_total", mode="express") or 0) == notices


def test_latency_is_from_the_timestamp_of_the_record(metrics: Metrics) -> None:
    """A record of a second ago took a second; one with a timestamp in the future took none."""
    now = int(time.time() * 1000)
    metrics.on_delivered("express", [now - 1_000, now + 60_000])
    assert value(metrics, "screener_latency_seconds_count", mode="express") == 2
    assert (value(metrics, "screener_latency_seconds_sum", mode="express") or 0) == pytest.approx(1.0, abs=0.2)
    assert value(metrics, "screener_latency_seconds_bucket", mode="express", le="0.002") == 1
    assert value(metrics, "screener_records_total", mode="express") == 2


def test_lag_is_the_latest_value(metrics: Metrics) -> None:
    """The lag of a partition is set, not added up."""
    metrics.on_lag(HERE, 7)
    metrics.on_lag(HERE, 3)
    assert value(metrics, "screener_lag_records", topic="manifests.postal", partition="2") == 3


def test_the_other_events_are_counted(metrics: Metrics) -> None:
    """Lost records, stalls, commits, refused control records, what is in flight, and the sizes of caches."""
    metrics.on_batch(RecordBatch(HERE, [ConsumerRecord(0, 0, None, None)], 0))
    metrics.on_dropped(5)
    metrics.on_stall()
    metrics.on_commit(HERE, 4)
    metrics.on_refused("watchlist")
    metrics.on_remembered("holds", 12)
    metrics.on_in_flight(2, 4_000)
    metrics.watch_publisher(lambda: 3)
    assert value(metrics, "screener_dropped_messages_total") == 5
    assert value(metrics, "screener_stalls_total") == 1
    assert value(metrics, "screener_commits_total") == 1
    assert value(metrics, "screener_reference_refused_total", topic="watchlist") == 1
    assert value(metrics, "screener_remembered", table="holds") == 12
    assert value(metrics, "screener_in_flight_bytes") == 4_000
    assert value(metrics, "screener_outbox_records") == 3


def test_two_workers_in_one_process_do_not_share_metrics(metrics: Metrics) -> None:
    """Each has its own registry."""
    metrics.on_stall()
    assert value(Metrics(), "screener_stalls_total") == 0
