"""`screener match` as a user calls it."""

import os
import re
import uuid
from pathlib import Path
from typing import Any

import msgspec
import pytest

from screener.domain.consignment import Address, Identifier, IdentifierKind
from tests.support.builders import listed
from tests.support.worker_helpers import ORION, VESTA, listing, send, snapshot
from topologies import cli
from topologies.kafka.topic_admin import ensure_topics, touch_topics
from topologies.sample.sam_csv import sam_csv
from topologies.topics import POLICY, WATCHLIST, Topic

FIRM = "Velmora Kestrin Trading GmbH"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of one firm, and no setting from outside."""
    for name in [name for name in os.environ if name.startswith(("SCREENER_", "KAFKA_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    firm = listed(FIRM, addresses=[Address(("58 Tarven Street",), "Hamburg", country="DE")])
    Path("sam.csv").write_bytes(sam_csv([firm]))


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert cli.main(["match", *arguments, "--json"]) == 0
    found: list[dict[str, Any]] = msgspec.json.decode(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    "arguments",
    [
        ("Velmora Kestrn Trading", "--against", FIRM),
        ("Velmora Kestrin", "--against", FIRM),
        ("Tavian Brelsk Orrin", "--against", "Tavion Brelsk Orrin", "--birth", "1970"),
        (FIRM, "--list", "sam.csv", "--address", "58 Tarven St", "--city", "Hamburg", "--country", "de"),
    ],
    ids=" ".join,
)
def test_printed_weights_add_up_to_the_printed_score(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever adds the lines up gets the last one."""
    assert cli.main(["match", *arguments]) == 0
    out = capsys.readouterr().out
    weights = [float(each) for each in re.findall(r"^  ([+-]\d\.\d{3})  ", out, re.MULTILINE)]
    score = re.findall(r"^  =(\d\.\d{3})  ", out, re.MULTILINE)
    assert weights
    assert [f"{sum(weights):.3f}"] == score


