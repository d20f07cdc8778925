"""Files of labelled cases: each layout that is recognised, and what is refused in one line."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.labelled_cases import CaseLayout, CasesRefused, read_cases, read_names
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import Alias, PartyKind

PAIRS = """name1,name2,is_match,schema,country1,birth2,quality,trick
Tavion Brelsk,Brelsk Tavion,yes,Person,fr,1970,WEAK,word order
Velmora Ltd,Kestrin Ltd,false,Company,,,,
"""
CHECK = {
    "match": True,
    "schema": "Person",
    "query": {"firstName": "Tavion", "lastName": "Orrin", "birthDate": "1970", "passportNumber": "X1", "country": "fr"},
    "candidate": {"name": ["Tavion Orrin", "T. Orrin"], "weakAlias": "Orrin", "address": "1 Rue Basse"},
}
ADDRESSES = {
    "name": "one",
    "query": {"Line1": "58 Tarven Street", "City": "Veldmoor"},
    "index": {"Line1": "58 Tarven St", "Line2": "Apt 3", "State": "OH", "PostalCode": "80991", "Country": "US"},
    "same_premises": None,
}


def as_json(*items: object) -> bytes:
    return msgspec.json.encode(items)


def test_labelled_pairs_are_read_with_all_their_columns() -> None:
    """Names, answer, kind, country, birth, quality, trick, and the line in the file."""
    read = read_cases("pairs.csv", b"\xef\xbb\xbf" + PAIRS.encode())
    assert read.layout is CaseLayout.PAIRS
    one, other = read.cases
    assert (one.query.name, one.listed.name, one.is_match, one.where) == (
        "Tavion Brelsk",
        "Brelsk Tavion",
        True,
        "line 2",
    )
    assert (one.query.address.country, one.listed.births, one.quality, one.trick) == (
        "FR",
        ("1970",),
        "WEAK",
        "word order",
    )
    assert (other.is_match, other.listed.kind) == (False, PartyKind.FIRM)


def test_a_list_with_queries_is_all_true_pairs() -> None:
    """Each query means the name beside it."""
    read = read_cases("list.csv", b'list_name,query_name\nTavion Brelsk,"BRELSK, TAVION"\n')
    assert read.layout is CaseLayout.QUERIES
    (case,) = read.cases
    assert (case.query.name, case.listed.name, case.is_match) == ("BRELSK, TAVION", "Tavion Brelsk", True)


def test_entity_checks_are_read_with_all_their_properties() -> None:
    """Names in parts, several names as aliases, weak ones as weak, numbers with their country, birth, address."""
    read = read_cases("checks.json", as_json(CHECK))
    assert read.layout is CaseLayout.CHECKS
    (case,) = read.cases
    assert (case.query.name, case.query.birth, case.where) == ("Tavion Orrin", "1970", "item 1")
    assert case.query.identifiers == (Identifier(IdentifierKind.PASSPORT, "X1", "FR"),)
    assert case.listed.aliases == (Alias("T. Orrin"), Alias("Orrin", weak=True))
    assert case.listed.addresses == (Address(("1 Rue Basse",)),)


def test_pairs_of_addresses_are_read() -> None:
    """Lines, city, region, postcode and country; null is an answer."""
    read = read_cases("addresses.json", as_json(ADDRESSES))
    assert read.layout is CaseLayout.ADDRESSES
    left, right = (
        Address(("58 Tarven Street",), "Veldmoor"),
        Address(("58 Tarven St", "Apt 3"), "", "OH", "80991", "US"),
    )
    assert read.addresses == (("one", left, right, None),)


def test_names_of_innocents_are_read_from_either_column() -> None:
    """`full_name`, else `name`; an empty cell is skipped."""
    assert read_names("a.csv", b"name,full_name\nx,Wilmet Harst\ny,\n") == ["Wilmet Harst"]
    assert read_names("b.csv", b"id,name\n1,Ludo Tarven\n") == ["Ludo Tarven"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "f line 1: the file is empty; give one header with distinct columns"),
        (b"name1,name1\n", "f line 1: a column occurs twice; give one header with distinct columns"),
        (b"a,b\n1,2\n", "f line 1: its columns match no known layout; give name1,name2,is_match; "),
        (b"name1,name2,is_match\nA,B\n", "f line 2, column is_match: 2 cells where the header has 3; give each column"),
        (b"name1,name2,is_match\nA,B,true,C\n", "f line 2, column is_match: 4 cells where the header has 3; give each"),
        (b"name1,name2,is_match\nA,B,perhaps\n", "f line 2, column is_match: 'perhaps'; write true or false"),
        (b"name1,name2,is_match\nA, ,true\n", "f line 2, column name2: ' '; give a name"),
        (b"name1,name2,is_match\nA,B,123-45-6789\n", "f line 2, column is_match: '***-**-****'; write"),
        (b"name1,name2,is_match,schema\nA,B,true,Cat\n", "f line 2, column schema: 'Cat'; use Person, Company"),
        (b'[\n {"match": tru}]', "f line 2, column "),
        (b"[1]", "f: it is not an array of objects; give a JSON array of objects"),
        (b"[]", "f: its items match no known layout; give name1"),
        (b"[" * 100_000, "f"),
        (as_json({**CHECK, "match": "yes"}), "f item 1, column match: 'yes'; write true or false"),
        (as_json(CHECK, {**CHECK, "query": 7}), "f item 2, column query: '7'; give an object"),
        (as_json({**CHECK, "candidate": {}}), "f item 1, column candidate: ''; give name, or firstName and lastName"),
        (
            as_json({**ADDRESSES, "same_premises": []}),
            "f item 1, column same_premises: '[]'; write true, false or null",
        ),
        (as_json({**ADDRESSES, "same_premises": 1}), "f item 1, column same_premises: '1'; write true, false or null"),
    ],
    ids=str,
)
def test_a_malformed_file_is_one_line_with_place_and_remedy(data: bytes, line: str) -> None:
    """File, line or item, column, the value (masked), and what to write instead."""
    with pytest.raises(CasesRefused) as refused:
        read_cases("f", data)
    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)


def test_a_file_of_innocents_without_names_is_refused() -> None:
    """The line says what the column must be called."""
    with pytest.raises(
        CasesRefused, match=r"^f line 1: no column full_name or name; give the column of names one of these headings$"
    ):
        read_names("f", b"id\n1\n")


@given(st.binary(max_size=80) | st.text(alphabet='name1,2is_match\n"[]{}:', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing else is ever raised."""
    with suppress(CasesRefused):
        assert read_cases("f", data).file == "f"
