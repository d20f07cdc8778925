import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from load_tests.inputs.checkout import ROOT
from load_tests.stream.figures import StreamFigures


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


@pytest.mark.kafka
def test_worker_and_bare_loop_find_the_same_holds(kafka: str, tmp_path: Path) -> None:
    """A short run on a real Kafka: both process every record and find the same holds; latency counts every receipt."""
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
    """The command ends with exit code 2 before anything is started."""
    done = command("--only", "flume", "--out", str(tmp_path), bootstrap="127.0.0.1:1", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "flume" in done.stderr
