"""Warming up loads the tables that the first comparisons need."""

from screener.comparison.name_parts import parse_name
from screener.comparison.street_parts import parse_street
from screener.comparison.warm_up import warm_up


def test_warming_up_compares_names_and_addresses() -> None:
    """Names of every kind and an address have been parsed afterwards, so rigour has loaded its tables."""
    parse_name.cache_clear()
    parse_street.cache_clear()
    warm_up()
    assert parse_name.cache_info().currsize >= 4
    assert parse_street.cache_info().currsize == 2
