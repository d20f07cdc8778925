from pathlib import Path

import pytest

from screener.domain.listed_party import ListName
from tests.support.worker_helpers import ORION, snapshot
from topologies.kafka.compacted_topics import publish
from topologies.kafka.topic_admin import prepare_topics
from topologies.local_run.run_lists import refuse_other_lists, sample_snapshots, snapshots_of
from topologies.local_run.workload import Workload, sample_workload
from topologies.sample.sam_csv import sam_csv
from topologies.settings import Settings, UsageError
from topologies.topics import WATCHLIST


@pytest.mark.parametrize(("name", "content"), [("day.ndjson", b'{"filer":"QUPX"}\n'), ("empty.csv", b"")])
def test_a_file_that_is_no_list_is_one_line(name: str, content: bytes, tmp_path: Path) -> None:
    """The line names the file."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=name) as caught:
        snapshots_of(Workload((), 0, list_files=[tmp_path / name]))
    assert "\n" not in str(caught.value)


def test_a_list_file_is_read(tmp_path: Path) -> None:
    """The parties of the file are those of the snapshot."""
    (tmp_path / "sam.csv").write_bytes(sam_csv([ORION]))
    (found,) = snapshots_of(Workload((), 0, list_files=[tmp_path / "sam.csv"]))
    assert [party.name for party in found.parties] == [ORION.name]


def test_the_parties_of_the_sample_day_are_on_their_lists() -> None:
    """Each party is on its list once, and the version does not depend on the order."""
    _, workload = sample_workload(100, seed=7)
    found = sample_snapshots(workload.listed)
    assert sum(len(each.parties) for each in found) == len(workload.listed)
    assert all(party.list is each.list for each in found for party in each.parties)
    assert found == sample_snapshots([*reversed(workload.listed)])


def test_a_cluster_with_other_lists_is_refused(embedded: str) -> None:
    """A run would replace the list in force; the same version, or an empty cluster, is fine."""
    settings = Settings(kafka_bootstrap=embedded)
    prepare_topics(embedded, embedded=True)
    ours = sample_snapshots([ORION])
    refuse_other_lists(ours, settings)
    publish(embedded, WATCHLIST.name, snapshot(ORION), delivery_seconds=10)
    refuse_other_lists(ours, settings)
    with pytest.raises(UsageError, match="in force, which a run would replace"):
        refuse_other_lists([each for each in ours if each.list is not ListName.SAM], settings)
