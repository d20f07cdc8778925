"""OFAC's remarks: aliases, dates of birth and identifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats import ofac_remarks
from screener.domain.consignment import Identifier, IdentifierKind
from screener.domain.listed_party import AliasKind


@pytest.mark.parametrize(
    ("remarks", "expected"),
    [
        ("NIT # 800000001-2 (Colombia).", (IdentifierKind.TAX_NUMBER, "800000001-2", "CO")),
        ("alt. Passport AB 123456 expires 01 Jan 2030", (IdentifierKind.PASSPORT, "AB 123456", "")),
        ("D-U-N-S Number 12-345-6789", (IdentifierKind.DUNS, "12-345-6789", "")),
        ("Telephone (000)(1234567)", (IdentifierKind.PHONE, "(000)(1234567)", "")),
        ("Email Address a@example.org", (IdentifierKind.EMAIL, "a@example.org", "")),
        ("Registration Number 12345 (Iran)", None),
        ("SSN 123-45-6789 (United States)", None),
        ("National ID No. 123-45-6789", None),
        ("Website www.example.org; Gender Male", None),
    ],
)
def test_identifiers_in_remarks(remarks: str, expected: tuple[IdentifierKind, str, str] | None) -> None:
    """A label that is known gives an identifier; a short number identifies nobody, a social security number is not kept."""
    assert ofac_remarks.identifiers(remarks) == ((Identifier(*expected),) if expected else ())


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("DOB 10 Dec 1948", "1948-12-10"),
        ("DOB Jan 1954", "1954-01"),
        ("DOB circa 1979-1982", "1979/1982~"),
        ("alt. DOB 01 Jan 1961 to 31 Dec 1962", "1961-01-01/1962-12-31"),
        ("DOB unknown", None),
    ],
)
def test_births_are_as_exact_as_given(text: str, form: str | None) -> None:
    """A day, a month, a year or a span of years: none is made more exact than it is."""
    assert ofac_remarks.births(text) == ((form,) if form else ())


def test_aliases_are_the_quoted_names() -> None:
    """Former and new names keep their kind; a name without quotes is part of a sentence."""
    remarks = "Linked To: VEGA; a.k.a. 'MINA THE LONG'; alt. f.k.a. \"OLD STAR\"; n.k.a. 'NEW STAR'; a.k.a. NOBODY."
    assert list(ofac_remarks.aliases(remarks)) == [
        (AliasKind.REMARKS, "MINA THE LONG"),
        (AliasKind.FKA, "OLD STAR"),
        (AliasKind.NKA, "NEW STAR"),
    ]


def test_statements_are_separated_by_semicolons() -> None:
    """The full stop that ends the remark belongs to no statement; empty statements are dropped."""
    assert ofac_remarks.parts("DOB 1948; ; Gender Male.") == ["DOB 1948", "Gender Male"]


def test_a_label_and_its_value_make_an_identifier() -> None:
    """As the consolidated screening list gives them, in columns; an unknown label gives none."""
    assert ofac_remarks.identifier("Passport", "X1234567", "IR") == Identifier(
        IdentifierKind.PASSPORT, "X1234567", "IR"
    )
    assert ofac_remarks.identifier("Vessel Registration Identification #", "IMO 9999999") == Identifier(
        IdentifierKind.VESSEL, "9999999"
    )
    assert ofac_remarks.identifier("Gender", "Male") is None


@given(st.text())
def test_any_remark_can_be_read(remarks: str) -> None:
    """Whatever the remark says, nothing is raised, and no identifier is shorter than six characters."""
    list(ofac_remarks.aliases(remarks))
    ofac_remarks.births(remarks)
    for each in ofac_remarks.identifiers(remarks):
        assert each.kind is IdentifierKind.EMAIL or len(each.value) >= 6
