"""What a party and a listed party have in common besides the name: premises, telephone, e-mail, country, date of birth."""

import re
from collections.abc import Iterator, Sequence

from screener.comparison.address_score import address_score, are_obviously_different
from screener.domain.consignment import Address, IdentifierKind, Party
from screener.domain.contact import e164, mailbox
from screener.domain.listed_party import ListedParty

SAME_PREMISES_AT = 0.9
MOST_ADDRESSES = 50
"""Listed addresses that are compared; no list gives a party more than a few."""

CIRCA = "~"
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def same_premises(address: Address, listed: Sequence[Address]) -> Address | None:
    """The first listed address that is the same premises as `address`, or None. Both need a street line."""
    if not address.lines:
        return None
    for other in listed[:MOST_ADDRESSES]:
        if (
            other.lines
            and not are_obviously_different(address, other)
            and address_score(address, other) >= SAME_PREMISES_AT
        ):
            return other
    return None


def same_country(address: Address, listed: Sequence[Address]) -> bool | None:
    """Whether a listed address is in the country of `address`; None if either side gives no country."""
    countries = {other.country for other in listed if other.country}
    return address.country in countries if address.country and countries else None


def same_birth(birth: str, listed: Sequence[str]) -> bool | None:
    """Whether a date of birth agrees with one of a listed party.

    `birth` is a year or a date; `listed` are years, months or dates, `1956~` (give or take a year) or `1960/1962`. None if
    either side gives none, or if both give the same year but different days.
    """
    year = _YEAR.match(birth)
    dated = [each for each in listed if _YEAR.match(each)]
    if year is None or not dated:
        return None
    in_year = [each for each in dated if _includes(each, int(year[0]))]
    if in_year and _DATE.match(birth) and all(_DATE.match(each) and each != birth for each in in_year):
        return None
    return bool(in_year)


def _includes(listed: str, year: int) -> bool:
    bounds = [int(found[0]) for part in listed.split("/") if (found := _YEAR.match(part))]
    leeway = 1 if CIRCA in listed else 0
    return min(bounds) - leeway <= year <= max(bounds) + leeway


def corroborations(party: Party, listed: ListedParty) -> Iterator[str]:
    """What corroborates a name, in words: same premises, telephone numbers and e-mail addresses."""
    premises = same_premises(party.address, listed.addresses)
    if premises is not None:
        yield f"same premises: {premises}"
    if _has(listed, IdentifierKind.PHONE):
        yield from (f"same telephone: {number}" for number in sorted(_party_phones(party) & _listed_phones(listed)))
    if _has(listed, IdentifierKind.EMAIL):
        of_party = {mailbox(each) for each in (party.email, *_values(party, IdentifierKind.EMAIL))}
        of_listed = {mailbox(each) for each in _values(listed, IdentifierKind.EMAIL)}
        yield from (f"same e-mail: {each}" for each in sorted((of_party & of_listed) - {""}))


def _has(owner: Party | ListedParty, kind: IdentifierKind) -> bool:
    return any(each.kind is kind for each in owner.identifiers)


def _values(owner: Party | ListedParty, kind: IdentifierKind) -> list[str]:
    return [each.value for each in owner.identifiers if each.kind is kind]


def _party_phones(party: Party) -> set[str]:
    country = party.address.country
    given = [(party.phone, country)] if party.phone else []
    given += [(each.value, each.country or country) for each in party.identifiers if each.kind is IdentifierKind.PHONE]
    return {e164(number, of) for number, of in given} - {""}


def _listed_phones(listed: ListedParty) -> set[str]:
    """The numbers of a listed party, each read as a number of its own country or else of each country of an address."""
    countries = {each.country for each in listed.addresses if each.country} or {""}
    return {
        e164(each.value, country)
        for each in listed.identifiers
        if each.kind is IdentifierKind.PHONE
        for country in ({each.country} if each.country else countries)
    } - {""}
