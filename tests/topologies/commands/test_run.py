import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.builders import party
from tests.support.worker_helpers import ORION, express_manifest, snapshot, today
from tests.support.worker_process import emptied, plain_environment
from topologies.kafka.compacted_topics import publish
from topologies.kafka.server import KafkaServer
from topologies.kafka.topic_admin import ensure_topics
from topologies.sample.sam_csv import sam_csv
from topologies.topics import OUTCOMES


def screener_run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`screener run`, its outcomes in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "topologies.cli", "run", "--out", str(folder), *arguments],
        env=plain_environment(**variables),
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def outcomes(folder: Path, topic: str) -> list[Any]:
    return [msgspec.json.decode(line) for line in (folder / f"{topic}.ndjson").read_bytes().splitlines()]


def check_a_day(folder: Path, done: subprocess.CompletedProcess[str]) -> None:
    """A run that found what was planted says so, leaves the outcomes as NDJSON, and no traceback anywhere."""
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all planted cases found: 0 lost, 0 doubled." in done.stdout
    assert "A sample day, all names invented: 2,000 consignments" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr + (folder / "workers.log").read_text("utf-8")
    receipts, holds = outcomes(folder, "receipts"), outcomes(folder, "holds")
    assert sum(receipt["consignments"] for receipt in receipts) == 2_000
    assert len({hold["id"] for hold in holds}) == len(holds) > 0
    assert len({receipt["id"] for receipt in receipts}) == len(receipts)
    assert all((folder / f"{topic.name}.ndjson").stat().st_size for topic in OUTCOMES)
    for family in ("HOLD", "RFI", "RFS"):
        assert any(hold["family"] == family for hold in holds)


def test_a_sample_day_on_the_embedded_broker(tmp_path: Path) -> None:
    """2,000 consignments, two workers: what was planted is found, nothing lost, nothing doubled, exit code 0."""
    folder = tmp_path / "out"
    check_a_day(folder, screener_run(folder, "--consignments", "2000", "--workers", "2"))


@pytest.mark.kafka
def test_a_sample_day_on_the_real_kafka(own_kafka: KafkaServer, tmp_path: Path) -> None:
    """The same through a Kafka that exists, once it is named."""
    bootstrap = emptied(own_kafka)
    folder = tmp_path / "out"
    arguments = ("--broker", "kafka", "--consignments", "2000")
    check_a_day(folder, screener_run(folder, *arguments, KAFKA_BOOTSTRAP=bootstrap))


@pytest.mark.kafka
def test_a_cluster_with_other_lists_is_left_alone(own_kafka: KafkaServer, tmp_path: Path) -> None:
    """A run would replace the list in force: it is refused in one line, exit code 2, and nothing was published."""
    bootstrap = emptied(own_kafka)
    ensure_topics(bootstrap)
    publish(bootstrap, "watchlist", snapshot(ORION), delivery_seconds=10)
    done = screener_run(
        tmp_path / "out", "--broker", "kafka", "--consignments", "100", SCREENER_KAFKA_BOOTSTRAP=bootstrap
    )
    assert done.returncode == 2
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("screener: the cluster at ")
    assert "in force, which a run would replace" in last
    assert "Traceback" not in done.stderr


def test_a_dead_kafka_is_one_line(tmp_path: Path) -> None:
    """Nobody at the address: exit code 2 in bounded time, one line with the reason."""
    done = screener_run(
        tmp_path / "out",
        "--broker",
        "kafka",
        "--consignments",
        "100",
        KAFKA_BOOTSTRAP="127.0.0.1:9",
        SCREENER_CONNECT_SECONDS="1",
    )
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith("screener: no Kafka broker answers at 127.0.0.1:9 after 1 s")
    assert "Traceback" not in done.stderr


def test_files_of_ones_own(tmp_path: Path) -> None:
    """A list and manifests from files: the listed consignee is held, the unreadable line told, and exit code 0."""
    (tmp_path / "sam.csv").write_bytes(sam_csv([ORION]))
    held = express_manifest(today(party(ORION.name)), today(identifier="HB2"))
    (tmp_path / "day.ndjson").write_bytes(held + b"\nFHL/4\n")
    done = screener_run(tmp_path / "out", "--list", "sam.csv", "--manifests", "day.ndjson")
    assert done.returncode == 0, done.stdout + done.stderr
    (hold,) = outcomes(tmp_path / "out", "holds")
    assert hold["match"]["listed_name"] == ORION.name
    (letter,) = outcomes(tmp_path / "out", "dead-letters")
    assert letter["reason"] == "not JSON"
    assert len(outcomes(tmp_path / "out", "receipts")) == 2
    assert "0 lost, 0 doubled" in done.stdout
    assert "Planted and found" not in done.stdout
