from datetime import UTC, date, datetime

import msgspec
import pytest

from screener.domain.consignment import Address
from screener.domain.decision import Hold
from screener.domain.listed_party import ListName
from screener.domain.policy import Policy
from screener.domain.status_codes import HoldEvent
from screener.search.watchlist import Watchlist
from tests.support.builders import NOW, by_identifier, express, holds, listed, manifest_of, non_compliant_post, party
from tests.support.worker_helpers import ORION, VESTA, ControlRecord, encode, listing, marker, score, snapshot
from topologies.reference.snapshot import Lists, PolicyInForce, Reference, RememberedHolds, ScorecardsInForce


def lists(*records: ControlRecord) -> Lists:
    """The lists that these records make, applied in order."""
    made = Lists()
    for key, value in records:
        made.apply(key, value)
    return made


def a_hold(identifier: str = "HB100001", manifest: str = "M1") -> Hold:
    """A hold for a listed name."""
    (hold,) = holds(manifest_of(express(party(ORION.name), identifier=identifier), number=manifest), ORION)
    return hold


def changed(hold: Hold, event: HoldEvent) -> tuple[bytes, bytes]:
    return hold.consignment.encode(), encode(msgspec.structs.replace(hold, event=event))


def test_a_whole_list_is_in_force() -> None:
    """Records that their marker counts and hashes right make a watchlist, whatever order they came in."""
    made = lists(marker([ORION, VESTA]), listing(VESTA), listing(ORION))
    assert made.incomplete() == ""
    assert [each.id for each in made.watchlist(10).parties] == [ORION.id, VESTA.id]
    assert made.version == lists(*snapshot(ORION, VESTA)).version


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ([], "no closed list: load one with `screener lists load"),
        ([listing(ORION)], "holds no closed list"),
        ([listing(ORION), marker([ORION, VESTA])], "list sam has 1 records where its marker says 2"),
        ([listing(ORION), marker([ORION], version="0" * 16)], "marker says 1, version 0000000000000000"),
        ([listing(ORION), marker([VESTA])], "list sam has 1 records where its marker says 1"),
        ([*snapshot(ORION), listing(listed(id="sam:late"))], "list sam has 2 records where its marker says 1"),
        (
            [*snapshot(ORION), listing(msgspec.structs.replace(VESTA, id="csl:1", list=ListName.CSL))],
            "list csl has 1 records and no closing marker",
        ),
    ],
    ids=["empty", "no marker", "too few", "wrong version", "other records", "too many", "another list open"],
)
def test_what_is_not_whole_is_not_in_force(records: list[ControlRecord], reason: str) -> None:
    """A list without marker, with a wrong count or version, or beside an open list is refused, with the reason in words."""
    assert reason in lists(*records).incomplete()


def test_an_empty_list_that_is_closed_is_whole() -> None:
    """A list of nobody is a list, where its marker says so."""
    made = lists(marker([]))
    assert made.incomplete() == ""
    assert len(made.watchlist(10)) == 0


def test_a_tombstone_ends_a_record() -> None:
    """A listed party that is taken off, with a marker that says so, is no longer in force; a marker too can end."""
    made = lists(*snapshot(ORION, VESTA), (VESTA.id.encode(), None), marker([ORION]))
    assert made.incomplete() == ""
    assert [each.id for each in made.watchlist(10).parties] == [ORION.id]
    made.apply(b"marker:sam", None)
    assert "no closing marker" in made.incomplete() or "no closed list" in made.incomplete()


def test_a_tombstone_of_nobody_does_nothing() -> None:
    """A record that was never there may be ended."""
    made = lists(*snapshot(ORION), (b"sam:nobody", None))
    assert made.incomplete() == ""


def test_another_list_is_another_version() -> None:
    """The version changes with each list's content, and the time of closing is the newest."""
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    consolidated = msgspec.structs.replace(VESTA, id="ofac-cons:1", list=ListName.OFAC_CONSOLIDATED)
    one = lists(listing(ORION), marker([ORION], closed=late))
    two = lists(
        listing(ORION),
        marker([ORION], closed=late),
        listing(consolidated),
        marker([consolidated], ListName.OFAC_CONSOLIDATED, closed=early),
    )
    assert two.incomplete() == ""
    assert one.version
    assert two.version != one.version
    assert two.closed == late.timestamp()
    assert Lists().closed == 0
    assert Lists().version == ""


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b'{"id":"sam:1"}', b'{"id":"sam:1","list":"lost","name":"X"}'])
@pytest.mark.parametrize("key", [b"sam:1", b"marker:sam"])
def test_a_record_that_is_none_is_refused(key: bytes, value: bytes) -> None:
    """Garbage raises and leaves the lists as they are."""
    made = lists(*snapshot(ORION))
    with pytest.raises(msgspec.MsgspecError):
        made.apply(key, value)
    assert made.incomplete() == ""


def test_a_quarter_published_again_is_restated() -> None:
    """Of a quarter the last record counts, and the version of the posts changes with it."""
    cards = ScorecardsInForce()
    assert cards.scorecards().version == "empty"
    cards.apply(*score("2026Q1", 10.0))
    first = cards.scorecards()
    cards.apply(*score("2026Q1", 80.0, published=datetime(2026, 6, 1, tzinfo=UTC)))
    second = cards.scorecards()
    assert [card.score for card in first.by_operator["CNA"]] == [10.0]
    assert [card.score for card in second.by_operator["CNA"]] == [80.0]
    assert first.version != second.version
    cards.apply(b"CNA:2026Q1", None)
    assert cards.scorecards().by_operator == {}
    assert cards.scorecards().version == "empty"


