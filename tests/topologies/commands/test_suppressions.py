"""`screener suppressions`, from an officer's command to what workers and files are screened by."""

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from schemas.contracts.json_schema import schema_of
from schemas.contracts.topic_contracts import CONTRACTS
from screener.domain.decision import UNSUPPRESSED, Hold
from screener.domain.policy import Family
from screener.regime.hold_events import hold_events
from screener.regime.suppression import Suppression, Suppressions, identity_of, suppression
from screener.screening import screen
from screener.search.watchlist import Watchlist
from tests.support.builders import BUYER_ADDRESS, NO_SCORECARDS, POLICY, express, manifest_of, party
from tests.support.worker_helpers import ORION, VESTA, encode, listing, marker, send, snapshot, today, wait_for
from topologies import cli
from topologies.commands.suppressions import suppressions
from topologies.kafka.compacted_topics import read_to_end
from topologies.kafka.topic_admin import ensure_topics, touch_topics
from topologies.reference.control_topics import SuppressionsInForce
from topologies.reference.files import read_suppressions
from topologies.reference.follower import Follower
from topologies.sample.sam_csv import sam_csv
from topologies.settings import Settings, UsageError
from topologies.topics import Topic
from topologies.worker.metrics import Metrics

KADE = party("Orion Kade Trading")
NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def bootstrap(embedded: str) -> str:
    """An in-memory cluster with every topic, and ORION and VESTA on the list."""
    touch_topics(embedded)
    send(embedded, "watchlist", snapshot(ORION, VESTA))
    return embedded


def run(bootstrap: str, *arguments: object, stdin: str = "") -> Result:
    variables: Mapping[str, str] = {"SCREENER_KAFKA_BOOTSTRAP": bootstrap, "KAFKA_BOOTSTRAP": ""}
    return CliRunner().invoke(suppressions, [*map(str, arguments)], env=variables, input=stdin)


def add(bootstrap: str, *arguments: object, stdin: str = "") -> Result:
    return run(bootstrap, "add", "--officer", "A. Lind", "--reason", "born later", *arguments, stdin=stdin)


def refusal(result: Result) -> str:
    assert isinstance(result.exception, UsageError), (result.output, result.exception)
    assert "\n" not in str(result.exception)
    return str(result.exception)


def a_hold(*listed: Any) -> Hold:
    given = manifest_of(today(KADE))
    (hold,) = hold_events(given, screen(given, Watchlist(listed or [ORION]), NO_SCORECARDS, POLICY, NOW), NOW, {})
    return hold


def a_suppression(until: date | None = None, listed: str = ORION.id) -> Suppression:
    return suppression(
        identity_of(KADE), KADE.name, listed, ORION.name, officer="A. Lind", reason="taller", decided=NOW, until=until
    )


def on_topic(bootstrap: str) -> list[Suppression]:
    held = read_to_end(bootstrap, "suppressions", connect_seconds=10)
    return [msgspec.json.decode(value, type=Suppression) for value in held.values()]


@contextmanager
def following(bootstrap: str) -> Iterator[Follower]:
    made = Follower(Settings(kafka_bootstrap=bootstrap), Metrics())
    made.start()
    try:
        assert made.wait_until_ready(10)
        yield made
    finally:
        made.stop()


def outcome(made: Follower) -> Family:
    """What comes of a consignment for KADE under the reference in force."""
    given = made.reference
    assert given is not None
    found = screen(
        manifest_of(today(KADE)), given.watchlist, given.scorecards, given.policy, NOW, suppressions=given.suppressions
    )
    return found.decisions[0].family if found.decisions else Family.CLEAR


def test_a_hold_is_named_by_its_id_its_json_or_its_line(bootstrap: str) -> None:
    """However the officer names the hold, the decision is about the same pair, and the latest replaces the others."""
    hold = a_hold()
    send(bootstrap, "holds", [(hold.consignment.encode(), encode(hold)), (b"x", b"garbage " + hold.id.encode())])
    line = json.dumps({"topic": "holds", "message": json.loads(encode(hold))})
    ways = [(hold.id, ""), (hold.hold, ""), (encode(hold).decode(), ""), ("-", f"{line}\n{line}\n"), ("-", hold.id)]
    for way, stdin in ways:
        done = add(bootstrap, "--hold", way, "--until", TODAY, stdin=stdin)
        assert done.exit_code == 0, done.exception
        (made,) = on_topic(bootstrap)
        assert (made.party_identity, made.listed_party) == (identity_of(KADE), ORION.id)
        assert (made.officer, made.reason, made.until) == ("A. Lind", "born later", TODAY)
    assert f"{made.id}  in force until {TODAY}" in done.output
    assert "Orion Kade Trading is not ORION KADE TRADING (sam:orion)" in done.output


