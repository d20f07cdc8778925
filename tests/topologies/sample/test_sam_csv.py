import csv
from io import StringIO

from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import PartyKind
from tests.support.builders import listed
from topologies.sample.day import SampleDay
from topologies.sample.sam_csv import COLUMNS, sam_csv


def rows_of(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.decode(), newline="")))


def test_the_watchlist_reads_as_a_sam_extract(day: SampleDay) -> None:
    """The CSV has the 31 columns of the public extract, persons by their parts, and a line for every listed party."""
    text = sam_csv(day.listed)
    rows = rows_of(text)
    assert tuple(rows[0]) == COLUMNS
    assert len(COLUMNS) == 31
    assert len(rows) == len(day.listed)
    assert text.count(b"\r\n") == len(rows) + 1
    person = next(row for row in rows if row["Classification"] == "Individual" and row["Cross-Reference"])
    assert person["Name"] == ""
    assert person["Last"]
    assert person["Cross-Reference"].startswith("(also ")
    assert {row["Termination Date"] for row in rows} > {"Indefinite"}
    assert all(row["Country"] != "XUN" for row in rows)


def test_what_sam_has_no_column_for_is_left_out() -> None:
    """One address and the UEI remain; a missing date is blank, a missing termination `Indefinite`, a missing country XUN."""
    uei, importer = Identifier(IdentifierKind.UEI, "ZQ123"), Identifier(IdentifierKind.IMPORTER_NUMBER, "95-1234567AB")
    party = listed(
        "VEGA MIRA", addresses=[Address(("1 Kiln Way",)), Address(("2 Kiln Way",))], identifiers=[uei, importer]
    )
    (row,) = rows_of(sam_csv([party]))
    assert (row["Name"], row["Address 1"], row["Address 2"], row["Country"]) == ("VEGA MIRA", "1 Kiln Way", "", "XUN")
    assert row["Unique Entity ID"] == "ZQ123"
    assert "95-1234567AB" not in row.values()
    assert (row["Active Date"], row["Termination Date"]) == ("", "Indefinite")


def test_a_person_of_one_name_has_only_a_first_name() -> None:
    """First, middle and last names are split at spaces."""
    one, three = (rows_of(sam_csv([listed(name, kind=PartyKind.PERSON)]))[0] for name in ("MADONNA", "ADA M KING"))
    assert (one["First"], one["Middle"], one["Last"]) == ("MADONNA", "", "")
    assert (three["First"], three["Middle"], three["Last"]) == ("ADA", "M", "KING")
