"""What the archive keeps, finds and removes; no broker is needed."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages import SnapshotMarker
from screener.domain.listed_party import ListedParty, ListName
from screener.search.watchlist import content_version
from tests.support.builders import listed
from topologies.list_releases import archive as archive_module
from topologies.list_releases.archive import Archive, KeyValue
from topologies.list_releases.lists_on_topic import watchlist_version
from topologies.settings import UsageError

START = datetime(2026, 7, 1, tzinfo=UTC)


def parties(*numbers: int) -> list[ListedParty]:
    return [listed(f"FIRM {number}", id=f"sam:{number:04}") for number in sorted(numbers)]


def marker(given: list[ListedParty], day: int = 0, name: str = "", of: ListName = ListName.SAM) -> SnapshotMarker:
    version = content_version(party.id for party in given)
    return SnapshotMarker(of, len(given), version, START + timedelta(days=day), f"{day}.csv", name)


def written(held: dict[bytes, bytes], records: Iterable[KeyValue]) -> Archive:
    """The archive as the next command reads it, once these records are on the topic `held`."""
    for key, value in records:
        if value is None:
            del held[key]
        else:
            held[key] = value
    return Archive(held)


def kept(held: dict[bytes, bytes], day: int, *numbers: int, name: str = "") -> str:
    """Keep the version that has these records; its version."""
    made = marker(parties(*numbers), day, name)
    written(held, Archive(held).put(made, parties(*numbers)))
    return made.version


def records(held: Mapping[bytes, bytes]) -> set[str]:
    return {key.decode().removeprefix("record:sam:") for key in held if key.startswith(b"record:")}


def test_a_version_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many parts its ids fill; a record that two versions share is kept once."""
    monkeypatch.setattr(archive_module, "IDS_A_PART", 3)
    held: dict[bytes, bytes] = {}
    one, other = kept(held, 0, *range(10)), kept(held, 1, *range(5, 15))
    again = Archive(held)
    assert [head.version for head in again.versions] == [other, one]
    assert sorted(again.parties(again.versions[1])) == [party.id for party in parties(*range(10))]
    assert len(records(held)) == 15
    assert sum(key.startswith(b"part:") for key in held) == 8


def test_no_record_exceeds_the_default_limit_of_brokers() -> None:
    """The ids of a list of 25,000 are in records below half a megabyte."""
    held: dict[bytes, bytes] = {}
    many = [listed(id=f"sam:{number:032x}") for number in range(25_000)]
    written(held, Archive().put(marker(many), many))
    assert max(len(value) for value in held.values()) < 500_000
    assert len(Archive(held).parties(Archive(held).versions[0])) == 25_000


def test_a_version_that_lost_a_record_is_not_returned_to() -> None:
    """One line says what is missing and what to do."""
    held: dict[bytes, bytes] = {}
    kept(held, 0, 1, 2, 3)
    for lost in (b"record:sam:0002", b"part:sam:"):
        less = {key: value for key, value in held.items() if not key.startswith(lost)}
        with pytest.raises(UsageError, match=r"of 3 records\): load the list from its files"):
            Archive(less).parties(Archive(less).versions[0])


def test_versions_are_found_by_name_and_by_their_first_digits() -> None:
    """A name, a version, its first four digits; fewer digits, or those of no version, find nothing."""
    held: dict[bytes, bytes] = {}
    one, other = kept(held, 0, 1, name="2026-11 monthly"), kept(held, 1, 2)
    find = Archive(held).named
    assert [head.version for head in find("2026-11 monthly")] == [one]
    assert [head.version for head in find(other)] == [other] == [head.version for head in find(other[:4])]
    assert find(other[:3]) == find("") == find("ffffffffff") == []


def test_ambiguous_digits_are_refused() -> None:
    """Several versions begin with them: there is no guessing."""
    held: dict[bytes, bytes] = {}
    for day in range(2):
        head = msgspec.structs.replace(marker(parties(day), day), version=f"abcd{day:012}")
        written(held, Archive(held).put(head, parties(day)))
    with pytest.raises(UsageError, match="2 versions begin with 'abcd': give more of its digits"):
        Archive(held).named("abcd")


def test_a_watchlist_version_brings_back_all_its_lists() -> None:
    """The version that a decision names is that of one version of each list."""
    held: dict[bytes, bytes] = {}
    kept(held, 0, 1)
    other = [msgspec.structs.replace(listed("VESTA", id="csl:1"), list=ListName.CSL)]
    written(held, Archive(held).put(marker(other, of=ListName.CSL), other))
    lists = {head.list: head.version for head in Archive(held).versions}
    written(held, [Archive(held).put_watchlist(lists, START)])
    found = Archive(held).named(watchlist_version(lists))
    assert {head.list: head.version for head in found} == lists


def test_growth_is_bounded() -> None:
    """At most `keep` versions stay, the one in force always, named ones longest, and only the records that they need."""
    held: dict[bytes, bytes] = {}
    named = kept(held, 0, 0, 1, name="keep me")
    versions = [kept(held, day, day, day + 1) for day in range(1, 6)]
    lists = {ListName.SAM: versions[2]}
    written(held, [Archive(held).put_watchlist(lists, START)])
    left = written(held, Archive(held).prune(3, {ListName.SAM: versions[1]}))
    assert {head.version for head in left.versions} == {named, versions[1], versions[4]}
    assert records(held) == {"0000", "0001", "0002", "0003", "0005", "0006"}
    assert left.named(watchlist_version(lists)) == []
    assert list(left.prune(3, {ListName.SAM: versions[1]})) == []
    left = written(held, left.prune(1, {ListName.SAM: versions[1]}))
    assert [head.version for head in left.versions] == [versions[1]]


def test_the_remains_of_an_interrupted_command_are_removed() -> None:
    """Parts whose head was removed, or was never written."""
    held: dict[bytes, bytes] = {}
    version = kept(held, 0, 1, 2)
    half = list(Archive(held).put(marker(parties(3, 4), 1), parties(3, 4)))[:-1]
    left = written(held, half)
    assert [head.version for head in left.versions] == [version]
    written(held, left.prune(9, {ListName.SAM: version}))
    assert records(held) == {"0001", "0002"}
    assert sum(key.startswith(b"part:") for key in held) == 1


@given(st.lists(st.sets(st.integers(0, 9), min_size=1), min_size=1, max_size=8), st.integers(1, 4), st.integers(0, 40))
def test_whatever_stays_can_be_returned_to(loads: list[set[int]], keep: int, cut: int) -> None:
    """After any loads, and wherever the last pruning was interrupted, every version that is listed is whole."""
    held: dict[bytes, bytes] = {}
    for day, numbers in enumerate(loads):
        version = kept(held, day, *numbers)
        pruned = list(Archive(held).prune(keep, {ListName.SAM: version}))
        left = written(held, pruned[:cut] if day == len(loads) - 1 else pruned)
        for head in left.versions:
            assert len(left.parties(head)) == head.count
    left = written(held, Archive(held).prune(keep, {ListName.SAM: version}))
    assert 1 <= len(left.versions) <= keep
    assert version in {head.version for head in left.versions}


def test_garbage_on_the_topic_is_ignored() -> None:
    """A record that cannot be decoded is no version, and no error."""
    held = {b"version:sam:x": b"{", b"record:sam:0001": b"[]", b"watchlist:y": b"\xff", b"other": b""}
    version = kept(held, 0, 2)
    assert [head.version for head in Archive(held).versions] == [version]
    assert [party.id for party in Archive(held).records()] == ["sam:0002"]
    assert Archive(held).named("xxxx") == []
