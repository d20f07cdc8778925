from pathlib import Path

import pytest
from click.testing import CliRunner

from load_tests.__main__ import load_tests


def test_the_command_shows_what_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table has a row for each kind and disguise; JSON has the missed names with their scores."""
    monkeypatch.setenv("SHARED", str(tmp_path))
    shown = CliRunner().invoke(load_tests, ["disguises", "--names", "10", "--show", "1"])
    assert shown.exit_code == 0, shown.output
    assert "written backwards" in shown.output
    printed = CliRunner().invoke(load_tests, ["disguises", "--names", "10", "--json"])
    assert '"kept_back"' in printed.output
