import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from load_tests.__main__ import load_tests
from load_tests.automaton import measurement
from load_tests.inputs.lists import INVENTED, inputs


def test_each_size_is_measured_in_its_own_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists come first, then each number of invented names, with time, memory and pauses."""
    monkeypatch.setenv("SHARED", str(tmp_path))
    done = CliRunner().invoke(load_tests, ["automaton", "--names", "300", "--json"])
    assert done.exit_code == 0, done.output
    lists, invented = json.loads(done.stdout)
    assert lists["list"] == INVENTED
    assert (invented["list"], invented["names"], invented["patterns"]) == ("invented names", 300, 300)
    assert 0 < invented["build_seconds"] < 10
    assert invented["size"] > 300
    assert invented["microseconds"] > 0


def test_an_automaton_of_ordinary_size_blocks_nobody_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While 50,000 patterns are built, and dropped, another thread waits less than a second, even on a busy machine."""
    monkeypatch.setattr(measurement, "inputs", lambda: inputs(folder=tmp_path))
    figures = measurement.measure("50000")
    assert figures.patterns == 50_000
    assert figures.build_pause_ms < 1_000
    assert figures.drop_pause_ms < 1_000
