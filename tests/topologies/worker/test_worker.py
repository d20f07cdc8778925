from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.builders import party, postal, s10
from tests.support.worker_helpers import (
    ORION,
    VESTA,
    committed,
    express_manifest,
    listing,
    marker,
    postal_manifest,
    send,
    snapshot,
    today,
    wait_for,
)
from tests.support.worker_process import Feed, Outcomes, WorkerProcess, emptied
from topologies.kafka.server import KafkaServer
from topologies.kafka.topic_admin import ensure_topics, touch_topics
from topologies.topics import MANIFESTS

EXPRESS, POSTAL = (topic.name for topic in MANIFESTS)
DAY = datetime.now(UTC).date().isoformat()
HELD = express_manifest(today(party(ORION.name), identifier="HB1"), manifest="GOOD")


def key_of(identifier: str) -> str:
    return f"express:{identifier}:{DAY}"


class Stage:
    """A worker on a real Kafka, ready; its answer before it had a list; everything that it publishes."""

    def __init__(self, bootstrap: str, worker: WorkerProcess, before: tuple[int, str]) -> None:
        self.bootstrap = bootstrap
        self.worker = worker
        self.before = before
        self.outcomes = Outcomes(bootstrap)

    def answers(self, *records: tuple[str, bytes | None, bytes | None]) -> list[dict[str, Any]]:
        """The receipts for records that are sent together."""
        feed = Feed(self.bootstrap)
        return self.outcomes.wait_for([feed.send(*record) for record in records])


@pytest.fixture(scope="module")
def stage(own_kafka: KafkaServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    bootstrap = emptied(own_kafka)
    ensure_topics(bootstrap)
    with WorkerProcess(bootstrap, tmp_path_factory.mktemp("worker"), "stage", SCREENER_GROUP="stage") as worker:
        wait_for(lambda: "screener lists load" in worker.get("/health/ready")[1], 30, "worker that waits for a list")
        before = worker.get("/health/ready")
        send(bootstrap, "watchlist", snapshot(ORION))
        made = Stage(bootstrap, worker.wait_until_ready(), before)
        yield made
        made.outcomes.close()


@pytest.mark.kafka
def test_a_worker_is_ready_once_there_is_a_list(stage: Stage) -> None:
    """Before that it answers 503 and says which command loads a list; then 200, and its metrics show the list."""
    assert stage.before[0] == 503
    assert "load one with `screener lists load FILE...`" in stage.before[1]
    assert stage.worker.get("/health/ready") == (200, "ok\n")
    assert stage.worker.get("/health/live") == (200, "ok\n")
    assert stage.worker.value("screener_ready") == 1
    assert stage.worker.value("screener_list_records") == 1


def consignment(**changed: Any) -> bytes:
    """A manifest of one consignment, some of its fields replaced; `...` drops one."""
    tree = msgspec.json.decode(express_manifest(today(party(), identifier="HB2"), manifest="BAD"))
    fields = tree["consignments"][0] | changed
    tree["consignments"][0] = {name: value for name, value in fields.items() if value is not ...}
    return msgspec.json.encode(tree)


def small(number: int) -> bytes:
    """A consignment of few bytes, so that 50,000 of them fit into a record."""
    return (
        b'{"identifier":"F%d","filed":"%s","description":"lamps","quantity":1,"weight":1,"weight_unit":"K","origin":"CN",'
        b'"parties":[{"role":"shipper","name":"Bo Li","address":{"lines":["1 Quay"],"country":"CN"}},'
        b'{"role":"consignee","name":"Al Fox","address":{"lines":["2 Elm"],"country":"US"}}]}' % (number, DAY.encode())
    )


GOOD = consignment()
FIFTY_THOUSAND = b'{"filer":"SWIFT","manifest":"MANY","consignments":[%s]}' % b",".join(map(small, range(50_000)))
UNREADABLE: dict[str, tuple[bytes | None, str]] = {
    "not JSON": (b"FHL/4\r\nMBI/990-08722685", "not JSON"),
    "cut off": (GOOD[:-20], "not JSON"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "not UTF-8"),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, "not JSON"),
    "a list": (b'["a","list"]', "not a manifest"),
    "no filer": (GOOD.replace(b'"filer"', b'"filler"'), "missing field"),
    "no manifest number": (GOOD.replace(b'"manifest":"BAD"', b'"manifest":7'), "missing field"),
    "consignments in words": (b'{"filer":"A","manifest":"B","consignments":"many"}', "missing field"),
    "consignments twice": (b'{"filer":"A","manifest":"B","consignments":[],"consignments":[]}', "duplicate key"),
    "2 MB of brackets": (b"[" * 2_000_000, "too deep"),
    "2 MB of noise": (bytes(range(256)) * 8_000, "not UTF-8"),
    "a number of 100,000 digits": (b"1" * 100_000, "not JSON"),
    "no value": (None, "empty"),
}
FAULTY: dict[str, tuple[bytes, set[str]]] = {
    "quantity in words": (consignment(quantity="two"), {"INVALID_BILL_QTY"}),
    "a consignment that is a number": (b'{"filer":"A","manifest":"B","consignments":[7]}', {"INVALID_FIELD"}),
    "a name in Latin-1": (GOOD.replace(b"Tilda", b"\xc9lise"), {"INVALID_PARTY"}),
    "parties in words": (consignment(parties="see attached"), {"INVALID_PARTY"}),
    "no weight": (consignment(weight=...), {"MISSING_WEIGHT"}),
    "weight NaN": (consignment(weight=12345).replace(b"12345", b"NaN"), {"INVALID_WEIGHT"}),
    "weight infinite": (consignment(weight=12345).replace(b"12345", b"1e999"), {"INVALID_WEIGHT"}),
    "parties twice": (GOOD.replace(b'"parties":', b'"parties":[],"parties":'), {"DUPLICATE_KEY"}),
    "a year ago": (consignment(filed="1999-12-31"), {"INVALID_DATE"}),
    "the last of all days": (consignment(filed="9999-12-31"), {"INVALID_DATE"}),
    "30 February": (consignment(filed="2026-02-30"), {"INVALID_DATE"}),
    "unknown role": (consignment(parties=[{"role": "bystander", "name": "Ana Roe"}]), {"INVALID_PARTY_ROLE"}),
    "unknown country": (consignment(origin="QQ"), {"INVALID_COUNTRY"}),
    "a description of 2 MB": (consignment(description="lamps " * 350_000), set()),
    "a name of a million combining marks": (
        consignment(parties=[{"role": "seller", "name": "e\u0301" * 10**6}]),
        set(),
    ),
    "half a character": (GOOD.replace(b"Tilda", b"Ti\\ud800lda"), set()),
    "NUL and bidi": (consignment(description="lamps\0\u202elamps\u200b"), set()),
    "a huge filer code": (GOOD.replace(b"SWIFT", b"F" * 1_000_000), set()),
}


