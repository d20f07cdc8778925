"""A process of its own: scores blocked candidates with nomenklatura's logic-v2. Reads names and candidates, tells the seconds."""

import sys
import time

import msgspec
from followthemoney import model
from followthemoney.proxy import EntityProxy
from msgspec import Struct
from nomenklatura.matching import LogicV2
from nomenklatura.matching.types import ScoringConfig


class Query(Struct):
    """A name and the names of a list that share a word with it, each with the schema to read it by."""

    name: str
    candidates: list[tuple[str, str]]


class Answer(Struct):
    """How long it took, and how many pairs were scored."""

    seconds: float
    pairs: int


def _entity(name: str, schema: str) -> EntityProxy:
    return model.get_proxy({"id": f"{schema}:{name}", "schema": schema, "properties": {"name": [name]}})


def main() -> int:
    """Score every query from standard input; the candidates are made beforehand, as a list would be."""
    queries = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Query])
    config = ScoringConfig.defaults()
    prepared = [(query.name, [(_entity(*each), each[1]) for each in query.candidates]) for query in queries]
    for schema in ("Person", "Company"):  # its tables are loaded once, and not counted
        LogicV2.compare(_entity("Vega Trading", schema), _entity("Vega Trade", schema), config)
    began = time.perf_counter()
    pairs = 0
    for name, candidates in prepared:
        asked: dict[str, EntityProxy] = {}
        for candidate, schema in candidates:
            query = asked.setdefault(schema, _entity(name, schema))
            LogicV2.compare(query, candidate, config)
            pairs += 1
    answer = Answer(time.perf_counter() - began, pairs)
    sys.stdout.buffer.write(msgspec.json.encode(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
