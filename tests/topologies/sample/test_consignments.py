from datetime import date, datetime

from screener.domain.consignment import Mode, PartyRole
from tests.support.builders import listed
from tests.topologies.sample.conftest import Readable
from topologies.sample.consignments import ConsignmentMaker
from topologies.sample.innocent_parties import InnocentParties
from topologies.sample.names import seeded
from topologies.sample.plan import ManifestPlan
from topologies.sample.planted_parties import MatchKind, PlantedParty
from topologies.sample.posts import POSTS

TODAY = date(2026, 3, 2)
SENT = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - the maker does not read it
EXPRESS = ManifestPlan("QFX", None, 1, SENT)
POSTAL = ManifestPlan(POSTS[1].code, POSTS[1], 1, SENT)


def maker() -> ConsignmentMaker:
    rng = seeded(5)
    return ConsignmentMaker(rng, InnocentParties(rng), TODAY)


def test_the_key_names_the_consignment() -> None:
    """Mode, identifier and date, in both modes."""
    make = maker().make
    for plan, mode in ((EXPRESS, Mode.EXPRESS), (POSTAL, Mode.POSTAL)):
        made = make(plan)
        assert made.key == f"{mode}:{made.consignment.identifier}:2026-03-02"


def test_a_planted_party_takes_the_place_of_its_role() -> None:
    """A planted shipper or consignee replaces the innocent one, any other role comes in addition: never two of one role."""
    make = maker().make
    case = PlantedParty(MatchKind.EXACT, listed("ORION KADE"), "ORION KADE", "Orion Kade")
    for _ in range(40):
        made = make(EXPRESS, case)
        assert made.planted is not None
        names = [bytes(party) for party in made.consignment.parties]
        assert sum(b"Orion Kade" in name for name in names) == 1
        extra = made.planted.role not in {PartyRole.SHIPPER, PartyRole.CONSIGNEE}
        assert len(names) == 2 + extra


def test_an_item_is_informed_only_with_all_information() -> None:
    """Section 5(c) asks for tariff number, origin and contact: an item that lacks one of them is not informed."""
    make = maker().make
    items = [make(POSTAL) for _ in range(200)]
    assert {item.informed for item in items} == {True, False}
    for item in items:
        consignee = bytes(item.consignment.parties[1])
        lines = getattr(item.consignment, "contents", ())
        has_hts = bool(item.consignment.hts) or any(line.hs_code for line in lines)
        assert item.informed is (has_hts and bool(item.consignment.origin) and b"phone" in consignee)


def test_no_consignment_key_comes_twice(readable: Readable) -> None:
    """Every identifier of the day is used once, so that a doubled hold would be seen."""
    identifiers = [each["identifier"] for _, body in readable for each in body["consignments"] if "identifier" in each]
    manifests = [body["manifest"] for _, body in readable]
    assert len(set(identifiers)) == len(identifiers)
    assert len(set(manifests)) == len(manifests)