@pytest.mark.kafka
def test_bad_input_of_every_kind_is_answered(stage: Stage) -> None:
    """Each bad record is answered with its reason, the good ones beside it are screened, and the worker keeps running."""
    kinds = [*((name, body) for name, (body, _) in UNREADABLE.items()), *((n, body) for n, (body, _) in FAULTY.items())]
    records = [record for number, (_, body) in enumerate(kinds) for record in beside(number, body)]
    receipts = stage.answers(*records)
    assert [each["outcomes"] for each in receipts[1::2]] == [{"HOLD": 1}] * len(kinds)
    answered = dict(zip((name for name, _ in kinds), receipts[::2], strict=True))
    for name, (_, reason) in UNREADABLE.items():
        error = answered[name]["errors"][0]
        assert (error["code"], error["field"]) == ("INVALID_MESSAGE_TYPE", reason), name
    for name, (_, codes) in FAULTY.items():
        assert {error["code"] for error in answered[name].get("errors", ())} >= codes, name
        assert answered[name]["consignments"] == 1, name
    letters = Counter(letter["reason"] for letter in stage.outcomes.of("dead-letters"))
    for reason, count in Counter(reason for _, reason in UNREADABLE.values()).items():
        assert letters[reason] == count
    assert {key_of(f"G{number}") for number in range(len(kinds))} <= stage.outcomes.held()
    assert stage.worker.alive
    assert stage.worker.get("/health/live")[0] == 200


def beside(number: int, body: bytes | None) -> list[tuple[str, bytes | None, bytes | None]]:
    """A bad record, and a good one with the same key, so in the same partition."""
    good = express_manifest(today(party(ORION.name), identifier=f"G{number}"), manifest=f"GOOD{number}")
    return [(EXPRESS, b"\xff%d" % number, body), (EXPRESS, b"\xff%d" % number, good)]


