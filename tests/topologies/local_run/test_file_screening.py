import json
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from schemas.decoding import Decoder, Limits
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.regime.suppression import NO_SUPPRESSIONS
from screener.search.watchlist import Watchlist
from tests.support.builders import TODAY, express, listed, shipper
from topologies.local_run.file_screening import COUNTS, ScreeningContext, ScreeningSummary, screen_file
from topologies.reference.snapshot import Reference

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def context() -> ScreeningContext:
    """One listed party, the built-in policy."""
    watchlist = Watchlist([listed("ORION KADE TRADING", active=date(2025, 1, 1))], "v1")
    reference = Reference(watchlist, Scorecards(), Policy(), NO_SUPPRESSIONS)
    return ScreeningContext(reference, Decoder(Limits(1_000_000, 1_000, 1_000)), NOON, 1_000)


def test_each_line_of_a_file_has_its_outcomes_in_order(tmp_path: Path) -> None:
    """A held manifest, an unreadable line, a clear manifest; blank lines count in the coordinates."""
    held = {"filer": "SWIFT", "manifest": "M1", "consignments": [express(shipper("Orion Kade Trading"))]}
    clear = {"filer": "SWIFT", "manifest": "M2", "consignments": [express(identifier="HB2")]}
    path = tmp_path / "day.ndjson"
    path.write_bytes(b"\n".join([msgspec.json.encode(held), b"", b"no manifest", msgspec.json.encode(clear)]))
    found = list(screen_file(path, context()))
    topics = [[json.loads(line)["topic"] for line in each.lines.splitlines()] for each in found]
    assert topics == [["holds", "receipts"], ["dead-letters", "receipts"], ["receipts"]]
    letter = json.loads(found[1].lines.splitlines()[0])["message"]
    assert (letter["topic"], letter["offset"]) == (str(path), 3)


def test_the_summary_of_a_line_counts_what_became_of_it(tmp_path: Path) -> None:
    """One hold is counted as a hold, and by its family; bytes include the line break."""
    held = msgspec.json.encode(
        {
            "filer": "SWIFT",
            "manifest": "M1",
            "consignments": [express(shipper("Orion Kade Trading")), express(identifier="HB2")],
        }
    )
    path = tmp_path / "day.ndjson"
    path.write_bytes(held + b"\n")
    (found,) = screen_file(path, context())
    summary = found.summary
    assert (summary.manifests, summary.consignments, summary.holds, summary.bytes) == (1, 2, 1, len(held) + 1)
    assert (summary.families["HOLD"], summary.families["clear"]) == (1, 1)


def test_summaries_add_up() -> None:
    """Every count is added, and every count is in the table."""
    one = ScreeningSummary(1, 2, ScreeningSummary().families | {"HOLD": 1}, 3, 4, 5, 6, 7, 8)
    one.add(one)
    assert one == ScreeningSummary(2, 4, ScreeningSummary().families | {"HOLD": 2}, 6, 8, 10, 12, 14, 16)
    assert {*COUNTS, "families"} == set(ScreeningSummary.__struct_fields__)


def test_a_summary_is_one_line_for_a_person_and_one_for_a_program() -> None:
    """Suppressed matches are mentioned only if there are some."""
    summary = ScreeningSummary(1, 1_200, ScreeningSummary().families | {"HOLD": 3, "clear": 1_197}, 3)
    assert summary.text(1.25).startswith("Screened 1,200 consignments in 1 manifests: 1,197 clear, held: 3 HOLD;")
    assert "suppressed" not in summary.text(1.25)
    assert json.loads(summary.json(1.25))["seconds"] == 1.25
