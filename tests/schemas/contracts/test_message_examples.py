"""Each message has an example, which is valid and can be read."""

from datetime import UTC, datetime

import msgspec
import orjson
import pytest

from schemas.contracts.topic_contracts import CONTRACTS, Contract
from schemas.decoding import Decoder
from screener.domain.consignment import Mode
from screener.domain.manifest import Manifest
from tests.support.builders import screened
from tests.support.contracts import SCHEMAS, validate

SCREENED = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.topic)
def test_each_type_of_message_has_a_valid_example(contract: Contract) -> None:
    """The contract shows one example of each type, in its order; each validates, and decoding loses nothing of it."""
    examples = SCHEMAS[contract.topic]["examples"]
    for example, kind in zip(examples, contract.types, strict=True):
        validate(contract.topic, example)
        decoded = msgspec.json.decode(orjson.dumps(example), type=kind)
        assert msgspec.to_builtins(decoded, order="deterministic") == example


@pytest.mark.parametrize(("topic", "mode"), [("manifests.express", Mode.EXPRESS), ("manifests.postal", Mode.POSTAL)])
def test_the_example_of_a_manifest_clears(topic: str, mode: Mode) -> None:
    """A filer may copy it: against an empty list no field of it is missing or malformed."""
    (example,) = SCHEMAS[topic]["examples"]
    found = Decoder().decode(mode, orjson.dumps(example))
    assert isinstance(found, Manifest)
    assert (found.problems, tuple(found.manifest_problems), screened(found, now=SCREENED).decisions) == ({}, (), [])
