"""Invented names: given names and surnames of many countries freely combined, and companies made of ordinary words.

Every listed name contains a word of `listed_words`, and no innocent name does, so that nobody innocent has a listed name by
accident, in whatever order its words are written.
"""

from collections.abc import Iterator
from itertools import product
from random import Random


def seeded(seed: int) -> Random:
    """The generator of all random choices: the same seed gives the same day."""
    return Random(seed)  # noqa: S311 - invented traffic must be repeatable, and is no secret


def words(text: str) -> tuple[str, ...]:
    """The words of a table; an underscore is a space inside a name."""
    return tuple(word.replace("_", " ") for word in text.split())


GIVEN = words("""
    Amelia Oliver Harriet Callum Jessica Tyler Madison Brandon Rosalind Desmond Anneliese Björn Friedrich Käthe
    Jürgen Lieselotte Chloé François Hélène Mathéo Océane Rémi Agnieszka Łukasz Zofia Wojciech Małgorzata Ayşe
    Mehmet Gülşen Emre Özlem Xiuying Jianguo Meiling Haoran Yuxuan Thảo Quang Phương Minh Aarav Priyanka Lakshmi
    Rohit Deepika João Conceição Thiago Luíza Guadalupe Joaquín Ximena Andrés Chidi Ngozi Oluwaseun Adaeze Astrid
    Håkan Linnéa Sören Giulia Matteo Ilaria Niccolò Ioana Răzvan Ștefania Mihai Haruka Kenji Sakura Takumi Minji
    Seojun Jiwoo Tomáš Kateřina Vojtěch Eszter Gábor Dimitra Nikolaos Yael Itamar Fatoumata Ibrahim Leila Farid
""")
FAMILY = words("""
    Ashworth Pemberton Hollister Whitaker Lockwood Thackeray Brandt Hoffmann Zimmermann Schäfer Krüger Dubois
    Lefèvre Girard Moreau Beaumont Kowalczyk Wiśniewski Zając Nowakowski Karadağ Demirtaş Öztürk Çelik Zhang
    Huang Ouyang Zhou Nguyễn Trần Phạm Banerjee Chaudhary Deshmukh Venkataraman Ferreira da_Silva Carvalho Gouveia
    Gutiérrez Hinojosa Villaseñor Zamora Okonkwo Adeyemi Eze Balogun Lindqvist Sjöberg Åkerström Nyström Rossi
    Esposito Bianchi Ferrari Popescu Ionescu Dumitrescu Yamamoto Fujiwara Nakagawa Ishikawa Hwang Seong Choi
    Novotný Dvořák Procházka Szabó Horváth Papadakis Georgiou Ben-Ami Mizrahi Diallo Traoré Haddad Rahmani Abdullah
    MacAllister O'Rourke Fitzgerald Llewellyn Gunderson Van_Houten De_Clercq Haugen Rasmussen Virtanen Korhonen
""")
BRANDS = words("""
    Alder Bluefin Copperleaf Driftwood Eastgate Fernhill Goldcrest Harbour Ironbridge Juniper Kingfisher Larkspur
    Meadow Northwind Oakline Pinecone Quayside Redwing Silverbirch Thistle Umbra Valley Willow Yellowstone Zephyr
    Brightwater Cedar Dovetail Evergreen Foxglove Greystone Hazel Lantern Marigold Nightingale Orchard Poplar
    Rosewood Sandpiper Tidewater Upland Violet Waterfall Cobalt Emerald Jade_Garden Golden_River Lucky_Star
""")
TRADES = words("""
    Trading Textiles Electronics Tools Ceramics Optics Footwear Lighting Instruments Plastics Furniture Cosmetics
    Hardware Garments Import-Export Logistics Manufacturing Kitchenware Cycles Jewellery Stationery Components
""")
LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    "CN": ("Co., Ltd.", "Limited"),
    "DE": ("GmbH", "GmbH & Co. KG", "AG"),
    "FR": ("SARL", "SAS"),
    "GB": ("Ltd", "PLC", "Limited"),
    "IN": ("Pvt. Ltd.", "Limited"),
    "JP": ("K.K.", "Co., Ltd."),
    "MX": ("S.A. de C.V.", "S. de R.L. de C.V."),
    "PL": ("Sp. z o.o.", "S.A."),
    "TR": ("A.Ş.", "Ltd. Şti."),
    "US": ("Inc.", "LLC", "Corp."),
    "VN": ("Co., Ltd.", "JSC"),
}
"""The legal forms of firms, by country."""

INITIALS = "ABCDEFGHJKLMNPRSTVW"
MIDDLE_SHARE = 0.35


def person(rng: Random) -> str:
    """An innocent person's name: about 7,000 pairs, 130,000 names with the middle initial that some have."""
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    return f"{given} {rng.choice(INITIALS)}. {family}" if rng.random() < MIDDLE_SHARE else f"{given} {family}"


def company(rng: Random, country: str) -> str:
    """An innocent firm's name in the legal form of `country` (ISO 3166-1 alpha-2)."""
    forms = LEGAL_FORMS.get(country, LEGAL_FORMS["GB"])
    return f"{rng.choice(BRANDS)} {rng.choice(TRADES)} {rng.choice(forms)}"


PERSON_STEMS = words("""
    Vorst Quell Tamb Ostrag Ziver Brundel Corvis Drav Effing Glasp Hurm Ixel Jorv Kesp Lomb Murgat Nyx Orb Plesk
    Rask Skarv Trevv Ulm Wexel Yarb Zolt Bax Crumb Dask Fulv
""")
PERSON_ENDINGS = words("elmanz ovinkos arrani quistor ezzado ogluvar enkivo awalla")
FIRM_STEMS = words("""
    Zelk Braxo Cordu Myrv Tolva Qanta Vexil Nordu Halvo Pryx Sundr Kolfa Jurex Wystr Drovi Felqu Garn Lutho Omvi Raxt
""")
FIRM_ENDINGS = words("antisol ervique omundra ixport avantor uliquex")
WEAK_WORDS = words("""
    Sablon Mirabeq Tejonno Kestralo Pompadu Zarquin Boriska Dulcino Farfalo Grillox Hondero Jaspero Kumbara Lagarto
    Mordiqa Nublado Piranza Quetzalo Rapozo Sombrido
""")
VESSEL_WORDS = words("Qorvath Zubrion Veldrake Umbrix Tarvonne Selquist Ryndalo Plovann Morzath Lindrox Krevan Jolvair")


def listed_surnames() -> Iterator[str]:
    """Surnames that only listed persons have, each once."""
    return (stem + ending for ending, stem in product(PERSON_ENDINGS, PERSON_STEMS))


def listed_brands() -> Iterator[str]:
    """Words that only the names of listed firms contain, each once."""
    return (stem + ending for ending, stem in product(FIRM_ENDINGS, FIRM_STEMS))


def listed_words() -> frozenset[str]:
    """Every word, in lower case, that only listed names contain."""
    return frozenset(word.casefold() for word in (*listed_surnames(), *listed_brands(), *WEAK_WORDS, *VESSEL_WORDS))
