from collections import Counter
from datetime import date
from typing import Any

import msgspec
import pytest

from load_tests.inputs.traffic import TODAY, branches, middle_names, traffic
from screener.domain.consignment import Identifier, IdentifierKind
from screener.domain.listed_party import Alias, ListedParty, ListName, PartyKind
from screener.names.normalisation import normalise
from topologies.sample.lists import sample_listed
from topologies.sample.manifests import SampleManifests
from topologies.sample.names import seeded
from topologies.sample.planted_parties import HOLDING_KINDS, MatchKind

INNOCENTS = ("Anna Lindgren", "Bruno Castelo", "Chen Li", "Dara O'Shea")
COMPANIES = ("Alder Tools Ltd", "Cobalt Optics GmbH", "Juniper Cycles Inc.")
LISTED = sample_listed(seeded(5), TODAY)


def consignments(source: SampleManifests) -> list[dict[str, Any]]:
    return [each for record in source for each in msgspec.json.decode(record.value)["consignments"]]


def listed(name: str, **fields: Any) -> ListedParty:
    return ListedParty(id=f"sam:{name}", list=ListName.SAM, name=name, kind=PartyKind.PERSON, **fields)


def test_every_planted_party_is_in_its_consignment() -> None:
    """The ledger is right: each planted name or identifier is found in the consignment with its key."""
    source = traffic(LISTED, INNOCENTS, COMPANIES, consignments=4_000, seed=1)
    found = {f"{each['identifier']}:{each['filed']}": each for each in consignments(source)}
    identifiers = {party.id: {number.value for number in party.identifiers} for party in LISTED}
    assert Counter(match.kind for match in source.planted.matches) == dict.fromkeys(HOLDING_KINDS, 8)
    for match in source.planted.matches:
        parties = found[match.consignment.partition(":")[2]]["parties"]
        (party,) = [party for party in parties if party["role"] == match.role and party["name"] == match.party_name]
        if match.kind is MatchKind.IDENTIFIER:
            assert identifiers[match.listed_party] & {number["value"] for number in party["identifiers"]}
        else:
            assert sorted(normalise(party["name"]).split()) == sorted(normalise(match.listed_name).split())


def test_only_the_given_names_and_planted_ones_are_used() -> None:
    """Innocent people and firms are named from the given lists."""
    source = traffic(LISTED, INNOCENTS, COMPANIES, consignments=1_000, seed=2)
    names = {party["name"] for each in consignments(source) for party in each["parties"]}
    planted = {match.party_name for match in source.planted.matches if match.kind is not MatchKind.IDENTIFIER}
    assert names - planted == {*INNOCENTS, *COMPANIES}


def test_distinct_traffic_repeats_no_name() -> None:
    """Every innocent party has a new name, even if far fewer names are given than there are parties."""
    source = traffic(LISTED, INNOCENTS, COMPANIES, consignments=500, seed=3, distinct=True)
    names = [party["name"] for each in consignments(source) for party in each["parties"]]
    planted = {match.party_name for match in source.planted.matches}
    innocent = [name for name in names if name not in planted]
    assert len(innocent) > 1_000
    assert len(set(innocent)) == len(innocent)


def test_records_of_one_consignment() -> None:
    """`per_manifest=1` gives as many manifests as consignments."""
    records = list(traffic(LISTED, consignments=300, seed=4, per_manifest=1))
    assert len(records) == 300
    assert {len(msgspec.json.decode(record.value)["consignments"]) for record in records} == {1}


def test_a_consignment_takes_about_650_bytes() -> None:
    """Comparisons with `orjson.loads` need consignments of a realistic size."""
    source = traffic(LISTED, consignments=2_000, seed=5)
    size = sum(len(record.value) for record in source) / 2_000
    assert 550 < size < 750


def test_only_active_parties_are_planted() -> None:
    """A party whose exclusion has ended is not planted."""
    ended = listed("MARTA QUILLON", terminates=date(2020, 1, 1))
    source = traffic([ended], consignments=500, seed=6)
    assert len(consignments(source)) == 500
    assert source.planted.matches == []


@pytest.mark.parametrize(
    ("party", "kinds"),
    [
        (listed("QUILLON", aliases=(Alias("MARTA", weak=True),)), set()),
        (listed("MARTA QUILLON"), {MatchKind.EXACT, MatchKind.REORDERED}),
        (listed("QUILLON", aliases=(Alias("MARTA QUILLON"),)), {MatchKind.ALIAS}),
        (listed("MARTA QUILLON", weak_name=True), set()),
        (listed("Q", identifiers=(Identifier(IdentifierKind.UEI, "ZQABCDEFGH12"),)), {MatchKind.IDENTIFIER}),
    ],
)
def test_weak_names_are_planted_nowhere(party: ListedParty, kinds: set[MatchKind]) -> None:
    """Only what leads to a hold is planted: no single word, no weak alias, no weak name."""
    source = traffic([party], consignments=200, seed=7)
    assert len(consignments(source)) == 200
    assert {match.kind for match in source.planted.matches} == kinds


def test_the_same_seed_gives_the_same_traffic() -> None:
    """The same seed gives the same bytes."""
    one, twin = (list(traffic(LISTED, INNOCENTS, consignments=400, seed=8)) for _ in range(2))
    assert one == twin


def test_names_never_run_out() -> None:
    """When all names are used up, people get another given name and firms a branch."""
    people, firms = middle_names(("Anna Berg", "Bo Ek")), branches(("Alder Ltd",))
    assert [next(people) for _ in range(4)] == ["Anna Berg", "Bo Ek", "Anna Anna Berg", "Bo Anna Ek"]
    assert next(firms) == "Alder Ltd"
    assert len({next(firms) for _ in range(200)}) == 200
