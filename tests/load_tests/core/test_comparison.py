"""Two checkouts are measured in turn by processes of their own; fake ones here, which print what they are given."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from load_tests.core.comparison import Comparison, StageComparison, compare, show_comparison
from topologies.settings import UsageError

FAKE = """
import json, os, sys
from pathlib import Path

folder = Path(__file__).parents[1]
with (folder.parent / "log").open("a") as log:
    log.write(folder.name + " " + " ".join(sys.argv[1:]) + "\\n")
times = json.loads((folder / "times").read_text())
(folder / "times").write_text(json.dumps(times[1:]))
if not times:
    sys.exit("the traffic is unreadable")
cost = {"orjson": {"cpu": 2.0, "wall": 1.0}, "screen": {"cpu": times[0], "wall": 1.0}, "gone": {"cpu": 1.0, "wall": 1.0}}
print(json.dumps({"ratio": 1.0, "python": sys.version, "repeated": {"names": "x", "cost": cost}}))
"""


def checkout(folder: Path, name: str, times: list[float]) -> Path:
    made = folder / name
    (made / "load_tests").mkdir(parents=True)
    (made / "load_tests" / "__init__.py").touch()
    (made / "load_tests" / "__main__.py").write_text(FAKE)
    (made / "times").write_text(json.dumps(times))
    return made


def test_checkouts_are_measured_in_turn_and_compared_by_medians(tmp_path: Path) -> None:
    """One disturbed round does not change the ratio; kinds of traffic and stages that are not measured are left out."""
    here, there = checkout(tmp_path, "here", [10.0, 90.0, 12.0]), checkout(tmp_path, "there", [8.0, 10.0, 10.0])
    found = compare(here, there, ["--distinct"], 3, lambda _: None)
    assert found == Comparison(
        3,
        {
            "repeated": {
                "orjson": StageComparison(2.0, 2.0, *[1.0] * 4),
                "screen": StageComparison(12.0, 10.0, 1.2, 1.2, 1.2, 9.0),
            }
        },
    )
    log = (tmp_path / "log").read_text().splitlines()
    assert log == ["here core --json --distinct", "there core --json --distinct"] * 3


def test_a_checkout_that_cannot_be_measured_is_one_line(tmp_path: Path) -> None:
    """The error names the checkout, and the reason that its program gave."""
    here, there = checkout(tmp_path, "here", [10.0]), checkout(tmp_path, "there", [])
    with pytest.raises(UsageError, match=r"exit code 1 in .*there: the traffic is unreadable"):
        compare(here, there, [], 1, lambda _: None)


def test_the_table_shows_medians_and_ratio() -> None:
    """A row for each stage that was measured."""
    console = Console(record=True, width=120)
    show_comparison(Comparison(3, {"distinct": {"screen": StageComparison(12.0, 10.0, 1.2, 1.25, 1.1, 1.3)}}), console)
    text = console.export_text()
    assert "Distinct traffic" in text
    assert "12.00" in text
    assert "1.200" in text
    assert "1.250" in text
    assert "1.100 to 1.300" in text
