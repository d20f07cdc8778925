"""Tables of words in normalised form (lower-case ASCII): legal forms, titles, particles, trade words, common names."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_FORMS = _words(
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
"""Words that give the legal form of a firm. Forms in several words are listed word by word."""

TITLES = _words(
    """
    adm amb capt captain col colonel dc dds dmd dpm dr engineer excellency gen general hadji haji hajj hajji hon
    honorable ii iii iv jr maulana maulavi maulawi md miss mr mrs ms mufti mulla mullah pharmd phd prof professor rev
    sgt shaikh shaykh sheik sheikh sir sr ustad
    """
)
"""Titles, degrees and generation suffixes. Titles that are common surnames (King, Judge, Prince) are left out."""

PERSONAL_PARTICLES = _words(
    """
    abu al ash bin bint binti bn bnt da das de del della den der dos el ibn la los um umm van von y
    """
)
"""Joining words of personal names: articles, "son of", "father of"."""

PARTICLES = PERSONAL_PARTICLES | _words(
    """
    an and ar as at az by degli des di do du e ed et for il in las le les lo of on the to ul ut zu zur
    """
)
"""Joining words of any name, firms included."""

GENERIC = _words(
    """
    agency associates association bank business center centre club commercial construction consulting enterprise
    enterprises establishment export exports firm foundation general global import imports industrial industries
    industry institute international investment investments management market marketing media national office
    organization partners partnership product products sale sales service services shop society solutions store supply
    systems technologies technology trade trading transport various
    """
)
"""Words so frequent in firm names that a name made only of them identifies nobody."""

SECTORS = _words(
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
"""Lines of business. Like `GENERIC` words they identify a firm only if its name has no other word."""

COMMON_PERSONAL_NAMES = _words(
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
"""Very common given names and surnames: a name made only of these needs corroboration."""

REGIONS = _words("africa america americas asia eurasia europe mena oceania pacific worldwide")
"""Parts of the world, by which firms name their regional branches."""

NUMBERS = _words(
    """
    1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th eight eighth eleven fifteen fifth fifty first five forty four fourth hundred
    nine ninth one second seven seventh six sixth ten tenth third thirty three twelve twenty two
    ii iii iv vi vii viii ix xi xii xiii xiv xv
    """
) | frozenset(map(str, range(2100)))
"""Numbers in words and figures. They distinguish firms of one name, but are written either way."""

ABBREVIATIONS = _words(
    """
    assoc bros constr corpn ctr dept dev electr elec eng engg equip exp fin hldg hldgs imp ind inds intl inv invs lab labs
    mfg mgmt mgt mktg natl pharm prod prods svc svcs sys tech telecom trdg univ
    """
)
"""Abbreviations of generic words."""

SHORTENED = ABBREVIATIONS | _words("manufacturing us usa uk united states kingdom america republic federation")
"""Abbreviations of generic words, and the words of state names that have an abbreviation."""

EXPANSIONS = {
    "1st": "first", "2nd": "second", "3rd": "third", "assoc": "association", "bros": "brothers", "dept": "department",
    "dev": "development", "elec": "electric", "eng": "engineering", "engg": "engineering", "equip": "equipment",
    "hldg": "holding", "hldgs": "holdings", "ind": "industries", "inds": "industries", "intl": "international",
    "inv": "investments", "invs": "investments", "lab": "laboratory", "labs": "laboratories", "mfg": "manufacturing",
    "mgmt": "management", "mgt": "management", "mktg": "marketing", "natl": "national", "pharm": "pharmaceutical",
    "prod": "products", "prods": "products", "svc": "service", "svcs": "services", "sys": "systems",
    "tech": "technology", "trdg": "trading", "uk": "united kingdom", "univ": "university", "us": "united states",
    "usa": "united states",
}  # fmt: skip
"""Abbreviations of generic words and of states, spelled out."""

KOREAN_SURNAMES = _words(
    """
    ahn an bae baek baik bang byon byun cha chae chang cheon cho choe choi chon chong chu chung eom gang gil gim go gong gu gwak
    gwon ham han heo ho hong hwang hyon hyun im jang jeon jeong ji jin jo jon jong joo ju jung kang kil kim ko koo ku kwak kwon
    lee lim ma maeng min moon mun myong myung na nam no noh o oh om pae paek paik pak pang park pyo pyon ra ri rim ro roh ryang
    ryu seo seok seol seong shim shin sim sin so sok sol son song suh sung u um uh won woo yang yeom yi yim yo yom yoo yoon yu
    yun
    """
)
"""Korean surnames in their usual Latin spellings."""
