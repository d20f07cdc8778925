"""The run as a function; `screener run` as a process is in tests/topologies/commands/test_run.py."""

from pathlib import Path

import msgspec
import pytest

from tests.support.builders import party
from tests.support.worker_helpers import ORION, VESTA, express_manifest, send, snapshot, today
from topologies.kafka.compacted_topics import read_to_end
from topologies.kafka.topic_admin import touch_topics
from topologies.local_run import run as module
from topologies.local_run.run import RunOptions, run_workload
from topologies.local_run.workload import Workload, workload_of_files
from topologies.sample.sam_csv import sam_csv
from topologies.settings import Settings, UsageError


def own_files(folder: Path) -> Workload:
    """A list with ORION, and two manifests of which one is for it."""
    (folder / "sam.csv").write_bytes(sam_csv([ORION]))
    lines = [express_manifest(today(party(ORION.name))), express_manifest(today(identifier="HB2"), manifest="M2")]
    (folder / "day.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    return workload_of_files([folder / "sam.csv"], [folder / "day.ndjson"])


def options(folder: Path, broker: str = "embedded", existing: str = "") -> RunOptions:
    return RunOptions(broker, existing, 1, folder / "out", keep=False)


def test_what_is_listed_is_held(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The outcomes are in the folder, the summary on stdout, the rest on stderr."""
    assert run_workload(own_files(tmp_path), options(tmp_path), Settings())
    out, err = capfd.readouterr()
    assert "0 lost, 0 doubled" in out
    assert "Broker: the embedded one" in err
    (hold,) = (tmp_path / "out" / "holds.ndjson").read_bytes().splitlines()
    assert msgspec.json.decode(hold)["match"]["listed_name"] == ORION.name


def test_a_list_that_will_not_do_ends_the_run_and_its_workers(tmp_path: Path) -> None:
    """One line that names the file; the workers that had been started are gone."""
    workload = own_files(tmp_path)
    (tmp_path / "sam.csv").write_bytes(b"no list\n")
    with pytest.raises(UsageError, match=r"sam\.csv"):
        run_workload(workload, options(tmp_path), Settings())


def test_other_lists_on_a_cluster_are_left_alone(
    embedded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster that somebody uses is refused before anything is written to it."""
    touch_topics(embedded)
    send(embedded, "watchlist", snapshot(ORION, VESTA))
    before = read_to_end(embedded, "watchlist", connect_seconds=10)
    monkeypatch.setattr(module, "prepare_topics", lambda *_, **__: None)  # an embedded broker stands for the cluster
    with pytest.raises(UsageError, match="in force, which a run would replace"):
        run_workload(own_files(tmp_path), options(tmp_path, "kafka", embedded), Settings())
    assert read_to_end(embedded, "watchlist", connect_seconds=10) == before


def test_an_unknown_broker_is_refused(tmp_path: Path) -> None:
    """The line has the choices."""
    with pytest.raises(UsageError, match="choose embedded or kafka"):
        run_workload(own_files(tmp_path), options(tmp_path, "kakfa"), Settings())
