"""The generated contracts, and the validation of messages against them."""

from pathlib import Path

import jsonschema
import msgspec
import orjson

from schemas.contracts.json_schema import schema_of
from schemas.contracts.topic_contracts import CONTRACTS

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {contract.topic: schema_of(contract) for contract in CONTRACTS}


def validate(topic: str, message: object) -> None:
    """Raises `jsonschema.ValidationError` for a message that its topic's contract does not allow."""
    validator = jsonschema.Draft202012Validator(SCHEMAS[topic], format_checker=jsonschema.FormatChecker())
    validator.validate(orjson.loads(msgspec.json.encode(message)))
