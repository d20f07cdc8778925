"""A name prepared for comparison: its words with their weights, and the symbols that rigour recognises in them."""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from rigour._core import Name, NamePartTag, NameTypeTag, SymbolCategory, analyze_names

from screener.comparison.phonetic_form import phonetic_form
from screener.domain.listed_party import PartyKind
from screener.names.disguises import repair_capitals, undo_leetspeak
from screener.names.distinctive_words import MISSPELLED_LEGAL_FORMS
from screener.names.normalisation import normalise
from screener.names.scripts import (
    alternative_transliteration,
    in_display_order,
    lacks_vowels,
    split_surname,
    without_arabic_article,
)
from screener.names.word_lists import LEGAL_FORMS, PARTICLES, PERSONAL_PARTICLES, TITLES

NAME_TYPES = {
    PartyKind.PERSON: NameTypeTag.PER,
    PartyKind.FIRM: NameTypeTag.ORG,
    PartyKind.VESSEL: NameTypeTag.OBJ,
    PartyKind.OTHER: NameTypeTag.ORG,
}
"""Rigour's type for the names of a kind. Symbols of personal names are not asked for: their tables take seconds and 270 MB."""

SYMBOL_SIMILARITY = {
    SymbolCategory.NUMERIC: 1.0,
    SymbolCategory.SYMBOL: 0.95,
    SymbolCategory.LOCATION: 0.95,
    SymbolCategory.ORG_CLASS: 0.9,
    SymbolCategory.DOMAIN: 0.7,
}
"""How similar two texts with the same symbol are: a number in words and figures, an abbreviation, a place, a legal form, a trade."""

MAXIMUM_LENGTH = 200
"""Characters of a name that are compared: the cost grows with the product of both lengths, and the filer chooses one of them."""

_STOPWORD_TAGS = {NamePartTag.LEGAL, NamePartTag.STOP, NamePartTag.TITLE, NamePartTag.HONORIFIC, NamePartTag.SUFFIX}
_SIGNIFICANT_LEGAL_WORDS = frozenset("closed group holding holdings joint open private public stock".split())
_PERSONAL_STOPWORDS = (
    TITLES
    | PERSONAL_PARTICLES
    | frozenset("abou e fils haj inc le les li llc ltd mullah qari sa ul und ur ve y".split())
)
_OTHER_STOPWORDS = (LEGAL_FORMS | PARTICLES | frozenset({"a", "y"})) - _SIGNIFICANT_LEGAL_WORDS
_PERSONAL_STOPWORD_WEIGHT = 0.2
_OTHER_STOPWORD_WEIGHT = 0.1
"""What a letter of a stopword weighs, compared with a letter of another word."""

_JOINED_LEGAL_FORM = re.compile(
    r"([a-z]{3,}?)(company|corporation|corp|gmbh|inc|incorporated|limitada|limited|llc|ltd|ltda)\b"
)
"""A word that ends in a legal form: `orvanikltd`."""

_ROMAN_NUMERAL = re.compile("[ivx]{1,5}\\Z")


class Word(Struct, frozen=True, gc=False):
    """A normalised word of a name; `weight` is the number of letters that it counts for, `phonetic` its phonetic form."""

    text: str
    phonetic: str
    weight: float
    is_stopword: bool
    is_number: bool
    omits_vowels: bool = False


class Symbol(Struct, frozen=True, gc=False):
    """What rigour recognises in some words of a name, by their places; texts with the same `id` have this `similarity`."""

    words: tuple[int, ...]
    id: str
    similarity: float


class NameParts(Struct, frozen=True, gc=False):
    """One way to divide a name into words."""

    words: tuple[Word, ...]
    symbols: tuple[Symbol, ...]


@lru_cache(maxsize=16_384)
def parse_name(name: str, kind: PartyKind) -> tuple[NameParts, ...]:
    """The ways to divide a name of this kind into words; at least one, which has no words if the name has none.

    As rigour divides it (without titles, legal forms in one spelling), word by word, and with a joined legal form split off.
    """
    name = repair_capitals(in_display_order(name[:MAXIMUM_LENGTH]))
    name = split_surname(name) if kind is PartyKind.PERSON else name
    other = alternative_transliteration(name)
    spellings = [name] if other is None else [name, other]
    symbols = kind is not PartyKind.PERSON
    names = analyze_names(NAME_TYPES[kind], spellings, symbols=symbols, phonetics=False, consolidate=False)
    found = [_from_rigour(each, kind) for each in sorted(names, key=lambda each: each.form)]
    words = normalise(name).split()
    if not any(len(each.words) == len(words) for each in found):
        found.append(_word_by_word(words, kind))
    if kind is not PartyKind.PERSON and any(map(_JOINED_LEGAL_FORM.search, words)):
        found.append(_word_by_word(_JOINED_LEGAL_FORM.sub(r"\1 \2", " ".join(words)).split(), kind))
    return tuple(found)


def _word_by_word(words: Sequence[str], kind: PartyKind) -> NameParts:
    return NameParts(tuple(parse_word(text, kind) for text in words), ())


def has_symbols(name: str) -> bool:
    """Whether rigour recognises a symbol in a normalised name of a firm or vessel, so that a different spelling may mean the same."""
    types = (NameTypeTag.ORG, NameTypeTag.OBJ)
    names = (each for type_ in types for each in analyze_names(type_, [name], symbols=True, phonetics=False))
    return any(span.symbol.category in SYMBOL_SIMILARITY for each in names for span in each.spans) or any(
        map(_ROMAN_NUMERAL.match, name.split())
    )


def _from_rigour(name: Name, kind: PartyKind) -> NameParts:
    words: list[Word] = []
    places: dict[int, int] = {}
    for part in name.parts:
        form = part.form
        if form.isascii() and form.isalnum():
            text, without_vowels = form.lower(), False
        else:
            text = normalise(without_arabic_article(form)).replace(" ", "")
            without_vowels = lacks_vowels(form)
        if text:
            places[part.index] = len(words)
            is_stopword = part.tag in _STOPWORD_TAGS
            words.append(
                parse_word(text, kind, is_stopword=is_stopword, is_number=part.numeric, omits_vowels=without_vowels)
            )
    symbols = [
        Symbol(
            tuple(places[part.index] for part in span.parts), str(span.symbol), SYMBOL_SIMILARITY[span.symbol.category]
        )
        for span in name.spans
        if span.symbol.category in SYMBOL_SIMILARITY and all(part.index in places for part in span.parts)
    ]
    return NameParts(tuple(words), tuple(symbols))


@lru_cache(maxsize=32_768)
def parse_word(
    text: str, kind: PartyKind, *, is_stopword: bool = False, is_number: bool = False, omits_vowels: bool = False
) -> Word:
    """The `Word` for a normalised word in a name of this kind; figures in place of letters are replaced by those."""
    is_person = kind is PartyKind.PERSON
    if not text.isalpha():
        text = undo_leetspeak(text)
    is_stopword = is_stopword or text in (_PERSONAL_STOPWORDS if is_person else _OTHER_STOPWORDS)
    is_stopword = is_stopword or (not is_person and text in MISSPELLED_LEGAL_FORMS)
    stopword_weight = _PERSONAL_STOPWORD_WEIGHT if is_person else _OTHER_STOPWORD_WEIGHT
    weight = len(text) * (stopword_weight if is_stopword else 1.0)
    is_number = is_number or text.isdigit() or (not is_person and _ROMAN_NUMERAL.match(text) is not None)
    return Word(text, phonetic_form(text), weight, is_stopword, is_number, omits_vowels)
