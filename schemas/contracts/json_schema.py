"""JSON Schema (draft 2020-12) of a topic's message, generated from its types."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
import orjson
from msgspec import Struct

from schemas.contracts.field_descriptions import field_descriptions
from schemas.contracts.message_examples import EXAMPLES
from schemas.contracts.topic_contracts import Contract

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_GENERIC = "_Party_"
"""Suffix that msgspec appends to the name of a type that is bound to `Party`; the contracts leave it out."""


def schema_of(contract: Contract) -> dict[str, Any]:
    """The schema of a topic's message, with one example of each type and its definitions sorted by name."""
    references, definitions = msgspec.json.schema_components(contract.types, ref_template="#/$defs/{name}")
    named = {name.removesuffix(_GENERIC): _stable(definitions[name]) for name in sorted(definitions)}
    for struct in _structs(contract.types):
        _describe(named[_name(struct)]["properties"], field_descriptions(struct))
    main = references[0] if len(references) == 1 else {"oneOf": list(references)}
    return {
        "$schema": DRAFT,
        "$id": contract.file,
        "title": " or ".join(_name(each) for each in contract.types),
        "description": " ".join(_summary(each) for each in contract.types),
        "examples": [msgspec.to_builtins(EXAMPLES[_name(each)], order="deterministic") for each in contract.types],
        **_stable(main),
        "$defs": named,
    }


def schema_text(schema: Mapping[str, Any]) -> str:
    """The text of a schema's file: indented by two spaces, with a line break at the end."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _structs(types: Iterable[type[Struct]]) -> set[type[Struct]]:
    """The given types and every type of their fields, at any depth."""
    found: set[type[Struct]] = set()
    waiting: list[Any] = list(msgspec.inspect.multi_type_info(types))
    while waiting:
        node = waiting.pop()
        if isinstance(node, msgspec.inspect.StructType):
            if node.cls in found:
                continue
            found.add(node.cls)
            waiting += [field.type for field in node.fields]
        elif isinstance(node, msgspec.inspect.Type):
            waiting += [part for value in msgspec.structs.asdict(node).values() for part in _parts(value)]
    return found


def _parts(value: object) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _describe(properties: dict[str, dict[str, Any]], texts: Mapping[str, str]) -> None:
    """Put a description before everything else that is said of a field."""
    for name, text in texts.items():
        properties[name] = {"description": text, **properties[name]}


def _name(struct: type[Struct]) -> str:
    return struct.__name__.partition("[")[0]


def _summary(struct: type[Struct]) -> str:
    """The first paragraph of a type's docstring."""
    return " ".join((struct.__doc__ or _name(struct)).partition("\n\n")[0].split())


def _stable(node: Any) -> Any:  # noqa: ANN401 - any JSON value
    """`node` without what differs between runs: the order of sets, line breaks of docstrings, names of generics."""
    if isinstance(node, list):
        return [_stable(each) for each in node]
    if not isinstance(node, dict):
        return node
    stable = {key: _stable(value) for key, value in node.items()}
    for key, text in stable.items():
        if isinstance(text, str) and key in _TIDY:
            stable[key] = _TIDY[key](text)
    if stable.get("uniqueItems") and isinstance(stable.get("default"), list):
        stable["default"].sort()
    return stable


_TIDY: dict[str, Callable[[str], str]] = {
    "description": lambda text: " ".join(text.split()),
    "title": lambda text: text.partition("[")[0],
    "$ref": lambda text: text.removesuffix(_GENERIC),
}
