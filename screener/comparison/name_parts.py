"""A name read for comparison: its words in plain letters, what each weighs, and what rigour recognises in them."""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from rigour._core import Name, NamePartTag, NameTypeTag, SymbolCategory, analyze_names

from screener.domain.listed_party import PartyKind
from screener.names.distinctive_words import MISSPELLED_FORMS
from screener.names.normalisation import displayed, fold, sounded_otherwise, straight
from screener.names.word_lists import LEGAL_FORMS, PARTICLES, PERSONAL_PARTICLES, TITLES

KINDS = {
    PartyKind.PERSON: NameTypeTag.PER,
    PartyKind.FIRM: NameTypeTag.ORG,
    PartyKind.VESSEL: NameTypeTag.OBJ,
    PartyKind.OTHER: NameTypeTag.ORG,
}
"""How rigour reads the names of a kind. It knows no symbols of personal names here: their tables take seconds and 270 MB."""

SYMBOLS = {
    SymbolCategory.NUMERIC: 1.0,
    SymbolCategory.SYMBOL: 0.95,
    SymbolCategory.LOCATION: 0.95,
    SymbolCategory.ORG_CLASS: 0.9,
    SymbolCategory.DOMAIN: 0.7,
}
"""How far two texts with one meaning agree: a number in words and figures, an abbreviation, a place, a legal form, a trade."""

LONGEST_READ = 200
"""Characters of a name that are read: comparing costs the product of both lengths, and a filer chooses one of them."""

_LIGHT_TAGS = {NamePartTag.LEGAL, NamePartTag.STOP, NamePartTag.TITLE, NamePartTag.HONORIFIC, NamePartTag.SUFFIX}
_SAY_SOMETHING = frozenset("closed group holding holdings joint open private public stock".split())
_LIGHT = {
    PartyKind.PERSON: TITLES
    | PERSONAL_PARTICLES
    | frozenset("abou e fils haj inc le les li llc ltd mullah qari sa ul und ur ve y".split()),
    PartyKind.FIRM: (LEGAL_FORMS | PARTICLES | frozenset({"a", "y"})) - _SAY_SOMETHING,
}
_LIGHT_SHARE = {PartyKind.PERSON: 0.2}
_OTHER_LIGHT_SHARE = 0.1
"""What a letter of a light word weighs: a title, a legal form, a particle."""

_RUN_ON = re.compile(r"([a-z]{3,}?)(company|corporation|corp|gmbh|inc|incorporated|limitada|limited|llc|ltd|ltda)\b")
"""A word and the legal form that is run on to it: `orvanikltd`."""

_VOWELLESS = re.compile("[\u0590-\u074f\u0e00-\u0e7f\u1780-\u17ff]")
_NUMBERED = re.compile("[0-9]+(st|nd|rd|th)?\\Z|[a-z]+[0-9]{2,}\\Z")
_ROMAN = re.compile("[ivx]{1,5}\\Z")
_FIGURE = str.maketrans("0134579", "oleastg")
_LEAST_LETTERS = 3
LEAST_WITH_ARTICLE = 4


class Word(Struct, frozen=True, gc=False):
    """A word in lower-case ASCII letters, as it is heard, and the letters that it counts for."""

    text: str
    heard: str
    weight: float
    light: bool
    number: bool
    vowelless: bool = False


class Meaning(Struct, frozen=True, gc=False):
    """What rigour recognises in some words of a name: two names that mean the same there agree by `likeness`."""

    words: tuple[int, ...]
    what: str
    likeness: float


class Reading(Struct, frozen=True, gc=False):
    """One way to read a name."""

    words: tuple[Word, ...]
    meanings: tuple[Meaning, ...]


@lru_cache(maxsize=16_384)
def readings(name: str, kind: PartyKind) -> tuple[Reading, ...]:
    """The ways to read a name of this kind: as rigour does, without titles and with legal forms in one form, and word by word."""
    name = _parted(straight(displayed(name[:LONGEST_READ])), kind)
    otherwise = sounded_otherwise(name)
    both = [name] if otherwise is None else [name, otherwise]
    symbols = kind is not PartyKind.PERSON
    names = analyze_names(KINDS[kind], both, symbols=symbols, phonetics=False, consolidate=False)
    found = [_reading(each, kind) for each in sorted(names, key=lambda each: each.form)]
    plain = fold(name).split()
    if not any(len(each.words) == len(plain) for each in found):
        found.append(_plain_reading(plain, kind))
    if kind is not PartyKind.PERSON and any(map(_RUN_ON.search, plain)):
        found.append(_plain_reading(_RUN_ON.sub(r"\1 \2", " ".join(plain)).split(), kind))
    return tuple(found)


def _plain_reading(words: Sequence[str], kind: PartyKind) -> Reading:
    return Reading(tuple(word(text, kind) for text in words), ())


