from datetime import UTC, date, datetime

import msgspec
import pytest

from screener.domain.consignment import Address
from screener.domain.listed_party import ListName
from screener.domain.policy import Policy
from screener.regime.suppression import suppression
from tests.support.builders import NOW, listed
from tests.support.worker_helpers import ORION, VESTA, ControlRecord, encode, listing, marker, score, snapshot
from topologies.reference.control_topics import ListsInForce, PolicyInForce, ScorecardsInForce, SuppressionsInForce


def lists(*records: ControlRecord) -> ListsInForce:
    """The lists that these records make, applied in order."""
    made = ListsInForce()
    for key, value in records:
        made.apply(key, value)
    return made


def test_a_whole_list_is_in_force() -> None:
    """Records that match the count and the hash of their marker are a watchlist, in whatever order they arrived."""
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
def test_a_list_that_is_not_whole_is_not_in_force(records: list[ControlRecord], reason: str) -> None:
    """One without a marker, with a wrong count or hash, or beside a list without a marker is refused, with the reason in words."""
    assert reason in lists(*records).incomplete()


def test_an_empty_list_that_is_closed_is_whole() -> None:
    """A list may be empty, if its marker says so."""
    made = lists(marker([]))
    assert made.incomplete() == ""
    assert len(made.watchlist(10)) == 0


def test_a_tombstone_ends_a_record() -> None:
    """A listed party that is removed, with a marker that says so, is no longer in force; a marker can be removed too."""
    made = lists(*snapshot(ORION, VESTA), (VESTA.id.encode(), None), marker([ORION]))
    assert made.incomplete() == ""
    assert [each.id for each in made.watchlist(10).parties] == [ORION.id]
    made.apply(b"marker:sam", None)
    assert "no closing marker" in made.incomplete() or "no closed list" in made.incomplete()


def test_a_tombstone_without_a_record_has_no_effect() -> None:
    """The record may never have existed."""
    made = lists(*snapshot(ORION), (b"sam:nobody", None))
    assert made.incomplete() == ""


def test_a_further_list_changes_the_version() -> None:
    """The version depends on the content of every list; the closing time is that of the newest marker."""
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
    assert ListsInForce().closed == 0
    assert ListsInForce().version == ""


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b'{"id":"sam:1"}', b'{"id":"sam:1","list":"lost","name":"X"}'])
@pytest.mark.parametrize("key", [b"sam:1", b"marker:sam"])
def test_a_record_that_cannot_be_decoded_is_refused(key: bytes, value: bytes) -> None:
    """It raises, and leaves the lists as they are."""
    made = lists(*snapshot(ORION))
    with pytest.raises(msgspec.MsgspecError):
        made.apply(key, value)
    assert made.incomplete() == ""


def test_a_quarter_published_again_is_restated() -> None:
    """The last record of a quarter counts, and the version of the scorecards changes with it."""
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
    """Two workers that read the same scorecards in different orders have the same version."""
    one, other = ScorecardsInForce(), ScorecardsInForce()
    records = [score("2026Q1", 10.0), score("2025Q4", 20.0), score("2026Q1", 30.0, operator="RUA")]
    for record in records:
        one.apply(*record)
    for record in reversed(records):
        other.apply(*record)
    assert one.scorecards() == other.scorecards()


def test_two_policies_never_share_a_version() -> None:
    """Whatever version a policy gives itself, other content is another version; without a record the default is in force."""
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


def test_an_invalid_policy_is_refused() -> None:
    """A threshold out of range or a wrong key raises, and the policy in force stays."""
    held = PolicyInForce()
    held.apply(b"policy", encode(Policy(effective=date(2026, 2, 1))))
    before = held.policy
    with pytest.raises(msgspec.ValidationError):
        held.apply(b"policy", b'{"hold_at":1.5}')
    with pytest.raises(msgspec.ValidationError, match="the key of a policy is"):
        held.apply(b"polices", encode(Policy()))
    assert held.policy is before


def test_equal_values_of_records_are_in_memory_once() -> None:
    """Hundreds of thousands of records share equal texts and dates, and are otherwise unchanged."""
    here = Address(("81 Obsidian Way",), "Orion Bay", "CA", "90001", "US")
    records = [listed(name, addresses=[here], active=NOW.date(), published=NOW.date()) for name in ("ORION", "VESTA")]
    lists = ListsInForce()
    for record in records:
        lists.apply(record.id.encode(), msgspec.json.encode(record))
    one, other = lists.watchlist(10).parties
    assert [one, other] == records
    assert one.agency is other.agency
    assert one.active is other.active is one.published
    assert one.addresses[0].city is other.addresses[0].city


def test_a_suppression_counts_until_its_tombstone() -> None:
    """It must have the id of the pair that it names as its key: under another key it could not be revoked."""
    held = SuppressionsInForce()
    made = suppression("P1", "Ana Roe", "sam:1", "ANA ROE", officer="J. Doe", reason="other date of birth", decided=NOW)
    with pytest.raises(msgspec.ValidationError, match="is not the id of the pair"):
        held.apply(b"another", encode(made))
    assert len(held.suppressions()) == 0
    held.apply(made.id.encode(), encode(made))
    assert list(held.suppressions()) == [made]
    held.apply(made.id.encode(), None)
    assert len(held.suppressions()) == 0


def test_an_unchanged_list_is_not_built_again() -> None:
    """The watchlist that the worker has is returned itself where no version changed."""
    made = lists(*snapshot(ORION))
    old = made.watchlist(10)
    made.apply(*marker([ORION], closed=NOW))
    assert made.watchlist(10, old) is old
    made = lists(*snapshot(ORION, VESTA))
    assert made.watchlist(10, old).version == made.version != old.version
