"""Valid consignments of both modes, with innocent parties and at most one planted party."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from msgspec import Raw

from screener.domain.consignment import ContentLine, ExpressConsignment, Mode, Party, PartyRole, PostalItem
from topologies.sample.goods import GOODS, SERVICES, Goods, s10, serials
from topologies.sample.innocent_parties import (
    SHIPPER_COUNTRIES,
    InnocentParties,
    encode,
    foreign_address,
    importer_of_record,
    us_address,
)
from topologies.sample.plan import ManifestPlan
from topologies.sample.planted_parties import PlantedParty
from topologies.sample.posts import Post

IMPORTER_SHARE, SELLER_SHARE, CONTACT_SHARE = 0.15, 0.12, 0.6
INFORMED_SHARE, PRIVATE_SHARE, LINES_SHARE = 0.7, 0.35, 0.3
INFORMATION = ("hts", "origin", "contact")
"""What an item may lack and still be valid: every item must declare a value."""

CATEGORIES = ("sale of goods", "sale of goods", "gift", "commercial sample", "returned goods")


class SampleConsignment(NamedTuple):
    """A consignment with its key, its planted party if any, and whether it is `informed`: has all that section 5(c) asks for."""

    consignment: ExpressConsignment[Raw] | PostalItem[Raw]
    key: str
    informed: bool
    planted: Party | None = None


class ConsignmentMaker:
    """Makes consignments filed on `today`; identifiers never repeat."""

    def __init__(self, rng: Random, innocent: InnocentParties, today: date) -> None:
        self.rng = rng
        self.innocent = innocent
        self.today = today
        self._serials = serials(rng, 8)

    def make(self, plan: ManifestPlan, case: PlantedParty | None = None) -> SampleConsignment:
        """One consignment of a planned manifest, with the planted party if there is one."""
        planted = self._planted(case, plan.mode) if case else None
        return self._postal(plan.post, planted) if plan.post else self._express(plan.filer, planted)

    def _planted(self, case: PlantedParty, mode: Mode) -> Party:
        role = case.role(self.rng, mode)
        in_the_us = role is PartyRole.CONSIGNEE or role is PartyRole.IMPORTER_OF_RECORD
        address = us_address(self.rng) if in_the_us else foreign_address(self.rng, self.rng.choice(SHIPPER_COUNTRIES))
        return Party(role, case.written, case.address or address, case.identifiers)

    def _parties(self, shipper: Raw, consignee: Party, others: Iterator[Raw], planted: Party | None) -> list[Raw]:
        """A planted shipper or consignee replaces the innocent one; in any other role it is added to the two."""
        if planted is None:
            return [shipper, Raw(encode(consignee)), *others]
        if planted.role is PartyRole.SHIPPER:
            return [Raw(encode(planted)), Raw(encode(consignee))]
        if planted.role is PartyRole.CONSIGNEE:
            return [shipper, Raw(encode(planted))]
        return [shipper, Raw(encode(consignee)), Raw(encode(planted))]

    def _others(self, consignee: Party) -> Iterator[Raw]:
        chance = self.rng.random()
        if chance < IMPORTER_SHARE:
            yield Raw(encode(importer_of_record(self.rng, self.innocent.another(consignee.name))))
        elif chance < IMPORTER_SHARE + SELLER_SHARE:
            yield self.innocent.regular(PartyRole.SELLER)

    def _express(self, filer: str, planted: Party | None) -> SampleConsignment:
        goods, pieces = self.rng.choice(GOODS), self.rng.randint(1, 9)
        consignee = self.innocent.consignee(contact=self.rng.random() < CONTACT_SHARE)
        shipper = self.innocent.regular(PartyRole.SHIPPER)
        made = ExpressConsignment(
            identifier=f"{filer}{next(self._serials):08d}",
            filed=self.today,
            parties=self._parties(shipper, consignee, self._others(consignee), planted),
            description=goods.description,
            quantity=pieces,
            weight=self._weight(goods, pieces),
            weight_unit="K",
            value=self._value(goods, pieces),
            currency="USD",
            origin=self.rng.choice(SHIPPER_COUNTRIES),
            hts=goods.hts,
        )
        return SampleConsignment(made, f"{Mode.EXPRESS}:{made.identifier}:{self.today}", informed=True, planted=planted)

    def _postal(self, post: Post, planted: Party | None) -> SampleConsignment:
        goods, pieces = self.rng.choice(GOODS), self.rng.randint(1, 3)
        lacks = "" if self.rng.random() < INFORMED_SHARE else self.rng.choice(INFORMATION)
        made = PostalItem(
            identifier=s10(self.rng.choice(SERVICES), next(self._serials), post.country),
            filed=self.today,
            parties=self._postal_parties(post, planted, contact=lacks != "contact"),
            description=goods.description,
            quantity=pieces,
            weight=self._weight(goods, pieces),
            weight_unit="K",
            value=self._value(goods, pieces),
            currency="USD",
            origin="" if lacks == "origin" else post.country,
            category=self.rng.choice(CATEGORIES),
        )
        self._declare(made, goods, "" if lacks == "hts" else goods.hts)
        informed = not lacks and (planted is None or planted.role is not PartyRole.CONSIGNEE)
        return SampleConsignment(made, f"{Mode.POSTAL}:{made.identifier}:{self.today}", informed, planted)

    def _postal_parties(self, post: Post, planted: Party | None, *, contact: bool) -> list[Raw]:
        private = self.rng.random() < PRIVATE_SHARE
        shipper = (
            Raw(encode(self.innocent.sender(post.country))) if private else self.innocent.regular(PartyRole.SHIPPER)
        )
        return self._parties(shipper, self.innocent.consignee(contact=contact), iter(()), planted)

    def _declare(self, item: PostalItem[Raw], goods: Goods, hts: str) -> None:
        """Put the HTS code into the item itself, or into the lines of its customs declaration."""
        if self.rng.random() >= LINES_SHARE:
            item.hts = hts
            return
        weight, value = item.weight or 0.0, item.value or 0.0
        item.contents = (ContentLine(goods.description, item.quantity or 0, weight, value, "USD", hts),)

    def _weight(self, goods: Goods, pieces: int) -> float:
        return round(max(pieces * goods.grams * self.rng.uniform(1.0, 1.3) / 1_000, 0.01), 3)

    def _value(self, goods: Goods, pieces: int) -> float:
        return round(pieces * goods.price * self.rng.uniform(0.8, 1.4), 2)
