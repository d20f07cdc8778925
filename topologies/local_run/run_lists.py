"""The lists of a run. Importing this module loads the search."""

from collections.abc import Sequence

from schemas.lists import Snapshot
from screener.domain.listed_party import ListedParty
from screener.search.watchlist import content_version
from topologies.list_releases.list_files import read_list_files
from topologies.list_releases.lists_on_topic import read_lists_on_topic
from topologies.local_run.workload import Workload
from topologies.settings import Settings, UsageError

SOURCE = "sample day"


def snapshots_of(workload: Workload) -> Sequence[Snapshot]:
    """The lists of a workload. Raises `UsageError` for a file that is no list, or not a whole one."""
    if not workload.list_files:
        return sample_snapshots(workload.listed)
    snapshots = read_list_files(workload.list_files)
    for snapshot in snapshots:
        if snapshot.incomplete:
            raise UsageError(f"{snapshot.list}: {snapshot.incomplete}")
    return snapshots


def sample_snapshots(listed: Sequence[ListedParty], source: str = SOURCE) -> list[Snapshot]:
    """Invented parties as the lists that they are on."""
    snapshots = []
    for name in sorted({party.list for party in listed}):
        parties = tuple(sorted((party for party in listed if party.list is name), key=lambda party: party.id))
        snapshots.append(Snapshot(name, parties, content_version(party.id for party in parties), (source,), 0, ()))
    return snapshots


def refuse_other_lists(snapshots: Sequence[Snapshot], settings: Settings) -> None:
    """Raise `UsageError` if the cluster has another version of a list in force: a run would replace it."""
    versions = {snapshot.list: snapshot.version for snapshot in snapshots}
    for marker in read_lists_on_topic(settings).markers.values():
        if versions.get(marker.list) != marker.version:
            raise UsageError(
                f"the cluster at {settings.kafka_bootstrap} has list {marker.list} version {marker.version} in force, which a "
                "run would replace: run against another cluster, or without KAFKA_BOOTSTRAP"
            )
