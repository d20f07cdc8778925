import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from load_tests.inputs.lists import inputs
from load_tests.list_updates import command as module
from load_tests.list_updates.command import delta
from topologies.kafka.broker import EmbeddedBroker


def test_a_delta_is_in_force_within_a_second_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 12,000 records 200 change: from its marker to the new watchlist within a second, and no thread stands still for long."""
    monkeypatch.setattr(module, "inputs", lambda: inputs(folder=tmp_path))
    done = CliRunner().invoke(delta, ["--records", "12000", "--rounds", "3", "--broker", "embedded", "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert (figures["records"], figures["changed"], figures["rounds"]) == (12_000, 200, 3)
    assert 0 < figures["in_force_ms"] < 1_000
    assert figures["in_force_ms"] <= figures["in_force_worst_ms"]
    assert figures["pause_ms"] < 500


def test_the_table_says_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person reads how many records there were, how many changed, and the times."""
    monkeypatch.setattr(module, "inputs", lambda: inputs(folder=tmp_path))
    done = CliRunner().invoke(
        delta, ["--changed", "20", "--rounds", "1", "--broker", "embedded"], env={"COLUMNS": "120"}
    )
    assert done.exit_code == 0, done.output
    assert "in force, ms (worst)" in done.output
    assert "│ 20 " in done.output


def test_a_list_that_never_comes_into_force_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends with what the worker waits for, not with patience."""
    monkeypatch.setattr(module, "SECONDS", 0.3)
    with EmbeddedBroker() as broker, pytest.raises(Exception, match=r"not read within 0\.3 s|took 0 of"):
        module.measure(inputs().listed[:1], 2, 1, broker.bootstrap)
