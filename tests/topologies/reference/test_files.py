from pathlib import Path

import msgspec
import pytest

from screener.domain.policy import Policy
from screener.regime.suppression import suppression
from tests.support.builders import NOW, listed, scorecard
from tests.support.worker_helpers import snapshot
from topologies.list_releases.list_files import read_list_files
from topologies.reference.control_topics import ListsInForce
from topologies.reference.files import checked, read_scorecards, read_suppressions, reference_of
from topologies.sample.sam_csv import sam_csv
from topologies.settings import UsageError

SUPPRESSION = suppression("P1", "Ana Roe", "sam:1", "ANA ROE", officer="J. Doe", reason="other birth date", decided=NOW)


@pytest.fixture
def sam(tmp_path: Path) -> Path:
    path = tmp_path / "sam.csv"
    path.write_bytes(sam_csv([listed("VEGA NORTH WORKS", published=NOW.date())]))
    return path


def written(folder: Path, *values: object, array: bool = False) -> Path:
    path = folder / "input.json"
    lines = [msgspec.json.encode(each) for each in values]
    path.write_bytes(b"[" + b",".join(lines) + b"]" if array else b"\n".join(lines) + b"\n\n")
    return path


def test_files_give_the_version_that_a_worker_has(sam: Path) -> None:
    """So a decision on a file and one of the stream can be compared."""
    (loaded,) = read_list_files([sam])
    lists = ListsInForce()
    for key, value in snapshot(*loaded.parties):
        lists.apply(key, value)
    assert reference_of([sam]).versions.watchlist == lists.version


def test_a_reference_has_defaults_for_what_is_not_given(sam: Path, tmp_path: Path) -> None:
    """Only the lists are required; a policy of a file is the policy in force, with a hash in its version."""
    assert reference_of([sam]).policy == Policy()
    policy = written(tmp_path, {"version": "strict", "hold_at": 0.9})
    found = reference_of([sam], policy=policy).policy
    assert found.hold_at == 0.9
    assert found.version.startswith("strict@")


@pytest.mark.parametrize("array", [True, False], ids=["array", "NDJSON"])
def test_scorecards_and_suppressions_are_read_from_both_forms(tmp_path: Path, *, array: bool) -> None:
    """As a JSON array or one object a line, the content and its version are the same."""
    cards = [scorecard(quarter, 10.0) for quarter in ("2026Q1", "2026Q2")]
    found = read_scorecards(written(tmp_path, *cards, array=array))
    assert found.by_operator["CNA"] == tuple(cards)
    assert found.version == read_scorecards(written(tmp_path, *cards)).version
    assert [each.id for each in read_suppressions(written(tmp_path, SUPPRESSION, array=array))] == [SUPPRESSION.id]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"", "input.json: holds no scorecard; give one JSON object a line"),
        (b"[1", "input.json: .*; give a JSON array, or one JSON object a line"),
        (b"\n{", "input.json line 2: .*; give UTF-8 JSON"),
        (b"[{}]", "input.json item 1: .*missing required field"),
    ],
)
def test_a_mistake_is_one_line_that_says_where(tmp_path: Path, body: bytes, line: str) -> None:
    """The file, the line or item, what is wrong and the remedy."""
    path = tmp_path / "input.json"
    path.write_bytes(body)
    with pytest.raises(UsageError, match=f"^{line}") as refused:
        read_scorecards(path)
    assert "\n" not in str(refused.value)


def test_a_suppression_of_another_pair_is_refused(tmp_path: Path) -> None:
    """Its id must be that of the pair that it names."""
    wrong = msgspec.structs.replace(SUPPRESSION, listed_party="sam:2")
    with pytest.raises(UsageError, match=r"^input.json line 1: id is '.*', but the pair that it names has '"):
        read_suppressions(written(tmp_path, wrong))


def test_an_unknown_key_is_refused_unless_a_program_wrote_it() -> None:
    """A misspelt threshold would have no effect; a program may write keys of a later contract."""
    body = b'{"hold_att": 0.9}'
    with pytest.raises(UsageError, match=r"^here: 'hold_att' is not a field of it; use version, "):
        checked("here", body, Policy)
    assert checked("here", body, Policy, known_only=False) == Policy()


def test_a_wrong_value_is_shown_with_its_field_and_masked() -> None:
    """Field first, then the value, then what is allowed; a social security number is masked."""
    with pytest.raises(UsageError, match=r"^here: hold_at is 1\.5: Expected `float` <= 1\.0$"):
        checked("here", b'{"hold_at": 1.5}', Policy)
    with pytest.raises(UsageError) as refused:
        checked("here", b'{"hold_at": "123-45-6789"}', Policy)
    assert "123-45-6789" not in str(refused.value)
