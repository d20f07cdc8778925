"""`screener lists` on a cluster, with list files in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner, Result

from tests.support.builders import NOW, listed
from topologies.commands import screener
from topologies.list_releases.archive import Archive, read_archive
from topologies.list_releases.lists_on_topic import ListsOnTopic, read_lists_on_topic
from topologies.reference.follower import Follower
from topologies.sample.sam_csv import sam_csv
from topologies.settings import Settings, UsageError
from topologies.worker.metrics import Metrics

NAMES = tuple(f"{a} {b} WORKS" for a in ("VEGA", "MIRA", "TARN") for b in ("NORTH", "SOUTH", "EAST"))
HEADER = '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t"Expiration_Date"'


class ListFiles:
    """Writes list files into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sam(self, *names: str, file: str = "sam.csv", **changed: Any) -> Path:
        """A SAM extract of parties with these names."""
        path = self._folder / file
        parties = [listed(name, published=NOW.date()) for name in names]
        path.write_bytes(sam_csv([msgspec.structs.replace(party, **changed) for party in parties]))
        return path

    def denied(self, *names: str, file: str = "dpl.txt", street: str = "1 SAMPLE ROAD") -> Path:
        """A denied persons list, which has no dates of publication."""
        path = self._folder / file
        rows = [f'"{name}"\t"{street}"\t"EXAMPLEVILLE"\t"OH"\t""\t"00001"\t"01/02/2020"\t""' for name in names]
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return path


class ListCommands(ListFiles):
    """Runs `screener lists` against a broker, and reads what it left on the topics."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        super().__init__(folder)
        self.settings = Settings(kafka_bootstrap=bootstrap)

    def run(self, *arguments: object, **variables: str) -> Result:
        """The result of `screener lists ARGUMENTS`."""
        known = {"SCREENER_KAFKA_BOOTSTRAP": self.settings.kafka_bootstrap, "KAFKA_BOOTSTRAP": ""}
        return CliRunner().invoke(screener, ["lists", *map(str, arguments)], env=known | variables)

    def done(self, *arguments: object, **variables: str) -> str:
        """The output of a command that succeeds."""
        result = self.run(*arguments, **variables)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    def refused(self, *arguments: object) -> str:
        """The one line of a command that is refused."""
        result = self.run(*arguments)
        assert isinstance(result.exception, UsageError), (result.output, result.exception)
        assert "\n" not in str(result.exception)
        return str(result.exception)

    @property
    def on_topic(self) -> ListsOnTopic:
        return read_lists_on_topic(self.settings)

    @property
    def archive(self) -> Archive:
        return read_archive(self.settings)

    def names(self) -> set[str]:
        """The names of all listed parties on the topic."""
        return {party.name for parties in self.on_topic.lists.values() for party in parties.values()}


@contextmanager
def ready_follower(settings: Settings) -> Iterator[Follower]:
    """A follower whose first reference is ready."""
    follower = Follower(settings, Metrics())
    follower.start()
    try:
        assert follower.wait_until_ready(60)
        yield follower
    finally:
        follower.stop()
    assert follower.failure is None
