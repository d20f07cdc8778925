"""Small functions, one kind of evidence each: what a party and a listed party have in common, in words."""

from collections.abc import Sequence

from rigour._core import compare_address

from screener.consignment import Address
from screener.listed import PartyKind
from screener.resemblance import resemblance

SAME_PREMISES_AT = 0.9
LONGEST_READ = 300
"""Characters that are compared: comparing costs the product of both lengths, and a filer chooses one of them."""


def same_premises(address: Address, listed: Sequence[Address]) -> Address | None:
    """The listed address at which `address` is, or None. Both need a street line and, where both have one, one country."""
    if not address.lines:
        return None
    text = _premises(address)
    for other in listed:
        if other.lines and not _abroad(address, other) and compare_address(text, _premises(other)) >= SAME_PREMISES_AT:
            return other
    return None


def same_country(address: Address, listed: Sequence[Address]) -> bool | None:
    """Whether a listed address is in the country of `address`; None where either side does not say."""
    countries = {other.country for other in listed if other.country}
    return address.country in countries if address.country and countries else None


def warm_up() -> None:
    """Have rigour load its tables (under a second): otherwise the first comparisons pay for it.

    The tables of personal names, which take five seconds, stay out: words that are equal need no nicknames.
    """
    for kind in PartyKind:
        resemblance("Vega Trading Ltd", "Vega Trading", kind)
    same_premises(Address(("1 Main Street",), "Vega"), (Address(("1 Main St",), "Vega"),))


def _premises(address: Address) -> str:
    return " ".join((*address.lines, address.city, address.postcode))[:LONGEST_READ]


def _abroad(left: Address, right: Address) -> bool:
    return bool(left.country and right.country and left.country != right.country)
