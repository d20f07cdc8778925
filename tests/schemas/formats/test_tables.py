"""Delimited text: rows with their lines, clean cells, dates."""

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.list_records import Quarantined
from schemas.formats.tables import (
    clean_cell,
    decoded_text,
    parse_date,
    parse_dates,
    quarantined_row,
    records,
    rows,
    undo_double_encoding,
)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("García".encode(), "García"),
        (b"\xef\xbb\xbfName", "Name"),
        ("García".encode("cp1252"), "García"),
        (b"\x81", "\ufffd"),
    ],
)
def test_text_is_utf8_or_windows_1252(data: bytes, text: str) -> None:
    """A byte order mark is dropped, and a byte that neither encoding knows is replaced."""
    assert decoded_text(data) == text


def test_a_row_knows_the_line_on_which_it_starts() -> None:
    """Line breaks in quotes and blank lines count as lines of the file."""
    assert list(rows('a,b\n\n"two\nlines",c\nd,e\n')) == [
        (1, ["a", "b"]),
        (3, ["two\nlines", "c"]),
        (5, ["d", "e"]),
    ]


def test_a_row_that_csv_cannot_read_is_one_cell_that_says_why() -> None:
    """The rows after it are read."""
    limit = csv.field_size_limit()
    try:
        csv.field_size_limit(5)
        found = [cells for _, cells in rows("a\nlonger than that\nb\n")]
    finally:
        csv.field_size_limit(limit)
    assert found == [["a"], ["unreadable: field larger than field limit (5)"], ["b"]]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1), max_size=4))
def test_rows_that_were_written_are_read_again(table: list[list[str]]) -> None:
    """Whatever the cells hold, quotes and line breaks included."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table)
    assert [cells for _, cells in rows(out.getvalue())] == table


def test_records_have_their_cells_by_column() -> None:
    """Below a header with spaces; a row with too few or too many cells is quarantined with its line."""
    short, good = records(b"Name , City\nVEGA\nORION , LINZ\n")
    assert short == (2, Quarantined(2, "1 columns instead of 2", "VEGA"))
    assert good == (3, {"Name": "ORION", "City": "LINZ"})
    assert list(records(b"")) == []


def test_a_quarantined_row_shows_its_filled_cells() -> None:
    """In the order of the columns."""
    assert quarantined_row(7, "no usable name", {"Name": "", "City": "LINZ", "Country": "AUT"}) == Quarantined(
        7, "no usable name", "LINZ,AUT"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GarcÃ\xada", "García"),
        ("GARCÃ\x8dA ORIÃ\x93N", "GARCÍA ORIÓN"),
        ("ORIÃ¿Â¿Ã¿Â½N VEGA", "ORIÃ¿Â¿Ã¿Â½N VEGA"),
        ("ORIÓN Ã VEGA", "ORIÓN Ã VEGA"),
        ("ASCII", "ASCII"),
    ],
)
def test_double_encoding_is_undone_where_the_result_is_clean(text: str, expected: str) -> None:
    """What would become garbage is left as it is."""
    assert undo_double_encoding(text) == expected


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), min_size=1))
def test_text_encoded_twice_comes_back_or_stays(text: str) -> None:
    """Undoing never invents a third text."""
    twice = text.encode().decode("latin-1")
    assert undo_double_encoding(twice) in (text, twice)


def test_a_cell_loses_quotes_and_repeated_spaces() -> None:
    """Publishers leave both in their files."""
    assert clean_cell('  ORION  ""VEGA"" \n WORKS ') == "ORION VEGA WORKS"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01/31/2024", date(2024, 1, 31)),
        ("1/3/2024", date(2024, 1, 3)),
        ("2024-01-31", date(2024, 1, 31)),
        ("01-31-2024", date(2024, 1, 31)),
        (" Indefinite ", None),
        ("", None),
    ],
)
def test_a_date_is_read_in_the_forms_of_the_lists(text: str, expected: date | None) -> None:
    """SAM's extract, its Creation_Date and its API write dates in three ways."""
    assert parse_date(text) == expected


@pytest.mark.parametrize("text", ["31/12/2024", "soon", "2024-02-30", "2024-1-1"])
def test_another_text_is_not_a_date(text: str) -> None:
    """The message of several columns names the first that is wrong."""
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_date(text)
    assert parse_dates({"From": "2024-01-01", "To": text}, ("From", "To")) == f'To "{text}" is not a date'
    assert parse_dates({"From": "2024-01-01"}, ("From", "To")) == [date(2024, 1, 1), None]
