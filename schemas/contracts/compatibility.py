"""Contracts grow by addition: what a newer schema may not do to an older one."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_COMPARED_BY_PARTS = frozenset(
    {"properties", "required", "items", "prefixItems", "additionalProperties", "enum", "anyOf", "oneOf"}
)
_NO_PROMISE = frozenset({"title", "description", "default", "examples", "$id", "$schema", "$defs", "$ref"})


def breaks(old: Schema, new: Schema) -> list[str]:
    """What breaks a reader or a writer of `old`, one line each with the path; empty if `new` only adds.

    Breaking changes: a field removed or newly required; a type, format or bound changed; an enumeration value removed.
    """
    return list(_Comparison(old, new).of(old, new, ""))


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self._old = old.get("$defs", {})
        self._new = new.get("$defs", {})

    def of(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        old, new = _resolved(old, self._old), _resolved(new, self._new)
        for key in sorted((old.keys() | new.keys()) - _NO_PROMISE - _COMPARED_BY_PARTS):
            if old.get(key) != new.get(key):
                yield f"{path or '/'}: {key} was {old.get(key)!r} and is {new.get(key)!r}"
        yield from self._fields(old, new, path)
        yield from self._parts(old, new, path)
        for value in old.get("enum", ()):
            if value not in new.get("enum", ()):
                yield f"{path or '/'}: the value {value!r} is gone"

    def _fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        fields = new.get("properties", {})
        for name, field in old.get("properties", {}).items():
            if name in fields:
                yield from self.of(field, fields[name], f"{path}/{name}")
            else:
                yield f"{path}/{name}: the field is gone"
        for name in new.get("required", ()):
            if name not in old.get("required", ()):
                yield f"{path}/{name}: the field is newly required"

    def _parts(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        for key in ("items", "additionalProperties"):
            if isinstance(old.get(key), Mapping) and isinstance(new.get(key), Mapping):
                yield from self.of(old[key], new[key], f"{path}/{key}")
            elif old.get(key) != new.get(key):
                yield f"{path or '/'}: {key} has changed"
        for key in ("anyOf", "oneOf", "prefixItems"):
            for number, each in enumerate(old.get(key, ())):
                if all(any(self.of(each, other, path)) for other in new.get(key, ())):
                    yield f"{path}/{key}/{number}: no longer accepted as it was"


def _resolved(node: Schema, definitions: Mapping[str, Schema]) -> Schema:
    name = node.get("$ref", "").rpartition("/")[2]
    return {**definitions[name], **{key: value for key, value in node.items() if key != "$ref"}} if name else node
