"""A watchlist of invented listed parties: active, ended and not yet active, excluded by CBP and by other agencies."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from screener.domain.consignment import Address, Identifier, IdentifierKind
from screener.domain.decision import outcome_id
from screener.domain.listed_party import Alias, AliasKind, ListedParty, ListName, PartyKind
from topologies.sample.goods import entity_id, importer_number
from topologies.sample.innocent_parties import TOWNS
from topologies.sample.names import GIVEN, TRADES, VESSEL_WORDS, WEAK_WORDS, listed_brands, listed_surnames, words

PERSONS, FIRMS = 180, 110
LISTED_IMPORTERS = (95, 99)
LISTED_STREETS = words("Basalt Cinder Obsidian Gantry Turnstile Wharfside Kiln Foundry Saltworks Tannery")
AGENCIES = ("DHS-CBP", "DHS-CBP", "DHS-CBP", "GSA", "DOJ", "HHS", "TREAS-OFAC")
TYPES = ("Ineligible (Proceedings Completed)", "Ineligible (Proceedings Pending)", "Prohibition/Restriction")
PLACEHOLDERS = ("****", "LIMITED", "S.A. DE C.V.", "N/A")
ALIAS_SHARE, UEI_SHARE, RECENT_SHARE = 0.5, 0.5, 0.5

Window = tuple[date | None, date | None]


def windows(rng: Random, today: date) -> Iterator[Window]:
    """The active and termination dates of exclusions, without end.

    One in four is not in force on `today`; some begin or end on `today` or on the day before or after.
    """
    day = timedelta(days=1)
    while True:
        began, ends = today - rng.randrange(60, 1_500) * day, today + rng.randrange(30, 1_500) * day
        yield from ((began, None), (began, ends), (today, None), (None, None), (began, today), (began, ends))
        yield today + rng.choice((1, 1, 7, 30, 90)) * day, None
        yield began, today - rng.choice((1, 1, 7, 20, 50)) * day


class _ListedPartyMaker:
    """Makes listed parties one after the other."""

    def __init__(self, rng: Random, today: date) -> None:
        self.rng = rng
        self.today = today
        self.windows = windows(rng, today)
        self.count = 0

    def address(self) -> Address:
        """An address abroad, in a street where nobody innocent lives: a US consignee must not corroborate a weak alias."""
        country = self.rng.choice(tuple(TOWNS))
        line = f"{self.rng.randrange(1, 900)} {self.rng.choice(LISTED_STREETS)} Way"
        city, postcode = self.rng.choice(TOWNS[country]), str(self.rng.randrange(10_000, 99_999))
        return Address(lines=(line,), city=city, postcode=postcode, country=country)

    def identifiers(self) -> tuple[Identifier, ...]:
        number = Identifier(IdentifierKind.IMPORTER_NUMBER, importer_number(self.rng, *LISTED_IMPORTERS))
        if self.rng.random() < UEI_SHARE:
            return number, Identifier(IdentifierKind.UEI, entity_id(self.rng, "ZQ"))
        return (number,)

    def published(self) -> date:
        """A day within the last 60, so that notices are due in the future, or an earlier one, so that they are late."""
        recent = self.rng.random() < RECENT_SHARE
        return self.today - timedelta(days=self.rng.randrange(3, 56) if recent else self.rng.randrange(70, 900))

    def party(self, name: str, kind: PartyKind, aliases: tuple[Alias, ...] = (), *, weak: bool = False) -> ListedParty:
        self.count += 1
        active, terminates = next(self.windows)
        agency, address = self.rng.choice(AGENCIES), self.address()
        return ListedParty(
            id=f"{ListName.SAM}:{outcome_id(name, str(address), agency, str(active))}",
            list=ListName.SAM,
            name=name,
            kind=kind,
            aliases=aliases,
            addresses=(address,),
            identifiers=() if weak or kind is PartyKind.VESSEL else self.identifiers(),
            agency=agency,
            program="Reciprocal",
            exclusion_type=TYPES[2] if agency == "TREAS-OFAC" else self.rng.choice(TYPES[:2]),
            active=active,
            terminates=terminates,
            published=self.published(),
            reference=f"S4SAMPLE{self.count:04d}",
            weak_name=weak,
        )


def _other_names(rng: Random, name: str, one_word: str | None) -> tuple[Alias, ...]:
    """A full alias for half of the parties, and the weak alias `one_word` if it is given."""
    aliases = (Alias(name, AliasKind.CROSS_REFERENCE),) if rng.random() < ALIAS_SHARE else ()
    weak = (Alias(one_word, AliasKind.CROSS_REFERENCE, weak=True),) if one_word else ()
    return aliases + weak


def _persons(make: _ListedPartyMaker) -> Iterator[ListedParty]:
    weak = iter(WEAK_WORDS)
    for number, surname in zip(range(PERSONS), listed_surnames(), strict=False):
        first, middle, other = make.rng.sample(GIVEN, 3)
        name = f"{first} {middle} {surname}" if number % 3 == 0 else f"{first} {surname}"
        one_word = next(weak, None) if number % 6 == 1 else None
        aliases = _other_names(make.rng, f"{other} {surname}".upper(), one_word.upper() if one_word else None)
        yield make.party(name.upper(), PartyKind.PERSON, aliases)


def _firms(make: _ListedPartyMaker) -> Iterator[ListedParty]:
    for _, brand in zip(range(FIRMS), listed_brands(), strict=False):
        trade, other = make.rng.sample(TRADES, 2)
        form = make.rng.choice(("LLC", "INC.", "LTD", "CO., LTD."))
        yield make.party(
            f"{brand} {trade} {form}".upper(), PartyKind.FIRM, _other_names(make.rng, f"{brand} {other}".upper(), None)
        )


def sample_listed(rng: Random, today: date) -> list[ListedParty]:
    """A few hundred invented listed parties, whose exclusions begin and end around `today`."""
    make = _ListedPartyMaker(rng, today)
    persons, firms = list(_persons(make)), list(_firms(make))
    vessels = [
        make.party(f"{word} STAR {number}".upper(), PartyKind.VESSEL) for number, word in enumerate(VESSEL_WORDS, 2)
    ]
    placeholders = [make.party(name, PartyKind.FIRM, weak=True) for name in PLACEHOLDERS]
    return persons + firms + vessels + placeholders
