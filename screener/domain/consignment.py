"""The consignment and its parties: the vocabulary of Executive Order 13904 section 8, 19 CFR 128.21 and 145.74."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Raw, Struct

Moment = Annotated[datetime, Meta(tz=True)]
"""A point in time, with its offset from UTC: RFC 3339 on the wire."""


class Mode(StrEnum):
    """How a consignment travels."""

    EXPRESS = "express"
    POSTAL = "postal"


class PartyRole(StrEnum):
    """Every part that a person can play in a consignment (EO 13904 sections 1, 3 and 8)."""

    SHIPPER = "shipper"
    CONSIGNEE = "consignee"
    IMPORTER_OF_RECORD = "importer-of-record"
    CUSTOMS_BROKER = "customs-broker"
    SELLER = "seller"
    E_COMMERCE_PLATFORM = "e-commerce-platform"
    NOTIFY_PARTY = "notify-party"
    SHIP_TO = "ship-to"
    OTHER = "other"


class IdentifierKind(StrEnum):
    """What kind of number or address identifies a party."""

    IMPORTER_NUMBER = "importer-number"
    UEI = "uei"
    DUNS = "duns"
    CAGE = "cage"
    NPI = "npi"
    TAX_NUMBER = "tax-number"
    PASSPORT = "passport"
    NATIONAL_ID = "national-id"
    REGISTRATION = "registration"
    PHONE = "phone"
    EMAIL = "email"
    VESSEL = "vessel"
    OTHER = "other"


class Identifier(Struct, frozen=True, gc=False, omit_defaults=True):
    """A number that names one person, e.g. `importer-number` `12-3456789XX`."""

    kind: IdentifierKind
    value: str
    country: str = ""


class Address(Struct, frozen=True, gc=False, omit_defaults=True):
    """A postal address; `country` is ISO 3166-1 alpha-2, empty where the source gives none."""

    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (*self.lines, self.city, self.region, self.postcode, self.country) if part)


class Party(Struct, frozen=True, eq=False, gc=False, omit_defaults=True):
    """A person who takes part in a consignment, as the filer named it. `birth` is a year or a date, `1970` or `1970-05-31`.

    Frozen and compared by identity: the decoder hands out one object for the same bytes all day, and what was found out
    about it is remembered under that object at the cost of a pointer.
    """

    role: PartyRole
    name: str = ""
    address: Address = Address()
    identifiers: tuple[Identifier, ...] = ()
    phone: str = ""
    email: str = ""
    account: str = ""
    birth: str = ""


class ContentLine(Struct, frozen=True, gc=False, omit_defaults=True):
    """A line of a postal customs declaration (CN 22/CN 23)."""

    description: str = ""
    quantity: int = 0
    net_weight: float = 0.0
    value: float = 0.0
    currency: str = ""
    hs_code: str = ""
    origin: str = ""


P = TypeVar("P", Party, Raw)
"""A party is `Party` in the core and in the contracts, and its raw bytes until the decoder has looked it up."""


class Consignment(Struct, Generic[P], omit_defaults=True, gc=False):
    """What both modes declare of a consignment. Light and mutable: millions are made and dropped.

    `identifier` is a house air waybill number (express) or an S10 item identifier (postal); identifiers are used again
    after a year, so a consignment is known by mode, identifier and `filed` (the date of the filing) together.
    `weight` is in kilograms (`K`) or pounds (`L`) as `weight_unit` says; `value` is in `currency` (ISO 4217).
    """

    identifier: str = ""
    filed: date | None = None
    parties: list[P] = []
    description: str = ""
    quantity: int | None = None
    weight: float | None = None
    weight_unit: str = ""
    value: float | None = None
    currency: str = ""
    origin: str = ""
    hts: str = ""


class ExpressConsignment(Consignment[P], Generic[P], omit_defaults=True, gc=False):
    """A house consignment of an express manifest: 19 CFR 128.21, ACAS and enhanced ACAS."""

    pickup_location: str = ""
    verified_known_consignor: bool | None = None
    account_opened: date | None = None


class PostalItem(Consignment[P], Generic[P], omit_defaults=True, gc=False):
    """An item of a postal pre-advice: 19 CFR 145.74 and CN 22/CN 23."""

    category: str = ""
    contents: tuple[ContentLine, ...] = ()
