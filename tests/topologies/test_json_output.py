"""Commands print JSON with orjson that looks like the messages, which msgspec writes."""

import msgspec
import orjson
import pytest

from schemas.contracts.message_examples import EXAMPLES
from topologies.json_output import json_line, json_text


@pytest.mark.parametrize("name", EXAMPLES)
def test_printed_messages_equal_those_on_the_topics(name: str) -> None:
    """Field order, times, dates and enumerations are the same, whichever library writes them."""
    message = EXAMPLES[name]
    assert orjson.loads(json_line(message)) == orjson.loads(msgspec.json.encode(message))
    if name != "Policy":  # its sets have no order
        assert json_text(message) == msgspec.json.format(msgspec.json.encode(message)).decode()
        assert json_line(message) == msgspec.json.encode(message) + b"\n"


def test_json_text_is_indented_by_two_spaces_and_keeps_letters() -> None:
    """People read it on a terminal, names in any script included."""
    assert json_text({"name": "Société", "scores": [1.0]}) == (
        '{\n  "name": "Société",\n  "scores": [\n    1.0\n  ]\n}'
    )


def test_json_line_is_one_line() -> None:
    """A line break inside a value does not break NDJSON."""
    assert json_line({"text": "a\nb"}) == b'{"text":"a\\nb"}\n'
