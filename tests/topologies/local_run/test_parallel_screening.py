from pathlib import Path

import msgspec
import pytest

from tests.support.builders import express, shipper
from tests.topologies.local_run.test_file_screening import context
from topologies.local_run.manifest_files import STDIN
from topologies.local_run.parallel_screening import process_count, screen_all


@pytest.mark.parametrize(
    ("manifests", "jobs", "expected"),
    [(["a", "b", "c"], 2, 2), (["a"], 8, 1), (["a", "b"], None, None), (["a", "-"], 2, 1)],
)
def test_there_are_no_more_processes_than_files(manifests: list[str], jobs: int | None, expected: int | None) -> None:
    """Standard input is read by the process itself."""
    found = process_count([STDIN if name == "-" else Path(name) for name in manifests], jobs)
    assert found == expected if expected else 1 <= found <= len(manifests)


def test_the_outcomes_are_the_same_with_any_number_of_processes(tmp_path: Path) -> None:
    """In the order of the files, whichever process is first."""
    paths = []
    for number in range(7):
        consignments = [express(shipper("Orion Kade Trading"))] * (7 - number)
        body = {"filer": "SWIFT", "manifest": f"M{number}", "consignments": consignments}
        paths.append(tmp_path / f"{number}.ndjson")
        paths[-1].write_bytes(msgspec.json.encode(body) + b"\n")
    alone = b"".join(each.lines for each in screen_all(paths, context(), 1))
    assert alone == b"".join(each.lines for each in screen_all(paths, context(), 3))
    assert alone.count(b'"M6"') > 0
