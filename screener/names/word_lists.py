"""Which texts of a list are names, and which names are too common to stand alone."""


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
