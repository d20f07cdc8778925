import json
from pathlib import Path

from tests.support.list_commands import NAMES, ListCommands
from tests.support.list_files import SDN


def test_two_files_are_compared_without_a_broker(tmp_path: Path) -> None:
    """Counts, and a line for each record: added, changed with its fields, ended; several files of a list are joined by commas."""
    nobody = ListCommands("127.0.0.1:1", tmp_path)
    one = nobody.denied("VEGA WEST MILLS", "MIRA WEST MILLS", "TARN WEST MILLS", file="one.txt")
    other = nobody.denied("VEGA WEST MILLS", "OSLO WEST MILLS", file="other.txt")
    more = nobody.denied("MIRA WEST MILLS", file="more.txt", street="2 SAMPLE ROAD")
    lines = nobody.done("diff", one, f"{other},{more}").splitlines()
    assert lines[1] == "  1 added, 1 changed, 1 ended, 1 unchanged; 33.3% dropped"
    assert lines[2].startswith("  + OSLO WEST MILLS csl:")
    assert lines[3].startswith("  ~ MIRA WEST MILLS csl:")
    assert lines[3].endswith(": addresses")
    assert lines[4].startswith("  - TARN WEST MILLS csl:")
    (found,) = json.loads(nobody.done("diff", one, f"{other},{more}", "--json"))
    assert found["counts"] == {"added": 1, "changed": 1, "ended": 1, "kept": 1}
    assert found["changed"][0]["fields"] == ["addresses"]
    many = nobody.denied(*NAMES, file="many.txt")
    assert "+ and 9 more (--limit, --json)" in nobody.done("diff", one, many, "--limit", 0)


def test_lists_in_force_files_and_versions_are_compared(lists: ListCommands) -> None:
    """`current`, a version, a name and a file may be on either side; where both have no list in common, it says so."""
    lists.done("load", lists.sam(*NAMES[:8]), "--name", "small")
    lists.done("load", lists.sam(*NAMES))
    assert "  1 added, 0 changed, 0 ended, 8 unchanged" in lists.done("diff", "small", "current")
    assert "  0 added, 0 changed, 0 ended, 9 unchanged" in lists.done("diff", "current", lists.sam(*NAMES))
    version = lists.archive.named("small")[0].version
    assert "  0 added, 0 changed, 1 ended, 8 unchanged" in lists.done("diff", lists.sam(*NAMES), version)
    assert "no list is in both" in lists.refused("diff", "current", lists.denied(*NAMES))
    assert "'none.csv' is no file, and no version or name" in lists.refused("diff", "current", "none.csv")


def test_nothing_in_force_cannot_be_compared(lists: ListCommands) -> None:
    """The refusal says how to load a list."""
    assert "current: no list is in force; load one" in lists.refused("diff", "current", lists.sam(*NAMES))


def test_one_file_of_several_is_not_compared(tmp_path: Path) -> None:
    """An incomplete snapshot would show records as ended; the remedy is to join the files by commas."""
    nobody = ListCommands("127.0.0.1:1", tmp_path)
    sdn = tmp_path / "sdn.csv"
    sdn.write_text(SDN, encoding="ascii")
    assert nobody.refused("diff", sdn, sdn).endswith("; join them by commas")
