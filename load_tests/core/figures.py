"""What `python -m load_tests core` measures."""

from msgspec import Struct

from load_tests.inputs.timing import Cost

PARSE, DECODE, SCREEN, OUTCOMES = "orjson", "decode", "screen", "outcomes"
STAGES: dict[str, tuple[tuple[str, ...], str]] = {
    "orjson": ((PARSE,), "orjson.loads, same bytes"),
    "decode": ((DECODE,), "bytes to consignments"),
    "screen": ((SCREEN,), "the whole of screen()"),
    "outcomes": ((OUTCOMES,), "outcomes as bytes"),
    "decode_screen": ((DECODE, SCREEN), "decode + screen"),
    "all": ((DECODE, SCREEN, OUTCOMES), "decode + screen + outcomes"),
}
"""The rows of the table: the stages that each adds up, and a description."""


class ListFigures(Struct, frozen=True):
    """The size of the lists when they are ready for matching, and the time to build them."""

    source: str
    parties: int
    names: int
    patterns: int
    automaton_bytes: int
    build_seconds: float


class TrafficFigures(Struct, frozen=True):
    """The cost of one kind of traffic. `cost` is in microseconds a consignment, by row; `per_second` is by the wall clock.

    `seen_share` is the share of parties that occurred before; `ratio` is the processor time of screening over that of
    `orjson.loads`, `ratio_with_decoding` that of decoding and screening.
    """

    names: str
    consignments: int
    rounds: int
    bytes_per_consignment: float
    parties_per_consignment: float
    seen_share: float
    held: int
    ratio: float
    ratio_with_decoding: float
    per_second: dict[str, int]
    cost: dict[str, Cost]


class Figures(Struct, frozen=True, omit_defaults=True):
    """All figures; the first three are those of repeated traffic (of distinct traffic with `--distinct`)."""

    consignments_per_second: int
    ratio: float
    ratio_with_decoding: float
    list: ListFigures
    python: str
    peak_rss_bytes: int
    repeated: TrafficFigures | None = None
    distinct: TrafficFigures | None = None
