"""Which texts of a list are names, which words of a name tell somebody apart, and which names are too common to stand alone."""

from collections.abc import Iterable, Sequence

from screener.folding import fold
from screener.listed import PartyKind


def _table(words_of_it: str) -> frozenset[str]:
    return frozenset(words_of_it.split())


LEGAL_FORMS = _table(
    """
    ab ad ag anonima ao aps as asa asbl bhd bv bvba ca cc cia cjsc closed co company corp corporation cv cvba dmcc doo
    dooel ead eg ehf eood eurl ev fz fzc fzco fze fzllc gk gmbh group gup hf holding holdings inc incorporated joint
    jsc kft kg kgaa kk ks lc lda liability limitada limited llc lllp llp lp ltd ltda mbh mchj nl nv oao od ojsc ood
    ooo open oy oyj pa pao pc pjsc plc pllc private professional psc pte pty public pvt qjsc rl sa sab sac sad sae
    sagl sal sapi sarl sas sc scrl se sicav sl slne slu snc spa spc spk spol sprl spz srl sro sti stock sucs tic tld
    tov tzov ua uab ug ulc unipessoal vof vzw wll zao zat zoo zrt
    """
)
"""Words, folded, that say what a firm is in law and never who it is; spelled-out forms stand here word by word."""

TITLES = _table(
    """
    adm amb capt captain col colonel dc dds dmd dpm dr engineer excellency gen general hadji haji hajj hajji hon
    honorable ii iii iv jr maulana maulavi maulawi md miss mr mrs ms mufti mulla mullah pharmd phd prof professor rev
    sgt shaikh shaykh sheik sheikh sir sr ustad
    """
)
"""Titles, degrees and generation suffixes, folded; none that is a common surname (King, Judge, Prince)."""

PERSONAL_PARTICLES = _table(
    """
    abu al ash bin bint binti da das de del della den der dos el ibn la los um umm van von y
    """
)
"""Words that join a personal name and carry none of it: "son of", "father of", articles."""

PARTICLES = PERSONAL_PARTICLES | _table(
    """
    an and ar as at az by degli des di do du e ed et for il in las le les lo of on the to ul ut zu zur
    """
)
"""Likewise in the name of a firm."""

GENERIC = _table(
    """
    agency associates association bank business center centre club commercial construction consulting enterprise
    enterprises establishment export exports firm foundation general global import imports industrial industries
    industry institute international investment investments management market marketing media national office
    organization partners partnership product products sale sales service services shop society solutions store supply
    systems technologies technology trade trading transport various
    """
)
"""Words of every other firm's name: made of these alone, a name tells nobody apart."""

SECTORS = _table(
    """
    aerospace agricultural agriculture air airlines auto automotive aviation bancorp capital care chemical chemicals coal
    communication communications construcciones constructions corp data development digital electric electrical
    electronic electronics energy engineering entertainment equipment estate exploration farm fashion finance financial fishery
    food foods freight fund funds furniture garment gas gold health healthcare home hospital hotel hotels information
    insurance iron jewelry leasing life logistic logistics machine machinery marine maritime material materials media medical
    medicine metal metals mining mobile motor motors oil paper petrochemical petroleum pharma pharmaceutical
    pharmaceuticals pharmacy plastic plastics port power production properties property real realty research resource
    resources restaurant rubber science sciences securities security ship shipping software solar solution
    steel store stores studio system telecom textile textiles tobacco tools tourism toys transportation travel trust university
    venture ventures water wood works
    """
)
"""Lines of business: like `GENERIC` words they tell firms apart only where nothing else is left."""

COMMON = _table(
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

SHORTEST = {PartyKind.PERSON: 5, PartyKind.FIRM: 5, PartyKind.VESSEL: 6, PartyKind.OTHER: 6}
"""Letters that a name needs, by kind: what has fewer is weak however many words it has."""

_WORDS = 2
_COMMON_WORDS = 3
_DISTINCTIVE = 5
_FEW_LETTERS = 10
_GENERIC_WORDS = 3
_OF_FIRMS = LEGAL_FORMS | TITLES | PARTICLES
_IDLE = dict.fromkeys(PartyKind, _OF_FIRMS) | {PartyKind.PERSON: TITLES | PERSONAL_PARTICLES}
_PLACEHOLDERS = frozenset({"na", "n a", "none", "nil", "null", "unknown", "not available", "not applicable", "no name"})


_LIGHT = LEGAL_FORMS | TITLES | PARTICLES
_SAYS_LITTLE = GENERIC | SECTORS


def weighty(found: Sequence[str]) -> Sequence[str]:
    """The folded words of a name without legal forms, titles and particles; all of them where nothing else is there."""
    kept = [word for word in found if word not in _LIGHT]
    return kept or found


def telling(found: Sequence[str]) -> Sequence[str]:
    """The folded words that tell this name from others: neither light nor in every other firm's name; `weighty` ones if none is."""
    kept = [word for word in found if word not in _LIGHT]
    return [word for word in kept if word not in _SAYS_LITTLE] or kept or found


def is_distinctive(told: Iterable[str]) -> bool:
    """Whether one of the telling words of a name is nobody else's: long enough, and no word of every other firm's name."""
    return any(len(word) >= _DISTINCTIVE and word not in _SAYS_LITTLE and word not in _LIGHT for word in told)


def is_common(found: Iterable[str], kind: PartyKind) -> bool:
    """Whether so many bear this name that it says little who is meant, its words given folded: `JOHN SMITH JR.`, `LI WEI`."""
    names = [word for word in found if word not in _LIGHT and len(word) > 1]
    few = kind is PartyKind.PERSON and sum(map(len, names)) < _FEW_LETTERS
    return few or (len(names) <= _COMMON_WORDS and COMMON.issuperset(names))


def words(text: str) -> list[str]:
    """The folded words of `text`, with the parted letters of an initialism joined (`L L C` -> `llc`)."""
    joined: list[str] = []
    run = ""
    for word in fold(text).split():
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    return [*joined, run] if run else joined


def is_legal_form(text: str) -> bool:
    """Whether `text` is nothing but legal forms, titles and suffixes: `INC.`, `S.A. DE C.V.`, `JR.`, `THE`."""
    found = words(text)
    return bool(found) and all(word in LEGAL_FORMS or word in TITLES or word in PARTICLES for word in found)


def is_name(text: str) -> bool:
    """Whether `text` names somebody: `****`, `LIMITED`, `S.A. DE C.V.`, `12345`, `N/A` and an empty text do not."""
    found = words(text)
    return any(_says(word) for word in found) and " ".join(found) not in _PLACEHOLDERS and not is_legal_form(text)


def _says(word: str) -> bool:
    return len(word) > 1 and any(map(str.isalpha, word))


def is_weak(name: str, kind: PartyKind) -> bool:
    """Whether `name` needs corroboration before it may hold anything.

    So it is with fewer than two words, once titles, legal forms, particles, numbers and single letters are left out
    (`MARIA`, `AL-SHABAAB`, `DR. B. PEREZ`), with two or three words that are all generic (`GENERAL TRADING CO.`), and with
    very few letters. A person has no legal form: `SE`, `CO` and `AN` are parts of a personal name.
    """
    idle = _IDLE[kind]
    found = [
        word for word in fold(name).split() if len(word) > 1 and word not in idle and not any(map(str.isdigit, word))
    ]
    if len(found) < _WORDS or sum(map(len, found)) < SHORTEST[kind]:
        return True
    return len(found) <= _GENERIC_WORDS and GENERIC.issuperset(found)
