"""The street lines of an address divided into numbers, units, names, street types and directions."""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from rigour._core import ordinals_dict
from rigour.data.addresses.data import FORMS

from screener.domain.consignment import Address
from screener.names.normalisation import normalise

MAXIMUM_LENGTH = 300
MOST_WORDS = 40
"""Characters and words that are read: the cost grows with the product of both lengths, and the filer chooses one of them."""

_TYPES = frozenset("st av rd blvd dr ln ct cir ter pky expy fwy tpke rte sq hwy way alley pr nab weg".split())
_FOREIGN_TYPES = {"ul": "st", "c": "st", "gasse": "ln", "gade": "st", "gatan": "st", "gata": "st"}
_DIRECTIONS = frozenset("n e s w ne nw se sw".split())
_UNITS = {"fl": "floor", "bldg": "building", "bat": "building", "k": "building", "twr": "building", "blk": "building"}
_UNITS |= dict.fromkeys("apt ste unt rm loft of kab pom dept condo shop".split(), "unit") | {"pobox": "box"}
_STOPWORDS = frozenset("& a an and at d de del der des di du e el in la le les no of the von y zone co".split())

_SHORT_FORMS = {
    normalise(form): key for key, forms in FORMS.items() for form in (key, *forms) if normalise(form).isalpha()
}
"""The short form of a word of an address: `street` -> `st`."""

_ORDINALS = {
    normalise(form): f"{number}th"
    for number, forms in ordinals_dict().items()
    for form in forms
    if len(normalise(form)) > len(str(number)) and re.fullmatch("[0-9]*(st|nd|rd|th)|[a-z]{5,}", normalise(form))
}
"""Ordinals in one form: `fifth` -> `5th`."""

_HASH = re.compile("#")
_BOX = re.compile(r"\b(?:post office|p\.? ?o\.?) ?box\b", re.IGNORECASE)
_NUMBER = re.compile(r"(\d+)([a-z]?)\Z")
_NAME_AND_TYPE = re.compile(r"(.{3,}?)(strasse|strase|str|straat|gatan|gata|gade|gasse|weg|platz|allee)\Z")


class StreetParts(Struct, frozen=True, gc=False):
    """The parts of the street lines of an address in one form: `12`, `("unit", "5")`, `elm`, `st`, `n`."""

    numbers: frozenset[str]
    units: frozenset[tuple[str, str]]
    names: tuple[str, ...]
    types: frozenset[str]
    directions: frozenset[str]


@lru_cache(maxsize=16_384)
def parse_street(address: Address) -> StreetParts:
    """The street lines of an address divided into parts; city and postcode are left out if they are repeated there."""
    lines = _BOX.sub(" pobox ", _HASH.sub(" unit ", " , ".join(address.lines)[:MAXIMUM_LENGTH]))
    elsewhere = {*normalise(address.city).split(), normalise(address.postcode)}
    words = [part for word in normalise(lines).split()[:MOST_WORDS] for part in _name_and_type(word)]
    numbers: set[str] = set()
    units: set[tuple[str, str]] = set()
    names: list[str] = []
    types: set[str] = set()
    directions: set[str] = set()
    for at, word in enumerate(words):
        form = _FOREIGN_TYPES.get(_short(word), _short(word))
        before = _short(words[at - 1]) if at else ""
        after = _SHORT_FORMS.get(words[at + 1], "") if at + 1 < len(words) else ""
        number = _NUMBER.match(word)
        if before in _UNITS and (number or len(word) == 1):
            units.add((_UNITS[before], word))
        elif after == "fl" and (number or word in _ORDINALS):
            units.add(("floor", _ORDINALS.get(word, word).removesuffix("th")))
        elif number:
            numbers.add(number[1])
            units |= {("unit", number[2])} if number[2] else set()
        elif form in _TYPES:
            types.add(form)
        elif form in _DIRECTIONS:
            directions.add(form)
        elif form not in _UNITS and word not in _STOPWORDS:
            names.append(_ORDINALS.get(word, form))
    names = [name for name in names if name not in elsewhere] or names
    return StreetParts(frozenset(numbers), frozenset(units), tuple(names), frozenset(types), frozenset(directions))


def _short(word: str) -> str:
    return _SHORT_FORMS.get(word, word)


def _name_and_type(word: str) -> Sequence[str]:
    """A street name with its type joined on as two words: `kaiserstrasse`; any other word alone."""
    found = _NAME_AND_TYPE.match(word) if word not in _SHORT_FORMS else None
    return (found[1], found[2]) if found else (word,)
