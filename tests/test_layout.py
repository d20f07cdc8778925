"""The house in rooms: who may import whom, how large a room and a file may be, and that tests mirror the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("topologies", "schemas", "screener")
ROOMS = (
    "screening", "fast_path", "cases", "reports", "regime", "matching", "search", "comparison", "names", "kernels", "domain",
)  # fmt: skip
"""The modules and packages of `screener`, from the top to the bottom: each imports only what stands below it."""

MOST_FILES, FEWEST_FILES = 13, 4
MOST_LINES = 400
MOST_PARAMETERS = 6


def sources(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The dotted names of the modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def upward(path: Path, order: tuple[str, ...], depth: int) -> list[str]:
    """What a file imports from above its own place in `order`; `depth` says which part of a dotted name is the place."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if len(parts) <= depth or parts[depth] not in order:
        return []
    place = order.index(parts[depth])
    return [
        f"{'/'.join(parts)} imports {name}"
        for name in imported(path)
        if name.split(".")[:depth] == list(parts[:depth])
        for above in name.split(".")[depth : depth + 1]
        if above in order and order.index(above) < place
    ]


def test_the_packages_import_one_way() -> None:
    """topologies -> schemas -> screener, and never back."""
    assert not [wrong for path in sources(*LAYERS) for wrong in upward(path, LAYERS, 0)]


def test_the_rooms_of_the_core_import_one_way() -> None:
    """Inside `screener` imports go from the top of the list of rooms to its bottom."""
    assert not [wrong for path in sources("screener") for wrong in upward(path, ROOMS, 1)]


def test_every_room_of_the_core_has_its_place() -> None:
    """No module or package of `screener` is missing from the list of rooms."""
    found = {
        path.stem for path in (ROOT / "screener").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found - {"__init__"} <= set(ROOMS)


def test_an_import_upwards_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of `names` that imports from `search` is reported, and one that imports from `domain` is not."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    module = tmp_path / "screener" / "names" / "word_order.py"
    module.parent.mkdir(parents=True)
    module.write_text("from screener.domain.policy import Policy\n")
    assert not upward(module, ROOMS, 1)
    module.write_text("from screener.search.watchlist import Watchlist\n")
    assert upward(module, ROOMS, 1) == ["screener/names/word_order imports screener.search.watchlist.Watchlist"]


def rooms() -> list[Path]:
    return sorted({path.parent for path in sources(*LAYERS)} - {ROOT / layer for layer in LAYERS})


@pytest.mark.parametrize("room", rooms(), ids=lambda room: str(room.relative_to(ROOT)))
def test_a_room_holds_a_handful_of_files(room: Path) -> None:
    """4 to 13 modules a folder: what a reader can take in at once."""
    modules = [path for path in room.glob("*.py") if path.name != "__init__.py"]
    files = [path for path in room.iterdir() if path.is_file() and path.name != "__init__.py"]
    assert len(files) >= FEWEST_FILES
    assert len(modules) <= MOST_FILES


def test_no_file_is_long() -> None:
    """At most 400 lines a file in the three packages."""
    lengths = {str(path.relative_to(ROOT)): path.read_text("utf-8").count("\n") for path in sources(*LAYERS)}
    assert not {name: lines for name, lines in lengths.items() if lines > MOST_LINES}


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many arguments a caller may give by position."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in names if name not in ("self", "cls")])


def test_no_function_takes_many_arguments() -> None:
    """At most six arguments by position; commands of click take their options by name."""
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sources(*LAYERS)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and parameters(node) > MOST_PARAMETERS
    ]
    assert not long


@pytest.mark.parametrize("path", sources("screener"), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_module_of_the_core_has_a_test_of_its_name(path: Path) -> None:
    """tests/screener/names/test_nicknames.py tests screener/names/nicknames.py."""
    if path.name == "__init__.py":
        return
    mirror = ROOT / "tests" / path.relative_to(ROOT).with_name(f"test_{path.name}")
    assert mirror.is_file()


def test_one_type_has_one_name() -> None:
    """No type of the project is imported under another name."""
    renamed = [
        f"{path.relative_to(ROOT)}: {alias.name} as {alias.asname}"
        for path in sources(*LAYERS, "load_tests", "tests")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {*LAYERS, "load_tests", "tests"}
        for alias in node.names
        if alias.asname and alias.name[0].isupper()
    ]
    assert not renamed
