import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from load_tests.core.command import measure
from load_tests.core.figures import STAGES, Figures
from load_tests.inputs.lists import INVENTED, PEOPLE, source
from load_tests.inputs.timing import Round, Rounds

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


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return measure(source(folder=tmp_path_factory.mktemp("empty")), CONSIGNMENTS)


def test_json_answers_with_the_ratios(tmp_path: Path) -> None:
    """A program reads consignments a second and the ratios at the top, and exit code 0."""
    done = command("core", "--json", "--distinct", "--consignments", str(CONSIGNMENTS), shared=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["consignments_per_second"] > 0
    assert 0 < answer["ratio"] < answer["ratio_with_decoding"]
    assert answer["list"]["source"] == INVENTED
    assert answer["distinct"]["cost"].keys() == STAGES.keys()
    assert "repeated" not in answer


def test_the_bare_command_lists_the_benchmarks(tmp_path: Path) -> None:
    """`python -m load_tests` says what there is."""
    done = command(shared=tmp_path)
    assert done.returncode == 0
    assert "core" in done.stdout


def test_a_list_that_is_missing_is_one_line(tmp_path: Path) -> None:
    """A mistake ends with exit code 2 and no traceback."""
    done = command("core", "--list", str(tmp_path / "none.csv"), shared=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "none.csv" in done.stderr


def test_what_repeats_is_told(figures: Figures) -> None:
    """Repeated traffic brings back parties, distinct traffic hardly any, and planted parties are held in both."""
    assert figures.repeated is not None
    assert figures.distinct is not None
    assert figures.repeated.seen_share > 0.2
    assert figures.distinct.seen_share < 0.05
    assert figures.repeated.held > 0
    assert figures.ratio == figures.repeated.ratio


def test_a_part_never_costs_more_than_its_whole(figures: Figures) -> None:
    """Decoding and screening together take longer than screening alone, for either traffic."""
    assert figures.repeated is not None
    assert figures.distinct is not None
    for each in (figures.repeated, figures.distinct):
        assert each.cost["decode_screen"].cpu > each.cost["screen"].cpu


def test_rounds_are_told_by_their_median() -> None:
    """One disturbed round changes nothing."""
    rounds = []
    for micros in (10, 11, 500):
        each = Round()
        each.units = 1
        each._cpu.update({"a": micros * 1_000, "b": 10_000})
        each._wall.update({"a": micros * 2_000, "b": 10_000})
        rounds.append(each)
    assert Rounds(rounds).cost("a").cpu == 11
    assert Rounds(rounds).cost("a", "b").wall == 32
    assert Rounds(rounds).ratio(("a",), to="b") == 1.1


def test_names_of_a_folder_serve_as_traffic(tmp_path: Path) -> None:
    """Names are read where they are given, and the figures say from which file."""
    path = tmp_path / PEOPLE[0]
    path.parent.mkdir(parents=True)
    path.write_text("full_name,gender\nTilda Marsh,female\n", "utf-8")
    given = source(folder=tmp_path)
    assert given.people == ["Tilda Marsh"]
    assert given.names_from == path.name
    assert given.lists_from == INVENTED


@pytest.mark.shared
def test_the_reference_lists_are_taken_where_present(shared: Path) -> None:
    """With the reference data, real lists are what is measured."""
    given = source(folder=shared)
    assert len(given.listed) > 10_000
    assert "sdn.csv" in given.lists_from


def test_figures_are_a_contract_of_plain_json(figures: Figures) -> None:
    """What is printed as JSON can be read back as the same figures."""
    assert msgspec.json.decode(msgspec.json.encode(figures), type=Figures) == figures
