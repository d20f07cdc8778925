from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Address
from screener.domain.listed_party import ListedParty, PartyKind
from screener.search.list_deltas import Counts, delta
from tests.support.builders import listed

HERE, THERE = Address(("1 Sample Road",), city="Lima"), Address(("2 Sample Road",), city="Lima")


def entry(
    identity: str, name: str, reference: str = "", address: Address = HERE, kind: PartyKind = PartyKind.FIRM
) -> ListedParty:
    made = listed(name, id=f"sam:{identity}", addresses=[address], kind=kind)
    return msgspec.structs.replace(made, reference=reference)


def by_id(parties: Iterable[ListedParty]) -> Mapping[str, ListedParty]:
    return {party.id: party for party in parties}


def pairs(before: Iterable[ListedParty], after: Iterable[ListedParty]) -> list[tuple[str, str]]:
    """The ids, without their list, of the changed records."""
    found = delta(by_id(before), by_id(after)).changed
    return [(each.before.id.removeprefix("sam:"), each.after.id.removeprefix("sam:")) for each in found]


def test_added_ended_and_kept_records_are_separate() -> None:
    """A record that only one side has was added or has ended."""
    stays, goes, comes = entry("a", "VEGA", "1"), entry("b", "MIRA", "2"), entry("c", "TARN", "3")
    found = delta(by_id([stays, goes]), by_id([stays, comes]))
    assert found.counts == Counts(added=1, changed=0, ended=1, kept=1)
    assert (found.added, found.ended) == ((comes,), (goes,))
    assert found.counts.dropped == 0.5


def test_nothing_before_drops_nothing() -> None:
    """The first load of a list is no drop, and neither is a list that stays as it is."""
    parties = by_id([entry("a", "VEGA")])
    assert delta({}, parties).counts.dropped == 0
    assert delta(parties, parties).counts == Counts(0, 0, 0, 1)
    assert delta(parties, {}).counts.dropped == 1


def test_a_record_with_a_new_address_has_changed() -> None:
    """The same number and name: the fields that differ are named, and nobody was dropped."""
    found = delta(by_id([entry("a", "VEGA", "1")]), by_id([entry("b", "VEGA", "1", THERE)]))
    assert found.counts == Counts(added=0, changed=1, ended=0, kept=0)
    assert found.changed[0].fields == ("addresses",)
    assert found.counts.dropped == 0


def test_numbers_that_repeat_pair_the_most_alike() -> None:
    """SAM has many records of one number and name: each finds the one that differs least, and the rest was added."""
    before = [entry("a", "VEGA", "1", HERE), entry("b", "VEGA", "1", THERE, PartyKind.OTHER)]
    after = [
        entry("c", "VEGA", "1", THERE, PartyKind.VESSEL),
        entry("d", "VEGA", "1", Address(("3 New Road",)), PartyKind.FIRM),
        entry("e", "VEGA", "1", Address(("4 New Road",)), PartyKind.PERSON),
    ]
    assert pairs(before, after) == [("a", "d"), ("b", "c")]


@pytest.mark.parametrize(
    ("before", "after", "paired"),
    [
        ([entry("a", "VEGA", "1")], [entry("b", "VEGA WORKS", "1")], True),
        ([entry("a", "VEGA", "1"), entry("k", "TARN", "1")], [entry("b", "MIRA", "1"), entry("k", "TARN", "1")], False),
        ([entry("a", "VEGA", "1"), entry("x", "OSLO", "1")], [entry("b", "MIRA", "1")], False),
        ([entry("a", "VEGA")], [entry("b", "VEGA", address=THERE)], True),
        ([entry("a", "VEGA", "1")], [entry("b", "VEGA", "2")], True),
        ([entry("a", "VEGA"), entry("k", "VEGA")], [entry("b", "VEGA", address=THERE), entry("k", "VEGA")], False),
        ([entry("a", "VEGA")], [entry("b", "VEGA", kind=PartyKind.VESSEL)], False),
        ([entry("a", "VEGA")], [entry("b", "MIRA")], False),
    ],
    ids=[
        "renamed under its own number",
        "a number that another record shares",
        "a number of two that ended",
        "the same name without a number",
        "the same name under a new number",
        "a namesake that stays",
        "a vessel of the name",
        "nothing in common",
    ],
)
def test_only_an_entry_of_its_own_has_a_successor(
    before: list[ListedParty],
    after: list[ListedParty],
    paired: bool,  # noqa: FBT001 - pytest hands it over
) -> None:
    """A number or a name that several records share makes nobody another's successor."""
    assert (("a", "b") in pairs(before, after)) is paired


NAMES, NUMBERS = st.sampled_from(["VEGA", "MIRA", "TARN"]), st.sampled_from(["", "1", "2"])
SNAPSHOTS = st.dictionaries(
    st.integers(0, 9).map(str), st.tuples(NAMES, NUMBERS, st.sampled_from([HERE, THERE])), max_size=8
).map(lambda given: by_id(entry(key, *content) for key, content in given.items()))


@given(SNAPSHOTS, SNAPSHOTS)
def test_a_delta_accounts_for_every_record_once(
    before: Mapping[str, ListedParty], after: Mapping[str, ListedParty]
) -> None:
    """Applied to the old snapshot it gives the new one, and whatever the pairing, no record is counted twice or left out."""
    found = delta(before, after)
    gone = [each.id for each in found.ended] + [each.before.id for each in found.changed]
    come = [each.id for each in found.added] + [each.after.id for each in found.changed]
    assert sorted(gone) == sorted(before.keys() - after.keys())
    assert sorted(come) == sorted(after.keys() - before.keys())
    assert found.kept == len(before.keys() & after.keys())
    again = delta(*(dict(reversed(list(side.items()))) for side in (before, after)))
    assert again == found


def test_the_day_a_record_was_first_seen_is_no_change() -> None:
    """It is kept beside the record, and no part of it."""
    before, after = entry("a", "VEGA", "1"), entry("b", "VEGA", "1")
    found = delta(by_id([before]), by_id([msgspec.structs.replace(after, first_seen=date(2026, 1, 1))]))
    assert found.changed[0].fields == ()
