"""JSON Schema (draft 2020-12) of the message of every topic, generated from the types; the files beside this one hold it."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from schemas.messages import (
    DeadLetter,
    ExpressManifest,
    ListVersion,
    PostalManifest,
    Receipt,
    SnapshotMarker,
    VersionPart,
    WatchlistVersion,
)
from screener.domain.consignment import Party
from screener.domain.decision import Hold, Notice
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecard
from screener.regime.suppression import Suppression

DRAFT = "https://json-schema.org/draft/2020-12/schema"


class Contract(Struct, frozen=True):
    """The message of one topic: any one of `types`. `sent` is True where the screener writes the topic."""

    topic: str
    key: str
    types: tuple[type[Struct], ...]
    sent: bool = False
    compacted: bool = False

    @property
    def file(self) -> str:
        """The name of the file that holds the schema, beside this module."""
        return f"{self.topic}.json"


CONTRACTS: tuple[Contract, ...] = (
    Contract("manifests.express", "filer code", (ExpressManifest[Party],)),
    Contract("manifests.postal", "operator code of the post", (PostalManifest[Party],)),
    Contract("watchlist", "listed party id", (ListedParty, SnapshotMarker), compacted=True),
    Contract(
        "watchlist.archive",
        "kind and id of the record",
        (ListedParty, ListVersion, VersionPart, WatchlistVersion),
        compacted=True,
    ),
    Contract("posts", "operator code + quarter", (Scorecard,), compacted=True),
    Contract("policy", "`policy`", (Policy,), compacted=True),
    Contract("suppressions", "suppression id", (Suppression,), compacted=True),
    Contract("holds", "consignment key", (Hold,), sent=True),
    Contract("notices", "listed party id", (Notice,), sent=True),
    Contract("receipts", "filer code", (Receipt,), sent=True),
    Contract("dead-letters", "source topic", (DeadLetter,), sent=True),
)
"""Every topic that has a typed message."""

_GENERIC = "_Party_"
"""What the generator appends to the name of a type that is bound to `Party`; no reader of a contract needs it."""


def schema_of(contract: Contract) -> dict[str, Any]:
    """The JSON Schema of a topic's message; definitions in the order of their names."""
    types = [_described(each) for each in contract.types]
    references, definitions = msgspec.json.schema_components(contract.types, ref_template="#/$defs/{name}")
    named = {name.removesuffix(_GENERIC): _settled(definitions[name]) for name in sorted(definitions)}
    main = references[0] if len(references) == 1 else {"oneOf": list(references)}
    return {
        "$schema": DRAFT,
        "$id": contract.file,
        "title": " or ".join(name for name, _ in types),
        "description": " ".join(text for _, text in types),
        **_settled(main),
        "$defs": named,
    }


def text_of(schema: dict[str, Any]) -> str:
    """A schema as its file holds it: two spaces deep, a line break at the end."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _described(struct: type[Struct]) -> tuple[str, str]:
    name = struct.__name__.partition("[")[0]
    return name, " ".join((struct.__doc__ or name).partition("\n\n")[0].split())


def _settled(node: Any) -> Any:  # noqa: ANN401 - any JSON value
    """`node` without what changes from run to run: the order of sets, line breaks of docstrings, names of generics."""
    if isinstance(node, list):
        return [_settled(each) for each in node]
    if not isinstance(node, dict):
        return node
    settled = {key: _settled(value) for key, value in node.items()}
    for key, text in settled.items():
        if isinstance(text, str) and key in _TIDY:
            settled[key] = _TIDY[key](text)
    if settled.get("uniqueItems") and isinstance(settled.get("default"), list):
        settled["default"].sort()
    return settled


_TIDY: dict[str, Callable[[str], str]] = {
    "description": lambda text: " ".join(text.split()),
    "title": lambda text: text.partition("[")[0],
    "$ref": lambda text: text.removesuffix(_GENERIC),
}
