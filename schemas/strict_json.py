"""JSON as a tree that forgets nothing: keys that stand twice are remembered, and what is unreadable says why."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

_HALF_CHARACTER = re.compile(
    r"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""A lone surrogate, which no UTF-8 can carry onwards; the group takes what only looks like one out of its way."""


class UnreadableError(ValueError):
    """Why bytes are no JSON: the reason (a label of few values) and the detail."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Repeated(dict[str, Any]):
    """A JSON object in which a key stands more than once; `keys_repeated` names them, the last value of each is kept."""

    keys_repeated: tuple[str, ...] = ()


def parse(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON value that `body` holds, lone surrogates replaced, NaN and infinities as text. Raises `UnreadableError`."""
    try:
        text = _HALF_CHARACTER.sub(lambda half: half[1] or r"\ufffd", body.decode("utf-8"))
        return json.loads(text, object_pairs_hook=_object, parse_constant=str)
    except UnicodeDecodeError as error:
        raise UnreadableError("not UTF-8", f"byte {error.start} is not UTF-8: {error.reason}") from None
    except RecursionError:
        raise UnreadableError("too deep", "the JSON is nested too deeply") from None
    except ValueError as error:
        raise UnreadableError("not JSON", str(error)[:200]) from None


def repeated_keys(tree: Mapping[str, Any], *, apart: str = "") -> Sequence[str]:
    """The keys that stand twice in an object, or in an object anywhere inside it, what lies under the key `apart` left out."""
    repeated = list(tree.keys_repeated) if isinstance(tree, Repeated) else []
    nested = [value for key, value in tree.items() if key != apart]
    while nested:
        value = nested.pop()
        if isinstance(value, Repeated):
            repeated += value.keys_repeated
        if isinstance(value, dict):
            nested += value.values()
        elif isinstance(value, list):
            nested += value
    return repeated


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) == len(pairs):
        return tree
    repeated = Repeated(tree)
    counts = Counter(key for key, _ in pairs)
    repeated.keys_repeated = tuple(sorted(key for key, count in counts.items() if count > 1))
    return repeated
