from load_tests.faults.result import FAIL, PASS, verdict


def test_a_figure_above_its_limit_or_missing_fails() -> None:
    """A run passes only if every figure with a limit is present and within it."""
    limits = {"lost": 0.0, "progress": 30.0}
    assert verdict("s", "w", {"lost": 0, "progress": 30}, {}, limits, {}).verdict == PASS
    assert verdict("s", "w", {"lost": 1, "progress": 30}, {"lost": ["m1"]}, limits, {}).broken == ("lost 1, at most 0",)
    assert verdict("s", "w", {"lost": 0}, {}, limits, {}).verdict == FAIL
    assert verdict("s", "w", {"lost": 0, "progress": 1, "x": 0.7}, {}, limits, {"x": 0.8}).verdict == FAIL