def test_a_party_of_a_manifest_and_a_listed_party_are_a_pair(bootstrap: str, tmp_path: Path) -> None:
    """The file holds the party as the manifest does, with or without its role; what is written keeps its contract."""
    for text in (encode(KADE).decode(), json.dumps({"name": KADE.name, "address": json.loads(encode(BUYER_ADDRESS))})):
        path = tmp_path / "party.json"
        path.write_text(text)
        assert add(bootstrap, "--party", path, "--listed", ORION.id).exit_code == 0
    (made,) = on_topic(bootstrap)
    assert (made.party_identity, made.until) == (identity_of(KADE), None)
    contract = next(each for each in CONTRACTS if each.topic == "suppressions")
    assert json.loads(encode(made)).keys() >= set(schema_of(contract)["$defs"]["Suppression"]["required"])


def test_a_notice_names_a_pair_too(bootstrap: str) -> None:
    """What was sent to officers for review, without a hold, can be decided as well."""
    near = party("Orion Kade Trading Company of Dayton")
    given = manifest_of(today(near))
    watchlist = Watchlist([ORION])
    policy = msgspec.structs.replace(POLICY, hold_at=1.0, review_at=0.0)
    ((notice,),) = [each.notices for each in screen(given, watchlist, NO_SCORECARDS, policy, NOW).decisions]
    assert add(bootstrap, "--notice", encode(notice).decode()).exit_code == 0
    assert [made.party_identity for made in on_topic(bootstrap)] == [identity_of(near)]


def test_mistakes_are_one_line(bootstrap: str, tmp_path: Path) -> None:
    """Each names what is wrong and what to do, and writes nothing."""
    hold = a_hold()
    other = msgspec.structs.replace(hold, match=msgspec.structs.replace(hold.match, listed_party=VESTA.id))  # type: ignore[type-var] # it has a match
    older = msgspec.structs.replace(hold, match=msgspec.structs.replace(hold.match, party_identity=""))  # type: ignore[type-var] # likewise
    ended = a_hold(msgspec.structs.replace(ORION, id="sam:ended"))
    nobody, broken = tmp_path / "nobody.json", tmp_path / "broken.json"
    nobody.write_text("{}")
    broken.write_text('{"name": "X", "adress": {}}')
    two = f"{encode(hold).decode()}\n{encode(other).decode()}\n"
    yesterday = TODAY - timedelta(days=1)
    cases: list[tuple[list[object], str, str]] = [
        ([], "", "give one of --hold HOLD, --notice NOTICE, or --party FILE with --listed ID"),
        (["--party", nobody], "", "give one of --hold"),
        (["--hold", hold.id, "--notice", "x"], "", "give one of --hold"),
        (["--hold", "ffff"], "", "--hold 'ffff' is no JSON, and no hold on topic holds has that id"),
        (["--hold", "-"], "", "is no JSON, and no hold on topic holds"),
        (["--hold", '{"id": 3}'], "", "--hold line 1: "),
        (["--hold", "-"], two, "these are 2 pairs of a party and a listed party: decide one at a time"),
        (["--hold", encode(older).decode()], "", "use --party FILE and --listed ID"),
        (["--hold", encode(ended).decode()], "", "sam:ended is not on the list: there is nothing to suppress"),
        (["--hold", encode(hold).decode(), "--until", yesterday], "", f"--until {yesterday}: the day has passed"),
        (["--party", tmp_path / "none", "--listed", ORION.id], "", "No such file"),
        (["--party", nobody, "--listed", ORION.id], "", "name is empty"),
        (["--party", broken, "--listed", ORION.id], "", "'adress' is not a field of it"),
    ]
    for arguments, stdin, told in cases:
        assert told in refusal(add(bootstrap, *arguments, stdin=stdin)), arguments
    assert "--officer is empty" in refusal(run(bootstrap, "add", "--officer", " ", "--reason", "x", "--hold", "y"))
    assert on_topic(bootstrap) == []


