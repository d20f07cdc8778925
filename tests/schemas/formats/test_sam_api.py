"""Bodies of the SAM exclusions API, version 4."""

from datetime import date
from typing import Any

import orjson
import pytest

from schemas.formats import sam_api
from schemas.formats.list_records import ListRefused, Quarantined
from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.listed_party import ListedParty, PartyKind

ENTITY: dict[str, Any] = {
    "exclusionDetails": {
        "classificationType": "Firm",
        "exclusionType": "Ineligible (Proceedings Pending)",
        "exclusionProgram": "Reciprocal",
        "excludingAgencyCode": "DHS-CBP",
    },
    "exclusionIdentification": {"ueiSAM": "ABCDEFGH1234", "cageCode": None, "entityName": "Orion Vega Works GmbH"},
    "exclusionActions": {
        "listOfActions": [
            {"createDate": "01-02-2010", "activateDate": "01-01-2010", "recordStatus": "Inactive"},
            {
                "createDate": "02-15-2024",
                "activateDate": "01-31-2024",
                "terminationDate": None,
                "recordStatus": "Active",
            },
        ]
    },
    "exclusionPrimaryAddress": {"addressLine1": "Ring 1", "city": "Linz", "zipCode": "4020", "countryCode": "AUT"},
    "exclusionOtherInformation": {
        "references": {"referencesList": [{"exclusionName": "Vega Road Works", "type": "Cross-Reference"}]},
        "moreLocations": [
            {
                "exclusionName": "Orion Branch (123456789)- Weg 2 , WIEN ,1010,AUT",
                "primaryAddress": {"addressLine1": "Weg 2", "city": "WIEN", "countryCode": "AUT"},
            }
        ],
    },
}


def body(*entities: dict[str, Any], total: int | None = None) -> bytes:
    return orjson.dumps({"totalRecords": len(entities) if total is None else total, "excludedEntity": entities})


def test_a_firm_is_read_with_its_other_locations() -> None:
    """Names and addresses of the other locations become aliases and addresses; the running action gives the dates."""
    (found,) = sam_api.read(body(ENTITY))
    assert isinstance(found, ListedParty)
    assert (found.name, found.kind, found.agency) == ("Orion Vega Works GmbH", PartyKind.FIRM, "DHS-CBP")
    assert [alias.name for alias in found.aliases] == ["Vega Road Works", "Orion Branch"]
    assert found.addresses == (
        Address(("Ring 1",), "Linz", "", "4020", "AT"),
        Address(("Weg 2",), "WIEN", country="AT"),
    )
    assert found.identifiers == (Identifier(IdentifierKind.UEI, "ABCDEFGH1234"),)
    assert (found.active, found.terminates, found.published) == (date(2024, 1, 31), None, date(2024, 2, 15))


def test_a_person_is_named_from_parts() -> None:
    """An individual is First Middle Last, without the prefix that entityName contains."""
    identity = {"prefix": "Ms.", "firstName": "Mina", "lastName": "Oriona", "entityName": "Ms. Mina Oriona"}
    details = {"classificationType": "Individual"}
    (found,) = sam_api.read(body({"exclusionDetails": details, "exclusionIdentification": identity}))
    assert isinstance(found, ListedParty)
    assert found.name == "Mina Oriona"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"exclusionDetails": None}, 'unknown classification ""'),
        ({"exclusionIdentification": {"entityName": "****"}}, "no usable name"),
        ({"exclusionActions": {"listOfActions": [{"recordStatus": "Inactive"}]}}, 'record status is "Inactive"'),
    ],
)
def test_unusable_entities_say_why(change: dict[str, Any], reason: str) -> None:
    """An entity that cannot be used is quarantined with its number in the body."""
    _, found = sam_api.read(body(ENTITY, ENTITY | change))
    assert isinstance(found, Quarantined)
    assert (found.line, found.reason) == (2, reason)


@pytest.mark.parametrize(
    "data", [b'{"totalRecords": 1, "excludedEntity": [{},]}', b'{"excludedEntity": []}', body(ENTITY)[:-9]]
)
def test_broken_bodies_are_refused(data: bytes) -> None:
    """A trailing comma, a missing field or a missing end refuses the whole body in one line."""
    with pytest.raises(ListRefused, match=r"^not a SAM exclusions API v4 body: [^\n]+$"):
        list(sam_api.read(data))
