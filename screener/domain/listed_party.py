"""Listed parties: suspended, debarred or sanctioned persons of any list."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from screener.domain.consignment import Address, Identifier


class ListName(StrEnum):
    """The lists that can be loaded; each is complete or refused on its own."""

    SAM = "sam"
    OFAC_SDN = "ofac-sdn"
    OFAC_CONSOLIDATED = "ofac-cons"
    CSL = "csl"


class PartyKind(StrEnum):
    """What a listed party is; decides how its names are compared."""

    PERSON = "person"
    FIRM = "firm"
    VESSEL = "vessel"
    OTHER = "other"


class AliasKind(StrEnum):
    """Where an alias comes from."""

    AKA = "aka"
    FKA = "fka"
    NKA = "nka"
    CROSS_REFERENCE = "cross-reference"
    REMARKS = "remarks"


class Alias(Struct, frozen=True, gc=False, omit_defaults=True):
    """Another name of a listed party. A *weak* alias needs corroboration before it may hold a consignment."""

    name: str
    """The other name."""
    kind: AliasKind = AliasKind.AKA
    """Where the alias comes from."""
    weak: bool = False
    """Whether the alias alone is too common to hold anything, so that other evidence must corroborate it."""


class ListedParty(Struct, frozen=True, gc=False, omit_defaults=True):
    """One record of a list, as published on the `watchlist` topic under the key `id`."""

    id: str
    """`<list>:<hash of the content>`, so equal content has an equal id; SAM numbers repeat."""
    list: ListName
    """The list that names the party."""
    name: str
    """Primary name as the list writes it; of a person given names first."""
    kind: PartyKind = PartyKind.OTHER
    """Person, firm, vessel or other."""
    aliases: tuple[Alias, ...] = ()
    """Other names of the party."""
    addresses: tuple[Address, ...] = ()
    """Addresses that the list gives."""
    identifiers: tuple[Identifier, ...] = ()
    """Numbers that the list gives, social security numbers left out."""
    agency: str = ""
    """Excluding agency, by its code or name as the list writes it, e.g. `DHS-CBP`."""
    program: str = ""
    """Exclusion or sanctions programme, as the list writes it."""
    exclusion_type: str = ""
    """Type of exclusion, as the list writes it, e.g. `Ineligible (Proceedings Completed)`."""
    active: date | None = None
    """First day of the exclusion, `YYYY-MM-DD`, inclusive; absent where the list gives none."""
    terminates: date | None = None
    """Last day of the exclusion, `YYYY-MM-DD`, inclusive; absent where the exclusion is indefinite."""
    published: date | None = None
    """Day on which the list published the record (SAM: Creation_Date), from which the 60 days of EO 13904 section
    3(a) run."""
    births: tuple[str, ...] = ()
    """Dates of birth, as exact as given: `1948-12-10`, `1954-01`, `1956~` (circa), `1960/1962` (between)."""
    reference: str = ""
    """The list's own number of the record (SAM Number, OFAC ent_num)."""
    weak_name: bool = False
    """Whether the primary name alone is too common to hold anything, so that other evidence must corroborate it."""
    first_seen: date | None = None
    """Day on which the record first came to the topic, `YYYY-MM-DD`; no part of the content that `id` hashes."""

    @property
    def publication(self) -> date | None:
        """The day from which the 60 days run: `published` if the list gives it, else `first_seen`."""
        return self.published or self.first_seen

    def active_on(self, day: date) -> bool:
        """Whether the exclusion is in force on `day` (EO 13904 section 1: active on the screening date)."""
        return (self.active is None or self.active <= day) and (self.terminates is None or day <= self.terminates)
