"""The format of a list file follows from its content, and an incomplete file is noticed."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.layout_detection import Refusal, cut_off, detect_layout, unpacked
from schemas.formats.list_records import ListFormat, ListRefused
from tests.schemas.formats.test_sam_api import body
from tests.support.list_files import ADD, ALT, FIRM, SDN, sam


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "layout"),
    [
        (sam(), ListFormat.SAM_EXTRACT),
        (b"\xef\xbb\xbf" + sam(), ListFormat.SAM_EXTRACT),
        (body(), ListFormat.SAM_API),
        (SDN.encode(), ListFormat.OFAC_PRIMARY),
        (ALT.encode(), ListFormat.OFAC_ALT),
        (ADD.encode(), ListFormat.OFAC_ADD),
        (b'101,"more"\r\n', ListFormat.OFAC_COMMENTS),
    ],
)
def test_the_format_follows_from_the_content(data: bytes, layout: ListFormat) -> None:
    """The name of a file does not matter."""
    assert detect_layout("sdn.csv", data) is layout


@given(st.binary(max_size=300))
def test_any_file_has_a_format_or_one_line_that_says_why_not(data: bytes) -> None:
    """Nothing is raised, and the line begins with the file's name."""
    found = detect_layout("f", data)
    assert isinstance(found, ListFormat) or ("\n" not in str(found) and str(found).startswith("f: "))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \r\n\x1a", "the file is empty; the list in force stays"),
        (b'{"a": 1}', 'JSON without "excludedEntity": not an answer of the SAM API'),
        (b"a,b,c\n1,2,3\n", "unknown layout (3 columns in its first row); supported are: SAM exclusions extract, "),
        (b'101,1,"zka","NAME",-0- \r\n', "unknown layout (5 columns in its first row); supported are: SAM exclusions"),
    ],
)
def test_a_file_of_no_known_format_is_refused(data: bytes, reason: str) -> None:
    """Five columns are OFAC aliases only if the third one holds a kind of alias."""
    found = detect_layout("f", data)
    assert isinstance(found, Refusal)
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    ("list_format", "data", "reason"),
    [
        (ListFormat.OFAC_ALT, ALT.encode(), ""),
        (ListFormat.OFAC_ALT, ALT[:-1].encode(), "truncated: it does not end with byte 0x1A as OFAC's files do"),
        (ListFormat.SAM_EXTRACT, sam(FIRM), ""),
        (ListFormat.SAM_EXTRACT, sam(FIRM)[:-80], "truncated: the last row has "),
        (ListFormat.SAM_EXTRACT, sam(FIRM)[:-4], "truncated: the last row ends in the middle of a value"),
        (ListFormat.SAM_API, b"{", ""),
    ],
)
def test_a_missing_end_is_noticed(list_format: ListFormat, data: bytes, reason: str) -> None:
    """By the last byte, by the columns of the last row, or by its open quote; the parser judges JSON."""
    assert cut_off(list_format, data).startswith(reason)
    assert bool(cut_off(list_format, data)) == bool(reason)


def test_an_archive_of_one_file_is_unpacked() -> None:
    """Any other data is returned as it is."""
    assert unpacked("f.zip", archive(list=b"data")) == b"data"
    assert unpacked("f.csv", b"data") == b"data"


def test_an_archive_of_several_files_or_of_a_huge_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows which of several is meant, and a bomb is not unpacked."""
    with pytest.raises(ListRefused, match=r"^f\.zip: the ZIP archive holds 2 files; give one that holds one list$"):
        unpacked("f.zip", archive(one=b"", two=b""))
    monkeypatch.setattr("schemas.formats.layout_detection.MAX_UNPACKED", 3)
    with pytest.raises(ListRefused, match=r"^f\.zip: unpacks to 4 bytes; at most 3 are read$"):
        unpacked("f.zip", archive(one=b"data"))