@pytest.mark.kafka
def test_an_unknown_post_and_a_wrong_mode_are_answered(stage: Stage) -> None:
    """A pre-advice of an unknown post, and an express manifest on the postal topic, are screened all the same."""
    item = postal(party(ORION.name), identifier=s10(), filed=datetime.now(UTC).date())
    post, mode = stage.answers(
        (POSTAL, b"QQQ", postal_manifest(item, operator="??")), (POSTAL, b"SWIFT", express_manifest(today()))
    )
    assert post["outcomes"] == {"HOLD": 1}
    assert "INVALID_POST" in {error["code"] for error in post["errors"]}
    assert mode["consignments"] == 1
    assert mode["rejected"] == 1


@pytest.mark.kafka
def test_a_manifest_of_50_000_consignments(stage: Stage) -> None:
    """A record of 14 MB is screened whole, and the listed name in it found."""
    body = FIFTY_THOUSAND.replace(b'"Al Fox"', b'"%s"' % ORION.name.encode(), 1)
    (receipt,) = stage.answers((EXPRESS, b"MANY", body))
    assert receipt["consignments"] == 50_000
    assert receipt["outcomes"] == {"HOLD": 1, "clear": 49_999}
    assert key_of("F0") in stage.outcomes.held()


@pytest.mark.kafka
def test_metrics_agree_with_the_receipts(stage: Stage) -> None:
    """What the worker counts is what it published: records, consignments, families, errors, dead letters."""
    receipts = list(stage.outcomes.receipts().values())
    letters = stage.outcomes.of("dead-letters")
    worker = stage.worker
    counted = Counter(dict.fromkeys(("clear", "RFS", "RFI", "HOLD", "DNL"), 0))
    for receipt in receipts:
        counted.update(receipt["outcomes"])
    wait_for(lambda: total(worker, "screener_records_total") == len(receipts), what="matching count of records")
    assert total(worker, "screener_consignments_total") == sum(each["consignments"] for each in receipts)
    for family, count in counted.items():
        assert total(worker, "screener_outcomes_total", family=family) == count, family
    assert total(worker, "screener_rejected_total") == sum(
        receipt.get("error_count", 0) for receipt in receipts if receipt["codes"]
    )
    for reason, count in Counter(letter["reason"] for letter in letters).items():
        assert worker.value("screener_dead_letters_total", reason=reason) == count, reason
    assert total(worker, "screener_notices_total") == sum(receipt.get("notices", 0) for receipt in receipts)
    assert total(worker, "screener_latency_seconds_count") == len(receipts)
    assert total(worker, "screener_dropped_messages_total") == 0
    wait_for(lambda: total(worker, "screener_lag_records") == 0, what="end of the lag")


def total(worker: WorkerProcess, name: str, **labels: str) -> float:
    """The sum of a metric over the labels that are not given."""
    return sum(
        value
        for (each, found), value in worker.samples().items()
        if each == name and labels.items() <= dict(found).items()
    )


@pytest.mark.kafka
def test_a_new_list_takes_effect_without_a_restart(stage: Stage) -> None:
    """A name that is listed while the worker runs is held from then on; half a list changes nothing."""
    manifest = express_manifest(today(party(VESTA.name), identifier="HB7"), manifest="NEW")
    (clear,) = stage.answers((EXPRESS, b"SWIFT", manifest))
    assert clear["outcomes"] == {"clear": 1}
    send(stage.bootstrap, "watchlist", [listing(VESTA)])
    wait_for(lambda: stage.worker.value("screener_reference_refused_total", topic="watchlist"))
    (half,) = stage.answers((EXPRESS, b"SWIFT", manifest))
    assert half["versions"] == clear["versions"]
    assert stage.worker.get("/health/ready")[0] == 200
    send(stage.bootstrap, "watchlist", [marker([ORION, VESTA])])
    wait_for(lambda: stage.worker.value("screener_list_records") == 2, what="new list")
    (held,) = stage.answers((EXPRESS, b"SWIFT", manifest))
    assert held["outcomes"] == {"HOLD": 1}
    assert held["versions"]["watchlist"] != clear["versions"]["watchlist"]
    assert key_of("HB7") in stage.outcomes.held()


@pytest.mark.kafka
def test_the_log_is_json_and_shows_nobody(stage: Stage) -> None:
    """Every line of the worker's log parses, and contains no name of a consignee and no payload."""
    lines = stage.worker.log.read_bytes().splitlines()
    assert lines
    events = [msgspec.json.decode(line) for line in lines]
    assert {"event", "level", "timestamp"} <= set.intersection(*(set(event) for event in events))
    assert b"Tilda" not in b"".join(lines)
    assert not [event for event in events if "exception" in event]


