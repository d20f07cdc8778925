import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("screener", "schemas", "topologies")  # each may import those before it
LOCK_FILES = ("requirements.lock", "requirements-dev.lock")
EFFECTS = {
    "aiokafka", "asyncio", "confluent_kafka", "faust", "http", "io", "logging", "mode", "os", "pathlib", "prometheus_client",
    "random", "requests", "secrets", "shutil", "socket", "sqlite3", "structlog", "subprocess", "sys", "tempfile", "threading",
    "time", "urllib",
}  # fmt: skip
EFFECTFUL_CALLS = {"open", "print", "input"}
CLOCKS = {"now", "utcnow", "today"}
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:work|home|root|tmp|Users)/\w|[A-Z]:\\Users")


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def effects(tree: ast.AST) -> Iterator[str]:
    """What a pure module may not do: imports of effects, and calls that read the clock or touch files."""
    yield from EFFECTS.intersection(imported(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in EFFECTFUL_CALLS:
            yield f"{node.func.id}()"
        if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield f".{node.func.attr}()"


def reads_environment(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
            return True
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {alias.name for alias in node.names} & {"environ", "getenv"}
        ):
            return True
    return False


def project_files() -> list[Path]:
    """Every file that belongs to the project: what git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_go_one_way(layer: str) -> None:
    """The core imports no contracts, and the contracts no topologies."""
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(layer)
        for name in imported(ast.parse(path.read_text("utf-8")))
        if name in above
    }
    assert modules(layer)
    assert not wrong


def test_the_core_has_no_effects() -> None:
    """Screening reads no file, clock, environment or chance, and writes no log or metric."""
    wrong = {
        f"{path.relative_to(ROOT)}: {effect}"
        for path in modules("screener")
        for effect in effects(ast.parse(path.read_text("utf-8")))
    }
    assert not wrong


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from datetime import datetime\ndatetime.now()",
        "open('x')",
        "import logging.handlers",
        "from time import sleep",
    ],
)
def test_an_effect_would_be_seen(source: str) -> None:
    """The check above finds an import of an effect, a look at the clock and an opened file."""
    assert list(effects(ast.parse(source)))


def test_only_the_settings_read_the_environment() -> None:
    """Every other module takes what it needs as an argument."""
    readers = {
        str(path.relative_to(ROOT))
        for path in modules(*LAYERS)
        if reads_environment(ast.parse(path.read_text("utf-8")))
    }
    assert readers == {"topologies/settings.py"}


@pytest.mark.parametrize("name", LOCK_FILES)
def test_a_lock_file_names_no_registry(name: str) -> None:
    """Packages come from the registry that the developer has set up; the lock file holds versions and hashes."""
    text = (ROOT / name).read_text("utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_no_file_names_a_path_of_a_machine() -> None:
    """The checkout works wherever it lies."""
    wrong = set()
    for path in project_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        wrong |= {f"{path.relative_to(ROOT)}: {found.group()}" for found in MACHINE_PATH.finditer(text)}
    assert not wrong


def test_a_path_of_a_machine_would_be_seen() -> None:
    """The check above finds somebody's home, and leaves a path of the web or of a container alone."""
    assert MACHINE_PATH.search("see /" + "home/ada/notes")
    assert not MACHINE_PATH.search("GET /health/live; example.org/" + "home/page; /var/lib/kafka")


KERNELS = sorted((ROOT / "screener" / "kernels").glob("*.py"))
MOST_PARAMETERS, MOST_LINES = 6, 300


def numba_names(tree: ast.AST) -> Iterator[str]:
    """What a module takes from numba, and the decorators that compile a function."""
    yield from {"numba"}.intersection(imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("compiled", "inlined", "allocating", "njit", "jit"):
            yield node.id


def test_compiled_code_is_in_the_kernels_only() -> None:
    """One folder holds it, so that one digest of its sources shows whether the cached machine code still holds."""
    elsewhere = [path for path in modules(*LAYERS) if path not in KERNELS]
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in elsewhere
        for name in numba_names(ast.parse(path.read_text("utf-8")))
    }
    assert not wrong
    assert {path.name for path in KERNELS if "numba" in imported(ast.parse(path.read_text("utf-8")))} == {
        "compilation.py"
    }


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.name)
def test_a_kernel_takes_nothing_of_the_project_but_kernels(path: Path) -> None:
    """A constant from elsewhere would be compiled in, and a change of it would leave the cached machine code as it is."""
    tree = ast.parse(path.read_text("utf-8"))
    modules_of = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules_of += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    own = [name for name in modules_of if name.partition(".")[0] in LAYERS]
    assert all(name.startswith("screener.kernels.") for name in own)


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.name)
def test_a_kernel_is_short_and_has_few_parameters(path: Path) -> None:
    """Tables travel together: a function has six parameters at most, and a file 300 lines."""
    source = path.read_text("utf-8")
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    wide = [each.name for each in functions if len(each.args.args) + len(each.args.kwonlyargs) > MOST_PARAMETERS]
    assert not wide
    assert len(source.splitlines()) <= MOST_LINES
