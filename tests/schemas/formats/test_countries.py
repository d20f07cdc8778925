"""Countries in the three ways in which lists write them."""

import csv
from pathlib import Path

import pytest

from schemas.formats.countries import ALPHA2, from_any, from_iso3, from_name, to_iso3


@pytest.mark.parametrize(
    ("code", "expected"),
    [("USA", "US"), ("XKS", "XK"), ("XWB", "PS"), ("ANT", "AN"), ("SCG", "CS"), ("XUN", ""), ("", ""), ("ZZZ", "")],
)
def test_alpha3_and_the_codes_of_sam(code: str, expected: str) -> None:
    """SAM's own codes are translated, and the placeholder XUN gives no country."""
    assert from_iso3(code) == expected


def test_alpha2_codes_go_back_to_alpha3() -> None:
    """Every country comes back from its alpha-3 code; what is no country is SAM's placeholder."""
    assert [to_iso3(code) for code in ("CN", "US", "VN", "", "QQ")] == ["CHN", "USA", "VNM", "XUN", "XUN"]
    assert all(from_iso3(to_iso3(code)) == code for code in ALPHA2)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Korea, North", "KP"), ("Burma", "MM"), ("Region: Crimea", "UA"), ("Palestinian", "PS"), ("undetermined", "")],
)
def test_names_as_ofac_writes_them(name: str, expected: str) -> None:
    """English names in OFAC's order are translated; `undetermined` gives no country."""
    assert from_name(name) == expected


def test_all_three_forms_are_recognised() -> None:
    """A field that may hold any of the three forms is read."""
    assert [from_any(text) for text in ("de", "DEU", "Germany", "Nowhere")] == ["DE", "DE", "DE", ""]


@pytest.mark.shared
def test_the_table_agrees_with_iso(shared: Path) -> None:
    """Every alpha-3 code of ISO 3166-1 has its alpha-2 code."""
    with (shared / "data/reference/country-codes.csv").open(newline="", encoding="utf-8") as file:
        pairs = {row["ISO3166-1-Alpha-3"]: row["ISO3166-1-Alpha-2"] for row in csv.DictReader(file)}
    assert {code: from_iso3(code) for code in pairs} == pairs
    assert set(pairs.values()) <= ALPHA2
