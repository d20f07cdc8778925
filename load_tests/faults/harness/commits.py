"""The offsets that the workers commit: whether they ever go back, and whether they reach the end."""

import threading
import time
from contextlib import suppress
from typing import Self

from confluent_kafka import Consumer, KafkaException, TopicPartition

from load_tests.faults.harness.outcomes import OutcomeReader
from topologies.topics import MANIFESTS

WATCH_SECONDS = 0.5
REQUEST_SECONDS = 5.0
SETTLE_SECONDS = 30.0
POLL_SECONDS = 0.2


class Commits:
    """Polls the group coordinator every half second during the `with` block.

    `backwards` lists the commits that went back; `uncommitted`, after `settle`, the partitions that were not committed to the end.
    """

    def __init__(self, bootstrap: str, group: str) -> None:
        self._consumer = Consumer(
            {"bootstrap.servers": bootstrap, "group.id": group, "enable.auto.commit": False, "log_level": 0}
        )
        self._partitions = [TopicPartition(topic.name, n) for topic in MANIFESTS for n in range(topic.partitions)]
        self._last: dict[tuple[str, int], int] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="commits", daemon=True)
        self.backwards: list[str] = []
        self.uncommitted = ["never polled"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        self._consumer.close()

    def settle(self, reader: OutcomeReader) -> None:
        """Waits until everything is committed and `reader` has read every outcome, at most half a minute."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            try:
                self.uncommitted = self._uncommitted()
            except KafkaException as error:
                self.uncommitted = [str(error)]
            if not self.uncommitted and reader.caught_up():
                return
            time.sleep(POLL_SECONDS)

    def _uncommitted(self) -> list[str]:
        """The partitions whose committed offset is not their end."""
        return [
            f"{each.topic}/{each.partition}: {each.offset} of {end}"
            for each in self._consumer.committed(self._partitions, timeout=REQUEST_SECONDS)
            if (end := self._end(each)) > max(0, each.offset)
        ]

    def _end(self, at: TopicPartition) -> int:
        bounds: tuple[int, int] = self._consumer.get_watermark_offsets(at, timeout=REQUEST_SECONDS)
        return bounds[1]

    def _watch(self) -> None:
        while not self._stopped.wait(WATCH_SECONDS):
            with suppress(KafkaException):  # the broker is down
                for each in self._consumer.committed(self._partitions, timeout=REQUEST_SECONDS):
                    self._compare((each.topic, each.partition), each.offset)

    def _compare(self, at: tuple[str, int], offset: int) -> None:
        if at in self._last and offset < self._last[at]:
            self.backwards.append(f"{at}: from {self._last[at]} to {offset}")
        self._last[at] = max(offset, self._last.get(at, offset))
