"""What a consignment must declare: every code can be reached, and a sound consignment reaches none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.decoding import Decoder
from screener.domain.consignment import Address, Consignment, ContentLine, Mode, Party, PartyRole
from screener.domain.errors import OWN_CODES, ErrorCode
from screener.domain.identifiers import MASK
from screener.domain.manifest import Manifest
from screener.domain.policy import Family, Policy
from screener.regime.declared_fields import INFORMATION, FieldRules, has_information
from screener.regime.validation import is_obviously_sound, missing_party_problems, party_problems
from tests.support.builders import (
    BUYER_ADDRESS,
    TODAY,
    express,
    importer_number,
    manifest_of,
    party,
    postal,
    s10,
    screened,
    shipper,
)

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
    """Exactly the code of the fault, with field and remedy; the consignment is held, not waved through."""
    (decision,) = screened(make()).decisions
    assert {each.code for each in decision.problems} == {code}
    assert all(each.field and each.remedy for each in decision.problems)
    assert decision.family is Family.RFI
    assert code in decision.reasons[0].text


@pytest.mark.parametrize(("code", "consignment"), RAW.items())
def test_what_only_the_decoder_sees_has_a_code_too(code: ErrorCode, consignment: str) -> None:
    """Wrong types, unknown roles and repeated keys are told beside what is missing."""
    assert code in codes(decoded(consignment))


def test_every_code_can_be_reached() -> None:
    """The table above, the post and the master waybill leave no code out."""
    assert codes(manifest_of(postal(), operator="CN")) == {ErrorCode.INVALID_POST}
    given = decoded("", '"master_waybill":"217-08722684",')
    assert [each.code for each in given.manifest_problems] == [ErrorCode.INVALID_MASTER_BILL_NBR]
    reached = {code for code, _ in CASES} | set(RAW) | {ErrorCode.INVALID_POST, ErrorCode.INVALID_MASTER_BILL_NBR}
    assert reached == set(ErrorCode)


def test_own_codes_stand_apart_from_the_filers() -> None:
    """A filer's system knows CAMIR's codes; the screener's own are marked as its own."""
    assert ErrorCode.MISSING_CNE_NAME not in OWN_CODES
    assert {ErrorCode.INVALID_POST, ErrorCode.VAGUE_CARGO_DESC, ErrorCode.DUPLICATE_KEY} <= OWN_CODES


@pytest.mark.parametrize("make", [express, postal])
def test_a_sound_consignment_has_no_problem(make: Callable[[], Consignment[Party]]) -> None:
    """Nothing is asked for where nothing is missing."""
    assert screened(make()).decisions == []


@pytest.mark.parametrize("days", [-366, 0, 31])
def test_the_first_and_the_last_day_of_filing_count(days: int) -> None:
    """A year back and a month ahead, both days included."""
    assert FieldRules(Mode.EXPRESS, TODAY).passes(express(filed=TODAY + timedelta(days=days)))


def test_an_express_consignment_needs_no_value_and_a_postal_item_no_origin() -> None:
    """Each mode asks for what its own rule lists: 19 CFR 128.21 and 145.74."""
    assert screened(express_with(value=None, currency="")).decisions == []
    assert screened(postal_with(origin="")).decisions == []


@given(
    mode=st.sampled_from(Mode),
    identifier=st.sampled_from(["", "HB1", "H" * 35, "H" * 36, s10(), "RR473124820CN", "٣", "HB1\n"]),
    filed=st.none() | st.dates() | st.dates(TODAY - timedelta(days=370), TODAY + timedelta(days=40)),
    origin=st.sampled_from(["", "CN", "XX", "cn"]),
    quantity=st.none() | st.integers(-1, 2),
    weight=st.none() | st.floats(),
    unit=st.sampled_from(["", "K", "L", "k"]),
    value=st.none() | st.floats(),
    currency=st.sampled_from(["", "USD"]),
)
def test_the_glance_and_the_full_list_agree(mode: Mode, **fields: Any) -> None:
    """`passes` is True exactly where `problems` is empty: the fast check lets nothing through."""
    fields["weight_unit"] = fields.pop("unit")
    consignment = changed(postal() if mode is Mode.POSTAL else express(), fields)
    rules = FieldRules(mode, TODAY)
    assert rules.passes(consignment) is (rules.problems(consignment) == [])


@given(
    st.sampled_from(PartyRole),
    st.sampled_from(["", " ", "A", "AA", "A1", "Tilda", "aaa", ".pdf", "7up", " Tilda", "T" * 1001, "Tt" * 500]),
    st.sampled_from([(), ("",), (" ",), ("x",), ("", "x")]),
    st.sampled_from(["", "US", "USA", "us"]),
    st.sampled_from([(), (importer_number("1"),), (importer_number("12-3456789"),)]),
)
def test_a_party_that_looks_sound_is_sound(role: PartyRole, name: str, lines: Any, country: str, ids: Any) -> None:
    """The glance may doubt a sound party, and never passes an unsound one."""
    each = Party(role, name, Address(lines, country=country), ids)
    if is_obviously_sound(each):
        assert party_problems(each) == ()


def test_required_parties_are_missed_each_by_its_code() -> None:
    """A consignment without parties misses shipper and consignee; a seller replaces neither."""
    expected = [ErrorCode.MISSING_SHP_LINE, ErrorCode.MISSING_CNE_LINE]
    assert [each.code for each in missing_party_problems([])] == expected
    assert [each.code for each in missing_party_problems([party(role=PartyRole.SELLER)])] == expected
    assert missing_party_problems([party(), shipper()]) == []


@pytest.mark.parametrize("value", ["123-45-678", "123 45 6789", "123456789", "x123-45-6789"])
def test_a_malformed_number_is_not_shown_where_it_may_be_a_persons(value: str) -> None:
    """The error names the field and the remedy; nine digits are masked."""
    (found,) = party_problems(party(identifiers=[importer_number(value)]))
    assert found.code is ErrorCode.INVALID_IMPORTER_NBR
    assert found.value == (value if value == "123-45-678" else MASK)


def test_each_element_of_information_can_be_given() -> None:
    """The elements that the policy asks for are those that can be looked for, and each is seen when it is given."""
    assert set(INFORMATION) == set(Policy().information)
    bare = postal(party(address=BUYER_ADDRESS))
    bare.currency, bare.origin = "", ""
    assert not any(has_information(bare, element) for element in INFORMATION)
    full = postal(party(email="tilda@example.org"), hts="940520")
    assert all(has_information(full, element) for element in INFORMATION)


def test_tariff_numbers_count_on_every_content_line() -> None:
    """One line without a number is an item without one."""
    item = postal()
    item.contents = (ContentLine("lamp", hs_code="940520"), ContentLine("shade"))
    assert not has_information(item, "hts")
    item.contents = item.contents[:1]
    assert has_information(item, "hts")
