"""What a consignment must declare: every error code occurs for some fault, and none for a sound consignment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.decoding import Decoder
from screener.domain.consignment import Address, Consignment, Mode, Party, PartyRole
from screener.domain.errors import ErrorCode, problem
from screener.domain.identifiers import MASK
from screener.domain.manifest import Manifest
from screener.domain.policy import Family
from screener.regime.declared_fields import FieldRules
from screener.regime.validation import (
    Problems,
    consignment_problems,
    is_obviously_sound,
    missing_party_problems,
    party_problems,
    validate,
)
from screener.search.watchlist import Watchlist
from tests.support.builders import (
    TODAY,
    express,
    importer_number,
    manifest_of,
    party,
    postal,
    screened,
    shipper,
)
from tests.support.strategies import MANIFESTS

STREET = ("12 Elm Street",)


def express_with(**fields: Any) -> Consignment[Party]:
    return changed(express(), fields)


def postal_with(**fields: Any) -> Consignment[Party]:
    return changed(postal(), fields)


def changed(consignment: Consignment[Party], fields: dict[str, Any]) -> Consignment[Party]:
    for name, value in fields.items():
        setattr(consignment, name, value)
    return consignment


def to(address: Address) -> Consignment[Party]:
    return express(party(address=address))


def by(address: Address) -> Consignment[Party]:
    return express(shipper(address=address))


CASES: list[tuple[ErrorCode, Callable[[], Consignment[Party]]]] = [
    (ErrorCode.MISSING_HOUSE_BILL_NBR, lambda: express_with(identifier="")),
    (ErrorCode.INVALID_HOUSE_BILL_NBR, lambda: express_with(identifier="H" * 36)),
    (ErrorCode.INVALID_HOUSE_BILL_NBR, lambda: express_with(identifier="HB\n1")),
    (ErrorCode.INVALID_ITEM_ID, lambda: postal_with(identifier="RR473124820CN")),
    (ErrorCode.MISSING_SHP_LINE, lambda: express_with(parties=[party()])),
    (ErrorCode.MISSING_SHP_NAME, lambda: express(shipper(" "))),
    (ErrorCode.MISSING_SHP_ADDR, lambda: by(Address(country="CN"))),
    (ErrorCode.MISSING_SHP_CTRY, lambda: by(Address(STREET))),
    (ErrorCode.MISSING_CNE_LINE, lambda: express_with(parties=[shipper()])),
    (ErrorCode.MISSING_CNE_NAME, lambda: express(party(""))),
    (ErrorCode.MISSING_CNE_ADDR, lambda: to(Address(("", "  "), country="US"))),
    (ErrorCode.MISSING_CNE_CTRY, lambda: to(Address(STREET))),
    (ErrorCode.MISSING_CARGO_DESC, lambda: express_with(description=" ")),
    (ErrorCode.VAGUE_CARGO_DESC, lambda: express_with(description="Parts")),
    (ErrorCode.MISSING_BILL_QTY, lambda: express_with(quantity=None)),
    (ErrorCode.INVALID_BILL_QTY, lambda: express_with(quantity=0)),
    (ErrorCode.MISSING_WEIGHT, lambda: express_with(weight=None)),
    (ErrorCode.INVALID_WEIGHT, lambda: express_with(weight=-1.0)),
    (ErrorCode.INVALID_WEIGHT, lambda: express_with(weight=float("nan"))),
    (ErrorCode.INVALID_WEIGHT, lambda: express_with(weight=float("inf"))),
    (ErrorCode.MISSING_WT_UNITS, lambda: express_with(weight_unit="KG")),
    (ErrorCode.INVALID_DATE, lambda: express_with(filed=None)),
    (ErrorCode.INVALID_DATE, lambda: express_with(filed=TODAY - timedelta(days=367))),
    (ErrorCode.INVALID_DATE, lambda: express_with(filed=TODAY + timedelta(days=32))),
    (ErrorCode.INVALID_COUNTRY, lambda: express_with(origin="XX")),
    (ErrorCode.INVALID_COUNTRY, lambda: express_with(origin="")),
    (ErrorCode.INVALID_COUNTRY, lambda: to(Address(STREET, country="USA"))),
    (ErrorCode.INVALID_NAME, lambda: express(party("12345"))),
    (ErrorCode.INVALID_NAME, lambda: express(party("Tilda " * 200))),
    (ErrorCode.INVALID_NAME, lambda: express(party("", PartyRole.NOTIFY_PARTY))),
    (ErrorCode.INVALID_IMPORTER_NBR, lambda: express(party(identifiers=[importer_number("12-3456789OI")]))),
    (ErrorCode.MISSING_VALUE, lambda: postal_with(value=None)),
    (ErrorCode.MISSING_VALUE, lambda: postal_with(currency="")),
    (ErrorCode.INVALID_VALUE, lambda: express_with(value=-0.01)),
    (ErrorCode.INVALID_VALUE, lambda: express_with(value=float("inf"))),
]

RAW: dict[ErrorCode, str] = {
    ErrorCode.INVALID_PARTY: '{"parties":7}',
    ErrorCode.INVALID_PARTY_ROLE: '{"parties":[{"role":"captain","name":"Tilda Marsh"}]}',
    ErrorCode.INVALID_FIELD: '{"hts":940520}',
    ErrorCode.DUPLICATE_KEY: '{"hts":"1","hts":"2","weight":"x"}',
}


def codes(given: Manifest) -> set[ErrorCode]:
    return {each.code for decision in screened(given).decisions for each in decision.problems}


def decoded(consignment: str, head: str = "") -> Manifest:
    body = f'{{"filer":"SWIFT","manifest":"M1",{head}"consignments":[{consignment}]}}'.encode()
    found = Decoder().decode(Mode.EXPRESS, body)
    assert isinstance(found, Manifest)
    return found


@pytest.mark.parametrize(("code", "make"), CASES)
def test_one_fault_gives_its_code_and_a_request_for_information(
    code: ErrorCode, make: Callable[[], Consignment[Party]]
) -> None:
    """Exactly the code of the fault, with field and remedy; the consignment is held."""
    (decision,) = screened(make()).decisions
    assert {each.code for each in decision.problems} == {code}
    assert all(each.field and each.remedy for each in decision.problems)
    assert decision.family is Family.RFI
    assert code in decision.reasons[0].text


@pytest.mark.parametrize(("code", "consignment"), RAW.items())
def test_what_only_the_decoder_finds_has_a_code_too(code: ErrorCode, consignment: str) -> None:
    """Wrong types, unknown roles and repeated keys are reported together with what is missing."""
    assert code in codes(decoded(consignment))


def test_every_code_can_be_reached() -> None:
    """The tables above, the post and the master waybill cover every code."""
    assert codes(manifest_of(postal(), operator="CN")) == {ErrorCode.INVALID_POST}
    given = decoded("", '"master_waybill":"217-08722684",')
    assert [each.code for each in given.manifest_problems] == [ErrorCode.INVALID_MASTER_BILL_NBR]
    reached = {code for code, _ in CASES} | set(RAW) | {ErrorCode.INVALID_POST, ErrorCode.INVALID_MASTER_BILL_NBR}
    assert reached == set(ErrorCode)


@pytest.mark.parametrize("make", [express, postal])
def test_a_sound_consignment_has_no_problem(make: Callable[[], Consignment[Party]]) -> None:
    """Nothing is asked for if nothing is missing."""
    assert screened(make()).decisions == []


def test_an_express_consignment_needs_no_value_and_a_postal_item_no_origin() -> None:
    """Each mode asks for what its own rule lists: 19 CFR 128.21 and 145.74."""
    assert screened(express_with(value=None, currency="")).decisions == []
    assert screened(postal_with(origin="")).decisions == []


@given(
    st.sampled_from(PartyRole),
    st.sampled_from(["", " ", "A", "AA", "A1", "Tilda", "aaa", ".pdf", "7up", " Tilda", "T" * 1001, "Tt" * 500]),
    st.sampled_from([(), ("",), (" ",), ("x",), ("", "x")]),
    st.sampled_from(["", "US", "USA", "us"]),
    st.sampled_from([(), (importer_number("1"),), (importer_number("12-3456789"),)]),
)
def test_a_party_that_passes_the_fast_test_has_no_problem(
    role: PartyRole, name: str, lines: Any, country: str, ids: Any
) -> None:
    """The fast test may doubt a sound party, and it never passes an unsound one."""
    each = Party(role, name, Address(lines, country=country), ids)
    if is_obviously_sound(each):
        assert party_problems(each) == ()


def test_each_missing_required_party_has_its_code() -> None:
    """A consignment without parties lacks shipper and consignee; a seller replaces neither."""
    expected = [ErrorCode.MISSING_SHP_LINE, ErrorCode.MISSING_CNE_LINE]
    assert [each.code for each in missing_party_problems([])] == expected
    assert [each.code for each in missing_party_problems([party(role=PartyRole.SELLER)])] == expected
    assert missing_party_problems([party(), shipper()]) == []


@pytest.mark.parametrize("value", ["123-45-678", "123 45 6789", "123456789", "x123-45-6789"])
def test_a_malformed_importer_number_is_masked_if_it_may_be_a_persons(value: str) -> None:
    """The error names the field and the remedy; nine digits are masked."""
    (found,) = party_problems(party(identifiers=[importer_number(value)]))
    assert found.code is ErrorCode.INVALID_IMPORTER_NBR
    assert found.value == (value if value == "123-45-678" else MASK)


def checked(manifest: Manifest, watchlist: Watchlist) -> Problems:
    parties = [(index, each) for index, consignment in enumerate(manifest.consignments) for each in consignment.parties]
    return validate(manifest, parties, watchlist.memory.descriptions, TODAY)


@given(MANIFESTS)
def test_validation_finds_every_problem_of_every_consignment(manifest: Manifest) -> None:
    """The fast tests leave nothing out: the result is what checking each consignment in full gives."""
    by_party = {each: party_problems(each) for consignment in manifest.consignments for each in consignment.parties}
    rules = FieldRules(manifest.mode, TODAY)
    expected = {
        index: found
        for index, consignment in enumerate(manifest.consignments)
        if (found := consignment_problems(consignment, by_party, (), rules))
    }
    result = checked(manifest, Watchlist(()))
    assert result.by_consignment == expected
    assert result.by_party == {each: problems for each, problems in by_party.items() if problems}


def test_a_field_with_a_problem_gets_no_second_one() -> None:
    """What the decoder could not read is not reported as missing too."""
    unreadable = problem(ErrorCode.INVALID_WEIGHT, "weight", "heavy", "give a number")
    manifest = manifest_of(express_with(weight=None))
    manifest.problems = {0: [unreadable]}
    assert checked(manifest, Watchlist(())).by_consignment == {0: [unreadable]}


def test_a_sound_consignment_is_in_neither_table() -> None:
    """Only what is wrong is returned."""
    assert checked(manifest_of(express(), express(identifier="HB2")), Watchlist(())) == Problems({}, {})


def test_descriptions_seen_before_are_not_checked_again() -> None:
    """Each description is remembered as sound or not."""
    watchlist = Watchlist(())
    for _ in range(2):
        found = checked(manifest_of(express(), express(description="parts")), watchlist)
        assert list(found.by_consignment) == [1]
    assert dict(watchlist.memory.descriptions.recent) == {"ceramic table lamps": True, "parts": False}
