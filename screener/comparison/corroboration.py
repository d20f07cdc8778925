"""Small functions, one kind of evidence each: what a party and a listed party have in common beside the name."""

import re
from collections.abc import Iterator, Sequence

from screener.comparison.address_score import address_score, are_apart
from screener.comparison.name_score import name_score
from screener.domain.consignment import Address, IdentifierKind, Party
from screener.domain.contact import e164, mailbox
from screener.domain.listed_party import ListedParty, PartyKind

SAME_PREMISES_AT = 0.9
MOST_ADDRESSES = 50
"""Listed addresses that are compared; no list gives a party more than a few."""

_YEARS = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
CIRCA = "~"


def same_premises(address: Address, listed: Sequence[Address]) -> Address | None:
    """The listed address at which `address` is, or None. Both need a street line and, where both have one, one country."""
    if not address.lines:
        return None
    for other in listed[:MOST_ADDRESSES]:
        if other.lines and not are_apart(address, other) and address_score(address, other) >= SAME_PREMISES_AT:
            return other
    return None


def same_country(address: Address, listed: Sequence[Address]) -> bool | None:
    """Whether a listed address is in the country of `address`; None where either side does not say."""
    countries = {other.country for other in listed if other.country}
    return address.country in countries if address.country and countries else None


def same_birth(birth: str, listed: Sequence[str]) -> bool | None:
    """Whether somebody born then may be who the list means; None where either side does not say, or the year alone agrees
    where both give a day.

    `birth` is a year or a date; `listed` are years, months or dates, `1956~` (give or take a year) or `1960/1962`.
    """
    year = _YEARS.match(birth)
    told = [each for each in listed if _YEARS.match(each)]
    if year is None or not told:
        return None
    near = [each for each in told if _in_year(int(year[0]), each)]
    if near and _DAY.match(birth) and all(_DAY.match(each) and each != birth for each in near):
        return None
    return bool(near)


def _in_year(year: int, listed: str) -> bool:
    ends = [int(found[0]) for part in listed.split("/") if (found := _YEARS.match(part))]
    leeway = 1 if CIRCA in listed else 0
    return min(ends) - leeway <= year <= max(ends) + leeway


def corroborations(party: Party, listed: ListedParty) -> Iterator[str]:
    """What corroborates a name, in words: premises, telephone and e-mail."""
    premises = same_premises(party.address, listed.addresses)
    if premises is not None:
        yield f"same premises: {premises}"
    for number in sorted(_phones_of(party) & _phones(listed) if _has(listed, IdentifierKind.PHONE) else ()):
        yield f"same telephone: {number}"
    if _has(listed, IdentifierKind.EMAIL):
        of_party = {mailbox(each) for each in (party.email, *_values(party, IdentifierKind.EMAIL))}
        of_list = {mailbox(each) for each in _values(listed, IdentifierKind.EMAIL)}
        for box in sorted((of_party & of_list) - {""}):
            yield f"same e-mail: {box}"


def _has(who: Party | ListedParty, kind: IdentifierKind) -> bool:
    return any(each.kind is kind for each in who.identifiers)


def _values(who: Party | ListedParty, kind: IdentifierKind) -> list[str]:
    return [each.value for each in who.identifiers if each.kind is kind]


def _phones_of(party: Party) -> set[str]:
    country = party.address.country
    numbers = {e164(party.phone, country)} if party.phone else set()
    given = (each for each in party.identifiers if each.kind is IdentifierKind.PHONE)
    return {*numbers, *(e164(each.value, each.country or country) for each in given)} - {""}


def _phones(listed: ListedParty) -> set[str]:
    countries = {each.country for each in listed.addresses if each.country} or {""}
    given = [each for each in listed.identifiers if each.kind is IdentifierKind.PHONE]
    return {
        e164(each.value, country) for each in given for country in ({each.country} if each.country else countries)
    } - {""}


def warm_up() -> None:
    """Have rigour load its tables (under a second): otherwise the first comparisons pay for it.

    The tables of personal names, which take five seconds, stay out: words that are equal need no nicknames.
    """
    for kind in PartyKind:
        name_score("Vega Trading Ltd", "Vega Trading", kind)
    same_premises(Address(("1 Main Street",), "Vega"), (Address(("1 Main St",), "Vega"),))
