"""The consolidated screening list and the denied persons list."""

from datetime import date
from pathlib import Path

import pytest

from schemas.formats import csl
from schemas.formats.list_records import Quarantined
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import ListedParty, PartyKind

HEADER = csl.REQUIRED + csl.OPTIONAL
ROW = {
    "source": "Denied Persons List (DPL) - Bureau of Industry and Security",
    "type": "Individual",
    "name": "ORIONA, Mina",
    "addresses": "1 Sample Street, Exampletown, 1000, DE; and 2 Sample Street, Elsewhere; KP",
    "start_date": "2020-01-02",
    "end_date": "2030-01-02",
    "alt_names": "Minna ORIONOVA; and M. VEGA; ORIONA, Mina",
    "ids": "Passport, X1234567, KP; Gender, Male; Email Address, a@example.org",
    "dates_of_birth": "1978-12-05; 1979",
}
DPL = '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t"Expiration_Date"\t"Standard_Order"\t"Last_Update"\t"Action"\t"FR_Citation"\n'


def party(**change: str) -> ListedParty | Quarantined:
    row = ROW | change
    table = [",".join(f'"{name}"' for name in HEADER), ",".join(f'"{row.get(name, "")}"' for name in HEADER)]
    (record,) = csl.read("\r\n".join(table).encode())
    return record


def test_semicolons_part_names_addresses_and_numbers() -> None:
    """A row's lists come apart, the country apart from each address, and only known labels give identifiers."""
    found = party()
    assert isinstance(found, ListedParty)
    assert (found.name, found.kind, found.agency) == ("Mina ORIONA", PartyKind.PERSON, "DOC-BIS")
    assert [(alias.name, alias.weak) for alias in found.aliases] == [("Minna ORIONOVA", False), ("M. VEGA", True)]
    assert found.addresses == (
        Address(("1 Sample Street, Exampletown, 1000",), country="DE"),
        Address(("2 Sample Street, Elsewhere",)),
        Address(country="KP"),
    )
    assert found.identifiers == (
        Identifier(IdentifierKind.PASSPORT, "X1234567", "KP"),
        Identifier(IdentifierKind.EMAIL, "a@example.org"),
    )
    assert (found.active, found.terminates) == (date(2020, 1, 2), date(2030, 1, 2))
    assert (found.births, found.exclusion_type) == (("1978-12-05", "1979"), "Denied Persons List (DPL)")


def test_successors_are_no_part_of_a_name() -> None:
    """`and any successor ...` is the rule's wording, not the firm's."""
    found = party(type="Entity", name="Orion Vega Works; and any successor, sub-unit, or subsidiary thereof")
    assert isinstance(found, ListedParty)
    assert found.name == "Orion Vega Works"


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"name": "LLC"}, "no usable name"), ({"start_date": "May 2020"}, 'start_date "May 2020" is not a date')],
)
def test_malformed_rows_say_why(change: dict[str, str], reason: str) -> None:
    """A row without a name or with a malformed date is quarantined."""
    found = party(**change)
    assert isinstance(found, Quarantined)
    assert found.reason == reason


def test_denied_persons() -> None:
    """A row of the denied persons list has its address in columns; a state without a country lies in the US."""
    row = '" MINA ORIONA"\t"1 SAMPLE ROAD"\t"EXAMPLEVILLE"\t"OH"\t""\t"00001"\t"01/02/2020"\t""\t"Y"\t"2020-01-03"\t""\t"1 F.R. 2"\n'
    (found,) = csl.read_dpl((DPL + row).encode())
    assert isinstance(found, ListedParty)
    assert (found.name, found.active, found.terminates) == ("MINA ORIONA", date(2020, 1, 2), None)
    assert found.addresses == (Address(("1 SAMPLE ROAD",), "EXAMPLEVILLE", "OH", "00001", "US"),)


@pytest.mark.shared
def test_real_files_are_read_whole(shared: Path) -> None:
    """No row of the real samples is left out."""
    for name, read, rows in (("consolidated_2023_header.csv", csl.read, 13), ("dpl.txt", csl.read_dpl, 581)):
        records = list(read((shared / "data/csl" / name).read_bytes()))
        assert len(records) == rows
        assert not [record for record in records if isinstance(record, Quarantined)]
