"""What a scenario acts upon: brokers, network, workers and feeder of one run, and the notes it makes."""

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

from load_tests.faults.clock import Clock
from load_tests.faults.feed import Feed
from load_tests.faults.fleet import Fleet
from load_tests.faults.lists import snapshots, version
from load_tests.faults.oracle import Fault
from load_tests.faults.pool import PER_MANIFEST, Pool, Sent
from load_tests.faults.proxy import Proxy
from screener.domain.listed_party import ListedParty
from topologies.kafka.broker import admin_client
from topologies.kafka.server import KafkaServer
from topologies.list_releases.loading import publish_snapshots
from topologies.settings import Settings

REQUEST_SECONDS = 30.0


class Stage:
    """`scale` shortens or prolongs what a scenario does; `figures` are what it measured beside the oracle's."""

    def __init__(
        self,
        given: Settings,
        server: KafkaServer,
        proxy: Proxy | None,
        fleet: Fleet,
        feed: Feed,
        listed: Sequence[ListedParty],
        folder: Path,
        scale: float,
        seed: int,
        today: date,
    ) -> None:
        self.given = given
        self.server = server
        self.proxy = proxy
        self.fleet = fleet
        self.feed = feed
        self.folder = folder
        self.scale = scale
        self.today = today
        self.clock: Clock | None = None
        self._letters = iter(ascii_uppercase)
        self.rng = Random(seed)
        self.faults: list[Fault] = []
        self.figures: dict[str, float] = {}
        self.versions: set[str] = set()
        self.replaced: dict[str, float] = {}
        self._listed = listed
        self._version = ""

    def times(self, number: int) -> range:
        """So many repetitions, in proportion, at least one."""
        return range(max(1, round(number * self.scale)))

    def wait(self, seconds: float, least: float = 0.0) -> None:
        """Let the run go on for so long, in proportion where `least` is given."""
        time.sleep(max(least, seconds * self.scale) if least else seconds)

    def pause(self, least: float, most: float) -> None:
        """Let the run go on for a random time."""
        time.sleep(self.rng.uniform(least, most))

    def ended(self, name: str) -> None:
        """A fault is over: from now on the screener recovers."""
        self.faults.append(Fault(name, time.monotonic()))

    def note(self, figure: str, value: float) -> None:
        """The largest value of a figure counts."""
        self.figures[figure] = round(max(value, self.figures.get(figure, value)), 3)

    def publish_lists(self, number: int) -> None:
        """Put version `number` of the lists into force."""
        made = snapshots(self._listed, number)
        self.versions.add(version(made))
        publish_snapshots(made, self.given)
        if self._version:
            self.replaced[self._version] = time.time()
        self._version = version(made)

    def other_records(self, consignments: int, per_manifest: int = PER_MANIFEST) -> Iterator[Sent]:
        """Records of traffic of its own, planted with the same parties."""
        mark = f"Z{next(self._letters)}"
        return iter(Pool(self._listed, consignments, ord(mark[1]), self.today, per_manifest, [mark]))

    def limit_records(self, topic: str, size: int) -> None:
        """From now on the broker refuses records of a topic above so many bytes."""
        entry = ConfigEntry("max.message.bytes", str(size), incremental_operation=AlterConfigOpType.SET)
        resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
        client = admin_client(self.server.bootstrap)  # its answers go away with it
        for future in client.incremental_alter_configs([resource]).values():
            future.result(REQUEST_SECONDS)
