import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from time import process_time
from typing import Any

import msgspec
import pytest

from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from schemas.messages import ExpressManifest, PostalManifest
from screener.domain.consignment import Mode, Party
from screener.domain.decision import Decision
from screener.domain.identifiers import canonical, is_air_waybill, is_importer_number, is_s10
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import Manifest
from screener.domain.policy import Family, Policy
from screener.domain.scorecards import Scorecards
from screener.names.normalisation import normalise
from screener.regime.escalation import consecutive_quarters
from screener.regime.hold_events import has_key
from screener.screening import screen
from screener.search.watchlist import Watchlist
from topologies.local_run.manifest_record import ManifestRecord
from topologies.sample.day import NOW, PLANTED_COUNTS, SampleDay, sample_day
from topologies.sample.faults import FAULTS, UNREADABLE
from topologies.sample.names import listed_words
from topologies.sample.planted_cases import inspected_count
from topologies.sample.planted_parties import HOLDING_KINDS, MatchKind
from topologies.sample.posts import POSTS, sample_scorecards
from topologies.sample.sam_csv import COLUMNS, sam_csv
from topologies.topics import POSTAL

TODAY = NOW.date()


@pytest.fixture(scope="module")
def day() -> SampleDay:
    return sample_day()


@pytest.fixture(scope="module")
def readable(day: SampleDay) -> list[tuple[ManifestRecord, dict[str, Any]]]:
    return [(record, body) for record in day.manifests if (body := readable_body(record.value))]


def readable_body(value: bytes) -> dict[str, Any] | None:
    try:
        body = msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) and "manifest" in body else None