def test_the_order_of_scorecards_does_not_matter() -> None:
    """Two workers that read the same scorecards in different order name the same version."""
    one, other = ScorecardsInForce(), ScorecardsInForce()
    records = [score("2026Q1", 10.0), score("2025Q4", 20.0), score("2026Q1", 30.0, operator="RUA")]
    for record in records:
        one.apply(*record)
    for record in reversed(records):
        other.apply(*record)
    assert one.scorecards() == other.scorecards()


def test_two_policies_never_share_a_version() -> None:
    """Whatever a policy calls itself, other content is another version; without a record the default is in force."""
    held = PolicyInForce()
    assert held.policy == Policy()
    versions = {held.policy.version}
    for hold_at in (0.8, 0.9):
        held.apply(b"policy", encode(Policy(version="default", hold_at=hold_at)))
        assert held.policy.hold_at == hold_at
        versions.add(held.policy.version)
    assert len(versions) == 3
    held.apply(b"policy", None)
    assert held.policy == Policy()


def test_a_policy_that_is_none_leaves_the_one_in_force() -> None:
    """A threshold out of range is refused, and the policy stays."""
    held = PolicyInForce()
    held.apply(b"policy", encode(Policy(effective=date(2026, 2, 1))))
    before = held.policy
    with pytest.raises(msgspec.ValidationError):
        held.apply(b"policy", b'{"hold_at":1.5}')
    with pytest.raises(msgspec.ValidationError, match="the key is"):
        held.apply(b"polices", encode(Policy()))
    assert held.policy is before


def test_holds_are_found_by_identifier_until_they_are_removed() -> None:
    """A hold is known under its consignment's identifier; the same hold twice is one; removed, it is forgotten."""
    held = RememberedHolds(10)
    hold = a_hold()
    held.apply(*changed(hold, HoldEvent.PLACED))
    held.apply(*changed(hold, HoldEvent.STILL_IN_PLACE))
    assert held.by_identifier.keys() == {"HB100001"} == by_identifier([hold]).keys()
    assert len(held.by_identifier["HB100001"]) == 1
    held.apply(*changed(hold, HoldEvent.REMOVED))
    assert len(held) == 0
    held.apply(hold.consignment.encode(), None)
    assert len(held) == 0


def test_a_removal_ends_its_own_hold_alone() -> None:
    """Of two holds of one consignment the other stays."""
    (first,) = holds(manifest_of(express(party(ORION.name))), ORION)
    (second,) = holds(manifest_of(express(party(VESTA.name))), VESTA)
    held = RememberedHolds(10)
    held.take([first, second])
    held.take([msgspec.structs.replace(first, event=HoldEvent.REMOVED)])
    assert [hold.hold for hold in held.by_identifier["HB100001"]] == [second.hold]


def test_holds_are_kept_as_bytes_and_read_as_they_were() -> None:
    """What is remembered of a hold is all of it, and no more than its message takes."""
    (hold,) = holds(manifest_of(express(party(ORION.name))), ORION)
    held = RememberedHolds(10)
    held.take([hold])
    assert held.by_identifier["HB100001"] == (hold,)
    assert "HB100001" in held.by_identifier
    assert "HB100002" not in held.by_identifier
    packed = [each for holds in held.by_identifier.bytes.values() for each in holds.values()]
    assert sum(map(len, packed)) < 1.1 * len(encode(hold))


def test_an_identifier_may_hold_colons_and_spaces() -> None:
    """The identifier is what stands between the mode and the date, whatever it is made of."""
    held = RememberedHolds(10)
    held.take([msgspec.structs.replace(a_hold(), consignment="express:HB:1 2:2026-07-01")])
    assert list(held.by_identifier) == ["HB:1 2"]


def test_holds_remembered_are_bounded() -> None:
    """Beyond the limit the oldest are forgotten; one that was repeated lately is not the oldest."""
    held = RememberedHolds(3)
    made = [a_hold(f"HB{number}") for number in range(4)]
    held.take(made[:3])
    held.take([made[0]])
    held.take([made[3]])
    assert list(held.by_identifier) == ["HB2", "HB0", "HB3"]


def test_a_reference_names_what_it_is_made_of() -> None:
    """The versions on every decision are those of list, posts and policy."""
    reference = Reference(Watchlist([ORION], "w1"), non_compliant_post(2), Policy(version="2026-07"))
    assert (reference.versions.watchlist, reference.versions.posts, reference.versions.policy) == (
        "w1",
        "p1",
        "2026-07",
    )
    assert NOW.tzinfo is UTC


def test_a_hold_of_nothing_that_is_a_key_is_refused() -> None:
    """A hold event whose consignment has not the form of a key is refused, not fatal."""
    held = RememberedHolds(10)
    with pytest.raises(msgspec.ValidationError, match="is not mode:identifier:date"):
        held.apply(b"x", encode(msgspec.structs.replace(a_hold(), consignment="HB100001")))
    assert len(held) == 0


def test_what_two_records_have_alike_is_kept_once() -> None:
    """Hundreds of thousands of records share the texts and days that they have alike, and say what they said."""
    here = Address(("81 Obsidian Way",), "Orion Bay", "CA", "90001", "US")
    records = [listed(name, addresses=[here], active=NOW.date(), published=NOW.date()) for name in ("ORION", "VESTA")]
    lists = Lists()
    for record in records:
        lists.apply(record.id.encode(), msgspec.json.encode(record))
    one, other = lists.watchlist(10).parties
    assert [one, other] == records
    assert one.agency is other.agency
    assert one.active is other.active is one.published
    assert one.addresses[0].city is other.addresses[0].city
