"""`screener lists load`, from files to the watchlist topic."""

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner, Result

from schemas.lists import load
from schemas.messages import SnapshotMarker
from screener.domain.listed_party import ListedParty
from screener.search.watchlist import content_version
from topologies.commands.lists import lists
from topologies.kafka.compacted_topics import read_to_end
from topologies.kafka.topic_admin import ensure_topics, touch_topics
from topologies.settings import UsageError
from topologies.topics import ARCHIVE, WATCHLIST, Topic

HEADER = "\t".join(
    f'"{name}"'
    for name in (
        "Name",
        "Street_Address",
        "City",
        "State",
        "Country",
        "Postal_Code",
        "Effective_Date",
        "Expiration_Date",
    )
)
NOBODY = "127.0.0.1:1"


def denied(path: Path, *names: str) -> Path:
    """A denied persons list with these names, in the file `path`."""
    rows = [f'"{name}"\t"1 SAMPLE ROAD"\t"EXAMPLEVILLE"\t"OH"\t""\t"00001"\t"01/02/2020"\t""' for name in names]
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def run(*arguments: object, bootstrap: str = NOBODY) -> Result:
    variables = {"SCREENER_KAFKA_BOOTSTRAP": bootstrap, "SCREENER_CONNECT_SECONDS": "2", "KAFKA_BOOTSTRAP": ""}
    return CliRunner().invoke(lists, ["load", *map(str, arguments)], env=variables)


def refusal(result: Result) -> str:
    assert isinstance(result.exception, UsageError), result.exception
    assert "\n" not in str(result.exception)
    return str(result.exception)


def watched(bootstrap: str, topic: str = WATCHLIST.name) -> dict[str, bytes]:
    return {key.decode(): value for key, value in read_to_end(bootstrap, topic, connect_seconds=10).items()}


def check_marker(held: dict[str, bytes]) -> SnapshotMarker:
    """The marker counts and hashes exactly what the topic holds."""
    marker = msgspec.json.decode(held.pop("marker:csl"), type=SnapshotMarker)
    parties = [msgspec.json.decode(value, type=ListedParty) for value in held.values()]
    assert sorted(held) == sorted(party.id for party in parties)
    assert (marker.count, marker.version) == (len(held), content_version(held))
    return marker


def test_a_dry_run_needs_no_broker(tmp_path: Path) -> None:
    """Counts and quarantined rows with their lines are printed, and nothing is published."""
    result = run(denied(tmp_path / "dpl.txt", "MINA ORIONA", "****", "VEGA"), "--dry-run")
    assert result.exit_code == 0, result.output
    assert "csl: 1 quarantined: no usable name" in result.output
    assert "dpl.txt line 3: ****,1 SAMPLE ROAD" in result.output


def test_figures_for_programs_and_a_report(tmp_path: Path) -> None:
    """`--json` prints the same figures, and the report holds every quarantined record, a line each."""
    report = tmp_path / "report.ndjson"
    files = denied(tmp_path / "dpl.txt", "MINA ORIONA", "MINA ORIONA", "****", "123-45-6789", "VEGA")
    result = run(files, "--dry-run", "--json", "--report", report)
    (figures,) = json.loads(result.stdout)
    assert (figures["records"], figures["duplicates"], figures["weak_names"]) == (2, 1, 1)
    assert figures["reasons"] == {"no usable name": 2}
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert [line["line"] for line in lines] == [4, 5]
    assert "***-**-****" in lines[1]["text"]
    assert "123-45-6789" not in report.read_text()


def test_a_load_publishes_what_changed(embedded: str, tmp_path: Path) -> None:
    """First everything, then only the difference: a tombstone for an ended record, and always the marker."""
    touch_topics(embedded, [WATCHLIST, ARCHIVE])
    first = run(denied(tmp_path / "a.txt", "MINA ORIONA", "VEGA WORKS"), bootstrap=embedded)
    assert "csl: published, 2 added, 0 changed, 0 ended, 0 unchanged" in first.output, first.exception
    before = check_marker(watched(embedded))
    second = run(denied(tmp_path / "b.txt", "VEGA WORKS", "ALTAIR ROAD WORKS"), "--max-drop", 0.5, bootstrap=embedded)
    assert "csl: published, 1 added, 0 changed, 1 ended, 1 unchanged" in second.output
    held = watched(embedded)
    assert b"MINA ORIONA" not in b"".join(held.values())
    after = check_marker(held)
    assert (after.count, after.source) == (2, "b.txt")
    assert after.version != before.version


def test_a_refused_file_publishes_nothing(embedded: str, tmp_path: Path) -> None:
    """One bad file among good ones: one line, and the topic stays as it was."""
    touch_topics(embedded, [WATCHLIST, ARCHIVE])
    empty = tmp_path / "empty.csv"
    empty.touch()
    result = run(denied(tmp_path / "dpl.txt", "MINA ORIONA"), empty, bootstrap=embedded)
    assert refusal(result) == "empty.csv: the file is empty; the list in force stays"
    assert watched(embedded) == {}


def test_half_a_list_is_shown_and_never_published(embedded: str, tmp_path: Path) -> None:
    """A primary file without its aliases may be looked at; publishing it would end every alias."""
    file = tmp_path / "sdn.csv"
    file.write_bytes(b'1,"ORION VEGA WORKS",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a')
    assert "without OFAC aliases and OFAC addresses" in run(file, "--dry-run").output
    assert refusal(run(file, bootstrap=embedded)).startswith("ofac-sdn: without OFAC aliases and OFAC addresses: ")


def test_a_users_mistakes_are_one_line(tmp_path: Path) -> None:
    """A missing file and a broker that does not answer are told in one line each."""
    assert refusal(run(tmp_path / "none.csv", "--dry-run")) == f"{tmp_path / 'none.csv'}: No such file or directory"
    assert refusal(run(tmp_path, "--dry-run")) == f"{tmp_path}: Is a directory"
    assert NOBODY in refusal(run(denied(tmp_path / "dpl.txt", "MINA ORIONA")))
    report = tmp_path / "no" / "report"
    assert "--report" in refusal(run(tmp_path / "dpl.txt", "--dry-run", "--report", report))


def test_the_command_is_a_group() -> None:
    """The group has the command."""
    assert isinstance(lists, click.Group)
    assert "load" in lists.commands


@pytest.mark.kafka
@pytest.mark.shared
def test_the_real_lists_on_the_real_broker(kafka: str, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of SAM's extract is published, and read back as the same snapshot, each record with the day it was first seen."""
    own, archive = (Topic(f"{name}-{uuid.uuid4()}", "id", 1) for name in ("watchlist", "archive"))
    for module in ("release", "loading", "lists_on_topic"):
        monkeypatch.setattr(f"topologies.list_releases.{module}.WATCHLIST", own)
    for module in ("release", "archive"):
        monkeypatch.setattr(f"topologies.list_releases.{module}.ARCHIVE", archive)
    ensure_topics(kafka, topics=[own, archive])
    file = shared / "data/sam/sam_exclusions_20049_half.csv"
    result = run(file, bootstrap=kafka)
    assert "sam: published" in result.output, result.exception
    (snapshot,) = load([(file.name, file.read_bytes())])
    held = {key: value for key, value in watched(kafka, own.name).items() if key.startswith("sam:")}
    assert content_version(held) == snapshot.version
    today = datetime.now(UTC).date()
    assert [msgspec.json.decode(held[party.id], type=ListedParty) for party in snapshot.parties] == [
        msgspec.structs.replace(party, first_seen=today) for party in snapshot.parties
    ]
