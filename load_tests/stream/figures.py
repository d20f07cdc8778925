"""What `python -m load_tests stream` measures."""

from msgspec import Struct


class Point(Struct, frozen=True, array_like=True):
    """A value at a time, in seconds since the clock started."""

    seconds: float
    value: float


class Throughput(Struct, frozen=True):
    """One system on one kind of record, from the first receipts on the topic to the last.

    `steady_per_second`, `processor_seconds` and `processor_microseconds` (a consignment) leave out the first quarter, while
    caches fill. Processor time and memory are those of the system's processes, without the broker.
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
    """Milliseconds from the intended time of sending until the outcome was read."""

    count: int
    p50: float
    p99: float
    p999: float
    most: float


class Latency(Struct, frozen=True):
    """One worker at a steady rate, fed open loop: a record that is sent late counts as late.

    Measured for `seconds` after a warm-up. `timeline` has the slowest receipt of each half second, in ms.
    """

    per_record: int
    consignments_per_second: int
    warm_up_seconds: float
    seconds: float
    holds: Quantiles
    receipts: Quantiles
    timeline: list[Point]


class Ratios(Struct, frozen=True):
    """The throughput of a system over that of another in the same run; None where the other did not run."""

    system: str
    per_record: int
    to_faust: float | None
    to_bytewax: float | None
    processor_to_faust: float | None


class StreamFigures(Struct, frozen=True):
    """All figures of a run. `absent` are packages that are not installed, with the command that installs them."""

    lists: str
    names: str
    python: str
    cores: int
    throughput: list[Throughput]
    ratios: list[Ratios]
    latency: list[Latency]
    absent: dict[str, str]
