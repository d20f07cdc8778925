"""What `python -m load_tests stream` measures."""

from msgspec import Struct


class Point(Struct, frozen=True, array_like=True):
    """A value at a time, in seconds since the clock started."""

    seconds: float
    value: float


class Throughput(Struct, frozen=True):
    """One system on one kind of record: from the first receipts on the topic to the last.

    `steady_per_second`, `processor_seconds` and `processor_microseconds` (of a consignment) leave out the first quarter,
    while caches fill. Processor and memory are those of the system's processes, the broker's not among them.
    """

    system: str
    per_record: int
    workers: int
    consignments: int
    holds: int
    seconds: float
    per_second: int
    records_per_second: int
    steady_per_second: int
    processor_seconds: float
    processor_microseconds: float
    peak_rss_bytes: int
    timeline: list[Point]


class Quantiles(Struct, frozen=True):
    """Milliseconds from the intended time of sending to the reading of the outcome."""

    count: int
    p50: float
    p99: float
    p999: float
    most: float


class Latency(Struct, frozen=True):
    """One worker at a steady rate, sent open loop: a late send counts against the answer.

    Of `seconds` after `warm_up_seconds` that are not counted. `timeline` is the worst receipt of each half second, in ms.
    """

    per_record: int
    consignments_per_second: int
    warm_up_seconds: float
    seconds: float
    holds: Quantiles
    receipts: Quantiles
    timeline: list[Point]


class Ratios(Struct, frozen=True):
    """One system's throughput divided by another's in the same run; None where that one did not run."""

    system: str
    per_record: int
    to_faust: float | None
    to_bytewax: float | None
    processor_to_faust: float | None


class StreamFigures(Struct, frozen=True):
    """All of a run. `absent` are systems that are not installed, with the command that installs them."""

    lists: str
    names: str
    python: str
    cores: int
    throughput: list[Throughput]
    ratios: list[Ratios]
    latency: list[Latency]
    absent: dict[str, str]
