"""A program that scores blocked candidates with nomenklatura's logic-v2: reads names with candidates, prints the seconds."""

import sys
import time

import msgspec
from followthemoney import model
from followthemoney.proxy import EntityProxy
from msgspec import Struct
from nomenklatura.matching import LogicV2
from nomenklatura.matching.types import ScoringConfig


class Query(Struct):
    """A name, and its candidates: the listed names that share a word with it, each with its schema."""

    name: str
    candidates: list[tuple[str, str]]


class Answer(Struct):
    """The seconds it took, and the number of pairs."""

    seconds: float
    pairs: int


def _entity(name: str, schema: str) -> EntityProxy:
    return model.get_proxy({"id": f"{schema}:{name}", "schema": schema, "properties": {"name": [name]}})


def main() -> int:
    """Scores every query from standard input. The candidates are parsed beforehand, as those of a list would be."""
    queries = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Query])
    config = ScoringConfig.defaults()
    prepared = [(query.name, [(_entity(*each), each[1]) for each in query.candidates]) for query in queries]
    for schema in ("Person", "Company"):  # loads its tables, which is not counted
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
