"""Loads the tables of rigour before the first comparison."""

from screener.comparison.corroboration import same_premises
from screener.comparison.name_score import name_score
from screener.domain.consignment import Address
from screener.domain.listed_party import PartyKind


def warm_up() -> None:
    """Load rigour's tables now (under a second), so that the first manifest does not wait for them.

    Rigour's tables of personal names, which take five seconds, are never needed: nicknames have tables of their own.
    """
    for kind in PartyKind:
        name_score("Vega Trading Ltd", "Vega Trading", kind)
    same_premises(Address(("1 Main Street",), "Vega"), (Address(("1 Main St",), "Vega"),))
