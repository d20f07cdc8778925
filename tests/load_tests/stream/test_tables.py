from load_tests.stream.figures import Throughput
from load_tests.stream.tables import ratios


def measured(system: str, per_second: int, microseconds: float, workers: int = 1) -> Throughput:
    """One system's figures for single consignments."""
    return Throughput(system, 1, workers, 100, 1, 1.0, per_second, per_second, per_second, 1.0, microseconds, 1, [])


def test_ratios_are_within_one_kind_of_record() -> None:
    """Systems with one process are compared with stock Faust and Bytewax; a ratio to one that did not run is None."""
    found = ratios(
        [measured("worker", 300, 30.0), measured("worker", 500, 30.0, workers=2), measured("faust", 100, 90.0)]
    )
    assert [(each.system, each.to_faust, each.to_bytewax, each.processor_to_faust) for each in found] == [
        ("worker", 3.0, None, 3.0),
        ("faust", 1.0, None, 1.0),
    ]
