"""Untyped JSON, read strictly: repeated keys are reported, and unreadable bytes come with a reason.

orjson reads almost everything. The standard library, a quarter as fast, reads what orjson refuses or would change:
objects with a repeated key, integers beyond 64 bits, lone surrogates, NaN and infinities.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

_HALF_CHARACTER = re.compile(
    r"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""A lone surrogate, which UTF-8 cannot encode. The group consumes whole pairs and escaped backslashes first."""

_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_DIGITS_AS_ZEROS = bytes(ord("0") if chr(byte) in "0123456789" else ord(" ") for byte in range(256))
_BEYOND_64_BITS = b"0" * 19


class UnreadableError(ValueError):
    """Why bytes are not JSON: the reason (a label of few values) and the detail."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Repeated(dict[str, Any]):
    """A JSON object with a repeated key; `keys_repeated` names them, and each has its last value."""

    keys_repeated: tuple[str, ...] = ()


def parse(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON value in `body`. Lone surrogates are replaced; NaN and infinities become text. Raises `UnreadableError`."""
    try:
        value = orjson.loads(body)
        if _keeps_everything(body, value):
            return value
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        pass  # the standard library reads it, or says what is wrong
    return _by_pairs(body)


def compact(value: object) -> str:
    """`value`, as `parse` returns it, as JSON on one line for a message to a person."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:  # deeper than 254 levels
        return "nested too deeply to show"


def repeated_keys(tree: Mapping[str, Any], *, skip: str = "") -> Sequence[str]:
    """The keys repeated in an object or in any object inside it, except inside the value of the key `skip`."""
    repeated = list(tree.keys_repeated) if isinstance(tree, Repeated) else []
    nested = [value for key, value in tree.items() if key != skip]
    while nested:
        value = nested.pop()
        if isinstance(value, Repeated):
            repeated += value.keys_repeated
        if isinstance(value, dict):
            nested += value.values()
        elif isinstance(value, list):
            nested += value
    return repeated


def _keeps_everything(body: bytes, value: object) -> bool:
    """Whether orjson lost nothing: of a repeated key it keeps one value, of a long integer the nearest float.

    A lost key takes its two quotes with it, so `value` written again has fewer than `body`.
    """
    return _quotes(body) == _quotes(orjson.dumps(value)) and _BEYOND_64_BITS not in body.translate(_DIGITS_AS_ZEROS)


def _quotes(body: bytes) -> int:
    """How many quotes begin or end a string; escaped ones do not."""
    return (_ESCAPE.sub(b"", body) if b"\\" in body else body).count(b'"')


def _by_pairs(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    try:
        text = _HALF_CHARACTER.sub(lambda half: half[1] or r"\ufffd", body.decode("utf-8"))
        return json.loads(text, object_pairs_hook=_object, parse_constant=str)
    except UnicodeDecodeError as error:
        raise UnreadableError("not UTF-8", f"byte {error.start} is not UTF-8: {error.reason}") from None
    except RecursionError:
        raise UnreadableError("too deep", "the JSON is nested too deeply") from None
    except ValueError as error:
        raise UnreadableError("not JSON", str(error)[:200]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) == len(pairs):
        return tree
    repeated = Repeated(tree)
    counts = Counter(key for key, _ in pairs)
    repeated.keys_repeated = tuple(sorted(key for key, count in counts.items() if count > 1))
    return repeated
