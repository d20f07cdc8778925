import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Identifier, IdentifierKind
from screener.domain.identifiers import (
    MASK,
    canonical,
    is_air_waybill,
    is_importer_number,
    is_s10,
    mask,
    s10_check_digit,
)


def test_the_published_s10_example_has_its_check_digit() -> None:
    """UPU S10 works the example 47312482, whose check digit is 9."""
    assert s10_check_digit("47312482") == "9"
    assert is_s10("EE473124829US")
    assert not is_s10("EE473124828US")
    assert not is_s10("E4473124829US")


@given(st.integers(0, 99_999_999))
def test_every_s10_serial_has_exactly_one_check_digit(serial: int) -> None:
    """Of the ten last digits one is right, by the weights 8 6 4 2 3 5 9 7."""
    digits = f"{serial:08}"
    total = sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    right = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
    assert [c for c in "0123456789" if is_s10(f"RR{digits}{c}DE")] == [str(right)]


def test_an_air_waybill_ends_in_its_serial_modulo_seven() -> None:
    """0872268 modulo 7 is 5."""
    assert is_air_waybill("217-08722685")
    assert is_air_waybill("21708722685")
    assert not is_air_waybill("217-08722686")


@pytest.mark.parametrize("number", ["12-3456789", "12-3456789AB", "12-345678900", "123-45-6789", "261234-00001"])
def test_the_three_forms_of_an_importer_number_are_known(number: str) -> None:
    """CBP Form 5106 gives three forms; anything else is an error for the filer."""
    assert is_importer_number(number)


@pytest.mark.parametrize("number", ["12-3456789OI", "12-3456789AZ", "123456789", "", "12-34567890", "123-45-6789\n"])
def test_a_wrong_importer_number_is_refused(number: str) -> None:
    """The suffix never holds O, I or Z, and the hyphens stand."""
    assert not is_importer_number(number)


def test_a_social_security_number_is_masked_wherever_it_stands() -> None:
    """Only the number goes; a waybill that looks alike at one end stays."""
    assert mask("IOR 123-45-6789, tel. 212-555-0100") == f"IOR {MASK}, tel. 212-555-0100"
    assert mask("217-08722685") == "217-08722685"


def test_two_spellings_of_one_number_are_one() -> None:
    """Hyphens, spaces and case do not part an importer number from itself; a filler is no number."""
    left = Identifier(IdentifierKind.IMPORTER_NUMBER, "12-3456789ab")
    right = Identifier(IdentifierKind.IMPORTER_NUMBER, "12 3456789AB")
    assert canonical(left) == canonical(right) != ""
    assert canonical(Identifier(IdentifierKind.UEI, "000000000000")) == ""


def test_a_passport_number_names_nobody_without_its_country() -> None:
    """Many countries give out the same number; only together with the country is it a person's."""
    german = Identifier(IdentifierKind.PASSPORT, "C01X00T47", "DE")
    assert canonical(german) != canonical(Identifier(IdentifierKind.PASSPORT, "C01X00T47", "FR"))
    assert canonical(Identifier(IdentifierKind.PASSPORT, "C01X00T47")) == ""
