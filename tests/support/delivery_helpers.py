"""Starts `delivery_worker.py`, feeds it, and reads its notes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from tests.support.worker_helpers import committed
from topologies.settings import Settings

WORKER = Path(__file__).with_name("delivery_worker.py")
TOPIC = "manifests.express"
SESSION = "3"
WAIT_SECONDS = 30


class Notes:
    """The notes of a worker: lines of the kinds `done`, `batch`, `commit`, `dropped` and `stall`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self, kind: str) -> list[list[str]]:
        text = self.path.read_text().splitlines() if self.path.exists() else []
        return [words[1:] for line in text if (words := line.split())[0] == kind]

    def records(self) -> list[tuple[int, int, int]]:
        """Partition, offset and value of every delivered record, in order of delivery."""
        pairs = [(int(words[0]), word.split(":")) for words in self.lines("done") for word in words[1:]]
        return [(partition, int(offset), int(value)) for partition, (offset, value) in pairs]

    def has(self, count: int) -> bool:
        return len(self.values()) >= count

    def values(self) -> set[int]:
        return {value for _, _, value in self.records()}


@contextmanager
def worker(
    bootstrap: str, notes: Notes, *options: str, topic: str = TOPIC, **variables: str
) -> Iterator[subprocess.Popen[bytes]]:
    environ = os.environ | {"PYTHONPATH": str(Path.cwd()), "SCREENER_SESSION_SECONDS": SESSION} | variables
    command = [sys.executable, str(WORKER), bootstrap, topic, str(notes.path), *options]
    process = subprocess.Popen(command, env=environ, cwd=notes.path.parent)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def new_topic(bootstrap: str) -> str:
    topic = f"delivery-{time.time_ns()}"
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    admin.create_topics([NewTopic(topic, 4, 1)])[topic].result(10)
    return topic


def feed(bootstrap: str, values: range, topic: str = TOPIC) -> None:
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 1, "log_level": 0})
    for value in values:
        producer.produce(topic, b"%d" % value, b"filer %d" % (value % 50))
        producer.poll(0)
    assert producer.flush(10) == 0


def all_committed(bootstrap: str, topic: str = TOPIC, group: str = Settings().group) -> bool:
    """Whether the group has committed the end of every partition."""
    return all(offset == end for offset, end in committed(bootstrap, group, [topic]).values())
