"""The consignment and its parties, in the terms of Executive Order 13904 section 8, 19 CFR 128.21 and 145.74."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Raw, Struct

Moment = Annotated[datetime, Meta(tz=True)]
"""A point in time with its offset from UTC; RFC 3339 on the wire."""


class Mode(StrEnum):
    """How a consignment travels."""

    EXPRESS = "express"
    POSTAL = "postal"


class PartyRole(StrEnum):
    """The roles that a person can have in a consignment (EO 13904 sections 1, 3 and 8)."""

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
    """The kind of a number or address that identifies a party."""

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
    """A number or address of one person, e.g. `importer-number` `12-3456789XX`; `country` issued it (ISO 3166-1 alpha-2)."""

    kind: IdentifierKind
    """What the value is."""
    value: str
    """The number or address as given, e.g. `12-3456789AB`; spaces and hyphens do not matter."""
    country: str = ""
    """Country that issued it, ISO 3166-1 alpha-2; tax, passport, national and registration numbers count only with
    it."""


class Address(Struct, frozen=True, gc=False, omit_defaults=True):
    """A postal address."""

    lines: tuple[str, ...] = ()
    """Street address, one entry a line, without city, postcode and country."""
    city: str = ""
    """City or town."""
    region: str = ""
    """State, province or region, e.g. `NJ`."""
    postcode: str = ""
    """Postcode or ZIP code."""
    country: str = ""
    """Country, ISO 3166-1 alpha-2; empty where the source gives none."""

    def __str__(self) -> str:
        return ", ".join(part for part in (*self.lines, self.city, self.region, self.postcode, self.country) if part)


class Party(Struct, frozen=True, eq=False, gc=False, omit_defaults=True):
    """A person or firm that takes part in a consignment, as the filer named it.

    Frozen and compared by identity: the decoder returns the same object for the same bytes, so that findings can be cached by
    object instead of by content.
    """

    role: PartyRole
    """The part that the person plays in the consignment (EO 13904 sections 1, 3 and 8)."""
    name: str = ""
    """Full name as filed, at most 1,000 characters (19 CFR 128.21, 19 CFR 145.74)."""
    address: Address = Address()
    """Postal address (19 CFR 128.21, 19 CFR 145.74)."""
    identifiers: tuple[Identifier, ...] = ()
    """Numbers that identify the person, e.g. an importer number on CBP Form 5106."""
    phone: str = ""
    """Telephone number, with country code where known, e.g. `+1 937 555 0100` (enhanced ACAS, 19 CFR 122.48b)."""
    email: str = ""
    """E-mail address (enhanced ACAS, 19 CFR 122.48b)."""
    account: str = ""
    """The shipper's account number with the carrier (enhanced ACAS, 19 CFR 122.48b)."""
    birth: str = ""
    """Date of birth as `YYYY-MM-DD`, or year of birth as `YYYY`."""


class ContentLine(Struct, frozen=True, gc=False, omit_defaults=True):
    """A line of a postal customs declaration (CN 22/CN 23)."""

    description: str = ""
    """What the goods on this line are."""
    quantity: int = 0
    """Number of articles."""
    net_weight: float = 0.0
    """Net weight, in the weight unit of the item."""
    value: float = 0.0
    """Declared value of the line, in `currency`."""
    currency: str = ""
    """Currency of the value, ISO 4217."""
    hs_code: str = ""
    """Harmonized System code, at least 6 digits."""
    origin: str = ""
    """Country of origin, ISO 3166-1 alpha-2."""


P = TypeVar("P", Party, Raw)
"""The type of a party: `Party`, or its raw bytes while a message is being decoded."""


class Consignment(Struct, Generic[P], omit_defaults=True, gc=False):
    """What both modes declare about a consignment.

    Identifiers are reused after a year, so mode, identifier and date of filing together identify a consignment.
    """

    identifier: str = ""
    """House air waybill number, at most 35 characters (express), or S10 item identifier of 13 characters (postal)."""
    filed: date | None = None
    """Date of filing, `YYYY-MM-DD`, at most 366 days back and 31 days ahead."""
    parties: list[P] = []
    """Everyone named in the consignment; shipper and consignee are required with name, street and country (19 CFR
    128.21, 19 CFR 145.74)."""
    description: str = ""
    """Specific description of the goods; vague words such as `parts` are refused (19 CFR 128.21, 19 CFR 145.74)."""
    quantity: int | None = None
    """Number of smallest outer packages, from 1 (19 CFR 128.21)."""
    weight: float | None = None
    """Gross weight above 0, in `weight_unit` (19 CFR 128.21, 19 CFR 145.74)."""
    weight_unit: str = ""
    """Unit of the weight: `K` for kilograms, `L` for pounds."""
    value: float | None = None
    """Declared value from 0, in `currency`; required for postal items (19 CFR 128.21, 19 CFR 145.74)."""
    currency: str = ""
    """Currency of the value, ISO 4217; required for postal items."""
    origin: str = ""
    """Country of origin of the goods, ISO 3166-1 alpha-2; may be missing for postal items (19 CFR 128.21)."""
    hts: str = ""
    """Tariff number of the Harmonized Tariff Schedule (HTSUS), up to 10 digits (19 CFR 128.21)."""


class ExpressConsignment(Consignment[P], Generic[P], omit_defaults=True, gc=False):
    """A house consignment of an express manifest (19 CFR 128.21, ACAS and enhanced ACAS)."""

    pickup_location: str = ""
    """Place where the goods were packed or picked up (enhanced ACAS, 19 CFR 122.48b)."""
    verified_known_consignor: bool | None = None
    """Whether the shipper is a verified known consignor; absent where the filer does not say (enhanced ACAS, 19
    CFR 122.48b)."""
    account_opened: date | None = None
    """Date on which the shipper's account with the carrier was opened, `YYYY-MM-DD` (enhanced ACAS, 19 CFR 122.48b)."""


class PostalItem(Consignment[P], Generic[P], omit_defaults=True, gc=False):
    """An item of a postal pre-advice (19 CFR 145.74, CN 22/CN 23)."""

    category: str = ""
    """Category of the CN 22/CN 23: gift, documents, sample, sale of goods, returned goods or other."""
    contents: tuple[ContentLine, ...] = ()
    """The lines of the customs declaration."""
