import io
import sys
from pathlib import Path

import pytest

from tests.support.builders import express, postal
from tests.support.worker_helpers import express_manifest, postal_manifest
from topologies.local_run.manifest_files import (
    STDIN,
    ManifestRecord,
    count_consignments,
    lines_of,
    read_records,
    record_of,
)
from topologies.settings import UsageError

ONE = express_manifest(express(), express(identifier="HB2"))
TWO = postal_manifest(postal(), operator="RUA")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two files: one with a blank line, Windows line ends and no line end at its end; one with a line that is no JSON."""
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    first.write_bytes(ONE + b"\r\n\r\n  \n" + TWO)
    second.write_bytes(b"FHL/4\n" + ONE + b"\n")
    return [first, second]


def test_every_line_is_a_record(files: list[Path]) -> None:
    """In order, blank lines apart, each on its topic under the key of its sender; what cannot be read is sent as it is."""
    assert list(read_records(files)) == [
        ManifestRecord("manifests.express", "SWIFT", ONE),
        ManifestRecord("manifests.postal", "RUA", TWO),
        ManifestRecord("manifests.express", "", b"FHL/4"),
        ManifestRecord("manifests.express", "SWIFT", ONE),
    ]


def test_lines_bear_their_numbers(files: list[Path]) -> None:
    """The number is that of an editor, blank lines counted."""
    assert [number for number, _ in lines_of(files[0])] == [1, 4]


def test_consignments_are_counted_for_the_bar(files: list[Path]) -> None:
    """Five consignments in three readable manifests."""
    assert count_consignments(files) == 5


def test_spaces_around_the_colon_change_nothing() -> None:
    """A manifest from another program's JSON writer goes to the same topic."""
    assert record_of(b'{"operator" : "CNA", "filer": "CNA"}').topic == "manifests.postal"
    assert record_of(b'{"filer" :"QFX"}').key == "QFX"


def test_a_key_that_is_no_utf8_is_still_a_key() -> None:
    """Bytes that are no text do not stop the reading."""
    assert record_of(b'{"filer":"\xff"}').key == "\ufffd"


def test_standard_input_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hyphen stands for standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ONE + b"\n")))
    assert [record.value for record in read_records([STDIN])] == [ONE]


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    """A missing file and a folder are told by name."""
    with pytest.raises(UsageError, match=r"missing\.ndjson: No such file or directory"):
        count_consignments([tmp_path / "missing.ndjson"])
    with pytest.raises(UsageError, match="Is a directory"):
        list(read_records([tmp_path]))
