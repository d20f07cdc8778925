"""The descriptions of a message's fields: the docstring below each field, read from the source of its type.

Descriptions in `msgspec.Meta` would hide the types behind them; a string below a field is dropped by the compiler, so
decoding costs the same. Only whoever generates the contracts needs the source.
"""

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from textwrap import dedent
from typing import get_origin

import msgspec
from msgspec import Struct


def field_descriptions(struct: type[Struct]) -> dict[str, str]:
    """Field name on the wire -> description, inherited fields included.

    Raises `LookupError` naming the field that has no docstring.
    """
    own = get_origin(struct) or struct
    config = own.__struct_config__
    found = {config.tag_field: f"Kind of record, always `{config.tag}`."} if config.tag_field else {}
    texts = {name: text for base in reversed(own.__mro__) for name, text in _docstrings(base)}
    for field in msgspec.structs.fields(own):
        if field.name not in texts:
            raise LookupError(f"{own.__name__}.{field.name} has no docstring: write one below the field")
        found[field.encode_name] = texts[field.name]
    return found


def _docstrings(base: type) -> Iterator[tuple[str, str]]:
    """Each field that a class defines itself, with the string below it."""
    if not issubclass(base, Struct) or base is Struct:
        return
    (definition,) = ast.parse(dedent(inspect.getsource(base))).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 - for mypy
    for field, below in pairwise(definition.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    yield field.target.id, " ".join(text.split())
