"""Machine code is kept until any kernel changes, whichever file it stands in."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import screener
from screener.kernels.compilation import kernel_digest

HELPER = """
from screener.kernels.compilation import compiled

@compiled
def helper(number: int) -> int:
    return number + {added}
"""
CALLER = """
from screener.kernels.compilation import compiled
from screener.kernels.helper import helper

@compiled
def caller(number: int) -> int:
    return helper(number) * 10
"""
PROGRAM = """
import json
from screener.kernels.caller import caller

print(json.dumps([caller(1), sum(caller.stats.cache_hits.values())]))
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the kernels with two more: one calls the other, which stands in another file."""
    kernels = tmp_path / "screener" / "kernels"
    shutil.copytree(Path(screener.__path__[0]) / "kernels", kernels, ignore=lambda *_: ["__pycache__"])
    (tmp_path / "screener" / "__init__.py").touch()
    (kernels / "helper.py").write_text(HELPER.format(added=1))
    (kernels / "caller.py").write_text(CALLER)
    return tmp_path


def run(package: Path, **environment: str) -> tuple[int, int]:
    """What `caller` returns in a process of its own, and how often it was loaded from the cache."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=package,
        env={**os.environ, "PYTHONPATH": str(package), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    result, loaded = json.loads(done.stdout)
    return result, loaded


def test_a_kernel_is_compiled_again_when_a_helper_in_another_file_changes(package: Path) -> None:
    """The caller itself is as it was; its machine code contains that of the helper."""
    assert run(package) == (20, 0)
    assert run(package) == (20, 1)
    (package / "screener" / "kernels" / "helper.py").write_text(HELPER.format(added=2))
    assert run(package) == (30, 0)
    assert run(package) == (30, 1)


def test_the_code_is_kept_in_the_folder_that_numba_is_given(package: Path, tmp_path: Path) -> None:
    """`NUMBA_CACHE_DIR` keeps working, with the same stamp: nothing is written beside the modules."""
    folder = str(tmp_path / "cache")
    assert run(package, NUMBA_CACHE_DIR=folder) == (20, 0)
    (package / "screener" / "kernels" / "helper.py").write_text(HELPER.format(added=3))
    assert run(package, NUMBA_CACHE_DIR=folder) == (40, 0)
    assert not list((package / "screener").rglob("*.nbc"))


def test_the_digest_covers_this_package() -> None:
    """One digest for the whole folder, the same at each call."""
    assert kernel_digest() == kernel_digest()
    assert len(kernel_digest()) == 32
