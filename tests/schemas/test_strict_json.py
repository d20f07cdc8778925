"""Untyped JSON: nothing is lost in reading, and what cannot be read comes with a reason."""

import json
from contextlib import suppress
from math import isinf
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.strict_json import Repeated, UnreadableError, _by_pairs, compact, parse, repeated_keys

KEYS = st.sampled_from(["a", "b", "\\u0061", '\\"', "\\\\", "é", ""])
"""Keys as written between the quotes; `a` and `\\u0061` are the same key."""

NUMBERS = st.sampled_from(
    "0 -0 1.5 1e5 -7 9223372036854775807 18446744073709551616 1e999 123456789012345678901.5".split()
)
STRINGS = KEYS | st.sampled_from(["x", "1234567890123456789", "\\n", "\\ud83d\\ude00", "\\ud800"])


def written(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(KEYS, values), max_size=4)
    return st.lists(values, max_size=3).map(lambda items: f"[{', '.join(items)}]") | pairs.map(
        lambda items: "{" + ",".join(f'"{key}" : {value}' for key, value in items) + "}"
    )


TEXTS = st.recursive(NUMBERS | STRINGS.map('"{}"'.format) | st.sampled_from(["true", "null", "NaN"]), written)
"""JSON as a careless program might write it: repeated keys, escapes, numbers of any size."""


def all_repeated(value: Any) -> list[str]:
    return sorted(repeated_keys({"value": value}))


@given(TEXTS)
@example('{"a":1,"\\u0061":2}')
@example('{"a":"\\"","b":"\\\\"}')
def test_orjson_and_the_standard_library_read_the_same(text: str) -> None:
    """Which of the two reads a text changes neither its value nor the repeated keys that are reported."""
    found, expected = parse(text.encode()), _by_pairs(text.encode())
    assert repr(found) == repr(expected)
    assert all_repeated(found) == all_repeated(expected)


@given(st.binary(max_size=40))
def test_bytes_that_are_not_json_raise_one_error_only(body: bytes) -> None:
    """Whatever the bytes are, the answer is a value or `UnreadableError`."""
    with suppress(UnreadableError):
        parse(body)


@pytest.mark.parametrize(
    ("body", "repeated"),
    [
        (b'{"a":1,"a":2}', ["a"]),
        (b'{"a":1,"\\u0061":2}', ["a"]),
        (b'{"a":{"b":1,"b":1},"c":[{"d":0,"d":0}]}', ["b", "d"]),
        (b'{"a":"b","b":"a"}', []),
        (b'{"a":"\\"","b":"\\\\"}', []),
        (b'[{"a":1},{"a":1}]', []),
    ],
)
def test_a_repeated_key_is_noticed(body: bytes, repeated: list[str]) -> None:
    """At any depth and in any spelling; the same key in two objects is not repeated."""
    assert all_repeated(parse(body)) == repeated


def test_the_last_value_of_a_repeated_key_counts() -> None:
    """As in every other reader of JSON, so that nobody sees another value than the screener."""
    found = parse(b'{"a":1,"b":0,"a":2}')
    assert isinstance(found, Repeated)
    assert found == {"a": 2, "b": 0}


def test_a_skipped_value_is_not_searched_for_repeated_keys() -> None:
    """A consignment reports its own repeated keys, and each of its parties reports the party's."""
    tree = parse(b'{"parties":[{"name":1,"name":2}],"weight":1,"weight":2}')
    assert repeated_keys(tree, skip="parties") == ["weight"]


def test_numbers_of_any_size_keep_their_digits() -> None:
    """An integer beyond 64 bits does not become a float; a number beyond all floats is infinite."""
    assert parse(b"18446744073709551616") == 18446744073709551616
    assert parse(b'"18446744073709551616"') == "18446744073709551616"
    assert isinf(parse(b"1e999"))


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (b'{"a":', "not JSON", "line 1 column 6"),
        (b'"\xff"', "not UTF-8", "byte 1"),
        (b"[" * 100_000, "too deep", "nested"),
        (b"1" * 5_000, "not JSON", "digits"),
        (b"", "not JSON", "line 1"),
    ],
)
def test_what_cannot_be_read_has_a_reason(body: bytes, reason: str, detail: str) -> None:
    """The reason is a label to count by; the detail leads to the place."""
    with pytest.raises(UnreadableError) as refused:
        parse(body)
    assert refused.value.reason == reason
    assert detail in refused.value.detail


def test_deep_json_is_read_where_python_can() -> None:
    """Deeper than orjson writes is still read."""
    deep = b"[" * 400 + b"]" * 400
    assert json.dumps(parse(deep), separators=(",", ":")).encode() == deep


def test_a_value_is_shown_on_one_line() -> None:
    """Letters stay readable; a value that is nested too deeply is named as such."""
    assert compact({"name": "Société", "at": [1, None]}) == '{"name":"Société","at":[1,null]}'
    assert compact(parse(b"[" * 400 + b"]" * 400)) == "nested too deeply to show"
