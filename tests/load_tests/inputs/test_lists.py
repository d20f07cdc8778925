from pathlib import Path

import pytest

from load_tests.inputs.lists import INVENTED, PEOPLE, inputs


def test_names_of_a_folder_serve_as_traffic(tmp_path: Path) -> None:
    """Innocent names are read from the reference data, and the inputs say from which file."""
    path = tmp_path / PEOPLE[0]
    path.parent.mkdir(parents=True)
    path.write_text("full_name,gender\nTilda Marsh,female\n", "utf-8")
    given = inputs(folder=tmp_path)
    assert given.people == ["Tilda Marsh"]
    assert given.names_from == path.name
    assert given.lists_from == INVENTED


@pytest.mark.shared
def test_the_reference_lists_are_used_where_present(shared: Path) -> None:
    """With the reference data, real lists are measured."""
    given = inputs(folder=shared)
    assert len(given.listed) > 10_000
    assert "sdn.csv" in given.lists_from
