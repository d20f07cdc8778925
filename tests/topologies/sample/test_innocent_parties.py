from collections import Counter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Party, PartyRole
from screener.domain.identifiers import canonical
from tests.topologies.sample.conftest import Readable, parties
from topologies.sample.day import SampleDay
from topologies.sample.innocent_parties import InnocentParties, email, phone
from topologies.sample.names import seeded


def test_nobody_innocent_shares_an_address_or_number(day: SampleDay, readable: Readable) -> None:
    """Only planted parties have an address or an identifier of the list."""
    streets = {address.lines for party in day.listed for address in party.addresses}
    numbers = {canonical(each) for party in day.listed for each in party.identifiers}
    planted = {match.consignment for match in day.planted.matches}
    for key, party in parties(readable):
        if key not in planted:
            read = msgspec.convert({**party, "role": "other"}, Party)
            assert read.address.lines not in streets
            assert numbers.isdisjoint(canonical(each) for each in read.identifiers)


def test_shippers_recur_and_consignees_hardly_do(readable: Readable) -> None:
    """The traffic repeats as real traffic does: a few firms ship much of it, to ever new people."""
    addresses: dict[str, Counter[str]] = {"shipper": Counter(), "consignee": Counter()}
    for _, party in parties(readable):
        if party["role"] in addresses:
            addresses[party["role"]][str(party.get("address"))] += 1
    shippers, consignees = addresses["shipper"], addresses["consignee"]
    assert sum(count for _, count in shippers.most_common(50)) > 0.3 * shippers.total()
    assert len(consignees) > 0.8 * consignees.total()


def test_without_repetition_every_party_is_new() -> None:
    """With `repeat=False` firms, consignees and importers take ever new names from the given namers."""
    count = iter(range(1_000))
    innocent = InnocentParties(
        seeded(1), person=lambda: f"Person {next(count)}", company=lambda: f"Firm {next(count)}", repeat=False
    )
    names = [innocent.consignee(contact=False).name for _ in range(50)]
    names += [msgspec.json.decode(innocent.regular(PartyRole.SHIPPER), type=Party).name for _ in range(50)]
    names.append(innocent.another(names[0]))
    assert len(set(names)) == len(names)


def test_an_importer_acts_under_the_consignees_name_where_names_may_repeat() -> None:
    """The importer of record is usually the consignee."""
    assert InnocentParties(seeded(1)).another("Tilda Marsh") == "Tilda Marsh"


@given(st.integers(0, 2**32), st.text(max_size=30))
def test_contacts_belong_to_nobody(seed: int, name: str) -> None:
    """Telephone numbers are of the fictional range 555-01XX, e-mail addresses of a reserved domain and plain ASCII."""
    rng = seeded(seed)
    assert phone(rng)[5:10] == "55501"
    address = email(rng, name)
    assert address.endswith("@example.com")
    assert address.isascii()
