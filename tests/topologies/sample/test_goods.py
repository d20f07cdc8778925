from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Mode
from screener.domain.identifiers import is_air_waybill, is_importer_number, is_s10
from screener.regime.descriptions import is_vague
from tests.topologies.sample.conftest import Readable, mode_of, parties
from topologies.sample.day import SampleDay
from topologies.sample.goods import GOODS, SERVICES, air_waybill, entity_id, importer_number, s10, serials
from topologies.sample.names import seeded


@given(st.sampled_from(SERVICES), st.integers(0, 10**8 - 1))
def test_every_s10_identifier_is_valid(service: str, serial: int) -> None:
    """Whatever the serial number, the check digit is right."""
    assert is_s10(s10(service, serial, "CN"))


@given(st.integers(0, 10**7 - 1))
def test_every_air_waybill_is_valid(serial: int) -> None:
    """Whatever the serial number, its last digit is the first seven modulo 7."""
    assert is_air_waybill(air_waybill("990", serial))


@given(st.integers(0, 2**32))
def test_every_importer_number_and_uei_is_well_formed(seed: int) -> None:
    """An importer number has the form that CBP asks for, a UEI twelve characters without O and I."""
    rng = seeded(seed)
    assert is_importer_number(importer_number(rng, 10, 89))
    uei = entity_id(rng, "ZQ")
    assert len(uei) == 12
    assert not set(uei) & {"O", "I"}


def test_serial_numbers_do_not_repeat() -> None:
    """All numbers of three digits come before any comes again."""
    first = list(islice(serials(seeded(3), 3), 2_000))
    assert sorted(first[:1_000]) == list(range(1_000))
    assert first[1_000:] == first[:1_000]


def test_no_goods_are_vague() -> None:
    """Every description says what the goods are, and every HTS code has ten digits."""
    assert not any(is_vague(goods.description) for goods in GOODS)
    assert all(len(goods.hts) == 10 and goods.hts.isdigit() for goods in GOODS)


def test_numbers_of_the_day_have_their_check_digits(day: SampleDay, readable: Readable) -> None:
    """S10 identifiers, air waybills and importer numbers are right, except for the items made faulty on purpose."""
    wrong = set(day.planted.faults["wrong check digit"])
    for record, body in readable:
        if mode_of(record) is Mode.EXPRESS:
            assert is_air_waybill(body["master_waybill"])
            continue
        for item in body["consignments"]:
            key = f"postal:{item['identifier']}:{item.get('filed')}"
            assert is_s10(item["identifier"]) is (key not in wrong)
    for _, party in parties(readable):
        numbers = [each["value"] for each in party.get("identifiers", ()) if each["kind"] == "importer-number"]
        assert all(map(is_importer_number, numbers))
