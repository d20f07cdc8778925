"""Collects the outcomes of a run: NDJSON files, counts, and the time from the sending of a manifest to its hold."""

import contextlib
import uuid
from collections import Counter, defaultdict
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec
from confluent_kafka import Consumer, Message, TopicPartition

from schemas.messages import DeadLetter, Receipt
from screener.domain.decision import Hold, Notice
from screener.domain.policy import STRICTNESS, Family
from screener.domain.status_codes import HoldEvent
from topologies.topics import DEAD_LETTERS, HOLDS, NOTICES, OUTCOMES, RECEIPTS

FETCH_AT_ONCE = 2_000
MOST_LATENCIES = 2_000_000

Outcome = Hold | Notice | Receipt | DeadLetter
TYPE_OF_TOPIC: dict[str, type[Outcome]] = {
    HOLDS.name: Hold,
    NOTICES.name: Notice,
    RECEIPTS.name: Receipt,
    DEAD_LETTERS.name: DeadLetter,
}


class CollectedOutcomes:
    """The outcomes of a run, each once: one whose id was seen before is only counted, in `duplicates`."""

    def __init__(self) -> None:
        self.holds: dict[str, list[Hold]] = defaultdict(list)
        self.notices: list[Notice] = []
        self.dead_letters: list[DeadLetter] = []
        self.receipts: set[str] = set()
        self.families: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.remedies: dict[str, str] = {}
        self.consignments = 0
        self.rejected_consignments = 0
        self.recorded = 0
        self.error_codes: dict[str, set[str]] = defaultdict(set)
        self.duplicates: Counter[str] = Counter()
        self.latencies: list[float] = []
        self._seen: set[str] = set()

    def add(self, topic: str, outcome: Outcome) -> bool:
        """Add an outcome; False if it was seen before, which is counted as a duplicate."""
        if outcome.id in self._seen:
            self.duplicates[topic] += 1
            return False
        self._seen.add(outcome.id)
        if isinstance(outcome, Hold):
            self._add_hold(outcome)
        elif isinstance(outcome, Receipt):
            self._add_receipt(outcome)
        elif isinstance(outcome, Notice):
            self.notices.append(outcome)
        else:
            self.dead_letters.append(outcome)
        return True

    @property
    def doubled(self) -> int:
        """Outcomes that came twice. Notices are left out: one identity in many consignments gives one notice id."""
        return sum(count for topic, count in self.duplicates.items() if topic != NOTICES.name)

    def family(self, consignment: str) -> Family:
        """The strictest family of the holds of a consignment."""
        return max(
            (hold.family for hold in self.holds.get(consignment, ())), key=STRICTNESS.__getitem__, default=Family.CLEAR
        )

    def _add_hold(self, hold: Hold) -> None:
        if hold.event is not HoldEvent.REMOVED:
            self.holds[hold.consignment].append(hold)

    def _add_receipt(self, receipt: Receipt) -> None:
        self.receipts.add(receipt.id)
        self.families.update(receipt.outcomes)
        self.consignments += receipt.consignments
        self.rejected_consignments += receipt.rejected
        self.recorded += receipt.recorded
        for error in receipt.errors:
            self.rejected[error.code] += 1
            self.remedies.setdefault(error.code, error.remedy)
            self.error_codes[error.consignment].add(error.code)


class Collector:
    """Reads the outcome topics from their present ends on, and writes each outcome to `<topic>.ndjson` in `folder`."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.paths = {topic.name: folder / f"{topic.name}.ndjson" for topic in OUTCOMES}
        self._files: dict[str, BinaryIO] = {}
        self._stack = contextlib.ExitStack()
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": f"collector-{uuid.uuid4()}",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 10,
                "log_level": 0,
            }
        )
        self._starts: dict[tuple[str, int], int] = {}
        self.collected = CollectedOutcomes()
        self.sent: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._files = {name: self._stack.enter_context(path.open("wb")) for name, path in self.paths.items()}
        self._starts = {(each.topic, each.partition): end for each, end in self.ends()}
        self._consumer.assign([TopicPartition(*at, end) for at, end in self._starts.items()])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        self._consumer.close()

    def ends(self) -> list[tuple[TopicPartition, int]]:
        """Every partition of the outcome topics with its end offset."""
        known = self._consumer.list_topics(timeout=10).topics
        partitions = [
            TopicPartition(topic.name, number) for topic in OUTCOMES for number in known[topic.name].partitions
        ]
        return [(each, self._consumer.get_watermark_offsets(each, timeout=10)[1]) for each in partitions]

    def collect(self, seconds: float, now: float) -> int:
        """Take the outcomes that are there, waiting up to `seconds` for the first; their number. `now` is monotonic time."""
        message = self._consumer.poll(seconds)
        if message is None:
            return 0
        messages = [message, *self._consumer.consume(FETCH_AT_ONCE, timeout=0)]
        for each in messages:
            if each.error() is None:
                self._take(each, now)
        return len(messages)

    def caught_up(self) -> bool:
        """Whether everything on the outcome topics was taken."""
        positions = {
            (each.topic, each.partition): each.offset for each in self._consumer.position(self._consumer.assignment())
        }
        return all(
            max(positions[each.topic, each.partition], self._starts[each.topic, each.partition]) >= end
            for each, end in self.ends()
        )

    def _take(self, message: Message, now: float) -> None:
        topic, value = message.topic() or "", message.value() or b""
        outcome = msgspec.json.decode(value, type=TYPE_OF_TOPIC[topic])
        if not self.collected.add(topic, outcome):
            return
        self._files[topic].write(value + b"\n")
        latencies = self.collected.latencies
        if isinstance(outcome, Hold) and outcome.manifest in self.sent and len(latencies) < MOST_LATENCIES:
            latencies.append(now - self.sent[outcome.manifest])
