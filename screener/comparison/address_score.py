"""How likely two postal addresses are the same premises, by number, unit, street, city and postcode."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from screener.comparison.street_parts import StreetParts, parse_street
from screener.domain.consignment import Address
from screener.names.normalisation import normalise

OTHER_COUNTRY = 0.0
OTHER_REGION = 0.6
OTHER_CITY = 0.6
OTHER_CITY_SAME_POSTCODE = 0.97
OTHER_POSTCODE = 0.88
OTHER_NUMBER = 0.2
NUMBER_ON_ONE_SIDE = 0.6
MORE_NUMBERS = 0.96
NO_NUMBER = 0.85
OTHER_UNIT = 0.5
UNIT_ON_ONE_SIDE = 0.98
OTHER_STREET = 0.3
OTHER_TYPE = 0.6
OTHER_DIRECTION = 0.6
GIVEN_ON_ONE_SIDE = 0.97
MORE_NAMES = 0.95
MISSPELLED = 0.97
"""Factors of the score for each part of the address that differs or is given on one side only."""

_EDITS_BY_LENGTH = ((4, 1), (8, 2))
"""Edits that a misspelled word may have if it is longer than this."""

_ENOUGH_STREET_NAMES = 3
"""Words of a street name that identify a place without a number."""


def address_score(left: Address, right: Address) -> float:
    """How likely two addresses are the same premises, in [0, 1]; from 0.9 on they are taken for the same.

    Numbers and units must agree, but a unit given on one side only is no contradiction; another street type, direction, city
    or postcode is another place. `Street` equals `St`, `Fifth` equals `5th`. 0.0 if either address has no street line.
    """
    one, other = parse_street(left), parse_street(right)
    if not (one.names or one.numbers or one.units) or not (other.names or other.numbers or other.units):
        return 0.0
    score = 1.0
    for factor in (*_street_factors(one, other), *_city_factors(left, right)):
        score *= factor
    if not (one.numbers or other.numbers) and not any(kind == "box" for kind, _ in one.units & other.units):
        has_long_name = len(set(one.names) & set(other.names)) >= _ENOUGH_STREET_NAMES
        score *= MORE_NAMES if has_long_name else NO_NUMBER
    return score


def are_obviously_different(left: Address, right: Address) -> bool:
    """Whether country or street number already rule out that two addresses are the same premises; cheaper than the score."""
    if left.country and right.country and left.country != right.country:
        return True
    return _number_factor(parse_street(left).numbers, parse_street(right).numbers) < MORE_NUMBERS


def _street_factors(one: StreetParts, other: StreetParts) -> Iterator[float]:
    yield _number_factor(one.numbers, other.numbers)
    yield from (_unit_factor(one, other, kind) for kind in ("unit", "floor", "building", "box"))
    yield _name_factor(one.names, other.names)
    yield _set_factor(one.types, other.types, OTHER_TYPE)
    yield _set_factor(one.directions, other.directions, OTHER_DIRECTION)


def _number_factor(one: frozenset[str], other: frozenset[str]) -> float:
    if one == other:
        return 1.0
    if not one or not other:
        return NUMBER_ON_ONE_SIDE
    return MORE_NUMBERS if one < other or other < one else OTHER_NUMBER


def _unit_factor(one: StreetParts, other: StreetParts, kind: str) -> float:
    left, right = ({unit for each, unit in side.units if each == kind} for side in (one, other))
    if left and right:
        return 1.0 if left & right else OTHER_UNIT
    return UNIT_ON_ONE_SIDE if left or right else 1.0


def _set_factor(one: frozenset[str], other: frozenset[str], if_different: float) -> float:
    if one and other:
        return 1.0 if one <= other or other <= one else if_different
    return GIVEN_ON_ONE_SIDE if one or other else 1.0


def _name_factor(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 1.0 if one == other else OTHER_TYPE
    if "".join(one) == "".join(other):
        return 1.0
    left, right = list(one), list(other)
    is_misspelled = False
    for word in one:
        same = word if word in right else next((each for each in right if _is_misspelling(word, each)), "")
        if same:
            is_misspelled |= same != word
            left.remove(word)
            right.remove(same)
    if (left and right) or len(left) == len(one):
        return OTHER_STREET
    return (MISSPELLED if is_misspelled else 1.0) * (MORE_NAMES if left or right else 1.0)


def _is_misspelling(one: str, other: str) -> bool:
    """Whether two words are spellings of one; figures are never misspelled."""
    if not (one.isalpha() and other.isalpha()):
        return False
    longest = max(len(one), len(other))
    allowed = max((edits for length, edits in _EDITS_BY_LENGTH if longest > length), default=0)
    return allowed > 0 and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _city_factors(left: Address, right: Address) -> Iterator[float]:
    if left.country and right.country and left.country != right.country:
        yield OTHER_COUNTRY
    if (
        left.region
        and right.region
        and len(left.region) == len(right.region)
        and normalise(left.region) != normalise(right.region)
    ):
        yield OTHER_REGION
    is_same_postcode = _is_same_postcode(left.postcode, right.postcode)
    if left.city and right.city and not _is_same_city(normalise(left.city), normalise(right.city)):
        yield OTHER_CITY_SAME_POSTCODE if is_same_postcode else OTHER_CITY
    if is_same_postcode is False:
        yield OTHER_POSTCODE


def _is_same_city(one: str, other: str) -> bool:
    return one in other or other in one or _is_misspelling(one.replace(" ", ""), other.replace(" ", ""))


def _is_same_postcode(one: str, other: str) -> bool | None:
    """Whether two postcodes are the same, ZIP+4 by its first five digits; None if either is missing."""
    left, right = (normalise(each).replace(" ", "") for each in (one, other))
    if not left or not right:
        return None
    return left.startswith(right) or right.startswith(left)
