"""A file of manifests -> its outcomes as lines of JSON, through the same core as the stream."""

import os
from collections.abc import Iterator, Sequence
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

COUNTS = ("manifests", "consignments", "holds", "notices", "rejected", "dead_letters", "bytes", "suppressed")
_encode = msgspec.json.Encoder().encode


class ScreeningContext(Struct, frozen=True):
    """What all files of a command are screened with; `now` is the moment of screening."""

    reference: Reference
    decoder: Decoder
    now: datetime
    holds_remembered: int


class OutcomeLine(Struct, frozen=True):
    """A line of the output: the topic that the message would go to, and the message."""

    topic: str
    message: object


class ScreeningSummary(Struct):
    """What the manifests came to; `families` counts consignments by their strictest measure, clear ones included."""

    manifests: int = 0
    consignments: int = 0
    families: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(map(str, Family), 0))
    holds: int = 0
    notices: int = 0
    rejected: int = 0
    dead_letters: int = 0
    bytes: int = 0
    suppressed: int = 0

    def add(self, other: "ScreeningSummary") -> None:
        """Add the counts of another summary."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for family, count in other.families.items():
            self.families[family] += count

    def text(self, seconds: float) -> str:
        """One line for a person."""
        held = ", ".join(f"{n:,} {family}" for family, n in self.families.items() if n and family != Family.CLEAR)
        suppressed = f", {self.suppressed:,} suppressed" if self.suppressed else ""
        return (
            f"Screened {self.consignments:,} consignments in {self.manifests:,} manifests: "
            f"{self.families[Family.CLEAR]:,} clear, held: {held or 'none'}; {self.rejected:,} with errors, "
            f"{self.notices:,} notices, {self.dead_letters:,} dead letters{suppressed}; {seconds:.1f} s"
        )

    def json(self, seconds: float) -> str:
        """One line for a program."""
        return orjson.dumps(msgspec.structs.asdict(self) | {"seconds": seconds}).decode()


class ScreenedLines(Struct, frozen=True):
    """The outcomes of some manifests, a line of JSON each, and their summary."""

    lines: bytes
    summary: ScreeningSummary


def screen_file(path: Path, context: ScreeningContext) -> Iterator[ScreenedLines]:
    """The outcomes of each line of a file, in order. A line that is no manifest becomes a dead letter with its number."""
    in_place = RememberedHolds(context.holds_remembered)
    name = os.fsencode(path).decode("utf-8", "replace")
    for number, line in lines_of(path):
        record = record_of(line)
        mode, coordinates = MODE_OF_TOPIC[record.topic], Coordinates(name, 0, number, record.key)
        decoded = context.decoder.decode(mode, line)
        if isinstance(decoded, Rejection):
            yield _rejected(mode, decoded, coordinates, line, context)
        else:
            yield _screened(decoded, coordinates, line, in_place, context)


def _rejected(
    mode: Mode, rejection: Rejection, coordinates: Coordinates, line: bytes, context: ScreeningContext
) -> ScreenedLines:
    versions = context.reference.versions
    outcomes = list(rejection_outcomes(mode, rejection, coordinates, line, versions, context.now))
    return ScreenedLines(_lines(outcomes), ScreeningSummary(manifests=1, dead_letters=1, bytes=len(line) + 1))


def _screened(
    manifest: Manifest, coordinates: Coordinates, line: bytes, in_place: RememberedHolds, context: ScreeningContext
) -> ScreenedLines:
    screened, holds = screen_manifest(manifest, context.reference, in_place, context.now)
    outcomes = list(manifest_outcomes(manifest, screened, holds, coordinates, line, context.now))
    summary = ScreeningSummary(
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
    return ScreenedLines(_lines(outcomes), summary)


def _lines(outcomes: Sequence[Outcome]) -> bytes:
    return b"".join([_encode(OutcomeLine(each.topic, each.message)) + b"\n" for each in outcomes])


def _count(outcomes: Sequence[Outcome], kind: type) -> int:
    return sum(isinstance(each.message, kind) for each in outcomes)
