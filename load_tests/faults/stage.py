"""What a scenario acts upon: brokers, network, workers and feeder of one run; and what it records."""

import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from string import ascii_uppercase

from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its documented names are not marked as exports
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)
from msgspec import Struct

from load_tests.faults.harness.clock import Clock
from load_tests.faults.harness.feed import Feed
from load_tests.faults.harness.fleet import Fleet
from load_tests.faults.harness.lists import snapshots, version
from load_tests.faults.harness.pool import PER_MANIFEST, Pool, Sent
from load_tests.faults.harness.proxy import Proxy
from load_tests.faults.oracle import Fault
from screener.domain.listed_party import ListedParty
from topologies.kafka.broker import admin_client
from topologies.kafka.server import KafkaServer
from topologies.list_releases.loading import publish_snapshots
from topologies.settings import Settings

REQUEST_SECONDS = 30.0


class Targets(Struct, frozen=True):
    """What can be disturbed in a run; `folder` holds the workers' logs and temporary files."""

    server: KafkaServer
    proxy: Proxy | None
    fleet: Fleet
    feed: Feed
    folder: Path
    clock: Clock | None


class Stage:
    """The targets of a scenario, and its records: faults with their ends, figures, list versions and when they were replaced.

    `scale` shortens or prolongs the scenario.
    """

    def __init__(
        self, given: Settings, targets: Targets, listed: Sequence[ListedParty], today: date, scale: float, seed: int
    ) -> None:
        self.given = given
        self.server, self.proxy, self.fleet = targets.server, targets.proxy, targets.fleet
        self.feed, self.folder, self.clock = targets.feed, targets.folder, targets.clock
        self.scale = scale
        self.rng = Random(seed)
        self.faults: list[Fault] = []
        self.figures: dict[str, float] = {}
        self.versions: set[str] = set()
        self.replaced: dict[str, float] = {}
        self._listed = listed
        self._today = today
        self._marks = iter(ascii_uppercase)
        self._version = ""

    def times(self, number: int) -> range:
        """`number` repetitions, scaled, at least one."""
        return range(max(1, round(number * self.scale)))

    def wait(self, seconds: float, least: float = 0.0) -> None:
        """Lets the run go on for this long; scaled, but no shorter than `least`, where that is given."""
        time.sleep(max(least, seconds * self.scale) if least else seconds)

    def pause(self, least: float, most: float) -> None:
        """Lets the run go on for a random time."""
        time.sleep(self.rng.uniform(least, most))

    def fault_ended(self, name: str) -> None:
        """Records that a fault is over: recovery is measured from now on."""
        self.faults.append(Fault(name, time.monotonic()))

    def record_largest(self, figure: str, value: float) -> None:
        """Records a figure; its largest value counts."""
        self.figures[figure] = round(max(value, self.figures.get(figure, value)), 3)

    def publish_lists(self, number: int) -> None:
        """Publishes version `number` of the lists."""
        made = snapshots(self._listed, number)
        self.versions.add(version(made))
        publish_snapshots(made, self.given)
        if self._version:
            self.replaced[self._version] = time.time()
        self._version = version(made)

    def other_records(self, consignments: int, per_manifest: int = PER_MANIFEST) -> Iterator[Sent]:
        """Records beside those of the feed, with keys of their own and the same listed parties planted."""
        mark = f"Z{next(self._marks)}"
        return iter(Pool(self._listed, consignments, ord(mark[1]), self._today, per_manifest, [mark]))

    def limit_records(self, topic: str, size: int) -> None:
        """Has the broker reject records of a topic that are larger than `size` bytes."""
        entry = ConfigEntry("max.message.bytes", str(size), incremental_operation=AlterConfigOpType.SET)
        resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
        client = admin_client(self.server.bootstrap)  # kept until its futures are resolved
        for future in client.incremental_alter_configs([resource]).values():
            future.result(REQUEST_SECONDS)
