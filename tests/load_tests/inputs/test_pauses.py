import time

from load_tests.inputs.pauses import PauseMeter


def test_a_held_interpreter_lock_is_a_pause_and_a_sleep_is_none() -> None:
    """A long call of a C function blocks other threads for as long as it runs; a sleeping thread blocks nobody."""
    with PauseMeter() as blocked:
        began = time.perf_counter()
        sum(range(30_000_000))
        seconds = time.perf_counter() - began
    with PauseMeter() as sleeping:
        time.sleep(seconds)
    assert blocked.milliseconds > 500 * seconds
    assert sleeping.milliseconds < blocked.milliseconds
