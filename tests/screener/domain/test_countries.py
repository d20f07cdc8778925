"""The table of country codes."""

from screener.domain.countries import COUNTRIES


def test_the_codes_are_two_capital_letters() -> None:
    """ISO 3166-1 alpha-2 has 249 codes; XK is added."""
    assert len(COUNTRIES) == 250
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in COUNTRIES)


def test_kosovo_is_known_and_placeholders_are_not() -> None:
    """Carriers use XK; XX, ZZ, EU and UK are no country codes, and UK is written GB."""
    assert {"XK", "GB", "US", "CN"} <= COUNTRIES
    assert COUNTRIES.isdisjoint({"XX", "ZZ", "EU", "UK", "us", ""})