def test_a_hold_that_is_not_for_a_listed_party_cannot_be_suppressed(bootstrap: str) -> None:
    """What lacks a name resembles nobody."""
    given = manifest_of(express(party(""), filed=TODAY))
    (hold,) = hold_events(given, screen(given, Watchlist([]), NO_SCORECARDS, POLICY, NOW), NOW, {})
    assert "is not for a listed party (not-assessable)" in refusal(add(bootstrap, "--hold", encode(hold).decode()))


def test_the_list_says_which_have_ended_and_why(bootstrap: str) -> None:
    """In force, past its date, and without its listed party; for people, and for programs to read back."""
    assert run(bootstrap, "list").stdout == "0 in force, 0 ended\n"
    made = [
        a_suppression(),
        a_suppression(TODAY - timedelta(days=1), VESTA.id),
        a_suppression(listed="sam:gone"),
    ]
    send(bootstrap, "suppressions", [(each.id.encode(), encode(each)) for each in made] + [(b"x", b"garbage")])
    told = run(bootstrap, "list").stdout
    assert f"{made[0].id}  in force until revoked" in told
    assert f"{made[1].id}  ended: its date passed on {made[1].until}" in told
    assert f"{made[2].id}  ended: the listed party is no longer on the list, or has changed" in told
    assert told.endswith("1 in force, 2 ended\n")
    listed = json.loads(run(bootstrap, "list", "--json").stdout)
    assert sorted(bool(each.get("ended")) for each in listed) == [False, True, True]


def test_a_revoked_suppression_is_gone(bootstrap: str) -> None:
    """Its tombstone is written once; an id that is none is told in one line."""
    made = a_suppression()
    send(bootstrap, "suppressions", [(made.id.encode(), encode(made))])
    assert "revoked: Orion Kade Trading is not ORION KADE TRADING" in run(bootstrap, "revoke", made.id).output
    assert on_topic(bootstrap) == []
    assert "is no suppression: see `screener suppressions list`" in refusal(run(bootstrap, "revoke", made.id))


def test_workers_follow_suppressions(bootstrap: str) -> None:
    """The first reference has those that stand; one more is in force at once, outlives a reload, and ends when revoked."""
    with following(bootstrap) as made:
        assert outcome(made) is Family.HOLD
        assert add(bootstrap, "--hold", encode(a_hold()).decode()).exit_code == 0
        wait_for(lambda: outcome(made) is Family.CLEAR, 5, "the suppression")
        versions = made.reference.versions if made.reference else None
        assert versions
        assert versions.suppressions == Suppressions(on_topic(bootstrap)).version != UNSUPPRESSED
        send(bootstrap, "watchlist", [(VESTA.id.encode(), None), marker([ORION])])
        wait_for(lambda: made.reference and len(made.reference.watchlist) == 1, 5, "the reload")
        assert outcome(made) is Family.CLEAR
    with following(bootstrap) as made:
        assert outcome(made) is Family.CLEAR
        changed = msgspec.structs.replace(ORION, id="sam:orion with another address", addresses=(BUYER_ADDRESS,))
        send(bootstrap, "watchlist", [(ORION.id.encode(), None), listing(changed), marker([changed])])
        wait_for(lambda: outcome(made) is Family.HOLD, 5, "the end by a changed record")
        send(bootstrap, "watchlist", [*snapshot(ORION), (changed.id.encode(), None), marker([ORION])])
        wait_for(lambda: outcome(made) is Family.CLEAR, 5, "the record as it was judged")
        assert run(bootstrap, "revoke", a_suppression().id).exit_code == 0
        wait_for(lambda: outcome(made) is Family.HOLD, 5, "the end by revocation")


