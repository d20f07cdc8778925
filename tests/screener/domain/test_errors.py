from hypothesis import given
from hypothesis import strategies as st

from screener.domain.errors import MAX_SHOWN, OWN_CODES, ErrorCode, problem

CAMIR_CODES = {
    "MISSING_HOUSE_BILL_NBR", "INVALID_HOUSE_BILL_NBR", "MISSING_SHP_LINE", "MISSING_SHP_NAME", "MISSING_SHP_ADDR",
    "MISSING_SHP_CTRY", "MISSING_CNE_LINE", "MISSING_CNE_NAME", "MISSING_CNE_ADDR", "MISSING_CNE_CTRY", "MISSING_CARGO_DESC",
    "MISSING_BILL_QTY", "INVALID_BILL_QTY", "MISSING_WEIGHT", "INVALID_WEIGHT", "MISSING_WT_UNITS",
}  # fmt: skip


def test_own_codes_are_all_those_that_camir_does_not_define() -> None:
    """A filer's system knows CAMIR's codes; the screener's own are marked as its own."""
    assert set(ErrorCode) - OWN_CODES == CAMIR_CODES


@given(st.sampled_from(["123-45-6789", "987-65-4321"]), st.text(max_size=200), st.text(max_size=200))
def test_a_problem_never_shows_a_social_security_number(number: str, before: str, after: str) -> None:
    """Not in the field, not in the value, not in the remedy; and what a filer sent is repeated only in part."""
    text = f"{before} {number} {after}"
    found = problem(ErrorCode.INVALID_FIELD, text, text, text)
    assert number not in found.field + found.value + found.remedy
    assert max(len(found.field), len(found.value)) <= MAX_SHOWN


def test_any_value_can_be_shown() -> None:
    """Numbers and dates are written out."""
    assert problem(ErrorCode.INVALID_WEIGHT, "weight", -1.5, "give a weight above 0").value == "-1.5"
