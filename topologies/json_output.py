"""JSON that commands print and write: indented for a terminal, or a line of NDJSON."""

import msgspec
import orjson


def json_text(value: object) -> str:
    """`value` as indented JSON; its types, times and enumerations look as they do in the messages on the topics."""
    return orjson.dumps(msgspec.to_builtins(value), option=orjson.OPT_INDENT_2).decode()


def json_line(value: object) -> bytes:
    """`value` as one line of NDJSON, with its line break."""
    return orjson.dumps(msgspec.to_builtins(value), option=orjson.OPT_APPEND_NEWLINE)
