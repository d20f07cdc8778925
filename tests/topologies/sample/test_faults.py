import copy
from typing import Any

import pytest

from screener.domain.consignment import Mode
from tests.topologies.sample.conftest import Readable, mode_of, readable_body
from topologies.sample.day import SampleDay
from topologies.sample.faults import FAULTS, UNREADABLE, Fault


@pytest.fixture(scope="module")
def sound(day: SampleDay, readable: Readable) -> dict[Mode, dict[str, Any]]:
    """A consignment of each mode without any fault."""
    faulty = {key for keys in day.planted.faults.values() for key in keys}
    found: dict[Mode, dict[str, Any]] = {}
    for record, body in readable:
        for each in body["consignments"]:
            key = f"{mode_of(record)}:{each.get('identifier')}:{each.get('filed')}"
            if key not in faulty and "identifier" in each and "filed" in each and len(each["parties"]) == 2:
                found.setdefault(mode_of(record), each)
    return found


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_changes_the_consignment_and_nothing_but_a_keyless_one_its_key(
    fault: Fault, sound: dict[Mode, dict[str, Any]]
) -> None:
    """Each fault can be put into each of its modes; `has_key` says whether identifier and a real date are left."""
    for mode in fault.modes:
        changed = copy.deepcopy(sound[mode])
        fault.apply(changed)
        assert changed != sound[mode]
        readable_date = changed.get("filed") in {sound[mode]["filed"], "2019-02-11"}
        assert (bool(changed.get("identifier")) and readable_date) is fault.has_key


def test_fault_names_are_unique() -> None:
    """Planted faults are counted by name."""
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_each_kind_of_unreadable_record_comes_once(day: SampleDay) -> None:
    """Records that end as dead letters are counted by kind, and none of them can be read as a manifest."""
    assert day.planted.unreadable == dict.fromkeys(UNREADABLE, 1)
    unread = [record for record in day.manifests if readable_body(record.value) is None]
    assert len(unread) == len(UNREADABLE)
    assert max(len(record.value) for record in unread) == 2_000_000
