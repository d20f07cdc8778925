"""Two postal addresses laid side by side: whether they are one place, going by number, unit, street, city and postcode."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from rapidfuzz.distance import OSA
from rigour._core import ordinals_dict
from rigour.data.addresses.data import FORMS

from screener.domain.consignment import Address
from screener.names.normalisation import fold

LONGEST_READ = 300
MOST_WORDS = 40
"""Characters and words that are read: comparing costs the product of both lengths, and a filer chooses one of them."""

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
TOLD_BY_ONE_SIDE = 0.97
MORE_NAMES = 0.95
MISSPELLED = 0.97
"""What is left of the likeness, 1.0 for one place, where a part of the address differs or only one side gives it."""

_TYPES = frozenset("st av rd blvd dr ln ct cir ter pky expy fwy tpke rte sq hwy way alley pr nab weg".split())
_ONE_TYPE = {"ul": "st", "c": "st", "gasse": "ln", "gade": "st", "gatan": "st", "gata": "st"}
_DIRECTIONS = frozenset("n e s w ne nw se sw".split())
_UNITS = {"fl": "floor", "bldg": "building", "bat": "building", "k": "building", "twr": "building", "blk": "building"}
_UNITS |= dict.fromkeys("apt ste unt rm loft of kab pom dept condo shop".split(), "unit") | {"pobox": "box"}
_IDLE = frozenset("& a an and at d de del der des di du e el in la le les no of the von y zone co".split())

_FORM = {fold(form): key for key, forms in FORMS.items() for form in (key, *forms) if fold(form).isalpha()}
_ORDINAL = {
    fold(form): f"{number}th"
    for number, forms in ordinals_dict().items()
    for form in forms
    if len(fold(form)) > len(str(number)) and re.fullmatch("[0-9]*(st|nd|rd|th)|[a-z]{5,}", fold(form))
}
_HASH = re.compile("#")
_BOX = re.compile(r"\b(?:post office|p\.? ?o\.?) ?box\b", re.IGNORECASE)
_NUMBER = re.compile(r"(\d+)([a-z]?)\Z")
_COMPOUND = re.compile(r"(.{3,}?)(strasse|strase|str|straat|gatan|gata|gade|gasse|weg|platz|allee)\Z")
_EDITS = ((4, 1), (8, 2))
_TELLING_NAMES = 3


class Premises(Struct, frozen=True, gc=False):
    """The parts of the street lines of an address, in one form: `12`, `elm`, `st`, `("unit", "5")`."""

    numbers: frozenset[str]
    units: frozenset[tuple[str, str]]
    names: tuple[str, ...]
    types: frozenset[str]
    directions: frozenset[str]


def address_score(left: Address, right: Address) -> float:
    """How likely two addresses are one place, in [0, 1]: 0.9 and more is the same premises, less is somewhere else.

    Number and unit must agree (a unit on one side only is no contradiction); another street type, direction, city or postcode
    is another place. `Street` is `St`, `Fifth` is `5th`. An address without a street line is nowhere: 0.
    """
    one, other = read(left), read(right)
    if not (one.names or one.numbers or one.units) or not (other.names or other.numbers or other.units):
        return 0.0
    score = 1.0
    for factor in (*_street(one, other), *_place(left, right)):
        score *= factor
    if not (one.numbers or other.numbers) and not _shared_units(one, other, "box"):
        named = len(set(one.names) & set(other.names)) >= _TELLING_NAMES
        score *= MORE_NAMES if named else NO_NUMBER
    return score


def are_apart(left: Address, right: Address) -> bool:
    """Whether a glance tells that two addresses are not one place: another country, or another number."""
    if left.country and right.country and left.country != right.country:
        return True
    return _numbers(read(left).numbers, read(right).numbers) < MORE_NUMBERS


@lru_cache(maxsize=16_384)
def read(address: Address) -> Premises:
    """The street lines of an address, taken apart; city and postcode are not repeated in them."""
    found = _BOX.sub(" pobox ", _HASH.sub(" unit ", " , ".join(address.lines)[:LONGEST_READ]))
    away = set(fold(address.city).split()) | {fold(address.postcode)}
    words = [part for word in fold(found).split()[:MOST_WORDS] for part in _parts(word)]
    numbers: set[str] = set()
    units: set[tuple[str, str]] = set()
    names: list[str] = []
    types: set[str] = set()
    directions: set[str] = set()
    for at, word in enumerate(words):
        form = _ONE_TYPE.get(_FORM.get(word, word), _FORM.get(word, word))
        before = _FORM.get(words[at - 1], words[at - 1]) if at else ""
        after = _FORM.get(words[at + 1], "") if at + 1 < len(words) else ""
        number = _NUMBER.match(word)
        if before in _UNITS and (number or len(word) == 1):
            units.add((_UNITS[before], word))
        elif after == "fl" and (number or word in _ORDINAL):
            units.add(("floor", _ORDINAL.get(word, word).removesuffix("th")))
        elif number:
            numbers.add(number[1])
            units |= {("unit", number[2])} if number[2] else set()
        elif form in _TYPES:
            types.add(form)
        elif form in _DIRECTIONS:
            directions.add(form)
        elif form not in _UNITS and word not in _IDLE:
            names.append(_ORDINAL.get(word, form))
    kept = [name for name in names if name not in away] or names
    return Premises(frozenset(numbers), frozenset(units), tuple(kept), frozenset(types), frozenset(directions))


def _parts(word: str) -> Sequence[str]:
    """`kaiserstrasse` is a name and a type of street."""
    found = _COMPOUND.match(word) if word not in _FORM else None
    return (found[1], found[2]) if found else (word,)


def _street(one: Premises, other: Premises) -> Iterator[float]:
    yield _numbers(one.numbers, other.numbers)
    yield from (_units(one, other, kind) for kind in ("unit", "floor", "building", "box"))
    yield _names(one.names, other.names)
    yield _told(one.types, other.types, OTHER_TYPE)
    yield _told(one.directions, other.directions, OTHER_DIRECTION)


def _numbers(one: frozenset[str], other: frozenset[str]) -> float:
    if one == other:
        return 1.0
    if not one or not other:
        return NUMBER_ON_ONE_SIDE
    return MORE_NUMBERS if one < other or other < one else OTHER_NUMBER


def _units(one: Premises, other: Premises, kind: str) -> float:
    left, right = ({unit for each, unit in side.units if each == kind} for side in (one, other))
    if left and right:
        return 1.0 if left & right else OTHER_UNIT
    return UNIT_ON_ONE_SIDE if left or right else 1.0


def _shared_units(one: Premises, other: Premises, kind: str) -> bool:
    return any(each == kind for each, _ in one.units & other.units)


def _told(one: frozenset[str], other: frozenset[str], contradicts: float) -> float:
    if one and other:
        return 1.0 if one <= other or other <= one else contradicts
    return TOLD_BY_ONE_SIDE if one or other else 1.0


def _names(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 1.0 if one == other else OTHER_TYPE
    if "".join(one) == "".join(other):
        return 1.0
    left, right = list(one), list(other)
    misspelled = False
    for word in one:
        same = word if word in right else next((each for each in right if _close(word, each)), "")
        if same:
            misspelled |= same != word
            left.remove(word)
            right.remove(same)
    if (left and right) or len(left) == len(one):
        return OTHER_STREET
    return (MISSPELLED if misspelled else 1.0) * (MORE_NAMES if left or right else 1.0)


def _close(one: str, other: str) -> bool:
    """Whether two words are one, misspelled; figures are never misspelled."""
    if not (one.isalpha() and other.isalpha()):
        return False
    allowed = max((edits for letters, edits in _EDITS if max(len(one), len(other)) > letters), default=0)
    return allowed > 0 and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _place(left: Address, right: Address) -> Iterator[float]:
    if left.country and right.country and left.country != right.country:
        yield OTHER_COUNTRY
    if (
        left.region
        and right.region
        and len(left.region) == len(right.region)
        and fold(left.region) != fold(right.region)
    ):
        yield OTHER_REGION
    postcode = _same_postcode(left.postcode, right.postcode)
    if left.city and right.city and not _same_city(fold(left.city), fold(right.city)):
        yield OTHER_CITY_SAME_POSTCODE if postcode else OTHER_CITY
    if postcode is False:
        yield OTHER_POSTCODE


def _same_city(one: str, other: str) -> bool:
    return one in other or other in one or _close(one.replace(" ", ""), other.replace(" ", ""))


def _same_postcode(one: str, other: str) -> bool | None:
    """Whether two postcodes are one, a ZIP+4 by its five digits; None where a side gives none."""
    left, right = (fold(each).replace(" ", "") for each in (one, other))
    if not left or not right:
        return None
    return left.startswith(right) or right.startswith(left)
