"""Which words of a name tell its bearer from others, and which names tell few apart."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from string import ascii_lowercase

import numpy as np

from screener.domain.listed_party import PartyKind
from screener.kernels.packed_strings import PackedStrings
from screener.names.word_filter import WordFilter
from screener.names.word_lists import GENERIC, LEGAL_FORMS, PARTICLES, TITLES, table

SECTORS = table(
    """
    aerospace agricultural agriculture air airlines auto automotive aviation bancorp capital care chemical chemicals coal
    communication communications construcciones constructions corp data development digital electric electrical
    electronic electronics energy engineering entertainment equipment estate exploration farm fashion finance financial fishery
    food foods freight fund funds furniture garment gas gold health healthcare home hospital hotel hotels information
    insurance iron jewelry leasing life logistic logistics machine machinery marine maritime material materials media medical
    medicine metal metals mining mobile motor motors oil paper petrochemical petroleum pharma pharmaceutical
    pharmaceuticals pharmacy plastic plastics port power production properties property real realty research resource
    resources restaurant rubber science sciences securities security ship shipping software solar solution
    steel steelworks store stores studio system telecom textile textiles tobacco tools tourism toys transportation travel trust university
    venture ventures water wood works
    """
)
"""Lines of business: like `GENERIC` words they tell firms apart only where nothing else is left."""

COMMON = table(
    """
    adams ahmad ahmed alexander ali allen anderson andrew angela anna anthony antonio baker barbara brian brown campbell carlos
    carter charles chen christopher clark collins daniel david davis donald edward edwards elizabeth evans fernando fernandez
    flores francisco frank garcia gary george gomez gonzales gonzalez green hall harris hassan helen henry hernandez hill
    hussain hussein ibrahim ivan ivanov jackson james jason jennifer jessica john johnson jones jose joseph juan karen
    kelly kenneth kevin khan kim king kumar larry laura lee lewis li linda lisa liu lopez luis manuel margaret maria mark
    martin martinez mary michael michelle miguel miller mitchell mohamed mohammad mohammed moore morgan morris muhammad
    murphy nancy nelson nguyen omar park parker patricia patrick paul pedro perez peter peterson phillips price ramirez
    raymond reed richard rivera robert roberts robinson rodriguez rogers ronald rosa roy ruth ryan sanchez sandra sarah
    scott sergei sharon shah singh smith stephen steven stewart susan sullivan taylor thomas thompson timothy torres tran
    tony turner walker walter wang ward watson white william williams wilson wong wood wright yang young zhang
    """
)
"""Given names and surnames that whole towns share: a name made of these alone needs more than itself."""

REGIONS = table("africa america americas asia eurasia europe mena oceania pacific worldwide")
"""Parts of the world: what a firm calls its branch there, which another name follows or nothing."""

NUMBERS = table(
    """
    1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th eight eighth eleven fifteen fifth fifty first five forty four fourth hundred
    nine ninth one second seven seventh six sixth ten tenth third thirty three twelve twenty two
    ii iii iv vi vii viii ix xi xii xiii xiv xv
    """
) | frozenset(map(str, range(2100)))
"""Numbers, in words and figures: they tell firms of one name apart, and are written either way."""

ABBREVIATIONS = table(
    """
    assoc bros constr corpn ctr dept dev electr elec eng engg equip exp fin hldg hldgs imp ind inds intl inv invs lab labs
    mfg mgmt mgt mktg natl pharm prod prods svc svcs sys tech telecom trdg univ
    """
)
"""Of generic words."""

SHORTENED = ABBREVIATIONS | table("manufacturing us usa uk united states kingdom america republic federation")
"""Abbreviations of generic words, and the names of states that have an abbreviation."""


def _letters_gone(words: Iterable[str]) -> Iterator[str]:
    """Each long word with one letter left out, or two letters changed about: a misspelled legal form tells nobody apart."""
    for word in words:
        if len(word) >= _LONG:
            yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)))
            yield from (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1))


def _letters_new(words: Iterable[str]) -> Iterator[str]:
    """Each long word with one letter changed or put in."""
    for word in words:
        if len(word) >= _LONG:
            yield from (word[:at] + new + word[at + 1 :] for at in range(len(word)) for new in ascii_lowercase)
            yield from (word[:at] + new + word[at:] for at in range(len(word) + 1) for new in ascii_lowercase)


SPELLED_OUT = {
    "1st": "first", "2nd": "second", "3rd": "third", "assoc": "association", "bros": "brothers", "dept": "department",
    "dev": "development", "elec": "electric", "eng": "engineering", "engg": "engineering", "equip": "equipment",
    "hldg": "holding", "hldgs": "holdings", "ind": "industries", "inds": "industries", "intl": "international",
    "inv": "investments", "invs": "investments", "lab": "laboratory", "labs": "laboratories", "mfg": "manufacturing",
    "mgmt": "management", "mgt": "management", "mktg": "marketing", "natl": "national", "pharm": "pharmaceutical",
    "prod": "products", "prods": "products", "svc": "service", "svcs": "services", "sys": "systems",
    "tech": "technology", "trdg": "trading", "uk": "united kingdom", "univ": "university", "us": "united states",
    "usa": "united states",
}  # fmt: skip
"""What abbreviations of generic words, and of states, stand for."""

_LONG = 7
_DISTINCTIVE = 5
_LETTERS = 6
_COMMON_WORDS = 2
_FEW_LETTERS = 10
_COMMONEST_FORMS = frozenset({"company", "corporation", "incorporated", "limitada", "limited", "sociedad"})
MISSPELLED_FORMS = frozenset((*_letters_gone(LEGAL_FORMS), *_letters_new(LEGAL_FORMS))) - LEGAL_FORMS - GENERIC
"""Long legal forms with one letter wrong, missing, too many or changed about with its neighbour."""

STOPWORDS = LEGAL_FORMS | TITLES | PARTICLES | frozenset((*_letters_gone(LEGAL_FORMS), *_letters_new(_COMMONEST_FORMS)))
"""Words that say nothing about who somebody is."""

_SILENT = STOPWORDS - frozenset({"group", "holding", "holdings"})
SAYS_LITTLE = GENERIC | SECTORS | REGIONS | NUMBERS | SHORTENED | frozenset(SPELLED_OUT.values())
_DROPPED = STOPWORDS | SAYS_LITTLE


def significant_words(found: Sequence[str]) -> Sequence[str]:
    """The folded words of a name without legal forms, titles and particles; all of them where nothing else is there."""
    return [word for word in found if word not in STOPWORDS] or found


def all_significant(names: PackedStrings) -> PackedStrings:
    """Likewise of many folded names."""
    kept, words = _light().removed_from(names)
    return kept.replaced_by(words == 0, names.__getitem__)


def distinctive_words(found: Sequence[str]) -> Sequence[str]:
    """The folded words that tell this name from others: neither light nor in every other firm's name.

    One letter at the head is an initial, be it the Spanish `y` or no. Where hardly a letter is left, words that say little are told as
    well (`CVS Health`, `First Bank Intl`), abbreviations spelled out.
    """
    kept = [word for at, word in enumerate(found) if word not in _DROPPED or _is_initial(at, word)]
    if len(kept) > 1 or (kept and len(kept[0]) >= _LETTERS):
        return kept
    kept = [part for word in found if word not in _SILENT for part in SPELLED_OUT.get(word, word).split()]
    return kept or found


def _is_initial(at: int, word: str) -> bool:
    return at == 0 and len(word) == 1 and word.isalpha()


def all_distinctive(names: PackedStrings) -> PackedStrings:
    """Likewise of many folded names."""
    kept, words = _dropped().removed_from(names)
    few = (words < 1) | ((words == 1) & (np.diff(kept.offsets) < _LETTERS))
    some = names.take(np.flatnonzero(few))
    said, words = _silent().removed_from(some)
    _, not_short = _short().removed_from(said)
    odd = (words == 0) | (not_short < words)
    return kept.replaced(few, said.replaced_by(odd, lambda number: " ".join(distinctive_words(some[number].split()))))


@cache
def _light() -> WordFilter:
    return WordFilter(STOPWORDS)


@cache
def _silent() -> WordFilter:
    return WordFilter(_SILENT)


@cache
def _short() -> WordFilter:
    return WordFilter(SPELLED_OUT)


@cache
def _dropped() -> WordFilter:
    return WordFilter(_DROPPED, initials=True)


def is_distinctive(told: Iterable[str]) -> bool:
    """Whether one of the telling words of a name is nobody else's: long enough, and no word of every other firm's name."""
    return any(len(word) >= _DISTINCTIVE and word not in _DROPPED for word in told)


def is_common(found: Iterable[str], kind: PartyKind) -> bool:
    """Whether so many bear this name that it says little who is meant, its words given folded: `JOHN SMITH JR.`, `LI WEI`."""
    names = [word for word in found if word not in STOPWORDS and len(word) > 1]
    few = kind is PartyKind.PERSON and sum(map(len, names)) < _FEW_LETTERS
    return few or (len(names) <= _COMMON_WORDS and COMMON.issuperset(names))