def test_a_match_against_a_list_says_what_it_leads_to(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled name is explained as JSON: score, both texts, evidence, consequence."""
    (found,) = told(capsys, "Velmora Kestrn Trading GmbH", "--list", "sam.csv")
    assert (found["matched_name"], found["leads_to"], found["seen"]) == (FIRM, "hold", True)
    assert any("kestrn is similar to kestrin" in each["text"] for each in found["evidence"])
    assert "".join(piece["text"] for piece in found["manifest"]) == "Velmora Kestrn Trading GmbH"


def test_no_match_is_said_and_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0: the question was answered."""
    assert cli.main(["match", "Wilmet Harst", "--list", "sam.csv"]) == 0
    assert capsys.readouterr().out == "no match for Wilmet Harst\n"


def test_a_near_miss_is_explained_against_one_name(capsys: pytest.CaptureFixture[str]) -> None:
    """What would not match says why."""
    (found,) = told(capsys, "Wilmet Harst", "--against", "Tavion Brelsk Orrin")
    assert (found["score"], found["leads_to"]) == (0.0, "nothing")
    assert found["evidence"]


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_no_social_security_number_is_printed(flags: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in the name nor as a number, listed or not."""
    person = listed("Tavion Brelsk Orrin", identifiers=[Identifier(IdentifierKind.IMPORTER_NUMBER, "123-45-6789")])
    Path("sam.csv").write_bytes(sam_csv([person]))
    arguments = ["match", "Tavion Brelsk Orrin 123-45-6789", "--id", "importer-number=123-45-6789"]
    for source in (("--list", "sam.csv"), ("--against", "Tavion Brelsk Orrin")):
        assert cli.main([*arguments, *source, *flags]) == 0
        out = capsys.readouterr().out
        assert "6789" not in out
        assert "***" in out


def test_the_policy_of_the_file_decides(capsys: pytest.CaptureFixture[str]) -> None:
    """A stricter threshold for one role counts for this role alone."""
    Path("policy.json").write_text('{"thresholds": [{"roles": ["shipper"], "hold_at": 1.0}]}', "utf-8")
    arguments = ("Velmora Kestrn Trading", "--against", FIRM, "--policy", "policy.json")
    assert [told(capsys, *arguments, "--role", role)[0]["leads_to"] for role in ("shipper", "consignee")] == [
        "review",
        "hold",
    ]


class OnTopics:
    """The lists and the policy on two topics of a cluster that KAFKA_BOOTSTRAP names."""

    def __init__(self, bootstrap: str, watchlist: Topic, policy: Topic) -> None:
        self._bootstrap, self._watchlist, self._policy = bootstrap, watchlist.name, policy.name

    def lists(self, *records: tuple[bytes, bytes | None]) -> None:
        send(self._bootstrap, self._watchlist, records)

    def policy(self, value: bytes, key: bytes = b"policy") -> None:
        send(self._bootstrap, self._policy, [(key, value)])


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def topics(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> OnTopics:
    """The embedded broker, and topics of its own on the real Kafka; ORION and VESTA are listed."""
    bootstrap = request.getfixturevalue(request.param)
    watchlist, policy = WATCHLIST, POLICY
    if request.param == "kafka":
        watchlist, policy = (Topic(f"{name}-{uuid.uuid4()}", "id", 1) for name in ("watchlist", "policy"))
        ensure_topics(bootstrap, topics=[watchlist, policy])
        monkeypatch.setattr("topologies.reference.name_matching.WATCHLIST", watchlist)
        monkeypatch.setattr("topologies.reference.name_matching.POLICY", policy)
    else:
        touch_topics(bootstrap)
    monkeypatch.setenv("KAFKA_BOOTSTRAP", bootstrap)
    made = OnTopics(bootstrap, watchlist, policy)
    made.lists(*snapshot(ORION, VESTA))
    return made


def leads_to(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str]]:
    return [(each["listed_party"], each["leads_to"]) for each in told(capsys, "Orion Kade Tradin", *arguments)]


def test_a_name_is_held_against_the_lists_in_force(topics: OnTopics, capsys: pytest.CaptureFixture[str]) -> None:
    """Without files the lists and the policy on the topics of Kafka count; a policy from a file takes that one's place."""
    assert leads_to(capsys) == [(ORION.id, "hold")]
    topics.policy(b'{"thresholds": [{"roles": ["consignee"], "hold_at": 1.0}]}')
    assert leads_to(capsys) == [(ORION.id, "review")]
    assert leads_to(capsys, "--role", "shipper") == [(ORION.id, "hold")]
    Path("policy.json").write_text('{"hold_at": 0.9}', "utf-8")
    assert leads_to(capsys, "--policy", "policy.json") == [(ORION.id, "hold")]


def test_records_that_cannot_be_read_are_told_and_left_out(
    topics: OnTopics, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a worker does it: the policy before the damaged one stays in force, and so do the lists."""
    topics.policy(b'{"hold_at": 1.0}')
    topics.policy(b'{"hold_at": ')
    topics.policy(b"{}", key=b"polcy")
    topics.lists((b"sam:x", b"\xff"))
    assert cli.main(["match", "Orion Kade Tradin"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("REVIEW ")
    assert err.splitlines() == [
        f"screener: {count} records on topic {name} cannot be read and are left out"
        for count, name in ((1, topics._watchlist), (2, topics._policy))
    ]


def test_a_list_that_is_not_whole_is_not_matched_against(topics: OnTopics, capsys: pytest.CaptureFixture[str]) -> None:
    """No answer rather than half of one: one line that says what to look at, exit code 2."""
    topics.lists(listing(listed("A THIRD ONE")))
    assert cli.main(["match", "Orion Kade Trading"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "list sam has 3 records where its marker says 2" in err
    assert "`screener lists status`" in err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([FIRM], "what to match against? give --list FILE, --against NAME, or KAFKA_BOOTSTRAP=host:port"),
        ([FIRM, "--list", "sam.csv", "--against", "x"], "--against and --list: give one of them"),
        ([FIRM, "--against", "x", "--birth", "31/05/70"], "give a year or a date, 1970 or 1970-05-31"),
        ([FIRM, "--against", "x", "--id", "123-45-6789"], "--id ***-**-****: give KIND=VALUE"),
        ([FIRM, "--list", "gone.csv"], "gone.csv: No such file or directory"),
        ([FIRM, "--against", "x", "--role", "thief"], "'thief' is not one of"),
    ],
    ids=" ".join,
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line says what to give; nothing on stdout."""
    assert cli.main(["match", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip().splitlines()[-1].startswith("screener: ")
    assert line in err
