"""The contracts are what the types say, grow by addition, and hold for what the screener really writes."""

import json
import re
import subprocess
import sys
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from schemas.contracts import CONTRACTS, DRAFT, schema_of, text_of
from schemas.contracts.__main__ import ASYNCAPI, broken, files, main
from schemas.contracts.compatibility import breaks
from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from schemas.messages import ExpressManifest, PostalManifest, SnapshotMarker
from schemas.receipts import Source, dead_letter, error_receipt, receipt_of
from screener.domain.consignment import Mode, Party
from screener.domain.listed_party import ListName
from screener.domain.manifest import Manifest
from screener.domain.policy import Policy
from tests.support.builders import (
    NOW,
    TODAY,
    express,
    holds,
    importer_number,
    listed,
    manifest_of,
    non_compliant_post,
    party,
    postal,
    screened,
    shipper,
)
from topologies.topics import TOPICS

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = {contract.topic: schema_of(contract) for contract in CONTRACTS}
SOURCE = Source("manifests.express", 3, 41, "SWIFT")
LATER = {"information.responses", "dispositions", "seizures"}


def validate(topic: str, message: object) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMAS[topic], format_checker=jsonschema.FormatChecker())
    validator.validate(json.loads(msgspec.json.encode(message)))


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_contracts_have_not_drifted(path: Path) -> None:
    """The file says what the types say; after a change of the types `make contracts` writes it anew."""
    assert path.read_text("utf-8") == files()[path]


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.topic)
def test_contracts_grow_by_addition(contract: Any) -> None:
    """Nothing that the committed contract promises has been taken back."""
    path = f"schemas/contracts/{contract.file}"
    command = ["git", "show", f"HEAD:{path}"]
    committed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    base = committed.stdout or (ROOT / path).read_text("utf-8")
    assert breaks(json.loads(base), SCHEMAS[contract.topic]) == []


def test_the_same_types_give_the_same_text_in_every_process() -> None:
    """Sets and generics leave no trace of the run in a contract."""
    program = "from schemas.contracts.__main__ import files; print(hash(0), *files().values(), sep='')"
    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


@pytest.mark.parametrize("topic", SCHEMAS)
def test_every_contract_is_a_described_schema_of_its_draft(topic: str) -> None:
    """Each contract is valid JSON Schema 2020-12 with a title and a description, and each definition too."""
    schema = SCHEMAS[topic]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DRAFT
    assert schema["$id"] == f"{topic}.json"
    for definition in (schema, *schema["$defs"].values()):
        assert definition["title"]
        assert len(definition["description"]) > 10
    assert not re.search(r"_Party_|\[Party\]|\\n", text_of(schema))


def hold_schema() -> dict[str, Any]:
    return deepcopy(SCHEMAS["holds"])


def test_an_addition_breaks_nothing() -> None:
    """A new field that has a default, and a new value of an enumeration, are additions."""
    new = hold_schema()
    new["$defs"]["Hold"]["properties"]["officer"] = {"type": "string", "default": ""}
    new["$defs"]["Cause"]["enum"].append("new-cause")
    assert breaks(hold_schema(), new) == []


def test_a_removed_field_breaks() -> None:
    """A field that readers know may not go, however deep it lies."""
    new = hold_schema()
    del new["$defs"]["Versions"]["properties"]["policy"]
    assert breaks(hold_schema(), new) == ["/versions/policy: the field is gone"]


def test_a_changed_type_breaks() -> None:
    """A field keeps its type."""
    new = hold_schema()
    new["$defs"]["Hold"]["properties"]["filer"]["type"] = "integer"
    assert breaks(hold_schema(), new) == ["/filer: type was 'string' and is 'integer'"]


def test_a_newly_required_field_breaks() -> None:
    """Who wrote a sound message yesterday writes one today."""
    new = hold_schema()
    new["$defs"]["Hold"]["required"].append("match")
    assert breaks(hold_schema(), new) == ["/match: the field is newly required"]


def test_a_value_that_is_gone_breaks() -> None:
    """An enumeration loses no value."""
    new = hold_schema()
    new["$defs"]["HoldEvent"]["enum"].remove("removed")
    assert breaks(hold_schema(), new) == ["/event: the value 'removed' is gone"]


def test_a_change_inside_a_list_or_an_alternative_breaks() -> None:
    """Items of lists and alternatives of a union are compared too."""
    new = hold_schema()
    new["$defs"]["Code"]["properties"]["code"]["type"] = "integer"
    new["$defs"]["Match"]["properties"]["score"]["type"] = "string"
    found = breaks(hold_schema(), new)
    assert "/codes/items/code: type was 'string' and is 'integer'" in found
    assert any(line.startswith("/match/anyOf/") for line in found)


def test_a_contract_that_would_break_is_not_written(tmp_path: Path) -> None:
    """The writer says what would break, and for whom, before it overwrites a contract."""
    old = hold_schema()
    old["$defs"]["Hold"]["properties"]["gone"] = {"type": "string"}
    path = tmp_path / "holds.json"
    path.write_text(text_of(old), "utf-8")
    assert broken(path, text_of(hold_schema())) == ["holds.json/gone: the field is gone"]
    assert broken(tmp_path / "new.json", text_of(hold_schema())) == []


