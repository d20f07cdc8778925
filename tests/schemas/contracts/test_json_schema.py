"""Every contract is a described JSON Schema of its draft."""

import re

import jsonschema
import pytest

from schemas.contracts.json_schema import DRAFT, schema_text
from tests.support.contracts import SCHEMAS


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
    assert not re.search(r"_Party_|\[Party\]|\\n", schema_text(schema))


@pytest.mark.parametrize("topic", SCHEMAS)
def test_every_field_has_a_description(topic: str) -> None:
    """A reader of a contract needs no other document to know what a field holds."""
    for name, definition in SCHEMAS[topic]["$defs"].items():
        for field, schema in definition.get("properties", {}).items():
            assert len(schema.get("description", "")) > 8, f"{name}.{field}"
