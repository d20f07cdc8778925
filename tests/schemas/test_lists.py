"""Files of lists are recognised by content, and loaded whole or refused with one line."""

import io
import itertools
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.layout_detection import Refusal, detect_layout
from schemas.lists import ListRefused, load
from screener.domain.listed_party import ListName
from screener.search.watchlist import content_version
from tests.schemas.formats.test_sam_api import ENTITY, body
from tests.support.list_files import ADD, ALT, CONSOLIDATED, FIRM, PERSON, SDN, sam

OFAC = [("a", SDN.encode()), ("b", ALT.encode()), ("c", ADD.encode())]


def zipped(data: bytes, *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("list.csv", *more):
            archive.writestr(name, data)
    return out.getvalue()


def refusal(*files: tuple[str, bytes]) -> str:
    with pytest.raises(ListRefused) as caught:
        load(files)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_a_snapshot_is_the_same_in_any_order() -> None:
    """The order of files and of rows changes nothing; the version is the hash of the ids."""
    first = load([*OFAC, ("d", sam(FIRM, PERSON))])
    assert [snapshot.list for snapshot in first] == [ListName.OFAC_SDN, ListName.SAM]
    for files in itertools.permutations([*OFAC, ("d", sam(PERSON, FIRM))]):
        assert load(files) == first
    assert first[0].version == content_version(party.id for party in first[0].parties)
    assert list(first[0].parties) == sorted(first[0].parties, key=lambda party: party.id)


def test_duplicates_collapse_and_are_counted() -> None:
    """Equal rows are one record; a zipped copy of the same file adds none."""
    (snapshot,) = load([("a.csv", sam(FIRM, FIRM, PERSON)), ("b.ZIP", zipped(sam(FIRM)))])
    assert (len(snapshot.parties), snapshot.duplicates) == (2, 2)
    assert (snapshot.aliases, snapshot.weak_aliases, snapshot.weak_names) == (2, 1, 0)


def test_quarantined_records_name_their_file() -> None:
    """What is left out is counted by reason, each with file and line."""
    (snapshot,) = load([("a.csv", sam(FIRM, {"Classification": ""}, {"Classification": ""}))])
    assert snapshot.reasons == {"no classification": 2}
    assert [(each.file, each.line) for each in snapshot.quarantined] == [("a.csv", 3), ("a.csv", 4)]


def test_ofac_parts_go_to_their_own_list() -> None:
    """With both lists given, aliases go where their entities are."""
    other = CONSOLIDATED.replace("10", "90")
    sdn, cons = reversed(load([*OFAC, ("x", other.encode()), ("y", ALT.replace("10", "90").encode())]))
    assert (sdn.list, cons.list) == (ListName.OFAC_SDN, ListName.OFAC_CONSOLIDATED)
    assert (sdn.files, cons.files) == (("a", "c", "b"), ("x", "y"))
    assert (sdn.aliases, cons.aliases) == (3, 3)
    assert sdn.incomplete == ""
    assert cons.incomplete == "without OFAC addresses: give all files of the list in one command"


def test_aliases_without_their_primary_are_refused() -> None:
    """An alias file alone, or beside another list's primary, cannot be used."""
    line = "b: OFAC aliases without their primary file; give both in one command"
    assert refusal(OFAC[1]) == line
    assert refusal(OFAC[1], ("x", CONSOLIDATED.replace("10", "90").encode())) == line


def test_a_page_of_the_api_is_no_list() -> None:
    """One page may be viewed but must not replace the list; all pages together may."""
    (part,) = load([("p", body(ENTITY, total=2))])
    assert part.incomplete == "1 of 2 records: give every page of the answer, or the extract"
    (whole,) = load([("p", body(ENTITY, total=2)), ("q", body(ENTITY, total=2))])
    assert whole.incomplete == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty; the list in force stays"),
        (b" \r\n", "the file is empty; the list in force stays"),
        (sam(), "not one usable record; the list in force stays"),
        (sam({"Classification": ""}), "not one usable record; the list in force stays"),
        (sam(FIRM, PERSON)[:-80], "truncated: the last row has 20 of 31 columns; fetch it again"),
        (sam(FIRM)[:-5], "truncated: the last row ends in the middle of a value; fetch it again"),
        (SDN[:-1].encode(), "truncated: it does not end with byte 0x1A as OFAC's files do; fetch it again"),
        (zipped(sam(FIRM), "two.csv"), "the ZIP archive holds 2 files; give one that holds one list"),
        (b'{"a": 1}', 'JSON without "excludedEntity": not an answer of the SAM API'),
    ],
)
def test_empty_and_truncated_files_are_refused(data: bytes, reason: str) -> None:
    """A file that is not whole is refused whole, in one line with the remedy."""
    assert refusal(("f", data)) == f"f: {reason}"


def test_damaged_archives_are_refused() -> None:
    """A truncated archive and one with a wrong checksum are refused alike."""
    good = zipped(sam(FIRM, PERSON))
    broken = bytearray(good)
    broken[100] ^= 0xFF
    for data in (good[:-30], bytes(broken)):
        assert refusal(("f.zip", data)).startswith("f.zip: the ZIP archive is damaged or truncated (")


def test_another_layout_is_refused_by_what_differs() -> None:
    """A table like an extract is refused with the columns that it lacks and has."""
    line = refusal(("orders.csv", sam(FIRM, header=("Classification", "Name", "First", "Order Flag"))))
    assert line.startswith('orders.csv: not a SAM exclusions extract: it lacks "Middle", "Last", ')
    assert line.endswith('and has "Order Flag"; nothing of it is loaded')


@given(st.sampled_from([sam(FIRM), SDN.encode(), ALT.encode(), body(ENTITY)]), st.data())
def test_a_damaged_file_is_read_or_refused(good: bytes, data: st.DataObject) -> None:
    """Whatever bytes are changed in a good file, its records are read or one line says why not."""
    place = data.draw(st.integers(0, len(good)))
    damaged = good[:place] + data.draw(st.binary(max_size=8)) + good[place + 4 :]
    with suppress(ListRefused):
        assert load([("f", damaged)])[0].parties


@pytest.mark.shared
def test_real_files(shared: Path) -> None:
    """The real files give the counts that were counted by hand, and the foreign layout is refused."""
    data = shared / "data"
    orders = data / "sam/FASCSAOrders23306.csv"
    assert '"FASCSA Order Flag"' in str(detect_layout(orders.name, orders.read_bytes()))
    assert isinstance(detect_layout(orders.name, orders.read_bytes()), Refusal)
    names = [
        "sam/sam_exclusions_20049_half.csv",
        "ofac/sdn.csv",
        "ofac/alt.csv",
        "ofac/add.csv",
        "ofac/sdn_comments.csv",
    ]
    sdn, found = load([(name, (data / name).read_bytes()) for name in names])
    assert (len(sdn.parties), len(sdn.quarantined), sdn.duplicates) == (8976, 0, 0)
    assert len(found.parties) == 4989
    assert found.reasons == {
        "39 columns instead of 31": 3,
        "35 columns instead of 31": 2,
        "no classification": 3,
        "no usable name": 1,
    }


@given(st.binary(max_size=300))
def test_a_file_of_no_known_format_is_refused_in_one_line(data: bytes) -> None:
    """Loading raises nothing but `ListRefused`, which names the file."""
    if isinstance(detect_layout("f", data), Refusal):
        assert refusal(("f", data)).startswith("f: ")
