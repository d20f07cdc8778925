"""Innocent parties with invented names, addresses and contacts; the same shippers file all day."""

import unicodedata
from collections.abc import Callable
from itertools import accumulate
from random import Random

import msgspec
from msgspec import Raw

from screener.domain.consignment import Address, Identifier, IdentifierKind, Party, PartyRole
from topologies.sample.goods import importer_number
from topologies.sample.names import LEGAL_FORMS, company, person, words

US_TOWNS = (
    ("Akron", "OH", "44308"),
    ("Boise", "ID", "83702"),
    ("Chattanooga", "TN", "37402"),
    ("Duluth", "MN", "55802"),
    ("Eugene", "OR", "97401"),
    ("Fresno", "CA", "93721"),
    ("Galveston", "TX", "77550"),
    ("Hartford", "CT", "06103"),
    ("Ithaca", "NY", "14850"),
    ("Joliet", "IL", "60432"),
    ("Knoxville", "TN", "37902"),
    ("Lubbock", "TX", "79401"),
    ("Mobile", "AL", "36602"),
    ("Newark", "NJ", "07102"),
    ("Ogden", "UT", "84401"),
    ("Peoria", "IL", "61602"),
    ("Roanoke", "VA", "24011"),
    ("Spokane", "WA", "99201"),
    ("Tucson", "AZ", "85701"),
    ("Worcester", "MA", "01608"),
)
US_STREETS = words("Maple Oak Elm Walnut Chestnut Lincoln Jefferson Prospect Sunset Highland Mill Church Spring")
US_STREET_TYPES = ("Street", "Avenue", "Drive", "Lane", "Court", "Road")
TOWNS: dict[str, tuple[str, ...]] = {
    "BR": words("Campinas Curitiba Joinville"),
    "CN": words("Shenzhen Ningbo Yiwu Guangzhou Hangzhou Xiamen"),
    "CZ": words("Brno Plzeň Olomouc"),
    "DE": words("Bremen Kassel Köln Erfurt"),
    "FR": words("Lille Nantes Orléans"),
    "GB": words("Leeds Norwich Swansea"),
    "IN": words("Surat Jaipur Coimbatore"),
    "IT": words("Torino Bergamo Prato"),
    "JP": words("Nagoya Sakai Sendai"),
    "KR": words("Incheon Daegu"),
    "MX": words("Puebla León Mérida"),
    "NG": words("Ibadan Enugu"),
    "PL": words("Łódź Gdynia Rzeszów"),
    "RO": words("Cluj-Napoca Iași"),
    "SE": words("Malmö Örebro"),
    "TR": words("İzmir Bursa Gaziantep"),
    "VN": words("Hải_Phòng Đà_Nẵng"),
}
STREETS = words("Station Market Harbour Garden Bridge Factory Silk Lake Temple Canal Industrial_Park Orchard Tower")
SHIPPER_COUNTRIES = tuple(country for country in LEGAL_FORMS if country in TOWNS)
INNOCENT_IMPORTERS = (10, 89)
REPEATED_SHARE = 0.1
Namer = Callable[[], str]
encode = msgspec.json.Encoder().encode


def us_address(rng: Random) -> Address:
    """An invented address in the United States."""
    city, state, postcode = rng.choice(US_TOWNS)
    line = f"{rng.randrange(1, 9_900)} {rng.choice(US_STREETS)} {rng.choice(US_STREET_TYPES)}"
    return Address(lines=(line,), city=city, region=state, postcode=postcode, country="US")


def foreign_address(rng: Random, country: str) -> Address:
    """An invented address in `country` (ISO 3166-1 alpha-2, a key of `TOWNS`)."""
    line = f"{rng.randrange(1, 990)} {rng.choice(STREETS)} Road"
    city = rng.choice(TOWNS[country])
    return Address(lines=(line,), city=city, postcode=str(rng.randrange(10_000, 99_999)), country=country)


def phone(rng: Random) -> str:
    """A telephone number in the range 555-0100 to 555-0189, which is reserved for fiction."""
    return f"+1{rng.randrange(201, 990)}55501{rng.randrange(90):02d}"


def email(rng: Random, name: str) -> str:
    """An e-mail address at a reserved domain, made of the ASCII letters of `name`."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    local = "".join(letter for letter in ascii_name if letter.isalnum())
    return f"{local[:20]}{rng.randrange(1_000)}@example.com"


def importer_of_record(rng: Random, name: str) -> Party:
    """An innocent importer of record, with an importer number that no listed party has."""
    number = Identifier(IdentifierKind.IMPORTER_NUMBER, importer_number(rng, *INNOCENT_IMPORTERS))
    return Party(PartyRole.IMPORTER_OF_RECORD, name, us_address(rng), (number,))


class RecurringParties:
    """Parties that recur all day, a few of them often and most of them rarely (Zipf); each is encoded once."""

    def __init__(self, rng: Random, parties: list[Party]) -> None:
        self._rng = rng
        self._parties = [Raw(encode(party)) for party in parties]
        self._weights = list(accumulate(1 / rank for rank in range(1, len(parties) + 1)))

    def draw(self) -> Raw:
        """One of the parties, as JSON."""
        return self._rng.choices(self._parties, cum_weights=self._weights)[0]


class InnocentParties:
    """The innocent parties of a day.

    `person` and `company` give the names of people and firms, invented ones by default. With `repeat=False` no name occurs twice.
    """

    def __init__(
        self, rng: Random, *, person: Namer | None = None, company: Namer | None = None, repeat: bool = True
    ) -> None:
        self.rng = rng
        self.person = person or self._person
        self._company = company
        self._repeat = repeat
        self._pools: dict[PartyRole, RecurringParties] = {}
        self._regulars: list[tuple[str, Address]] = []

    def _person(self) -> str:
        return person(self.rng)

    def firm(self, role: PartyRole) -> Party:
        """A new firm abroad."""
        country = self.rng.choice(SHIPPER_COUNTRIES)
        return Party(role, self.firm_name(country), foreign_address(self.rng, country))

    def firm_name(self, country: str = "GB") -> str:
        """The name of a new firm, in the legal form of `country` where it is an invented one."""
        return self._company() if self._company else company(self.rng, country)

    def sender(self, country: str) -> Party:
        """A new private sender in `country`."""
        return Party(PartyRole.SHIPPER, self.person(), foreign_address(self.rng, country))

    def regular(self, role: PartyRole) -> Raw:
        """A firm that ships, or sells, all day, as JSON."""
        if not self._repeat:
            return Raw(encode(self.firm(role)))
        if role not in self._pools:
            self._pools[role] = RecurringParties(self.rng, [self.firm(role) for _ in range(1_500)])
        return self._pools[role].draw()

    def consignee(self, *, contact: bool) -> Party:
        """A consignee in the United States, rarely one seen before; with e-mail and phone if `contact`."""
        name, address = self._regular_consignee() or (self.person(), us_address(self.rng))
        mail, number = (email(self.rng, name), phone(self.rng)) if contact else ("", "")
        return Party(PartyRole.CONSIGNEE, name, address, phone=number, email=mail)

    def _regular_consignee(self) -> tuple[str, Address] | None:
        if not self._repeat or self.rng.random() >= REPEATED_SHARE:
            return None
        if not self._regulars:
            self._regulars = [(self.person(), us_address(self.rng)) for _ in range(500)]
        return self.rng.choice(self._regulars)

    def another(self, name: str) -> str:
        """The name of an importer who acts for this person: the same name, or a new one where no name may occur twice."""
        return name if self._repeat else self.person()
