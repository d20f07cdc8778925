import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from confluent_kafka import TopicPartition

from load_tests.stream import latency, throughput
from load_tests.stream.figures import Point, StreamFigures, Throughput
from load_tests.stream.latency import Arrival
from load_tests.stream.systems import SYSTEMS, chosen
from load_tests.stream.tables import ratios
from load_tests.stream.throughput import Load, Look
from topologies.settings import UsageError

ROOT = Path(__file__).resolve().parents[3]


def command(*arguments: str, bootstrap: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "SHARED": str(folder), "KAFKA_BOOTSTRAP": bootstrap}
    return subprocess.run(
        [sys.executable, "-m", "load_tests", "stream", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    )


def measured(system: str, per_second: int, microseconds: float, workers: int = 1) -> Throughput:
    """One system's figures for single consignments."""
    return Throughput(system, 1, workers, 100, 1, 1.0, per_second, per_second, per_second, 1.0, microseconds, 1, [])


@pytest.mark.kafka
def test_worker_and_bare_loop_side_by_side(kafka: str, tmp_path: Path) -> None:
    """In short, on a real Kafka: both work off every record and find the same holds; latency counts every receipt."""
    wanted = ("--only", "worker,confluent", "--one", "--per-record", "1", "--consignments", "1000")
    pace = ("--rate", "1000", "--seconds", "1", "--warm-up", "1", "--json", "--out", str(tmp_path / "out"))
    done = command(*wanted, *pace, bootstrap=kafka, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    figures = msgspec.json.decode(done.stdout, type=StreamFigures)
    worker, loop = figures.throughput
    assert (worker.system, loop.system) == ("worker", "confluent")
    assert worker.holds == loop.holds > 0
    assert worker.peak_rss_bytes > 10_000_000
    (waits,) = figures.latency
    assert waits.receipts.count == 1_000
    assert 0 < waits.receipts.p50 <= waits.receipts.p999
    assert (tmp_path / "out" / "stream.json").is_file()


def test_an_unknown_system_is_one_line(tmp_path: Path) -> None:
    """A name that is none ends with exit code 2 before anything is started."""
    done = command("--only", "flume", "--out", str(tmp_path), bootstrap="127.0.0.1:1", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "flume" in done.stderr
    with pytest.raises(UsageError, match="choose of worker, faust"):
        chosen("worker,flume")
    assert [each.name for each in chosen("faust, worker")] == ["faust", "worker"]
    assert [each.name for each in chosen("")] == list(SYSTEMS)


def test_a_late_send_counts_as_a_long_wait() -> None:
    """Waits begin at the intended time, whatever the sender did, and those of the warm-up are left out."""
    intended = {"M1": 100.0, "M2": 101.0, "M3": 102.0}
    seen = [
        Arrival(100.9, "receipts", b'{"manifest":"M1"}'),
        Arrival(101.2, "holds", b'{"manifest":"M2","id":"x"}'),
        Arrival(101.5, "receipts", b'{"manifest":"M2"}'),
        Arrival(104.0, "receipts", b'{"manifest":"M3"}'),
        Arrival(104.0, "receipts", b'{"manifest":"of an earlier run"}'),
    ]
    found = latency.figures(intended, seen, per_record=1, rate=1, warm_up=1.0)
    assert (found.receipts.count, found.receipts.p50, found.receipts.most) == (2, 500.0, 2_000.0)
    assert (found.holds.count, found.holds.p99) == (1, 200.0)
    assert found.seconds == 1.0
    assert found.timeline == [Point(1.0, 500.0), Point(2.0, 2_000.0)]


def test_quantiles_by_nearest_rank() -> None:
    """Of a thousand waits the 990th is p99, the 999th p99.9; of none there are zeros."""
    found = latency.quantiles([float(each) for each in range(1, 1_001)])
    assert (found.p50, found.p99, found.p999, found.most) == (500.0, 990.0, 999.0, 1_000.0)
    assert latency.quantiles([]).most == 0.0


def test_what_the_first_look_shows_is_not_counted() -> None:
    """Throughput is of what came between looks; the steady part begins where a quarter is done."""
    looks = [Look(10.0, 20, 1.0), Look(12.0, 25, 2.0), Look(17.0, 100, 5.0)]
    load = Load(200, 100, 20_000, [TopicPartition("manifests.express", 0, 0)])
    found = throughput.figures("worker", 1, load, looks, holds=3, rss=1)
    assert found.seconds == 7.0
    assert found.records_per_second == round(80 / 7)
    assert found.per_second == round(200 * 80 / 7)
    assert found.steady_per_second == 200 * 15
    assert found.processor_microseconds == 200.0


def test_ratios_are_within_one_kind_of_record() -> None:
    """Systems with one process are told against stock Faust and Bytewax; where one did not run there is no ratio."""
    found = ratios(
        [measured("worker", 300, 30.0), measured("worker", 500, 30.0, workers=2), measured("faust", 100, 90.0)]
    )
    assert [(each.system, each.to_faust, each.to_bytewax, each.processor_to_faust) for each in found] == [
        ("worker", 3.0, None, 3.0),
        ("faust", 1.0, None, 1.0),
    ]