def test_writing_anew_changes_nothing() -> None:
    """`make contracts` on an unchanged tree is a no-op that succeeds."""
    before = {path: path.read_bytes() for path in files()}
    assert main([]) == 0
    assert {path: path.read_bytes() for path in files()} == before


def test_manifests_hold_to_their_contracts() -> None:
    """A manifest of either mode, whole or bare, is what its contract says; the decoder reads what was validated."""
    lines = express(shipper(), party(identifiers=[importer_number("12-3456789XX")]))
    express_manifest = ExpressManifest[Party]("SWIFT", "M1", [lines], sent=NOW)
    postal_manifest = PostalManifest[Party]("CNPOST", "P1", [postal()], operator="CNA")
    for mode, topic, manifest in (
        (Mode.EXPRESS, "manifests.express", express_manifest),
        (Mode.POSTAL, "manifests.postal", postal_manifest),
    ):
        validate(topic, manifest)
        validate(topic, {"filer": "SWIFT", "manifest": "M1", "consignments": []})
        assert isinstance(Decoder().decode(mode, msgspec.json.encode(manifest)), Manifest)


def test_outcomes_hold_to_their_contracts() -> None:
    """Holds, notices, receipts and dead letters that the screener makes are what their contracts say."""
    bad = express(party(""), identifier="HB2")
    given = manifest_of(express(party("ORION KADE TRADING")), bad, express(identifier=""))
    entry = listed(addresses=[shipper().address], published=TODAY - timedelta(days=10))
    found = screened(given, entry)
    rejection = Rejection("not JSON", "line 1", "send JSON")
    assert len(holds(given, entry)) == 2
    for hold in holds(given, entry):
        validate("holds", hold)
    notices = [notice for decision in found.decisions for notice in decision.notices]
    assert notices
    for notice in notices:
        validate("notices", notice)
    validate("receipts", receipt_of(given, found, SOURCE, NOW))
    validate("receipts", error_receipt(Mode.EXPRESS, rejection, SOURCE, found.versions, NOW))
    validate("dead-letters", dead_letter(rejection, SOURCE, b"{", NOW))


def test_reference_messages_hold_to_their_contracts() -> None:
    """A listed party, a marker, a scorecard and a policy are what their contracts say."""
    validate("watchlist", listed(aliases=["OK TRADING"], active=TODAY))
    validate("watchlist", SnapshotMarker(ListName.SAM, 1, "abc", NOW))
    validate("policy", Policy())
    for cards in non_compliant_post(2).by_operator.values():
        for card in cards:
            validate("posts", card)


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        ("manifests.express", {"filer": "SWIFT"}),
        (
            "manifests.express",
            {"filer": "SWIFT", "manifest": "M1", "consignments": [{"parties": [{"role": "captain"}]}]},
        ),
        ("watchlist", {"type": "marker", "list": "sam", "count": -1, "version": "x", "closed": "2026-07-01T00:00:00Z"}),
        ("posts", {"operator": "CN", "quarter": "2026Q1", "score": 1, "published": "2026-07-01T00:00:00Z"}),
        ("policy", {"hold_at": 1.5}),
    ],
)
def test_near_misses_break_their_contract(topic: str, message: object) -> None:
    """A missing field, an unknown role, a negative count, a country for a post and a share above 1 are refused."""
    with pytest.raises(jsonschema.ValidationError):
        validate(topic, message)


def test_a_scorecard_without_a_time_zone_is_refused() -> None:
    """A time without an offset cannot be compared with the time of screening, so it never gets that far."""
    card = b'{"operator":"CNA","quarter":"2026Q1","score":10,"published":"2026-04-28T00:00:00%s"}'
    kind = type(next(iter(non_compliant_post(1).by_operator["CNA"])))
    assert msgspec.json.decode(card % b"Z", type=kind).quarter == "2026Q1"
    with pytest.raises(msgspec.ValidationError, match="timezone"):
        msgspec.json.decode(card % b"", type=kind)


def test_contracts_name_the_topics_that_exist() -> None:
    """Every topic with a typed message has a contract under its name, key and clean-up; later topics come with their issue."""
    topics = {topic.name: (topic.key, topic.days is None) for topic in TOPICS if topic.name not in LATER}
    assert {each.topic: (each.key, each.compacted) for each in CONTRACTS} == topics


def test_the_asyncapi_document_leads_to_every_contract() -> None:
    """Each channel bears the topic's address, and each message refers to a contract that exists."""
    found = yaml.safe_load(ASYNCAPI.read_text("utf-8"))
    assert found["asyncapi"] == "3.0.0"
    assert {channel["address"] for channel in found["channels"].values()} == set(SCHEMAS)
    assert {operation["channel"]["$ref"] for operation in found["operations"].values()} == {
        f"#/channels/{t}" for t in SCHEMAS
    }
    for topic, message in found["components"]["messages"].items():
        assert (ASYNCAPI.parent / message["payload"]["schema"]["$ref"]).is_file()
        assert found["channels"][topic]["messages"]["message"]["$ref"] == f"#/components/messages/{topic}"
    sent = {name for name, operation in found["operations"].items() if operation["action"] == "send"}
    assert sent == {"sendHolds", "sendNotices", "sendReceipts", "sendDeadLetters"}
