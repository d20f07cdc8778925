"""OFAC's files, joined by entity number."""

from pathlib import Path

import pytest

from schemas.formats import ofac
from schemas.formats.list_records import Quarantined
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import AliasKind, ListedParty, ListName, PartyKind
from tests.support.list_files import ADD, ALT, CONSOLIDATED, SDN


def source(name: str, text: str) -> tuple[ofac.NamedFile, ...]:
    return ((name, text.encode()),)


def read(sdn: str = SDN, alt: str = ALT, comments: str = "") -> tuple[list[ListedParty], list[Quarantined]]:
    files = ofac.OfacFiles(source("sdn", sdn), source("alt", alt), source("add", ADD), source("comments", comments))
    records = list(ofac.read(ListName.OFAC_SDN, files))
    return (
        [record for record in records if isinstance(record, ListedParty)],
        [record for record in records if isinstance(record, Quarantined)],
    )


def test_a_person_is_joined_from_three_files() -> None:
    """Name in reading order, aliases, address, births and passport come together; weak aliases are the quoted ones."""
    (person, *_), bad = read()
    assert bad == []
    assert (person.name, person.kind, person.reference) == ("Mina ORIONA", PartyKind.PERSON, "101")
    assert [(alias.name, alias.kind, alias.weak) for alias in person.aliases] == [
        ("Minna ORIONOVA", AliasKind.AKA, False),
        ("MINA OF VEGA", AliasKind.REMARKS, True),
    ]
    assert person.addresses == (Address(("1 Sample Street",), "Exampletown 1000", country="KP"),)
    assert person.births == ("1948-12-10", "1950~")
    assert person.identifiers == (Identifier(IdentifierKind.PASSPORT, "X1234567", "IR"),)
    assert (person.agency, person.program, person.published) == ("TREAS-OFAC", "SDGT, IFSR", None)


def test_firms_and_vessels() -> None:
    """An entry without a type is a firm; a vessel keeps its IMO number and call sign; `undetermined` gives no address."""
    (_, firm, vessel), _ = read()
    assert (firm.kind, firm.name, firm.addresses) == (PartyKind.FIRM, "VEGA STAR LINES, S.A.", ())
    assert [(alias.name, alias.kind) for alias in firm.aliases] == [("OLD STAR LINES", AliasKind.FKA)]
    assert [identifier.value for identifier in vessel.identifiers] == ["9999999", "CL9999"]


def test_orphans_and_broken_rows_are_quarantined() -> None:
    """An alias without its primary and a row of the wrong shape are left out, each with file, line and reason."""
    parties, bad = read(alt='999,1,"aka","NOBODY KNOWN",-0- \r\n101,1\r\nx,1,"aka","Y Z",-0- \r\n\x1a')
    assert len(parties) == 3
    assert [(each.file, each.line, each.reason) for each in bad] == [
        ("alt", 2, "2 columns instead of 5"),
        ("alt", 3, 'entity number "x" is not a number'),
        ("alt", 1, "entity 999 is not in the primary file"),
    ]


def test_comments_go_on_in_the_middle_of_a_word() -> None:
    """Remarks that are cut at 1,000 characters continue in the comments file, letter after letter."""
    start = "Linked To: " + "X" * 981 + "; a.k.a."
    sdn = f'101,"ORIONA, Mina","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{start}"\r\n\x1a'
    assert len(start) == 1000
    (person,), _ = read(sdn, '101,1,"aka","A B",-0- \r\n\x1a', "101,\" 'MINA THE LONG'.\"\r\n")
    assert person.aliases[-1].name == "MINA THE LONG"


def test_suffixes_stay_at_the_end() -> None:
    """`LAST, First, Jr.` and `LAST, Jr., First` are First LAST Jr."""
    for name in ("ORIONA, Mina, Jr.", "ORIONA, Jr., Mina"):
        (person, *_), _ = read(SDN.replace("ORIONA, Mina", name))
        assert person.name == "Mina ORIONA Jr."


def test_the_programmes_show_which_list_it_is() -> None:
    """SDN and consolidated files have the same layout and differ in their programmes."""
    assert ofac.list_name_of(SDN.encode()) is ListName.OFAC_SDN
    assert ofac.list_name_of(CONSOLIDATED.encode()) is ListName.OFAC_CONSOLIDATED


@pytest.mark.shared
@pytest.mark.parametrize("prefix", ["", "cons_"])
def test_every_alias_finds_its_primary(shared: Path, prefix: str) -> None:
    """In the real files no alias and no address is an orphan."""
    primary = "sdn.csv" if not prefix else "cons_prim.csv"
    files = [
        ((name, (shared / "data/ofac" / name).read_bytes()),)
        for name in (primary, f"{prefix}alt.csv", f"{prefix}add.csv")
    ]
    assert ofac.entity_numbers(files[1][0][1]) <= ofac.entity_numbers(files[0][0][1])
    records = list(ofac.read(ListName.OFAC_SDN, ofac.OfacFiles(*files)))
    assert [record for record in records if isinstance(record, Quarantined)] == []
    assert len(records) == (8976 if not prefix else 442)
