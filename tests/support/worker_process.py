"""A worker process, its pages and metrics, and what it publishes."""

import itertools
import os
import subprocess
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import msgspec
from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition
from prometheus_client.parser import text_string_to_metric_families

from screener.domain.decision import outcome_id
from tests.support.worker_helpers import wait_for
from topologies.kafka.broker import admin_client
from topologies.kafka.server import KafkaServer
from topologies.ports import free_ports
from topologies.topics import HOLDS, OUTCOMES, RECEIPTS
from topologies.worker.processes import start_worker

OUTPUTS = tuple(topic.name for topic in OUTCOMES)
MAX_READS = 5
READY_SECONDS = 90.0
Place = tuple[str, int, int]
"""Topic, partition and offset of a record."""
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def plain_environment(**variables: str) -> dict[str, str]:
    """The environment with these variables, and no other setting of the screener."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCREENER_", "KAFKA_"))}
    return kept | variables


class WorkerProcess:
    """`screener worker` against a broker; killed at the end of the `with` block if it still runs."""

    def __init__(self, bootstrap: str, folder: Path, name: str = "w1", **variables: str) -> None:
        self.log = folder / f"{name}.log"
        self._environment = plain_environment(
            **{
                "KAFKA_BOOTSTRAP": bootstrap,
                "SCREENER_INSTANCE": name,
                "SCREENER_METRICS_PORT": str(*free_ports(1)),
                "SCREENER_SESSION_SECONDS": "6",
                "SCREENER_LOG_FORMAT": "json",
            }
            | variables
        )
        self.port = int(self._environment["SCREENER_METRICS_PORT"])
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            self.process = start_worker(self._environment, log)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    @property
    def alive(self) -> bool:
        """Whether the process is running."""
        return self.process is not None and self.process.poll() is None

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; status 0 without an answer."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (URLError, OSError):
            return 0, ""

    def samples(self) -> Samples:
        """Every sample of /metrics, by name and labels."""
        families = text_string_to_metric_families(self.get("/metrics")[1])
        return {(each.name, tuple(sorted(each.labels.items()))): each.value for f in families for each in f.samples}

    def value(self, name: str, **labels: str) -> float:
        """One sample; 0 if there is none."""
        return self.samples().get((name, tuple(sorted(labels.items()))), 0.0)

    def wait_until_ready(self) -> Self:
        """Return once it has lists and partitions."""
        wait_for(self._has_partitions, READY_SECONDS, f"worker with partitions (log: {self.log})")
        return self

    def _has_partitions(self) -> bool:
        assert self.alive, self.log.read_text("utf-8")[-2_000:]
        return "screener_lag_records{" in self.get("/metrics")[1]

    def stop(self, seconds: float = 30) -> int:
        """Send SIGTERM; the exit code, which must come within `seconds`."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(seconds)

    def kill(self) -> None:
        """Send SIGKILL."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


class Outcomes:
    """Everything that workers have published since this was created, duplicates included."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer = Consumer(
            {"bootstrap.servers": bootstrap, "group.id": "outcomes", "enable.auto.commit": False, "log_level": 0}
        )
        known = self._consumer.list_topics(timeout=10).topics
        partitions = [TopicPartition(name, number) for name in OUTPUTS for number in known[name].partitions]
        for each in partitions:
            each.offset = self._consumer.get_watermark_offsets(each, timeout=10)[1]
        self._consumer.assign(partitions)
        self._found: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def close(self) -> None:
        """Stop reading."""
        self._consumer.close()

    def of(self, topic: str) -> list[dict[str, Any]]:
        """What has been published on a topic."""
        for _ in range(MAX_READS):  # bounded: while a feed runs, messages keep coming
            messages = self._consumer.consume(5_000, timeout=0.1)
            for message in messages:
                if message.error() is None:
                    self._found[message.topic() or ""].append(msgspec.json.decode(message.value() or b""))
            if not messages:
                break
        return self._found[topic]

    def receipts(self) -> dict[str, dict[str, Any]]:
        """The receipts by their id."""
        return {receipt["id"]: receipt for receipt in self.of(RECEIPTS.name)}

    def held(self) -> set[str]:
        """The keys of the consignments on which holds were placed."""
        return {hold["consignment"] for hold in self.of(HOLDS.name)}

    def wait_for(self, places: Iterable[Place], seconds: float = 30) -> list[dict[str, Any]]:
        """The receipts of the records at these places, once all are there."""
        ids = [receipt_id(place) for place in places]
        wait_for(lambda: self.receipts().keys() >= set(ids), seconds, f"receipts for {len(ids)} records")
        found = self.receipts()
        return [found[each] for each in ids]

    def doubled(self, *topics: str) -> int:
        """How many outcomes of these topics were published more than once."""
        ids = [each["id"] for topic in topics for each in self.of(topic)]
        return len(ids) - len(set(ids))


class Feed:
    """Sends records, from a thread if wanted, and notes the place of each acknowledged one."""

    def __init__(self, bootstrap: str) -> None:
        self._producer = Producer(
            {"bootstrap.servers": bootstrap, "message.max.bytes": 64_000_000, "linger.ms": 1, "log_level": 0}
        )
        self.places: list[Place] = []
        self._failures: list[str] = []
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def send(self, topic: str, key: bytes | None, value: bytes | None) -> Place:
        """Send one record; its place."""
        self._produce(topic, key, value)
        return self.finish()[-1]

    def start(self, topic: str, make: Callable[[int], tuple[bytes, bytes]], seconds: float) -> None:
        """Send one record after another, pausing `seconds` after each, until `finish`."""

        def run() -> None:
            for number in itertools.count():
                self._produce(topic, *make(number))
                if self._ended.wait(seconds):
                    return

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def finish(self) -> list[Place]:
        """The places of all records, once the broker has acknowledged them."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        assert self._producer.flush(30) == 0
        assert not self._failures, self._failures[0]
        return self.places

    def _produce(self, topic: str, key: bytes | None, value: bytes | None) -> None:
        self._producer.produce(topic, value, key, on_delivery=self._report)
        self._producer.poll(0)

    def _report(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self._failures.append(error.str())
        else:
            self.places.append((str(message.topic()), int(message.partition() or 0), int(message.offset() or 0)))


def receipt_id(place: Place) -> str:
    """The id of the receipt for the record at a place."""
    return outcome_id("receipt", *map(str, place))


def emptied(server: KafkaServer) -> str:
    """The address of a server after all its topics are deleted."""
    client = admin_client(server.bootstrap)

    def names() -> list[str]:
        return [name for name in client.list_topics(timeout=10).topics if not name.startswith("__")]

    if names():
        for future in client.delete_topics(names(), operation_timeout=10).values():
            future.result(10)
        wait_for(lambda: not names(), what="a server without topics")
    return server.bootstrap
