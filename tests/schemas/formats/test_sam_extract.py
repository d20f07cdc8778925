"""The SAM exclusions extract, in every generation of its header."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.list_records import ListRecord, Quarantined
from schemas.formats.sam_extract import read
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import ListedParty, PartyKind
from tests.support.list_files import FIRM, PERSON, SAM_2020, SAM_V1, SAM_V2, SAM_V3, sam


def party(data: bytes) -> ListedParty:
    (record,) = read(data)
    assert isinstance(record, ListedParty), record
    return record


def reason(row: dict[str, str]) -> str:
    (record,) = read(sam(row))
    assert isinstance(record, Quarantined), record
    return record.reason


@pytest.mark.parametrize(("header", "columns"), [(SAM_V1, 28), (SAM_2020, 31), (SAM_V2, 31), (SAM_V3, 30)])
def test_every_header_is_read_by_name(header: tuple[str, ...], columns: int) -> None:
    """A firm is the same in every generation; the first knows no creation date."""
    assert len(header) == columns
    found = party(sam(FIRM, header=header))
    assert found.name == "ORION VEGA WORKS, INC."
    assert found.kind is PartyKind.FIRM
    assert found.addresses == (Address(("1 SAMPLE ROAD",), "EXAMPLEVILLE", "OH", "00001", "US"),)
    assert found.agency == "DHS-CBP"
    assert (found.active, found.terminates) == (date(2024, 1, 31), None)
    assert found.published == (date(2024, 2, 15) if "Creation_Date" in header else None)
    assert found.identifiers == (Identifier(IdentifierKind.CAGE, "9ZZZ9"),)
    assert [(alias.name, alias.weak) for alias in found.aliases] == [("MINA ORIONA", False), ("VEGA", True)]


def test_a_person_is_named_from_parts() -> None:
    """An individual has no Name: first, middle, last and suffix make it."""
    found = party(sam(PERSON))
    assert (found.name, found.kind, found.addresses) == ("MINA Q. ORIONA JR.", PartyKind.PERSON, ())
    assert found.terminates == date(2030, 12, 31)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("Unique Entity Identifier (DUNS)", IdentifierKind.DUNS),
        ("Unique Entity Identifier (SAM)", IdentifierKind.UEI),
        ("NPI", IdentifierKind.NPI),
    ],
)
def test_identifiers_have_their_kind(column: str, kind: IdentifierKind) -> None:
    """Each column of numbers becomes an identifier of its own kind."""
    assert Identifier(kind, "123456789") in party(sam(FIRM | {column: "123456789"}, header=SAM_2020)).identifiers


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Classification": ""}, "no classification"),
        ({"Classification": "Robot"}, 'unknown classification "Robot"'),
        ({"Name": "****", "Cross-Reference": ""}, "no usable name"),
        ({"Name": "LIMITED", "Cross-Reference": "(also S.A. DE C.V.)"}, "no usable name"),
        ({"Active Date": "31/12/2024"}, 'Active Date "31/12/2024" is not a date'),
        ({"Creation_Date": "soon"}, 'Creation_Date "soon" is not a date'),
    ],
)
def test_malformed_rows_say_why(change: dict[str, str], expected: str) -> None:
    """A row that cannot be used is quarantined with the column and the value."""
    assert reason(FIRM | change) == expected


def test_shifted_rows_are_left_out_and_the_rest_goes_on() -> None:
    """A row with too many columns is quarantined with its line; its neighbours are read."""
    lines = sam(FIRM, FIRM, PERSON).split(b"\r\n")
    lines[2] = lines[2].replace(b'"OH"', b'"OH","OH"')
    first, shifted, last = read(b"\r\n".join(lines))
    assert isinstance(first, ListedParty)
    assert isinstance(last, ListedParty)
    assert isinstance(shifted, Quarantined)
    assert (shifted.line, shifted.reason) == (3, "32 columns instead of 31")


def test_lines_count_inside_quotes() -> None:
    """The line of a record is that of its start in the file, also below a value of two lines."""
    records = list(read(sam(FIRM | {"Additional Comments": "two\r\nlines"}, {"Classification": ""})))
    assert [record.line for record in records if isinstance(record, Quarantined)] == [4]


def test_numbers_like_social_security_are_masked() -> None:
    """A quarantined row shows no social security number, and not the whole row."""
    (record,) = read(sam({"Classification": "", "Name": "123-45-6789 " + "x" * 500}))
    assert isinstance(record, Quarantined)
    assert record.text.startswith("***-**-**** xxx")
    assert len(record.text) == 200


def test_a_placeholder_gives_way_to_an_alias() -> None:
    """Where the name is a bare legal form, the first alias is the name: the record is not lost."""
    found = party(sam(FIRM | {"Name": "LIMITED"}))
    assert (found.name, [alias.name for alias in found.aliases]) == ("MINA ORIONA", ["VEGA"])


def test_placeholders_are_no_address() -> None:
    """State XX alone says nothing, nor does the country beside it."""
    change = {"Address 1": "", "City": "", "Zip Code": "", "State / Province": "XX"}
    assert party(sam(FIRM | change)).addresses == ()


def test_double_encoding_is_undone_where_clean() -> None:
    """Text that was encoded twice is repaired; what would become garbage is left as it is."""
    twice = "GARCÍA ORIÓN".encode().decode("latin-1")
    assert party(sam(FIRM | {"Name": twice})).name == "GARCÍA ORIÓN"
    assert party(sam(FIRM | {"Name": "ORIÃ¿Â¿Ã¿Â½N VEGA"})).name == "ORIÃ¿Â¿Ã¿Â½N VEGA"
    assert party(sam(FIRM | {"Name": "ORIÓN Ã VEGA"})).name == "ORIÓN Ã VEGA"


def test_equal_content_has_an_equal_id() -> None:
    """The id hashes the content: the same row has the same id, another SAM number another."""
    assert party(sam(FIRM)).id == party(sam(FIRM)).id
    assert party(sam(FIRM)).id.startswith("sam:")
    assert party(sam(FIRM)).id != party(sam(FIRM | {"SAM Number": "S4TEST2"})).id


def outcome(record: ListRecord) -> str:
    return record.reason if isinstance(record, Quarantined) else record.name


CELLS = st.sampled_from(sorted(SAM_V2))


@given(st.lists(st.dictionaries(CELLS, st.text(), max_size=12), max_size=4))
def test_any_row_is_read_or_quarantined(rows: list[dict[str, str]]) -> None:
    """Whatever a row holds, it becomes a record or a reason."""
    assert all(outcome(record) for record in read(sam(*rows)))


@given(st.binary(max_size=400))
def test_any_bytes_are_read(tail: bytes) -> None:
    """Whatever bytes follow the header, nothing is raised."""
    assert all(outcome(record) for record in read(sam() + tail))
