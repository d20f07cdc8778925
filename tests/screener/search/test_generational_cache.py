"""The memo is bounded, keeps what was asked for lately, and never gives a wrong value."""

from hypothesis import given
from hypothesis import strategies as st

from screener.search.generational_cache import GenerationalCache

KEYS = st.integers(0, 30)


@given(st.integers(2, 12), st.lists(st.tuples(KEYS, st.booleans()), max_size=120))
def test_it_is_bounded_and_right(limit: int, steps: list[tuple[int, bool]]) -> None:
    """Whatever is put and asked for, it holds at most `limit` keys, and the last value of each or none."""
    memo: GenerationalCache[int, str] = GenerationalCache(limit)
    truth: dict[int, str] = {}
    for number, (key, put) in enumerate(steps):
        if put:
            truth[key] = f"{key}:{number}"
            memo.put(key, truth[key])
        assert memo.get(key) in {truth.get(key), None}
        assert len(memo) <= limit


@given(st.integers(2, 20), st.lists(st.lists(KEYS, max_size=40), max_size=8), KEYS)
def test_many_keys_at_once_are_bounded_once_the_next_key_comes(limit: int, rounds: list[list[int]], last: int) -> None:
    """One large `put_all` stays whole, so that a batch can be looked up, and is cut down by the next key."""
    memo: GenerationalCache[int, bool] = GenerationalCache(limit)
    for keys in rounds:
        memo.put_all(keys, value=True)
        assert set(keys) <= memo.recent.keys()
        assert len(memo) <= limit // 2 + max(limit // 2, len(set(keys)))
        memo.put(last + 100, value=False)
        assert len(memo) <= limit + 1
    assert memo.get(last + 100) in {False, None}


def test_the_last_half_is_remembered() -> None:
    """At least the last `limit / 2` keys are there, however many came before."""
    memo: GenerationalCache[int, int] = GenerationalCache(10)
    for key in range(1000):
        memo.put(key, key)
    assert [memo.get(key) for key in range(995, 1000)] == [995, 996, 997, 998, 999]
    assert memo.get(0) is None


def test_what_is_asked_for_again_stays() -> None:
    """A seller seen all day outlives thousands that are seen once."""
    memo: GenerationalCache[int, str] = GenerationalCache(10)
    memo.put(-1, "seller")
    for key in range(1000):
        memo.put(key, "once")
        assert memo.get(-1) == "seller"


def test_cleared_means_empty() -> None:
    """Nothing is left in either generation."""
    memo: GenerationalCache[int, int] = GenerationalCache(4)
    memo.put_all(range(4), 1)
    memo.put(9, 9)
    memo.clear()
    assert len(memo) == 0
    assert memo.get(9) is None
