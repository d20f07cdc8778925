"""Which texts of a list are names, and which names are too common to stand alone."""

from screener.folding import fold
from screener.listed import PartyKind


def table(words_of_it: str) -> frozenset[str]:
    """The words of a running text."""
    return frozenset(words_of_it.split())


LEGAL_FORMS = table(
    """
    ab ad ag aktiengesellschaft aktsionernoe akcionernoe anonima anonyme anonymous ao aps as asa asbl bhd bv bvba ca cc cia cjsc closed co company corp corporation cv cvba dmcc doo
    dooel ead eg ehf eood eurl ev fz fzc fzco fze fzllc gesellschaft gk gmbh group gup haftung beschrankter hf holding holdings inc incorporated joint
    jsc kft kg kgaa kk ks lc lda liability limitada limited limitee llc lllp llp lp ltd ltda mbh mchj mit nl nv oao obshchestvo od ojsc ood oo
    ooo open oy oyj pa pao pc pjsc plc pllc private professional psc pte pty public pvt qjsc rl sa sab sac sad sae
    sagl sal sapi sarl sas sc scrl se sicav sl slne slu snc sociedad societa societe sp spa spc spolka spk spol sprl spz srl sro sti stock sucs tic tld
    tov tzov ua uab ug ulc unipessoal vof vzw wll zao zat zoo zrt
    aktiebolag aktieselskab akcyjna berhad kabushiki kaisha naamloze osakeyhtio proprietary sdn sendirian sirketi vennootschap
    """
)
"""Words, folded, that say what a firm is in law and never who it is; spelled-out forms stand here word by word."""

TITLES = table(
    """
    adm amb capt captain col colonel dc dds dmd dpm dr engineer excellency gen general hadji haji hajj hajji hon
    honorable ii iii iv jr maulana maulavi maulawi md miss mr mrs ms mufti mulla mullah pharmd phd prof professor rev
    sgt shaikh shaykh sheik sheikh sir sr ustad
    """
)
"""Titles, degrees and generation suffixes, folded; none that is a common surname (King, Judge, Prince)."""

PERSONAL_PARTICLES = table(
    """
    abu al ash bin bint binti bn bnt da das de del della den der dos el ibn la los um umm van von y
    """
)
"""Words that join a personal name and carry none of it: "son of", "father of", articles."""

PARTICLES = PERSONAL_PARTICLES | table(
    """
    an and ar as at az by degli des di do du e ed et for il in las le les lo of on the to ul ut zu zur
    """
)
"""Likewise in the name of a firm."""

GENERIC = table(
    """
    agency associates association bank business center centre club commercial construction consulting enterprise
    enterprises establishment export exports firm foundation general global import imports industrial industries
    industry institute international investment investments management market marketing media national office
    organization partners partnership product products sale sales service services shop society solutions store supply
    systems technologies technology trade trading transport various
    """
)
"""Words of every other firm's name: made of these alone, a name tells nobody apart."""

SHORTEST = {PartyKind.PERSON: 5, PartyKind.FIRM: 5, PartyKind.VESSEL: 6, PartyKind.OTHER: 6}
"""Letters that a name needs, by kind: what has fewer is weak however many words it has."""

_WORDS = 2
_GENERIC_WORDS = 3
_OF_FIRMS = LEGAL_FORMS | TITLES | PARTICLES
_IDLE = dict.fromkeys(PartyKind, _OF_FIRMS) | {PartyKind.PERSON: TITLES | PERSONAL_PARTICLES}
_PLACEHOLDERS = frozenset({"na", "n a", "none", "nil", "null", "unknown", "not available", "not applicable", "no name"})


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
