"""`python -m schemas.contracts` generates the contracts; `--break` allows a change that breaks an older reader."""

import sys
from pathlib import Path

import orjson

from schemas.contracts.asyncapi import document
from schemas.contracts.compatibility import breaks
from schemas.contracts.json_schema import schema_of, schema_text
from schemas.contracts.topic_contracts import CONTRACTS

FOLDER = Path(__file__).parent
ASYNCAPI = FOLDER.parent / "asyncapi.yaml"


def files() -> dict[Path, str]:
    """Every generated file with its text."""
    return {FOLDER / each.file: schema_text(schema_of(each)) for each in CONTRACTS} | {ASYNCAPI: document(CONTRACTS)}


def broken(path: Path, text: str) -> list[str]:
    """What would break for readers and writers of the contract in `path` if `text` replaced it."""
    if path.suffix != ".json" or not path.exists():
        return []
    return [f"{path.name}{line}" for line in breaks(orjson.loads(path.read_bytes()), orjson.loads(text))]


def main(arguments: list[str]) -> int:
    """Write the files and return 0. If that would break a contract, write none, print what breaks, and return 2."""
    generated = files()
    found = [line for path, text in generated.items() for line in broken(path, text)]
    if found and "--break" not in arguments:
        sys.stderr.write(
            "\n".join((*found, "contracts grow by addition: give a new field a default, or use a new topic\n"))
        )
        return 2
    for path, text in generated.items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
