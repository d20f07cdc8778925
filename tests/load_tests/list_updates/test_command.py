import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from load_tests.inputs.lists import inputs
from load_tests.list_updates import command as module
from load_tests.list_updates.command import delta


def test_a_delta_is_in_force_within_a_second_and_blocks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 12,000 records 200 change: the new watchlist is there within a second of the marker, and no thread is blocked for long."""
    monkeypatch.setattr(module, "inputs", lambda: inputs(folder=tmp_path))
    done = CliRunner().invoke(delta, ["--records", "12000", "--rounds", "3", "--broker", "embedded", "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert (figures["records"], figures["changed"], figures["rounds"]) == (12_000, 200, 3)
    assert 0 < figures["in_force_ms"] < 1_000
    assert figures["in_force_ms"] <= figures["in_force_worst_ms"]
    assert figures["pause_ms"] < 500


def test_the_table_shows_records_and_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of records, how many changed, and the times."""
    monkeypatch.setattr(module, "inputs", lambda: inputs(folder=tmp_path))
    done = CliRunner().invoke(
        delta, ["--changed", "20", "--rounds", "1", "--broker", "embedded"], env={"COLUMNS": "120"}
    )
    assert done.exit_code == 0, done.output
    assert "in force, ms (worst)" in done.output
    assert "│ 20 " in done.output
