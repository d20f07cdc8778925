"""The fields that a consignment must declare, and those that a policy may ask for besides."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Consignment, ContentLine, Mode, Party
from screener.domain.errors import ErrorCode
from screener.domain.policy import Policy
from screener.regime.declared_fields import FIELD_CHECKS, INFORMATION, FieldRules, has_information, is_house_waybill
from tests.support.builders import BUYER_ADDRESS, TODAY, express, party, postal, s10


def changed(consignment: Consignment[Party], fields: dict[str, Any]) -> Consignment[Party]:
    for name, value in fields.items():
        setattr(consignment, name, value)
    return consignment


@pytest.mark.parametrize("days", [-366, 0, 31])
def test_the_first_and_the_last_day_of_filing_count(days: int) -> None:
    """A year back and a month ahead, both days included."""
    assert FieldRules(Mode.EXPRESS, TODAY).passes(express(filed=TODAY + timedelta(days=days)))


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
def test_the_fast_check_and_the_table_agree(mode: Mode, **fields: Any) -> None:
    """`passes` is true exactly where `problems` is empty, so the fast check misses nothing."""
    fields["weight_unit"] = fields.pop("unit")
    consignment = changed(postal() if mode is Mode.POSTAL else express(), fields)
    rules = FieldRules(mode, TODAY)
    assert rules.passes(consignment) is (rules.problems(consignment) == [])


def test_each_element_of_information_can_be_given() -> None:
    """Every element that a policy may ask for can be checked, and each is recognised when it is given."""
    assert set(INFORMATION) == set(Policy().information)
    bare = postal(party(address=BUYER_ADDRESS))
    bare.currency, bare.origin = "", ""
    assert not any(has_information(bare, element) for element in INFORMATION)
    full = postal(party(email="tilda@example.org"), hts="940520")
    assert all(has_information(full, element) for element in INFORMATION)


def test_every_content_line_needs_a_tariff_number() -> None:
    """An item with one line without a number counts as having none."""
    item = postal()
    item.contents = (ContentLine("lamp", hs_code="940520"), ContentLine("shade"))
    assert not has_information(item, "hts")
    item.contents = item.contents[:1]
    assert has_information(item, "hts")


@pytest.mark.parametrize("days", [-367, 32])
def test_a_filing_beyond_these_days_is_a_problem(days: int) -> None:
    """The remedy names the first and the last day."""
    (found,) = FieldRules(Mode.EXPRESS, TODAY).problems(express(filed=TODAY + timedelta(days=days)))
    assert found.code is ErrorCode.INVALID_DATE
    assert found.remedy == "give the date of filing, from 2025-06-30 to 2026-08-01"


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_a_consignment_filed_today_passes_on_any_day(today: date) -> None:
    """The rules are bound to the day of screening."""
    assert FieldRules(Mode.EXPRESS, today).passes(express(filed=today))


def test_each_mode_asks_for_what_its_rule_lists() -> None:
    """19 CFR 128.21 wants the country of origin and no value, 19 CFR 145.74 a value and no origin."""
    codes = {mode: {check.code for check in checks} for mode, checks in FIELD_CHECKS.items()}
    assert codes[Mode.EXPRESS] - codes[Mode.POSTAL] == {ErrorCode.INVALID_HOUSE_BILL_NBR}
    assert codes[Mode.POSTAL] - codes[Mode.EXPRESS] == {ErrorCode.INVALID_ITEM_ID, ErrorCode.MISSING_VALUE}
    bare = {"value": None, "currency": "", "origin": ""}
    for mode, consignment, code, field in (
        (Mode.EXPRESS, express(), ErrorCode.INVALID_COUNTRY, "origin"),
        (Mode.POSTAL, postal(), ErrorCode.MISSING_VALUE, "value"),
    ):
        (found,) = FieldRules(mode, TODAY).problems(changed(consignment, bare))
        assert (found.code, found.field) == (code, field)


@pytest.mark.parametrize("text", ["HB1", "1", "A" * 35, "ab-12/3 4"])
def test_a_house_waybill_has_letters_digits_and_few_marks(text: str) -> None:
    """At most 35 characters, the first of them a letter or a digit."""
    assert is_house_waybill(text)


@pytest.mark.parametrize("text", ["", "A" * 36, "-1", " A", "A\n", "A_1", "٣"])
def test_anything_else_is_no_house_waybill(text: str) -> None:
    """Near-misses: other marks, other scripts, a line end."""
    assert not is_house_waybill(text)


def test_a_value_is_not_repeated_where_the_currency_is_missing() -> None:
    """The value itself is right; what is wrong with it is quoted."""
    rules = FieldRules(Mode.POSTAL, TODAY)
    assert [found.value for found in rules.problems(changed(postal(), {"currency": ""}))] == [""]
    assert [found.value for found in rules.problems(changed(postal(), {"value": -2.0}))] == ["-2.0"]
