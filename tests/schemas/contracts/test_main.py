"""`python -m schemas.contracts` generates every file, and refuses to break a reader."""

import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from schemas.contracts.__main__ import broken, files, main
from schemas.contracts.json_schema import schema_text
from tests.support.contracts import ROOT, SCHEMAS


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_contracts_have_not_drifted(path: Path) -> None:
    """The file says what the types say; after a change of the types, run `make contracts`."""
    assert path.read_text("utf-8") == files()[path]


def test_the_same_types_give_the_same_text_in_every_process() -> None:
    """Sets and generics leave no trace of the run in a contract."""
    program = "from schemas.contracts.__main__ import files; print(hash(0), *files().values(), sep='')"
    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


def test_a_contract_that_would_break_is_not_written(tmp_path: Path) -> None:
    """The message names the file and the field that would break."""
    old = deepcopy(SCHEMAS["holds"])
    old["$defs"]["Hold"]["properties"]["gone"] = {"type": "string"}
    path = tmp_path / "holds.json"
    path.write_text(schema_text(old), "utf-8")
    assert broken(path, schema_text(SCHEMAS["holds"])) == ["holds.json/gone: the field is gone"]
    assert broken(tmp_path / "new.json", schema_text(SCHEMAS["holds"])) == []


def test_generating_again_changes_nothing() -> None:
    """`make contracts` on an unchanged tree is a no-op that succeeds."""
    before = {path: path.read_bytes() for path in files()}
    assert main([]) == 0
    assert {path: path.read_bytes() for path in files()} == before


def test_a_breaking_change_needs_the_option_break(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without it nothing is written and the exit code is 2; with it the contract is replaced."""
    old = deepcopy(SCHEMAS["holds"])
    old["$defs"]["Hold"]["properties"]["gone"] = {"type": "string"}
    path = tmp_path / "holds.json"
    path.write_text(schema_text(old), "utf-8")
    monkeypatch.setattr("schemas.contracts.__main__.files", lambda: {path: schema_text(SCHEMAS["holds"])})
    assert main([]) == 2
    assert "holds.json/gone: the field is gone" in capsys.readouterr().err
    assert path.read_text("utf-8") == schema_text(old)
    assert main(["--break"]) == 0
    assert path.read_text("utf-8") == schema_text(SCHEMAS["holds"])
