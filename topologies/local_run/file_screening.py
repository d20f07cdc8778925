"""A file of manifests -> its outcomes as lines of JSON, through the same core as the stream."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import orjson
from msgspec import Struct

from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from schemas.messages import DeadLetter, Receipt
from schemas.receipts import Coordinates
from screener.domain.consignment import Mode
from screener.domain.decision import Notice
from screener.domain.manifest import Manifest
from screener.domain.policy import Family
from topologies.local_run.manifest_files import lines_of, record_of
from topologies.reference.remembered_holds import RememberedHolds
from topologies.reference.snapshot import Reference
from topologies.worker.outcomes import MODE_OF_TOPIC, Outcome, manifest_outcomes, rejection_outcomes, screen_manifest

_encode = msgspec.json.Encoder().encode


class Setting(Struct, frozen=True):
    """What all files of a process are screened with; `now` is the moment of screening."""

    reference: Reference
    decoder: Decoder
    now: datetime
    holds_remembered: int


class Line(Struct, frozen=True):
    """A line of the output: the topic that the message would go to, and the message."""

    topic: str
    message: object


class Tally(Struct):
    """What came of the manifests; `families` counts consignments by their strictest measure, clear ones too."""

    manifests: int = 0
    consignments: int = 0
    families: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(map(str, Family), 0))
    holds: int = 0
    notices: int = 0
    rejected: int = 0
    dead_letters: int = 0
    bytes: int = 0
    suppressed: int = 0

    def add(self, other: "Tally") -> None:
        """Count what another tally counted."""
        for name in (
            "manifests",
            "consignments",
            "holds",
            "notices",
            "rejected",
            "dead_letters",
            "bytes",
            "suppressed",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for family, count in other.families.items():
            self.families[family] += count

    def words(self, seconds: float) -> str:
        """One line for a person."""
        held = ", ".join(f"{n:,} {family}" for family, n in self.families.items() if n and family != Family.CLEAR)
        return (
            f"Screened {self.consignments:,} consignments in {self.manifests:,} manifests: {self.families[Family.CLEAR]:,} clear, "
            f"held: {held or 'none'}; {self.rejected:,} with errors, {self.notices:,} notices, {self.dead_letters:,} dead letters"
            f"{f', {self.suppressed:,} suppressed' if self.suppressed else ''}; "
            f"{seconds:.1f} s"
        )

    def json(self, seconds: float) -> str:
        """One line for a program."""
        return orjson.dumps(msgspec.structs.asdict(self) | {"seconds": seconds}).decode()


class Screened(Struct, frozen=True):
    """The outcomes of some manifests, a line of JSON each, and what they come to."""

    lines: bytes
    tally: Tally


def screen_file(path: Path, setting: Setting) -> Iterator[Screened]:
    """What comes of each line of a file, in order. A line that is no manifest becomes a dead letter with its number."""
    in_place = RememberedHolds(setting.holds_remembered)
    name = os.fsencode(path).decode("utf-8", "replace")
    for number, line in lines_of(path):
        record = record_of(line)
        coordinates = Coordinates(name, 0, number, record.key)
        batch = setting.decoder.decode(MODE_OF_TOPIC[record.topic], line)
        if isinstance(batch, Rejection):
            yield _unread(MODE_OF_TOPIC[record.topic], batch, coordinates, line, setting)
        else:
            yield _screened(batch, coordinates, line, in_place, setting)


def _unread(mode: Mode, why: Rejection, coordinates: Coordinates, line: bytes, setting: Setting) -> Screened:
    outcomes = list(rejection_outcomes(mode, why, coordinates, line, setting.reference.versions, setting.now))
    return Screened(_lines(outcomes), Tally(manifests=1, dead_letters=1, bytes=len(line) + 1))


def _screened(
    manifest: Manifest, coordinates: Coordinates, line: bytes, in_place: RememberedHolds, setting: Setting
) -> Screened:
    screened, holds = screen_manifest(manifest, setting.reference, in_place, setting.now)
    outcomes = list(manifest_outcomes(manifest, screened, holds, coordinates, line, setting.now))
    tally = Tally(
        manifests=1,
        consignments=screened.consignment_count,
        families={str(family): count for family, count in screened.family_counts.items()},
        holds=len(holds),
        notices=_count(outcomes, Notice),
        rejected=sum(each.message.rejected for each in outcomes if isinstance(each.message, Receipt)),
        dead_letters=_count(outcomes, DeadLetter),
        bytes=len(line) + 1,
        suppressed=screened.suppressed_count,
    )
    return Screened(_lines(outcomes), tally)


def _lines(outcomes: list[Outcome]) -> bytes:
    return b"".join([_encode(Line(each.topic, each.message)) + b"\n" for each in outcomes])


def _count(outcomes: list[Outcome], kind: type) -> int:
    return sum(isinstance(each.message, kind) for each in outcomes)
