"""Small functions, one kind of evidence each: what a party and a listed party have in common, in words."""

from collections.abc import Sequence

from rigour._core import (
    Alignment,
    Name,
    NamePart,
    NamePartTag,
    NameTypeTag,
    SymbolCategory,
    analyze_names,
    compare_address,
    compare_parts,
    pair_symbols,
)

from screener.consignment import Address
from screener.listed import PartyKind

NAME_TAGS = {
    PartyKind.PERSON: NameTypeTag.PER,
    PartyKind.FIRM: NameTypeTag.ORG,
    PartyKind.VESSEL: NameTypeTag.OBJ,
    PartyKind.OTHER: NameTypeTag.ORG,
}
"""How rigour reads the names of a kind; ENT would have it load the tables of personal names, see `warm_up`."""

LIGHT_TAGS = {NamePartTag.LEGAL, NamePartTag.STOP, NamePartTag.TITLE, NamePartTag.HONORIFIC, NamePartTag.SUFFIX}
"""Words that say little about who somebody is: an extra one hardly lowers a score."""

LIGHT = 0.1
EXTRA_IN_PARTY = 1.0
EXTRA_IN_LISTED = 1.0
SAME_PREMISES_AT = 0.9
LONGEST_READ = 300
"""Characters that are compared: comparing costs the product of both lengths, and a filer chooses one of them."""


def name_similarity(party: str, listed: str, kind: PartyKind) -> float:
    """How alike two names are, in [0, 1]: the share of their letters that agree, legal forms and titles counting little.

    Of a party's name that is far longer than the listed one, the beginning is read: the rest could only lower a low score.
    """
    party = party[: max(LONGEST_READ, 3 * len(listed))]
    return max(
        (
            _score(pairing, left, right)
            for left in _read(party, kind)
            for right in _read(listed, kind)
            for pairing in _pairings(left, right)
        ),
        default=0.0,
    )


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
        name_similarity("Vega Trading Ltd", "Vega Trading", kind)
    same_premises(Address(("1 Main Street",), "Vega"), (Address(("1 Main St",), "Vega"),))


def _read(name: str, kind: PartyKind) -> set[Name]:
    return analyze_names(NAME_TAGS[kind], [name], symbols=kind is not PartyKind.PERSON, phonetics=False)


def _pairings(left: Name, right: Name) -> list[tuple[Alignment, ...]]:
    return pair_symbols(left, right) or [()]


def _score(pairing: tuple[Alignment, ...], left: Name, right: Name) -> float:
    done = {part for each in pairing for part in (*each.qps, *each.rps)}
    rest = compare_parts([p for p in left.parts if p not in done], [p for p in right.parts if p not in done])
    parts = [(_weight(each), each.score) for each in (*pairing, *rest)]
    total = sum(weight for weight, _ in parts)
    return sum(weight * score for weight, score in parts) / total if total else 0.0


def _weight(each: Alignment) -> float:
    parts = (*each.qps, *each.rps)
    letters = sum(len(part.comparable) for part in parts)
    if all(_light(part) for part in parts) or (each.symbol and each.symbol.category == SymbolCategory.ORG_CLASS):
        return letters * LIGHT
    if not each.rps:
        return letters * EXTRA_IN_PARTY
    return letters * (EXTRA_IN_LISTED if not each.qps else 1.0)


def _light(part: NamePart) -> bool:
    return part.tag in LIGHT_TAGS


def _premises(address: Address) -> str:
    return " ".join((*address.lines, address.city, address.postcode))[:LONGEST_READ]


def _abroad(left: Address, right: Address) -> bool:
    return bool(left.country and right.country and left.country != right.country)
