"""What a run streams: the invented sample day, or the user's own lists and manifests."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from screener.domain.listed_party import ListedParty
from screener.domain.scorecards import Scorecard
from screener.regime.suppression import Suppression
from topologies.local_run.manifest_files import ManifestRecord, count_consignments, read_records
from topologies.sample.day import SampleDay, sample_day
from topologies.settings import UsageError
from topologies.topics import POSTS, SUPPRESSIONS, Topic

Record = tuple[bytes, bytes | None]
_encode = msgspec.json.Encoder().encode


class Workload(Struct, frozen=True):
    """The manifests of a run and what they are screened against: listed parties, or files of lists.

    `consignments` is their number, or an estimate. `sample` is the sample day, with what must be found in it.
    """

    records: Iterable[ManifestRecord]
    consignments: int
    listed: Sequence[ListedParty] = ()
    list_files: Sequence[Path] = ()
    scorecards: Sequence[Scorecard] = ()
    suppressions: Sequence[Suppression] = ()
    sample: SampleDay | None = None

    def control_records(self) -> Iterator[tuple[Topic, list[Record]]]:
        """The records of the topics with scorecards and suppressions, as a compacted topic keeps them."""
        yield POSTS, [(f"{each.operator}:{each.quarter}".encode(), _encode(each)) for each in latest(self.scorecards)]
        yield SUPPRESSIONS, [(each.id.encode(), _encode(each)) for each in self.suppressions]


def sample_workload(consignments: int, seed: int) -> tuple[SampleDay, Workload]:
    """An invented day of `consignments`, screened as of now; the same seed gives the same names."""
    day = sample_day(seed, consignments, now=datetime.now(UTC))
    listed, scorecards = day.listed, day.scorecards
    return day, Workload(day.manifests, day.planted.consignments, listed, scorecards=scorecards, sample=day)


def workload_of_files(list_files: Sequence[Path], manifests: Sequence[Path]) -> Workload:
    """The user's own files. Raises `UsageError` where one is missing; the lists are read later."""
    if not list_files or not manifests:
        raise UsageError("give both --list FILE and --manifests FILE, or neither for the sample day")
    for path in list_files:
        if not path.is_file():
            raise UsageError(f"{path}: No such file or directory")
    return Workload(read_records(manifests), count_consignments(manifests), list_files=list_files)


def latest(scorecards: Iterable[Scorecard]) -> list[Scorecard]:
    """The latest publication of each post's quarter."""
    ordered = sorted(scorecards, key=lambda card: card.published)
    return list({(card.operator, card.quarter): card for card in ordered}.values())