def means_something(text: str) -> bool:
    """Whether rigour recognises anything in a folded name of a firm or a vessel: another text may mean the same and look unlike it."""
    kinds = (NameTypeTag.ORG, NameTypeTag.OBJ)
    read = (name for kind in kinds for name in analyze_names(kind, [text], symbols=True, phonetics=False))
    return any(span.symbol.category in SYMBOLS for name in read for span in name.spans) or any(
        map(_ROMAN.match, text.split())
    )


def _reading(name: Name, kind: PartyKind) -> Reading:
    words: list[Word] = []
    place: dict[int, int] = {}
    for part in name.parts:
        form = part.form
        if form.isascii() and form.isalnum():
            text, vowelless = form.lower(), False
        else:
            text = _plain(form.removeprefix(_ARTICLE) if len(form) > LEAST_WITH_ARTICLE else form)
            vowelless = bool(_VOWELLESS.search(form))
        if text:
            place[part.index] = len(words)
            light = part.tag in _LIGHT_TAGS
            words.append(word(text, kind, light=light, number=part.numeric, vowelless=vowelless))
    meanings = [
        Meaning(tuple(place[part.index] for part in span.parts), str(span.symbol), SYMBOLS[span.symbol.category])
        for span in name.spans
        if span.symbol.category in SYMBOLS and all(part.index in place for part in span.parts)
    ]
    return Reading(tuple(words), tuple(meanings))


@lru_cache(maxsize=32_768)
def word(text: str, kind: PartyKind, *, light: bool = False, number: bool = False, vowelless: bool = False) -> Word:
    """A folded word of a name of this kind; figures among letters are read as the letters that they look like."""
    if not text.isalpha():
        text = unmasked(text)
    light = light or text in _LIGHT.get(kind, _LIGHT[PartyKind.FIRM])
    light = light or (kind is not PartyKind.PERSON and text in MISSPELLED_FORMS)
    share = _LIGHT_SHARE.get(kind, _OTHER_LIGHT_SHARE) if light else 1.0
    number = number or text.isdigit() or (kind is not PartyKind.PERSON and _ROMAN.match(text) is not None)
    return Word(text, heard(text), len(text) * share, light, number, vowelless)


_ARTICLE = "\u0627\u0644"
"""Arabic writes its article in one word with the name: `al-Mundhiri`."""

_HAN_OR_HANGUL = re.compile("[\u4e00-\u9fff\uac00-\ud7a3]{2,4}\\Z")
_TWO_LETTERS = frozenset(
    "\u6b27\u9633 \u53f8\u9a6c \u4e0a\u5b98 \u8bf8\u845b \u7687\u752b \ub0a8\uad81 \uc81c\uac08 \uc120\uc6b0 \ud669\ubcf4 \ub3c5\uace0".split()
)
"""Surnames of two characters; any other Chinese or Korean one has one, and stands before the given name unparted."""


def _parted(name: str, kind: PartyKind) -> str:
    """A Chinese or Korean personal name with its surname apart."""
    if kind is not PartyKind.PERSON or not _HAN_OR_HANGUL.match(name.strip()):
        return name
    name = name.strip()
    surname = 2 if name[:2] in _TWO_LETTERS and len(name) > 2 else 1  # noqa: PLR2004 - the two are above
    return f"{name[:surname]} {name[surname:]}"


def _plain(form: str) -> str:
    return fold(form).replace(" ", "")


def unmasked(text: str) -> str:
    """`sech1n` -> `sechin`, `4li` -> `ali`; `1st`, `tr16`, `al1` and numbers stay."""
    letters = sum(map(str.isalpha, text))
    least = _LEAST_LETTERS - text[-1:].isalpha()
    return text.translate(_FIGURE) if least <= letters < len(text) and not _NUMBERED.match(text) else text


_VOWELS = re.compile("[aeiouvwy]")


def consonants(sounds: str) -> str:
    """The consonants of a word as it is heard; `v` goes too, as Arabic writes `u` and `w` alike."""
    return _VOWELS.sub("", sounds).replace("p", "b").replace("f", "b")


_SOUNDS = [
    (frozenset(needs), re.compile(spelled), sound)
    for needs, spelled, sound in (
        ("z", "dzh", "i"),
        ("hx", "sch|sh|^hs|^x", "s"),
        ("h", "ph", "f"),
        ("ckq", "ch|kh|ck|q|c", "k"),
        ("h", "(?<=[bdglrt])h", ""),
        ("tz", "tz|ts|z", "s"),
        ("o", "ou|oo", "u"),
        ("eijy", "ee|ie|ei|ey|iy|yi|y|j", "i"),
        ("a", "ai|ae", "e"),
    )
]
"""A text that has none of the letters that it `needs` is not searched for a spelling."""

_ONE_LETTER = str.maketrans({"e": "i", "o": "u", "w": "v", "x": "ks"})
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=32_768)
def heard(text: str) -> str:
    """A folded word as it is heard: what transliterations and misspellings mix up is written one way."""
    letters = set(text)
    for needs, spelled, sound in _SOUNDS:
        if not needs.isdisjoint(letters):
            text = spelled.sub(sound, text)
    return _DOUBLED.sub(r"\1", text.translate(_ONE_LETTER))
