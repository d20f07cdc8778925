"""SampleManifests as JSON, one after the other, with planted matches and spoiled consignments in known places."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from random import Random
from typing import Any

import msgspec
import orjson
from msgspec import Raw

from schemas.messages import ExpressManifest, PostalManifest
from screener.domain.policy import Family
from topologies.local_run.manifest_record import ManifestRecord
from topologies.sample.consignments import ConsignmentMaker, Draft
from topologies.sample.faults import UNREADABLE, Fault
from topologies.sample.goods import air_waybill
from topologies.sample.innocent_parties import InnocentParties, encode
from topologies.sample.plan import FILERS, ManifestSlot, Placements, Planting
from topologies.sample.planted_cases import PlantedCases, PlantedMatch, PostItems, applicable_tier, inspected_count
from topologies.sample.planted_parties import HOLDING_KINDS, PlantedParty
from topologies.topics import EXPRESS, POSTAL

AIRLINE = "990"


class SampleManifests:
    """An iterator of records in the order of the day; `planted` is complete once it is exhausted."""

    def __init__(
        self, rng: Random, cast: InnocentParties, slots: Sequence[ManifestSlot], tasks: Placements, today: date
    ) -> None:
        self.planted = PlantedCases()
        self._rng = rng
        self._slots = slots
        self._tasks = tasks
        self._drafts = ConsignmentMaker(rng, cast, today)
        self._numbers = count(1)

    def __iter__(self) -> Iterator[ManifestRecord]:
        for number, slot in enumerate(self._slots):
            yield self._record(slot, self._tasks.get(number, {}))

    def unreadable(self, kinds: Mapping[str, int]) -> Iterator[ManifestRecord]:
        """Records of each kind that end as dead letters; they hold no consignment of the day."""
        for kind, times in kinds.items():
            for _ in range(times):
                slot = self._slots[0]._replace(filer=next(iter(FILERS)), post=None, size=2)
                good = self._encoded(slot, self._name(slot), [Raw(encode(self._drafts.make(slot).consignment))] * 2)
                self.planted.unreadable[kind] = self.planted.unreadable.get(kind, 0) + 1
                yield good._replace(value=UNREADABLE[kind](good.value))

    def _record(self, slot: ManifestSlot, tasks: Mapping[int, Planting]) -> ManifestRecord:
        """One manifest; what was put into it is booked."""
        name, families, bodies = self._name(slot), [], []
        for index in range(slot.size):
            family, body = self._consignment(slot, tasks.get(index))
            families.append(family)
            bodies.append(body)
        self._book(slot, name, families)
        return self._encoded(slot, name, bodies)

    def _consignment(self, slot: ManifestSlot, task: Planting | None) -> tuple[Family, Raw]:
        """A consignment as JSON, and the family that it has of its own."""
        draft = self._drafts.make(slot, task if isinstance(task, PlantedParty) else None)
        if isinstance(task, Fault):
            return self._spoiled(draft, task)
        family = self._measured(slot, draft)
        if task:
            self._book_match(draft, task)
            family = max(family, Family.HOLD if task.kind in HOLDING_KINDS else family, key=list(Family).index)
        if family is not Family.CLEAR:
            self.planted.expected[draft.key] = family
        return family, Raw(encode(draft.consignment))

    def _measured(self, slot: ManifestSlot, draft: Draft) -> Family:
        tier = applicable_tier(slot.quarters, informed=draft.informed)
        return tier.action if tier and tier.action is not Family.RFS else Family.CLEAR

    def _spoiled(self, draft: Draft, fault: Fault) -> tuple[Family, Raw]:
        """A consignment with one error: RFI where its key is readable, else no hold at all."""
        body: dict[str, Any] = orjson.loads(encode(draft.consignment))
        fault.spoil(body)
        key = f"{draft.key.partition(':')[0]}:{body.get('identifier')}:{body.get('filed')}"
        self.planted.faults.setdefault(fault.name, []).append(key if fault.keyed else "")
        if not fault.keyed:
            self.planted.unkeyed += 1
            return Family.CLEAR, Raw(orjson.dumps(body))
        self.planted.expected[key] = Family.RFI
        return Family.RFI, Raw(orjson.dumps(body))

    def _book_match(self, draft: Draft, plant: PlantedParty) -> None:
        if draft.planted is None:
            return
        self.planted.matches.append(
            PlantedMatch(
                consignment=draft.key,
                kind=plant.kind,
                listed_party=plant.party.id,
                listed_name=plant.listed_name,
                party_name=plant.written,
                role=draft.planted.role,
                known_address=plant.address is not None,
            )
        )

    def _book(self, slot: ManifestSlot, name: str, families: Sequence[Family]) -> None:
        self.planted.manifests += 1
        self.planted.consignments += slot.size
        if slot.post:
            self.planted.posts.setdefault(slot.post.code, PostItems(slot.quarters)).items += slot.size
        rfs = inspected_count(slot.quarters, families.count(Family.CLEAR))
        if rfs:
            self.planted.inspections[name] = rfs

    def _name(self, slot: ManifestSlot) -> str:
        return f"{slot.filer}-{slot.sent:%Y%m%d}-{next(self._numbers):06d}"

    def _encoded(self, slot: ManifestSlot, name: str, bodies: Sequence[Raw]) -> ManifestRecord:
        head = self._postal(slot, name) if slot.post else self._express(slot, name)
        topic = POSTAL if slot.post else EXPRESS
        return ManifestRecord(topic.name, slot.filer, encode({**msgspec.to_builtins(head), "consignments": bodies}))

    def _express(self, slot: ManifestSlot, name: str) -> ExpressManifest[Raw]:
        return ExpressManifest(
            filer=slot.filer,
            manifest=name,
            consignments=[],
            sent=slot.sent,
            master_waybill=air_waybill(AIRLINE, self._rng.randrange(10**7)),
            flight=f"{slot.filer[:2]}{self._rng.randrange(100, 999)}",
            port=self._rng.choice(("JFK", "LAX", "ORD", "SDF", "MEM")),
        )

    def _postal(self, slot: ManifestSlot, name: str) -> PostalManifest[Raw]:
        return PostalManifest(
            filer=slot.filer,
            manifest=name,
            consignments=[],
            operator=slot.filer,
            sent=slot.sent,
            despatch=f"{slot.filer}{self._rng.randrange(10**6):06d}",
        )
