from datetime import UTC, datetime
from pathlib import Path

import pytest

from screener.domain.scorecards import Scorecard
from tests.support.builders import scorecard
from tests.support.worker_helpers import ORION, express_manifest, today
from topologies.local_run.workload import latest, sample_workload, workload_of_files
from topologies.sample.sam_csv import sam_csv
from topologies.settings import UsageError
from topologies.topics import POSTS, SUPPRESSIONS


@pytest.mark.parametrize(
    ("lists", "manifests", "line"),
    [
        (["sam.csv"], [], "give both --list FILE and --manifests FILE"),
        ([], ["day.ndjson"], "give both --list FILE and --manifests FILE"),
        (["missing.csv"], ["day.ndjson"], "missing.csv: No such file"),
        (["sam.csv"], ["missing.ndjson"], "missing.ndjson: No such file"),
        (["."], ["day.ndjson"], "No such file"),
    ],
)
def test_a_file_that_is_missing_is_named_before_anything_starts(
    lists: list[str], manifests: list[str], line: str, tmp_path: Path
) -> None:
    """A missing file, or one kind without the other: one line."""
    (tmp_path / "sam.csv").write_bytes(sam_csv([ORION]))
    (tmp_path / "day.ndjson").write_bytes(express_manifest(today()))
    with pytest.raises(UsageError) as caught:
        workload_of_files([tmp_path / name for name in lists], [tmp_path / name for name in manifests])
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_own_files_are_counted_and_read_in_order(tmp_path: Path) -> None:
    """The bar knows the number of consignments, and the manifests are those of the file."""
    (tmp_path / "sam.csv").write_bytes(sam_csv([ORION]))
    lines = [express_manifest(today(), today(identifier="HB2")), express_manifest(today(identifier="HB3"))]
    (tmp_path / "day.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    workload = workload_of_files([tmp_path / "sam.csv"], [tmp_path / "day.ndjson"])
    assert workload.consignments == 3
    assert [record.value for record in workload.records] == lines


def test_a_sample_day_has_its_lists_and_scorecards() -> None:
    """The same seed gives the same names, and what is published before the lists are the scorecards."""
    day, workload = sample_workload(100, seed=7)
    assert workload.consignments == 100
    assert workload.listed == sample_workload(100, seed=7)[1].listed
    published = dict(workload.control_records())
    assert len(published[POSTS]) == len({(card.operator, card.quarter) for card in day.scorecards}) > 0
    assert published[SUPPRESSIONS] == []


def test_of_a_restated_quarter_the_latest_counts() -> None:
    """Scorecards are published as a compacted topic keeps them."""
    late = scorecard("2026Q1", 90.0, published=datetime(2026, 6, 1, tzinfo=UTC))
    early, other = scorecard("2026Q1", 10.0), scorecard("2026Q1", 20.0, operator="RUA")
    cards: list[Scorecard] = latest([late, early, other])
    assert set(cards) == {late, other}
