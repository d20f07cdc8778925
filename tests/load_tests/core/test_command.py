import json
import subprocess
import sys
from pathlib import Path

from load_tests.core.figures import STAGES
from load_tests.inputs.lists import INVENTED

CONSIGNMENTS = 2_000


def command(*arguments: str, shared: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "SHARED": str(shared)}
    return subprocess.run(
        [sys.executable, "-m", "load_tests", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).resolve().parents[3],
    )


def test_json_has_the_ratios_at_the_top(tmp_path: Path) -> None:
    """Consignments a second and the ratios are at the top level, and the exit code is 0."""
    done = command("core", "--json", "--distinct", "--consignments", str(CONSIGNMENTS), shared=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["consignments_per_second"] > 0
    assert 0 < answer["ratio"] < answer["ratio_with_decoding"]
    assert answer["list"]["source"] == INVENTED
    assert answer["distinct"]["cost"].keys() == STAGES.keys()
    assert "repeated" not in answer


def test_the_bare_command_lists_the_benchmarks(tmp_path: Path) -> None:
    """`python -m load_tests` prints the names of the benchmarks."""
    done = command(shared=tmp_path)
    assert done.returncode == 0
    assert "core" in done.stdout


def test_a_list_that_is_missing_is_one_line(tmp_path: Path) -> None:
    """A usage error ends with exit code 2 and no traceback."""
    done = command("core", "--list", str(tmp_path / "none.csv"), shared=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "none.csv" in done.stderr
