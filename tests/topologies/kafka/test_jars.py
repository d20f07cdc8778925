import shutil
from pathlib import Path

import pytest

from topologies.kafka import jars
from topologies.settings import UsageError


@pytest.mark.parametrize("program", ["java", "mvn"])
def test_a_missing_program_names_its_remedy(program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without Java or Maven the user reads what to install, in one line."""
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == program else found(name) or f"/usr/bin/{name}")
    monkeypatch.setattr(jars, "LIBS", tmp_path)
    with pytest.raises(UsageError, match=rf"needs {program}: install .*embedded"):
        jars.fetch_jars()


def test_jars_that_went_missing_are_fetched_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder counts as whole only while it holds every jar that its list names, for this pom.xml."""
    monkeypatch.setattr(jars, "LIBS", tmp_path)
    assert not jars._is_complete()
    (tmp_path / "a.jar").touch()
    (tmp_path / "fetched.txt").write_text(f"{jars._version()}\na.jar\n")
    assert jars._is_complete()
    (tmp_path / "a.jar").unlink()
    assert not jars._is_complete()
