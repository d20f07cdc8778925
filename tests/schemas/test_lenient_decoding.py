"""Lenient decoding keeps what can be read, and reports the rest with field, value and remedy."""

import msgspec
import pytest

from schemas.lenient_decoding import FIELD_CODES, Rejection, salvage_manifest, salvage_party
from screener.domain.consignment import ExpressConsignment, Mode, Party, PartyRole
from screener.domain.errors import ErrorCode, Problem
from screener.domain.manifest import Manifest
from tests.support.builders import express, listed, party, screened


def salvaged(consignment: str) -> tuple[ExpressConsignment[Party], list[Problem]]:
    body = f'{{"filer":"SWIFT","manifest":"M1","consignments":[{consignment}]}}'
    found = salvage_manifest(Mode.EXPRESS, body.encode())
    assert isinstance(found, Manifest)
    (only,) = found.consignments
    assert isinstance(only, ExpressConsignment)
    return only, list(found.problems.get(0, ()))


def test_the_valid_fields_of_a_malformed_consignment_are_kept() -> None:
    """A weight in words costs the weight; identifier, description and parties are still screened."""
    found, problems = salvaged(
        '{"identifier":"HB1","weight":"heavy","description":"lamps","parties":[{"role":"shipper","name":"Vega"}]}'
    )
    assert (found.identifier, found.weight, found.description) == ("HB1", None, "lamps")
    assert [(each.role, each.name) for each in found.parties] == [(PartyRole.SHIPPER, "Vega")]
    assert [(each.field, each.value, each.remedy) for each in problems] == [("weight", "heavy", "give a number")]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ('{"filed":"1.7.2026"}', "give a date YYYY-MM-DD"),
        ('{"quantity":"two"}', "give a whole number"),
        ('{"verified_known_consignor":"Y"}', "give true or false"),
        ('{"identifier":7}', "give text"),
        ('{"parties":7}', "give a list of parties"),
        ('{"parties":["Vega"]}', "give an object with a role and a name"),
    ],
)
def test_a_remedy_says_what_to_send(text: str, remedy: str) -> None:
    """In words that the filer's staff can act on."""
    _, (problem,) = salvaged(text)
    assert problem.remedy == remedy


def test_an_unknown_role_gets_the_list_of_roles() -> None:
    """The remedy names every role."""
    problems: list[Problem] = []
    found = salvage_party(b'{"role":"captain","name":"Vega"}', problems)
    assert found.role is PartyRole.OTHER
    assert found.name == "Vega"
    assert all(role in problems[0].remedy for role in PartyRole)


@pytest.mark.parametrize("raw", [b"7", b"null", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_value_that_is_not_a_party_leaves_a_party_without_a_name(raw: bytes) -> None:
    """Somebody was meant, so the party counts as present, and the problem is reported."""
    problems: list[Problem] = []
    found = salvage_party(raw, problems)
    assert (found.role, found.name) == (PartyRole.OTHER, "")
    assert problems[0].code is ErrorCode.INVALID_PARTY


def test_a_long_or_secret_value_is_shown_short_and_masked() -> None:
    """Values, keys and remedies of a problem show no social security number, and not more than eighty characters."""
    _, problems = salvaged(
        f'{{"weight":"{"9" * 500}","hts":["123-45-6789"],"123-45-6789":1,"123-45-6789":2,'
        '"parties":[{"role":"shipper","name":"Vega Mira","identifiers":[{"kind":"123-45-6789","value":"x"}]}]}'
    )
    assert len(problems) == 4
    assert all(len(each.value) <= 80 and len(each.field) <= 80 for each in problems)
    assert b"123-45-6789" not in msgspec.json.encode(problems)


def test_an_infinite_number_is_no_weight_and_no_value() -> None:
    """`1e999` is valid JSON, but no scale shows it."""
    body = msgspec.json.encode({"filer": "SWIFT", "manifest": "M1", "consignments": [express()]})
    for field in (b'"weight":3.5', b'"value":120.0'):
        assert body.count(field) == 1
        found = salvage_manifest(Mode.EXPRESS, body.replace(field, field.split(b":")[0] + b":1e999"))
        assert isinstance(found, Manifest)
        (decision,) = screened(found).decisions
        assert [each.code for each in decision.problems] in ([ErrorCode.INVALID_WEIGHT], [ErrorCode.INVALID_VALUE])


def test_every_field_with_a_code_exists() -> None:
    """The table of codes names fields of consignments and parties."""
    names = {field.name for shape in (ExpressConsignment, Party) for field in msgspec.structs.fields(shape)}
    assert set(FIELD_CODES) <= names


def test_a_rejection_says_where_the_bytes_go_wrong() -> None:
    """The position of the first wrong byte, and a remedy."""
    found = salvage_manifest(Mode.EXPRESS, b'{"filer":"\xff"}')
    assert isinstance(found, Rejection)
    assert "byte 10" in found.detail
    assert "UTF-8" in found.remedy


def test_a_listed_party_is_found_beside_any_fault() -> None:
    """What was salvaged is screened: the hold for the listed party goes before the request for the fault."""
    body = msgspec.json.encode({"filer": "S", "manifest": "M", "consignments": [express(party("Orion Kade Trading"))]})
    found = salvage_manifest(Mode.EXPRESS, body.replace(b'"weight":3.5', b'"weight":{}'))
    assert isinstance(found, Manifest)
    (decision,) = screened(found, listed("ORION KADE TRADING")).decisions
    assert [each.family for each in decision.reasons] == ["HOLD", "RFI"]
