"""A listed party: one suspended, debarred or sanctioned person, whatever list names it."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from screener.domain.consignment import Address, Identifier


class ListName(StrEnum):
    """The lists that are read. A snapshot is complete or refused for each one alone."""

    SAM = "sam"
    OFAC_SDN = "ofac-sdn"
    OFAC_CONSOLIDATED = "ofac-cons"
    CSL = "csl"


class PartyKind(StrEnum):
    """What a listed party is; it decides how its names are read."""

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
    """Another name of a listed party. A *weak* alias needs corroboration before it may hold anything."""

    name: str
    kind: AliasKind = AliasKind.AKA
    weak: bool = False


class ListedParty(Struct, frozen=True, gc=False, omit_defaults=True):
    """One record of a list, as published on the `watchlist` topic under the key `id`.

    `id` is `<list>:<hash of the content>`: SAM numbers repeat, content does not. `active` and `terminates` bound the
    exclusion (both ends inclusive; None means "always" and "indefinitely"). `published` is the day on which the list
    made the record public (SAM: Creation_Date), from which the 60 days of EO 13904 section 3(a) run. `first_seen` is the
    day on which the record first came to the topic: no part of its content, and kept whatever is loaded later.
    `reference` is the list's own number (SAM Number, OFAC ent_num).
    """

    id: str
    list: ListName
    name: str
    kind: PartyKind = PartyKind.OTHER
    aliases: tuple[Alias, ...] = ()
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    agency: str = ""
    program: str = ""
    exclusion_type: str = ""
    active: date | None = None
    terminates: date | None = None
    published: date | None = None
    births: tuple[str, ...] = ()
    reference: str = ""
    weak_name: bool = False
    first_seen: date | None = None

    @property
    def publication(self) -> date | None:
        """The day from which the 60 days run: the list's own where it gives one, else the day the record was first seen."""
        return self.published or self.first_seen

    def active_on(self, day: date) -> bool:
        """Whether the exclusion is in force on `day` (EO 13904 section 1: active on the screening date)."""
        return (self.active is None or self.active <= day) and (self.terminates is None or day <= self.terminates)
