"""The AsyncAPI document lists every topic that has a contract."""

import yaml

from schemas.contracts.__main__ import ASYNCAPI
from tests.support.contracts import SCHEMAS


def test_the_document_refers_to_every_contract() -> None:
    """Each channel has the topic's address, and each message refers to a contract that exists."""
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