def test_a_record_that_is_no_suppression_is_refused() -> None:
    """Garbage, and a record under another key than its pair's, leave what is in force as it is."""
    held, made = SuppressionsInForce(), a_suppression()
    held.apply(made.id.encode(), encode(made))
    other = msgspec.structs.replace(made, listed_party=VESTA.id)
    for key, value in ((b"x", b"{"), (b"x", encode(made)), (made.id.encode(), encode(other))):
        with pytest.raises(msgspec.MsgspecError):
            held.apply(key, value)
    assert held.suppressions().version == Suppressions([made]).version
    held.apply(made.id.encode(), None)
    assert held.suppressions().version == UNSUPPRESSED


def test_files_are_screened_by_the_same_suppressions(
    bootstrap: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What `list --json` prints is what `screen --suppressions` reads; the summary and the receipt count it."""
    path, manifest, names = (tmp_path / name for name in ("quiet.json", "m.ndjson", "list.csv"))
    manifest.write_bytes(msgspec.json.encode({"filer": "F", "manifest": "1", "consignments": [today(KADE)]}) + b"\n")
    names.write_bytes(sam_csv([ORION]))
    (entry,) = read(names)
    send(bootstrap, "suppressions", [(a.id.encode(), encode(a)) for a in [a_suppression(listed=entry)]])
    path.write_text(run(bootstrap, "list", "--json").stdout)
    assert [each.listed_party for each in read_suppressions(path)] == [entry]
    files = ["screen", str(manifest), "--list", str(names)]
    assert cli.main(files) == 1
    assert cli.main([*files, "--suppressions", str(path)]) == 0
    out, err = capfd.readouterr()
    assert ", 1 suppressed; " in err
    receipt = json.loads(out.splitlines()[-1])["message"]
    assert receipt["suppressed"] == 1
    assert receipt["versions"]["suppressions"] != UNSUPPRESSED


def read(path: Path) -> list[str]:
    from topologies.list_releases.list_files import read_list_files  # noqa: PLC0415 - beside its one use

    return [each.id for snapshot in read_list_files([path]) for each in snapshot.parties]


def test_a_file_of_suppressions_is_read_whole_or_refused(tmp_path: Path) -> None:
    """A line that is none, a misspelt field and an id that is not its pair's are told with their place; none is none."""
    path = tmp_path / "quiet.ndjson"
    good = encode(a_suppression())
    wrong = good.replace(b'"listed_party":"sam:orion"', b'"listed_party":"sam:vesta"')
    for body, told in (
        (good + b"\n{\n", "quiet.ndjson line 2: "),
        (good.replace(b'"reason"', b'"reasons"'), "line 1: "),
        (wrong, "the pair that it names has"),
        (b'[{"id":1}]', "item 1: "),
    ):
        path.write_bytes(body)
        with pytest.raises(UsageError, match=told):
            read_suppressions(path)
    for body in (b"", b"[]\n"):
        path.write_bytes(body)
        assert read_suppressions(path) == []


@pytest.mark.kafka
def test_the_real_broker_keeps_suppressions(kafka: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written, listed and revoked on a compacted topic of the real Kafka."""
    own, listed = (Topic(f"{name}-{uuid.uuid4()}", "id", 1) for name in ("suppressions", "watchlist"))
    monkeypatch.setattr("topologies.reference.suppressions.SUPPRESSIONS", own)
    monkeypatch.setattr("topologies.list_releases.lists_on_topic.WATCHLIST", listed)
    ensure_topics(kafka, topics=[own, listed])
    send(kafka, listed.name, snapshot(ORION))
    assert add(kafka, "--hold", encode(a_hold()).decode()).exit_code == 0
    (made,) = json.loads(run(kafka, "list", "--json").stdout)
    assert (made["listed_party"], made.get("ended")) == (ORION.id, None)
    assert run(kafka, "revoke", made["id"]).exit_code == 0
    assert run(kafka, "list").output == "0 in force, 0 ended\n"


def test_suppressions_are_counted() -> None:
    """`screener_suppressed_total` counts by mode, from 0."""
    metrics = Metrics()
    given = manifest_of(today(KADE))
    quiet = Suppressions([a_suppression()])
    metrics.on_screened(given, screen(given, Watchlist([ORION]), NO_SCORECARDS, POLICY, NOW, suppressions=quiet))
    values = [
        metrics.registry.get_sample_value("screener_suppressed_total", {"mode": m}) for m in ("express", "postal")
    ]
    assert values == [1, 0]
