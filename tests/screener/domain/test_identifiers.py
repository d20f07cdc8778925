"""Check digits, canonical forms and masking of identifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Identifier, IdentifierKind
from screener.domain.identifiers import (
    MASK,
    STRONG,
    canonical,
    decisive_form,
    is_air_waybill,
    is_importer_number,
    is_s10,
    mask,
    s10_check_digit,
    shown,
)
from tests.support.strategies import IDENTIFIERS


def test_the_published_s10_example_has_its_check_digit() -> None:
    """UPU S10 gives the example 47312482 with the check digit 9."""
    assert s10_check_digit("47312482") == "9"
    assert is_s10("EE473124829US")
    assert not is_s10("EE473124828US")
    assert not is_s10("E4473124829US")


@given(st.integers(0, 99_999_999))
def test_every_s10_serial_has_exactly_one_check_digit(serial: int) -> None:
    """Exactly one of the ten digits is right, by the weights 8 6 4 2 3 5 9 7."""
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
    """CBP Form 5106 defines three forms; anything else is an error of the filer."""
    assert is_importer_number(number)


@pytest.mark.parametrize("number", ["12-3456789OI", "12-3456789AZ", "123456789", "", "12-34567890", "123-45-6789\n"])
def test_a_wrong_importer_number_is_refused(number: str) -> None:
    """The suffix has no O, I or Z, and the hyphens are required."""
    assert not is_importer_number(number)


def test_a_social_security_number_is_masked_anywhere_in_a_text() -> None:
    """Only the number is replaced; a waybill that resembles one stays."""
    assert mask("IOR 123-45-6789, tel. 212-555-0100") == f"IOR {MASK}, tel. 212-555-0100"
    assert mask("217-08722685") == "217-08722685"


def test_two_spellings_of_one_number_are_equal() -> None:
    """Hyphens, spaces and case of an importer number do not matter; a placeholder has no canonical form."""
    left = Identifier(IdentifierKind.IMPORTER_NUMBER, "12-3456789ab")
    right = Identifier(IdentifierKind.IMPORTER_NUMBER, "12 3456789AB")
    assert canonical(left) == canonical(right) != ""
    assert canonical(Identifier(IdentifierKind.UEI, "000000000000")) == ""


def test_a_passport_number_identifies_nobody_without_its_country() -> None:
    """Several countries issue the same number; only number and country together identify a person."""
    german = Identifier(IdentifierKind.PASSPORT, "C01X00T47", "DE")
    assert canonical(german) != canonical(Identifier(IdentifierKind.PASSPORT, "C01X00T47", "FR"))
    assert canonical(Identifier(IdentifierKind.PASSPORT, "C01X00T47")) == ""


def test_telephone_and_e_mail_have_canonical_forms_too() -> None:
    """A telephone number by its last ten digits, an e-mail address in lower case; what is none has no form."""
    assert canonical(Identifier(IdentifierKind.PHONE, "+1 (937) 555-0100")) == "phone:9375550100"
    assert canonical(Identifier(IdentifierKind.EMAIL, " Ada@Example.org ")) == "email:ada@example.org"
    assert canonical(Identifier(IdentifierKind.EMAIL, "ada")) == ""


@given(IDENTIFIERS)
def test_spaces_hyphens_and_case_do_not_matter(identifier: Identifier) -> None:
    """Any number in capitals with hyphens between its characters has the canonical form of the plain one."""
    if identifier.kind is not IdentifierKind.EMAIL and identifier.value.isascii():
        spaced = Identifier(identifier.kind, "-".join(identifier.value.upper()), identifier.country)
        assert canonical(spaced) == canonical(identifier)


@given(IDENTIFIERS)
def test_only_kinds_of_one_person_decide(identifier: Identifier) -> None:
    """A telephone number or vessel may belong to several people and never decides without a name."""
    assert decisive_form(identifier) == (canonical(identifier) if identifier.kind in STRONG else "")
    assert STRONG.isdisjoint({IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.VESSEL, IdentifierKind.OTHER})


@pytest.mark.parametrize(
    ("kind", "value", "display"),
    [
        (IdentifierKind.IMPORTER_NUMBER, "123-45-6789", MASK),
        (IdentifierKind.TAX_NUMBER, "123456789", MASK),
        (IdentifierKind.IMPORTER_NUMBER, "12-3456789", "12-3456789"),
        (IdentifierKind.IMPORTER_NUMBER, "123456789XX", "123456789XX"),
        (IdentifierKind.UEI, "123456789", "123456789"),
        (IdentifierKind.UEI, "A 123-45-6789", f"A {MASK}"),
    ],
)
def test_a_number_that_may_be_a_social_security_number_is_not_shown(
    kind: IdentifierKind, value: str, display: str
) -> None:
    """Nine digits of a kind that holds social security numbers are masked, unless they are written as an EIN."""
    assert shown(Identifier(kind, value)) == display
