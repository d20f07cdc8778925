from pathlib import Path

import pytest

from screener.domain.listed_party import ListName
from tests.support.list_commands import NAMES, ListFiles
from tests.support.list_files import SDN
from topologies.list_releases.list_files import read_list_files, refuse_incomplete
from topologies.settings import UsageError


def test_each_list_of_the_files_is_a_snapshot(tmp_path: Path) -> None:
    """Files of several lists may be read together."""
    files = ListFiles(tmp_path)
    found = read_list_files([files.sam(*NAMES[:2]), files.denied(NAMES[0])])
    assert {each.list: len(each.parties) for each in found} == {ListName.SAM: 2, ListName.CSL: 1}


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    """A missing file is named with the system's reason; one of an unknown layout is refused."""
    with pytest.raises(UsageError, match=r"none\.csv: No such file"):
        read_list_files([tmp_path / "none.csv"])
    other = tmp_path / "other.csv"
    other.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(UsageError, match=r"^other\.csv") as refused:
        read_list_files([other])
    assert "\n" not in str(refused.value)


def test_an_incomplete_snapshot_is_refused_with_the_remedy(tmp_path: Path) -> None:
    """One file of three is a list that may be looked at, but must not replace the list in force."""
    sdn = tmp_path / "sdn.csv"
    sdn.write_text(SDN, encoding="ascii")
    (snapshot,) = read_list_files([sdn])
    assert snapshot.incomplete
    with pytest.raises(UsageError, match=f"^{snapshot.list}: .*; join them$"):
        refuse_incomplete([snapshot], "; join them")
    refuse_incomplete(read_list_files([ListFiles(tmp_path).sam(*NAMES)]))