@pytest.mark.kafka
def test_the_worker_stops_in_order(stage: Stage) -> None:
    """After SIGTERM: exit code 0 within 30 s, everything that was read is committed, nothing was published twice."""
    assert stage.worker.stop(30) == 0
    assert all(offset == end for offset, end in committed(stage.bootstrap, "stage", (EXPRESS, POSTAL)).values())
    assert stage.outcomes.doubled("receipts", "dead-letters") == 0


def numbered(number: int, size: int = 20) -> tuple[bytes, bytes]:
    """A manifest with one held consignment, and its key."""
    filer = f"F{number % 40}"
    others = (today(party(f"Tilda Marsh {n}"), identifier=f"K{number} {n}") for n in range(size - 1))
    held = today(party(ORION.name), identifier=f"K{number}")
    return filer.encode(), express_manifest(held, *others, manifest=f"K{number}", filer=filer)


@pytest.mark.kafka
def test_workers_that_end_during_a_feed_lose_nothing(own_kafka: KafkaServer, tmp_path: Path) -> None:
    """The first is killed, the second stopped, the third takes over, all under one name.

    Each manifest is answered, and after deduplication by id each hold is there once; a worker that stops in order leaves
    nothing to be screened again.
    """
    bootstrap = emptied(own_kafka)
    ensure_topics(bootstrap)
    send(bootstrap, "watchlist", snapshot(ORION))
    outcomes, feed = Outcomes(bootstrap), Feed(bootstrap)
    feed.start(EXPRESS, numbered, seconds=0.005)
    with WorkerProcess(bootstrap, tmp_path, SCREENER_GROUP="killed") as worker:
        wait_for(lambda: len(outcomes.receipts()) > 100, 60, "receipts")
        worker.kill()
    answered = len(outcomes.receipts())
    with WorkerProcess(bootstrap, tmp_path, SCREENER_GROUP="killed") as worker:
        wait_for(lambda: len(outcomes.receipts()) > answered + 100, 60, "further receipts")
        doubled = outcomes.doubled("receipts")
        assert worker.stop(30) == 0
    with WorkerProcess(bootstrap, tmp_path, SCREENER_GROUP="killed") as worker:
        places = feed.finish()
        receipts = outcomes.wait_for(places, 40)
        assert worker.stop(30) == 0
    manifests = [f"K{number}" for number in range(len(places))]
    assert len(places) > answered + 100
    assert sorted(receipt["manifest"] for receipt in receipts) == sorted(manifests)
    assert outcomes.receipts().keys() == {receipt["id"] for receipt in receipts}
    assert outcomes.held() == set(map(key_of, manifests))
    assert len({hold["id"] for hold in outcomes.of("holds")}) == len(manifests)
    assert outcomes.doubled("receipts") == doubled
    assert all(offset == end for offset, end in committed(bootstrap, "killed", (EXPRESS,)).values())
    outcomes.close()


def test_a_worker_without_topics_says_which_command_creates_them(embedded: str, tmp_path: Path) -> None:
    """On a cluster without topics the worker ends at once, exit code 2, with one line."""
    with WorkerProcess(embedded, tmp_path) as worker:
        assert worker.process is not None
        assert worker.process.wait(60) == 2
    (line,) = worker.log.read_text("utf-8").splitlines()
    assert line.startswith("screener: topic manifests.express does not exist at ")
    assert "run `screener topics create`" in line


def test_a_worker_without_a_list_gives_up_in_time(embedded: str, tmp_path: Path) -> None:
    """After SCREENER_READY_SECONDS it ends with exit code 2 and says what it waited for; SIGTERM ends it sooner."""
    touch_topics(embedded)
    with (
        WorkerProcess(embedded, tmp_path, "patient") as patient,
        WorkerProcess(embedded, tmp_path, "hasty", SCREENER_READY_SECONDS="1") as hasty,
    ):
        assert hasty.process is not None
        assert hasty.process.wait(60) == 2
        wait_for(lambda: patient.get("/health/ready")[0] == 503, 60)
        assert patient.stop(30) == 0
    last = hasty.log.read_text("utf-8").splitlines()[-1]
    assert last.startswith("screener: not ready after 1 s: the watchlist topic holds no closed list")