def parties(readable: list[tuple[ManifestRecord, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for record, body in readable:
        mode = Mode.POSTAL if record.topic == POSTAL.name else Mode.EXPRESS
        for each in body["consignments"]:
            if isinstance(each["parties"], list):
                key = f"{mode}:{each.get('identifier')}:{each.get('filed')}"
                yield from ((key, party) for party in each["parties"])


class Findings:
    """What the decoder and the core make of the whole day."""

    def __init__(self, day: SampleDay) -> None:
        self.families: dict[str, Family] = {}
        self.inspections: Counter[str] = Counter()
        self.codes: dict[str, set[str]] = {}
        self.unkeyed = self.unreadable = 0
        decoder, watchlist, scorecards = Decoder(), Watchlist(day.listed), Scorecards.of(day.scorecards, "sample")
        for topic, _, value in day.manifests:
            batch = decoder.decode(Mode.POSTAL if topic == POSTAL.name else Mode.EXPRESS, value)
            if isinstance(batch, Rejection):
                self.unreadable += 1
                continue
            for decision in screen(batch, watchlist, scorecards, Policy(), day.now).decisions:
                self._book(batch, decision)

    def _book(self, batch: Manifest, decision: Decision) -> None:
        if not has_key(batch, decision):
            self.unkeyed += 1
        elif decision.family is Family.RFS:
            self.inspections[batch.number] += 1
        elif decision.family is not Family.CLEAR:
            self.families[decision.consignment] = decision.family
        self.codes[decision.consignment] = {problem.code for problem in decision.problems}


def test_the_screener_finds_exactly_what_was_planted(day: SampleDay) -> None:
    """What is decoded and decided of the day is what was planted: every family, key, inspected share, error and record."""
    found = Findings(day)
    assert found.families == day.planted.expected
    assert dict(found.inspections) == day.planted.inspections
    assert found.unkeyed == day.planted.unkeyed
    assert found.unreadable == sum(day.planted.unreadable.values())
    for fault in FAULTS:
        assert all(fault.code in found.codes[key] for key in day.planted.faults[fault.name] if key)


def test_near_misses_hold_nothing(day: SampleDay) -> None:
    """A weak alias alone and a listing that is not in force are planted where no hold is expected."""
    assert day.planted.must_not_hold()
    assert day.planted.must_not_hold().isdisjoint(day.planted.expected)
    assert all(day.planted.expected[key] in {Family.HOLD, Family.DNL} for key in day.planted.must_hold())


def test_counts_are_the_promised_ones(day: SampleDay) -> None:
    """20,000 consignments, the promised number of matches of each kind, and totals that add up."""
    planted = day.planted
    assert planted.consignments == sum(len(body["consignments"]) for body in map_bodies(day)) == 20_000
    assert planted.counts() == PLANTED_COUNTS
    assert sum(planted.totals().values()) == planted.consignments - planted.unkeyed
    assert all(count > 0 for count in planted.totals().values())
    assert planted.unkeyed == sum(keys.count("") for keys in planted.faults.values())
    assert planted.faults.keys() == {fault.name for fault in FAULTS}


def map_bodies(day: SampleDay) -> list[dict[str, Any]]:
    return [body for record in day.manifests if (body := readable_body(record.value))]


def test_the_same_seed_gives_the_same_day() -> None:
    """A seed fixes the day to the byte; another one gives another day."""
    one, twin, other = sample_day(7, 600, 50), sample_day(7, 600, 50), sample_day(8, 600, 50)
    assert one.manifests == twin.manifests
    assert one.listed == twin.listed
    assert one.planted == twin.planted
    assert one.manifests != other.manifests


@pytest.mark.parametrize("consignments", [1, 40, 1_000])
def test_a_small_day_has_just_as_many_consignments(consignments: int) -> None:
    """Any number of consignments can be asked for, and is what the day holds."""
    planted = sample_day(1, consignments, 20).planted
    assert planted.consignments == consignments
    assert sum(planted.totals().values()) == consignments - planted.unkeyed


def test_a_day_is_made_in_under_three_seconds() -> None:
    """Making 20,000 consignments does not keep a newcomer waiting."""
    start = process_time()
    sample_day(2)
    assert process_time() - start < 3


def test_no_consignment_key_comes_twice(readable: list[tuple[ManifestRecord, dict[str, Any]]]) -> None:
    """Every identifier of the day is used once, so that a doubled hold would be seen."""
    identifiers = [each["identifier"] for _, body in readable for each in body["consignments"] if "identifier" in each]
    manifests = [body["manifest"] for _, body in readable]
    assert len(set(identifiers)) == len(identifiers)
    assert len(set(manifests)) == len(manifests)


def test_numbers_have_their_check_digits(day: SampleDay, readable: list[tuple[ManifestRecord, dict[str, Any]]]) -> None:
    """S10 identifiers, air waybills and importer numbers are right, but for the items spoiled on purpose."""
    wrong = set(day.planted.faults["wrong check digit"])
    for record, body in readable:
        if record.topic != POSTAL.name:
            assert is_air_waybill(body["master_waybill"])
            continue
        for item in body["consignments"]:
            key = f"postal:{item['identifier']}:{item.get('filed')}"
            assert is_s10(item["identifier"]) is (key not in wrong)
    for _, party in parties(readable):
        numbers = [each["value"] for each in party.get("identifiers", ()) if each["kind"] == "importer-number"]
        assert all(map(is_importer_number, numbers))


def listed_names(party: ListedParty) -> list[str]:
    return [] if party.weak_name else [party.name, *(alias.name for alias in party.aliases)]


def test_nobody_innocent_bears_a_listed_name(
    day: SampleDay, readable: list[tuple[ManifestRecord, dict[str, Any]]]
) -> None:
    """No innocent name holds all words of a listed name or alias, in any order, and none holds a word of theirs alone."""
    by_word: dict[str, list[frozenset[str]]] = {}
    for party in day.listed:
        for name in listed_names(party):
            listed = frozenset(normalise(name).split())
            by_word.setdefault(max(listed, key=len), []).append(listed)
    planted = {
        (match.consignment, match.party_name) for match in day.planted.matches if match.kind is not MatchKind.IDENTIFIER
    }
    checked, alone = 0, listed_words()
    for key, shown in parties(readable):
        if (key, shown.get("name")) in planted:
            continue
        words = frozenset(normalise(shown.get("name", "")).split())
        checked += 1
        assert not any(listed <= words for word in words for listed in by_word.get(word, ()))
        assert words.isdisjoint(alone)
    assert checked > 40_000


def test_nobody_innocent_shares_an_address_or_number(
    day: SampleDay, readable: list[tuple[ManifestRecord, dict[str, Any]]]
) -> None:
    """Only planted parties stand at a listed address or bear a listed identifier."""
    streets = {address.lines for party in day.listed for address in party.addresses}
    numbers = {canonical(each) for party in day.listed for each in party.identifiers}
    planted = {match.consignment for match in day.planted.matches}
    for key, party in parties(readable):
        if key not in planted:
            read = msgspec.convert({**party, "role": "other"}, Party)
            assert read.address.lines not in streets
            assert numbers.isdisjoint(canonical(each) for each in read.identifiers)


def test_planted_names_are_what_their_kind_says(day: SampleDay) -> None:
    """Exact names fold to the listed name, reordered ones have its words in another order, identifiers another name."""
    for match in day.planted.matches:
        written, listed = normalise(match.party_name), normalise(match.listed_name)
        if match.kind in {MatchKind.EXACT, MatchKind.ALIAS, MatchKind.INACTIVE}:
            assert written == listed
        elif match.kind is MatchKind.REORDERED:
            assert written != listed
            assert sorted(written.split()) == sorted(listed.split())
        elif match.kind is MatchKind.IDENTIFIER:
            assert set(written.split()).isdisjoint(listed.split())
        else:
            assert " " not in listed
            assert listed in written.split()


def test_matches_are_planted_in_both_modes_and_on_posts_with_measures(day: SampleDay) -> None:
    """Express and postal consignments hold planted matches, and so do items of posts with measures."""
    holding = [match for match in day.planted.matches if match.kind in HOLDING_KINDS]
    assert {match.consignment.partition(":")[0] for match in holding} == set(Mode)
    assert any(day.planted.expected[match.consignment] is Family.DNL for match in holding)


def test_listings_reach_to_the_day_and_the_day_beside_it(day: SampleDay) -> None:
    """Some exclusions begin or end today, some begin tomorrow or ended yesterday; agencies differ."""
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    assert {TODAY, tomorrow} <= {party.active for party in day.listed}
    assert {TODAY, yesterday} <= {party.terminates for party in day.listed}
    assert any(Policy().is_cbp(party.agency) for party in day.listed)
    assert not all(Policy().is_cbp(party.agency) for party in day.listed)
    active = {party.id: party.active_on(TODAY) for party in day.listed}
    assert len(active) == len(day.listed) > 300
    assert all(active[match.listed_party] is (match.kind is not MatchKind.INACTIVE) for match in day.planted.matches)


def test_some_notices_are_due_and_some_are_late(day: SampleDay) -> None:
    """Of the listed parties planted, some were published within 60 days and some before."""
    due = timedelta(days=Policy().notice_days)
    published = {party.id: party.published for party in day.listed}
    ages = [TODAY - day_ for match in day.planted.matches if (day_ := published[match.listed_party])]
    assert min(ages) < due < max(ages)


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.code)
def test_scorecards_come_to_the_quarters_they_promise(day: SampleDay, post: Any) -> None:
    """The scorecards of each post give the number of consecutive quarters that the plan counts on."""
    cards = Scorecards.of(day.scorecards, "sample").by_operator.get(post.code, ())
    assert consecutive_quarters(cards, Policy(), day.now) == post.quarters
    assert day.planted.posts[post.code].items > 0


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_of_any_month_has_the_same_tiers(month: int) -> None:
    """Scorecards are dated by the day they are made for, so that every tier stands in any season."""
    now = datetime(2027, month, 3, 15, 30, tzinfo=UTC)
    scorecards = Scorecards.of(sample_scorecards(now), "sample")
    found = {
        post.code: consecutive_quarters(scorecards.by_operator.get(post.code, ()), Policy(), now) for post in POSTS
    }
    assert found == {post.code: post.quarters for post in POSTS}


def test_inspected_shares_are_rounded_up() -> None:
    """A fifth of the items is inspected, rounded up; without a tier none, and none is left over where all are refused."""
    assert [inspected_count(2, items) for items in (0, 1, 5, 6, 200)] == [0, 1, 1, 2, 40]
    assert inspected_count(6, 10) == 2
    assert inspected_count(1, 100) == 0
    assert inspected_count(8, 100) == 0


def test_each_kind_of_unreadable_record_comes_once(day: SampleDay) -> None:
    """Records that end as dead letters are counted by kind, and none of them can be read as a manifest."""
    assert day.planted.unreadable == dict.fromkeys(UNREADABLE, 1)
    unread = [record for record in day.manifests if readable_body(record.value) is None]
    assert len(unread) == len(UNREADABLE)
    assert max(len(record.value) for record in unread) == 2_000_000


def test_manifests_are_keyed_and_ordered(readable: list[tuple[ManifestRecord, dict[str, Any]]]) -> None:
    """Express manifests are keyed by filer, postal ones by operator; they come in order of time and read as the contract."""
    for record, body in readable:
        postal = record.topic == POSTAL.name
        msgspec.convert({**body, "consignments": []}, PostalManifest[Party] if postal else ExpressManifest[Party])
        assert record.key == (body["operator"] if postal else body["filer"])
    assert all(one["sent"] <= next_["sent"] for (_, one), (_, next_) in pairwise(readable))
    assert {1} < {len(body["consignments"]) for _, body in readable}


def test_shippers_come_back_and_consignees_hardly_do(readable: list[tuple[ManifestRecord, dict[str, Any]]]) -> None:
    """The traffic repeats as real traffic does: a few firms ship much of it, to ever other people."""
    names: dict[str, Counter[str]] = {"shipper": Counter(), "consignee": Counter()}
    for _, party in parties(readable):
        if party["role"] in names:
            names[party["role"]][str(party.get("address"))] += 1
    shippers, consignees = names["shipper"], names["consignee"]
    assert sum(count for _, count in shippers.most_common(50)) > 0.3 * shippers.total()
    assert len(consignees) > 0.8 * consignees.total()


def test_the_watchlist_reads_as_a_sam_extract(day: SampleDay) -> None:
    """The CSV has the 31 columns of the public extract, persons by their parts, and a line for every listed party."""
    text = sam_csv(day.listed).decode()
    rows = list(csv.DictReader(StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(COLUMNS) == 31
    assert len(rows) == len(day.listed)
    assert text.count("\r\n") == len(rows) + 1
    person = next(row for row in rows if row["Classification"] == "Individual" and row["Cross-Reference"])
    assert person["Name"] == ""
    assert person["Last"]
    assert person["Cross-Reference"].startswith("(also ")
    assert {row["Termination Date"] for row in rows} > {"Indefinite"}
    assert all(row["Country"] != "XUN" for row in rows)
