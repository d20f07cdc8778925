"""The sample's manifests as JSON, one after the other, with every planted case noted down."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from random import Random
from typing import Any

import msgspec
import orjson
from msgspec import Raw

from schemas.messages import ExpressManifest, PostalManifest
from screener.domain.consignment import PartyRole
from screener.domain.policy import Family
from topologies.local_run.manifest_files import ManifestRecord
from topologies.sample.consignments import ConsignmentMaker, SampleConsignment
from topologies.sample.faults import UNREADABLE, Fault
from topologies.sample.goods import air_waybill
from topologies.sample.innocent_parties import InnocentParties, encode
from topologies.sample.plan import FILERS, ManifestPlan, Placements, PlantedCase
from topologies.sample.planted_cases import PlantedCases, PlantedMatch, applicable_tier, inspected_count
from topologies.sample.planted_parties import HOLDING_KINDS, PlantedParty
from topologies.topics import EXPRESS, POSTAL

AIRLINE = "990"


class SampleManifests:
    """The records of a day in order of time; `planted` is complete once they were iterated."""

    def __init__(
        self,
        rng: Random,
        innocent: InnocentParties,
        plans: Sequence[ManifestPlan],
        cases: Placements,
        today: date,
    ) -> None:
        self.planted = PlantedCases()
        self._rng = rng
        self._plans = plans
        self._cases = cases
        self._make = ConsignmentMaker(rng, innocent, today).make
        self._numbers = count(1)

    def __iter__(self) -> Iterator[ManifestRecord]:
        for number, plan in enumerate(self._plans):
            yield self._record(plan, self._cases.get(number, {}))

    def unreadable(self, kinds: Mapping[str, int]) -> Iterator[ManifestRecord]:
        """The given number of records of each kind of `UNREADABLE`; their consignments do not count as consignments of the day."""
        for kind, times in kinds.items():
            for _ in range(times):
                plan = self._plans[0]._replace(filer=next(iter(FILERS)), post=None, size=2)
                good = self._encoded(plan, self._number(plan), [Raw(encode(self._make(plan).consignment))] * 2)
                self.planted.unreadable[kind] = self.planted.unreadable.get(kind, 0) + 1
                yield good._replace(value=UNREADABLE[kind](good.value))

    def _record(self, plan: ManifestPlan, cases: Mapping[int, PlantedCase]) -> ManifestRecord:
        number, families, bodies = self._number(plan), [], []
        for index in range(plan.size):
            family, body = self._consignment(plan, cases.get(index))
            families.append(family)
            bodies.append(body)
        self.planted.consignments += plan.size
        inspections = inspected_count(plan.quarters, families.count(Family.CLEAR))
        if inspections:
            self.planted.inspections[number] = inspections
        return self._encoded(plan, number, bodies)

    def _consignment(self, plan: ManifestPlan, case: PlantedCase | None) -> tuple[Family, Raw]:
        """A consignment as JSON, and the family that it must get, inspection apart."""
        made = self._make(plan, case if isinstance(case, PlantedParty) else None)
        if isinstance(case, Fault):
            return self._with_fault(made, case)
        family = _post_measure(plan, made)
        if case and made.planted:
            self._note_match(made.key, made.planted.role, case)
            family = max(family, Family.HOLD if case.kind in HOLDING_KINDS else family, key=list(Family).index)
        if family is not Family.CLEAR:
            self.planted.expected[made.key] = family
        return family, Raw(encode(made.consignment))

    def _with_fault(self, made: SampleConsignment, fault: Fault) -> tuple[Family, Raw]:
        """A consignment with one fault: RFI where its key is still readable, else no hold at all."""
        body: dict[str, Any] = orjson.loads(encode(made.consignment))
        fault.apply(body)
        key = f"{made.key.partition(':')[0]}:{body.get('identifier')}:{body.get('filed')}"
        self.planted.faults.setdefault(fault.name, []).append(key if fault.has_key else "")
        if not fault.has_key:
            self.planted.unkeyed += 1
            return Family.CLEAR, Raw(orjson.dumps(body))
        self.planted.expected[key] = Family.RFI
        return Family.RFI, Raw(orjson.dumps(body))

    def _note_match(self, key: str, role: PartyRole, case: PlantedParty) -> None:
        self.planted.matches.append(
            PlantedMatch(
                consignment=key,
                kind=case.kind,
                listed_party=case.party.id,
                listed_name=case.listed_name,
                party_name=case.written,
                role=role,
                known_address=case.address is not None,
            )
        )

    def _number(self, plan: ManifestPlan) -> str:
        return f"{plan.filer}-{plan.sent:%Y%m%d}-{next(self._numbers):06d}"

    def _encoded(self, plan: ManifestPlan, number: str, bodies: Sequence[Raw]) -> ManifestRecord:
        head = self._postal(plan, number) if plan.post else self._express(plan, number)
        topic = POSTAL if plan.post else EXPRESS
        return ManifestRecord(topic.name, plan.filer, encode({**msgspec.to_builtins(head), "consignments": bodies}))

    def _express(self, plan: ManifestPlan, number: str) -> ExpressManifest[Raw]:
        return ExpressManifest(
            filer=plan.filer,
            manifest=number,
            consignments=[],
            sent=plan.sent,
            master_waybill=air_waybill(AIRLINE, self._rng.randrange(10**7)),
            flight=f"{plan.filer[:2]}{self._rng.randrange(100, 999)}",
            port=self._rng.choice(("JFK", "LAX", "ORD", "SDF", "MEM")),
        )

    def _postal(self, plan: ManifestPlan, number: str) -> PostalManifest[Raw]:
        return PostalManifest(
            filer=plan.filer,
            manifest=number,
            consignments=[],
            operator=plan.filer,
            sent=plan.sent,
            despatch=f"{plan.filer}{self._rng.randrange(10**6):06d}",
        )


def _post_measure(plan: ManifestPlan, made: SampleConsignment) -> Family:
    tier = applicable_tier(plan.quarters, informed=made.informed)
    return tier.action if tier and tier.action is not Family.RFS else Family.CLEAR
